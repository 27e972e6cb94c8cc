//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: make_temporary() finds a free name, leaves nothing where its function fails, and waits for nobody at the end.

#define BOOST_TEST_MODULE make_temporary
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_path.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
namespace sys = boost::tempfile::detail::system;

namespace
{

void make_file(fs::path const& name, std::error_code&)
{
    test::put(name, "made");
}

void make_tree(fs::path const& name, std::error_code& ec)
{
    fs::create_directory(name, ec);
    test::put(name / "file", "made");
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_made_is_owned)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.prefix = "begin";
    o.suffix = ".end";
    {
        tf::temporary_path const file = tf::make_temporary(o, make_file);
        std::error_code ec;
        tf::temporary_path const tree = tf::make_temporary(o, &make_tree, ec);
        BOOST_TEST(!ec);
        for (fs::path const& path : {file.path(), tree.path()})
        {
            BOOST_TEST(path.parent_path() == dir.path());
            BOOST_TEST(path.filename().string().rfind("begin", 0) == 0u);
            BOOST_TEST(path.extension() == ".end");
        }
        BOOST_TEST(test::contents(file.path()) == "made");
        BOOST_TEST(test::contents(tree.path() / "file") == "made");
    }
    BOOST_TEST(dir.empty());
    tf::temporary_path const in_tempdir = tf::make_temporary({}, make_file);
    BOOST_TEST((in_tempdir.path().parent_path() == tf::gettempdir()));
}

BOOST_AUTO_TEST_CASE(function_objects_that_change_may_be_given)
{
    test::scratch dir;
    int calls = 0;
    auto const made = tf::make_temporary(dir.options(),
        [&calls, mine = 0](fs::path const& name, std::error_code&) mutable
        {
            calls = ++mine;
            test::put(name, "");
        });
    BOOST_TEST(bool(made));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(another_name_is_tried_where_one_is_taken)
{
    test::scratch dir;
    for (std::errc const taken : {std::errc::file_exists, std::errc::address_in_use})
    {
        std::set<fs::path> names;
        auto const made = tf::make_temporary(dir.options(),
            [&](fs::path const& name, std::error_code& ec)
            {
                BOOST_TEST(!ec);
                names.insert(name);
                test::put(name, names.size() < 100 ? "somebody's" : "ours");
                if (names.size() < 100)
                    ec = std::make_error_code(taken);
            });
        BOOST_TEST(names.size() == 100u);
        BOOST_TEST(test::contents(made.path()) == "ours");
        BOOST_TEST(dir.names().size() == 100u); // what is somebody's stays
        for (fs::path const& name : names)
            fs::remove(name);
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_names_are_tried)
{
    test::scratch dir;
    int calls = 0;
    std::error_code ec;
    auto const made = tf::make_temporary(
        dir.options(),
        [&](fs::path const&, std::error_code& failed)
        {
            ++calls;
            failed = std::make_error_code(std::errc::address_in_use);
        },
        ec);
    BOOST_TEST(calls == 100);
    BOOST_TEST((ec == std::errc::file_exists));
    BOOST_TEST(!made);
}

BOOST_AUTO_TEST_CASE(what_was_half_made_is_removed)
{
    test::scratch dir;
    for (auto const make : {&make_file, &make_tree})
    {
        std::error_code ec;
        fs::path tried;
        auto const failing = [&](fs::path const& name, std::error_code& failed)
        {
            make(tried = name, failed);
            failed = std::make_error_code(std::errc::io_error);
        };
        auto const throwing = [&](fs::path const& name, std::error_code& failed)
        {
            make(name, failed);
            throw std::runtime_error("no");
        };
        (void)tf::make_temporary(dir.options(), failing, ec);
        BOOST_TEST((ec == std::errc::io_error));
        try
        {
            (void)tf::make_temporary(dir.options(), failing);
            BOOST_TEST(false);
        }
        catch (fs::filesystem_error const& e)
        {
            BOOST_TEST((e.code() == std::errc::io_error));
            BOOST_TEST(e.path1() == tried);
        }
        BOOST_CHECK_THROW((void)tf::make_temporary(dir.options(), throwing), std::runtime_error);
        BOOST_CHECK_THROW((void)tf::make_temporary(dir.options(), throwing, ec), std::runtime_error);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_was_not_made_is_an_error)
{
    test::scratch dir;
    std::error_code ec;
    auto const made = tf::make_temporary(
        dir.options(), [](fs::path const&, std::error_code&) {}, ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    BOOST_TEST(!made);
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused_before_anything_is_made)
{
    test::scratch dir;
    tf::options permissions = dir.options(), removal = dir.options(), prefix = dir.options(), missing;
    permissions.permissions = fs::perms(0600);
    removal.removal = tf::removal::never;
    prefix.prefix = "a/b";
    missing.dir = dir / "missing";
    for (tf::options const& o : {permissions, removal, prefix})
    {
        std::error_code ec;
        int calls = 0;
        auto const made = tf::make_temporary(
            o, [&](fs::path const&, std::error_code&) { ++calls; }, ec);
        BOOST_TEST((ec == std::errc::invalid_argument));
        BOOST_TEST(calls == 0);
    }
    std::error_code ec;
    (void)tf::make_temporary(missing, make_tree, ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_CASE(sweepable_files_and_directories_are_locked_and_lose_the_mark_when_they_are_kept)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.sweepable = true;
    for (auto const make : {&make_file, &make_tree})
    {
        std::error_code ec;
        tf::temporary_path made = tf::make_temporary(o, make, ec);
        if (ec == std::errc::operation_not_supported)
        {
            test::skipped("no locks here");
            return;
        }
        BOOST_TEST(!ec);
        BOOST_TEST(made.path().filename().string().find('~') != std::string::npos);
        if (tf::sweep(dir.path(), "tmp", ec).empty() && ec)
            return; // not on this file system
        BOOST_TEST(fs::exists(made.path()));
        fs::path const kept = made.keep();
        BOOST_TEST(kept.filename().string().find('~') == std::string::npos);
        BOOST_TEST(fs::exists(kept));
        fs::remove_all(kept);
    }
    BOOST_TEST(dir.empty());
}

// Each system call fails in turn: an error, and nothing left but a tree of which nobody can say whose it is.
BOOST_AUTO_TEST_CASE(every_failing_call_leaves_nothing)
{
    test::scratch dir;
    for (auto const which : {sys::call::identify_file, sys::call::identify_directory, sys::call::random})
        for (auto const make : {&make_file, &make_tree})
        {
            std::error_code ec;
            tf::temporary_path made;
            {
                test::failing const no(which, std::errc::io_error);
                made = tf::make_temporary(dir.options(), make, ec);
            }
            BOOST_TEST(bool(ec) == !made);
            made = tf::temporary_path();
            bool const tree_stays = ec && make == &make_tree && which != sys::call::random; // it cannot be looked at
            BOOST_TEST(dir.empty() == !tree_stays);
            for (std::string const& name : dir.names())
                fs::remove_all(dir / name);
        }
}

#if !defined(BOOST_WINDOWS)

#include "processes.hpp"

#include <sys/stat.h>

#include <csignal>
#include <cstdlib>

BOOST_AUTO_TEST_CASE(other_things_cannot_be_sweepable)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.sweepable = true;
    std::error_code ec;
    (void)tf::make_temporary(
        o, [](fs::path const& name, std::error_code&) { ::mkfifo(name.c_str(), 0600); }, ec);
    BOOST_TEST((ec == std::errc::operation_not_supported));
    BOOST_TEST(dir.empty());
}

#if BOOST_TEMPFILE_TEST_SWEEPS

namespace
{

fs::path swept_directory;
sys::call swept_before;
int sweeps;

std::error_code sweep_before(sys::call_site const& site) noexcept
{
    if (site.which == swept_before && ++sweeps <= 3)
        BOOST_TEST(tf::sweep(swept_directory, "tmp").size() == 1u);
    return {};
}

} // namespace

// Facts 21: what is swept before it is locked is made again: nobody owns a name that is gone.
BOOST_AUTO_TEST_CASE(what_is_swept_while_it_is_made_is_made_again)
{
    test::scratch dir;
    swept_directory = dir.path();
    tf::options o = dir.options();
    o.sweepable = true;
    for (bool const directory : {false, true})
        for (sys::call const before :
            {directory ? sys::call::open_for_lock : sys::call::reopen_file, sys::call::lock_shared})
        {
            swept_before = before;
            sweeps = 0;
            test::interception const installed(&sweep_before);
            auto const made = tf::make_temporary(o,
                [&](fs::path const& name, std::error_code& ec)
                {
                    if (directory)
                        fs::create_directory(name, ec);
                    else
                        make_file(name, ec);
                });
            BOOST_TEST(sweeps > 3);
            BOOST_TEST(fs::exists(made.path()));
            BOOST_TEST(tf::sweep(dir.path(), "tmp").empty());
            BOOST_TEST(dir.names().size() == 1u);
        }
}

#endif

// Promise: the end of the process does not wait for the function, and removes what it has made by then.
BOOST_AUTO_TEST_CASE(a_signal_in_the_middle_leaves_nothing)
{
    test::scratch dir;
    for (bool const directory : {false, true})
    {
        int const status = test::status_of_child(
            [&]
            {
                std::signal(SIGTERM, SIG_DFL);
                tf::cleanup_on_signals({SIGTERM});
                (void)tf::make_temporary(dir.options(),
                    [&](fs::path const& name, std::error_code& ec)
                    {
                        if (directory)
                            fs::create_directory(name, ec);
                        else
                            make_file(name, ec);
                        std::raise(SIGTERM);
                    });
            });
        BOOST_TEST(WIFSIGNALED(status));
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(after_remove_all_registered_nothing_is_owned)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            std::error_code ec;
            auto const made = tf::make_temporary(
                dir.options(),
                [&](fs::path const& name, std::error_code&)
                {
                    tf::remove_all_registered();
                    test::put(name, "too late");
                },
                ec);
            EXPECT(ec == std::errc::operation_canceled);
            EXPECT(!made);
        }));
    BOOST_TEST(dir.empty());
}

#endif
