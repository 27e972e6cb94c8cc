//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: persisting is one atomic step, and on failure the target is whole and old and the file still temporary.

#define BOOST_TEST_MODULE persist
#include "unit_test.hpp"

#include "creation/creation.hpp"

#include <boost/tempfile/sweep.hpp>

#include "persisting.hpp"
#include "platform.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace test;

// Promise: `replace` replaces and creates, `create_new` only creates; either way the file is nobody's to remove.
BOOST_AUTO_TEST_CASE(modes)
{
    for (auto const kind : kinds)
    {
        test::scratch scratch;
        fs::path const target = scratch / "target";
        {
            temporary t(kind, scratch.path());
            BOOST_TEST((t.persist(target, tf::persist_mode::create_new) == std::error_code()));
            BOOST_TEST(!t.entry.armed());
        }
        BOOST_TEST(contents(target) == new_text);
        put(target, old_text);
        {
            temporary t(kind, scratch.path());
            BOOST_TEST((t.persist(target, tf::persist_mode::create_new) == std::errc::file_exists));
            BOOST_TEST(contents(target) == old_text);
            BOOST_TEST((t.persist(scratch / "missing" / "target") == std::errc::no_such_file_or_directory));
            BOOST_TEST((t.persist("") == std::errc::no_such_file_or_directory));
            BOOST_TEST((t.persist(scratch.path()) == std::errc::is_a_directory));
            BOOST_TEST(
                (t.persist(target, tf::persist_mode::replace, tf::durability::data_and_entry) == std::error_code()));
            BOOST_TEST(contents(target) == new_text);
            // A persisted file can be moved on.
            if (!test::on_wine() || !test::skipped("Wine loses sight of a file that another handle has renamed"))
            {
                BOOST_TEST((t.persist(scratch / "further") == std::error_code()));
                BOOST_TEST(contents(scratch / "further") == new_text);
            }
        }
        fs::remove(scratch / "further");
        fs::remove(target);
        BOOST_TEST(scratch.empty());
    }
}

// Facts 15: where a nameless file cannot be given a name, it is persisted by a copy.
BOOST_AUTO_TEST_CASE(an_unlinked_file_is_copied)
{
    for (auto const mode : {tf::persist_mode::replace, tf::persist_mode::create_new})
    {
        test::scratch scratch;
        test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
        temporary t(temporary::anonymous, scratch.path());
        BOOST_TEST((t.persist(scratch / "target", mode) == std::error_code()));
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// Facts 16: after a failed fsync nothing can be persisted any more; a failed fsync of the directory is reported, and
// the file is persisted.
BOOST_AUTO_TEST_CASE(failed_synchronization)
{
    for (auto const kind : kinds)
    {
        test::scratch scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        {
            temporary t(kind, scratch.path());
            {
                test::failing const sync(sys::call::sync_file, std::errc::io_error);
                BOOST_TEST((t.persist(target, tf::persist_mode::replace, tf::durability::data) == std::errc::io_error));
            }
            BOOST_TEST((t.persist(target, tf::persist_mode::replace, tf::durability::data) == std::errc::io_error));
            BOOST_TEST(contents(target) == old_text);
        }
        BOOST_TEST(scratch.names().size() == 1u);
        temporary t(kind, scratch.path());
        test::failing const sync(sys::call::sync_directory, std::errc::io_error);
        BOOST_TEST(
            (t.persist(target, tf::persist_mode::replace, tf::durability::data_and_entry) == std::errc::io_error));
        BOOST_TEST(contents(target) == new_text);
        BOOST_TEST(t.entry.path() == target);
        BOOST_TEST(!t.entry.armed());
    }
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    persisting_on_posix, "links, modes and stolen names as POSIX has them; windows_persist, windows_sweep")

#else

#include "processes.hpp"

#include <sys/stat.h>

// Facts 17: the last link is followed, a dangling one created at its destination, and what is no regular file refused.
BOOST_AUTO_TEST_CASE(targets_that_are_links)
{
    for (auto const kind : kinds)
    {
        test::scratch scratch;
        fs::create_directory(scratch / "d");
        put(scratch / "d" / "file", old_text);
        fs::create_symlink("d/file", scratch / "inner");
        fs::create_symlink(scratch / "inner", scratch / "outer");
        fs::create_symlink("d/new", scratch / "dangling");
        fs::create_symlink("loop", scratch / "loop");
        BOOST_TEST(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);

        BOOST_TEST((temporary(kind, scratch.path()).persist(scratch / "outer") == std::error_code()));
        BOOST_TEST(fs::is_symlink(scratch / "outer"));
        BOOST_TEST(fs::is_symlink(scratch / "inner"));
        BOOST_TEST(contents(scratch / "d" / "file") == new_text);
        BOOST_TEST((temporary(kind, scratch.path()).persist(scratch / "dangling") == std::error_code()));
        BOOST_TEST(contents(scratch / "d" / "new") == new_text);
        temporary t(kind, scratch.path());
        BOOST_TEST((t.persist(scratch / "dangling", tf::persist_mode::create_new) == std::errc::file_exists));
        BOOST_TEST((t.persist(scratch / "loop") == std::errc::too_many_symbolic_link_levels));
        BOOST_TEST((t.persist(scratch / "fifo") == std::errc::invalid_argument));
        BOOST_TEST((t.persist("/dev/null") == std::errc::invalid_argument));
        BOOST_TEST(fs::is_character_file("/dev/null"));
    }
}

// Promise: permissions are those of options, or the target's where one is replaced.
BOOST_AUTO_TEST_CASE(permissions)
{
    for (auto const kind : kinds)
    {
        test::scratch scratch;
        temporary t(kind, scratch.path());
        BOOST_TEST((t.persist(scratch / "new") == std::error_code()));
        BOOST_TEST((fs::status(scratch / "new").permissions() == fs::perms(0600)));
        put(scratch / "old", old_text);
        fs::permissions(scratch / "old", fs::perms(0754));
        BOOST_TEST((t.persist(scratch / "old") == std::error_code()));
        BOOST_TEST((fs::status(scratch / "old").permissions() == fs::perms(0754)));
    }
}

BOOST_AUTO_TEST_CASE(permissions_that_were_asked_for)
{
    mode_t const mask = ::umask(0);
    for (auto const mode : {tf::persist_mode::replace, tf::persist_mode::create_new})
    {
        test::scratch scratch;
        tf::options o = scratch.options();
        o.permissions = fs::perms(0644);
        std::error_code ec;
        fs::path where;
        tf::detail::named_entry entry;
        tf::unique_handle const file = tf::detail::create_anonymous(&o, where, ec);
        tf::unique_handle instead;
        tf::detail::persist(file.get(), entry, scratch / "new", mode, tf::durability::none, instead, where, ec);
        BOOST_TEST(!ec);
        BOOST_TEST((fs::status(scratch / "new").permissions() == fs::perms(0644)));
    }
    ::umask(mask);
}

// Promise: across file systems nothing is done, unless a copy was asked for; the copy is beside the target, and the
// handle stands for it afterwards.
BOOST_AUTO_TEST_CASE(across_file_systems)
{
    test::scratch here;
    std::error_code ec;
    fs::path const shared = tf::memory_tempdir(ec);
    tf::options o;
    o.dir = shared;
    struct stat a, b;
    bool const two =
        !ec && ::stat(shared.c_str(), &a) == 0 && ::stat(here.path().c_str(), &b) == 0 && a.st_dev != b.st_dev;
    for (auto const kind : kinds)
    {
        // With one file system only, the system layer says that there are two.
        fs::path const dir = two ? tf::mkdtemp(o) : tf::mkdtemp(here.options());
        fs::path const target = here / "target";
        put(target, old_text);
        fs::permissions(target, fs::perms(0640));
        {
            temporary t(kind, dir);
            crossings = two ? 0 : 1;
            test::interception const installed(&cross);
            fs::permissions(target, fs::perms(0644));
            BOOST_TEST((t.persist(target) == std::errc::cross_device_link));
            BOOST_TEST((sys::identify_file(t.handle.get(), ec).permissions == fs::perms(0600))); // as private as before
            fs::permissions(target, fs::perms(0640));
            BOOST_TEST(contents(target) == old_text);
            BOOST_TEST(here.names().size() == (two ? 1u : 2u));
            // What exists is in the way wherever it is, and nothing is copied for it.
            for (auto const mode : {tf::persist_mode::create_new, tf::persist_mode::create_new_or_copy})
            {
                crossings = two ? 0 : 1;
                copies_made = 0;
                BOOST_TEST((t.persist(target, mode) == std::errc::file_exists));
                BOOST_TEST(copies_made == 0);
            }
            crossings = two ? 0 : 1;
            BOOST_TEST((t.persist(here / "other", tf::persist_mode::create_new) == std::errc::cross_device_link));
            crossings = two ? 0 : 1;
            BOOST_TEST(t.persist(target, tf::persist_mode::replace_or_copy, tf::durability::data).message() ==
                       std::error_code().message());
            BOOST_TEST((fs::status(target).permissions() == fs::perms(0640)));
            sys::write(t.handle.get(), "more", 4, ec);
            BOOST_TEST(fs::file_size(target) >= new_text.size());
        }
        BOOST_TEST((contents(target) == new_text + "more")); // the handle keeps its position
        BOOST_TEST(fs::is_empty(dir));
        fs::remove(dir);
        fs::remove(target);
        BOOST_TEST(here.empty());
    }
}

#endif
