//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: persisting is one atomic step, and on failure the target is whole and old and the file still temporary.

#define BOOST_TEST_MODULE persist
#include "unit_test.hpp"

#include <boost/tempfile/detail/persisting.hpp>
#include <boost/tempfile/sweep.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <fstream>
#include <iterator>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using test::put;

namespace
{

std::string const old_text = "the old file\n";
std::string const new_text(100000, 'n');

// A temporary file with contents, named or not, and what persisting it does.
struct temporary
{
    enum kind
    {
        named,
        sweepable,
        anonymous
    };

    temporary(kind k, fs::path const& dir)
    {
        tf::options o;
        o.dir = dir;
        o.sweepable = k == sweepable;
        std::error_code failed;
        handle = k == anonymous ? tf::detail::create_anonymous(&o, where, failed)
                                : tf::detail::create_named(o, entry, where, failed);
        if (!failed)
            sys::write(handle.get(), new_text.data(), new_text.size(), failed);
        if (failed)
            throw fs::filesystem_error("temporary", where, failed);
    }
    ~temporary()
    {
        std::error_code ignored;
        entry.remove(handle.get(), ignored);
    }

    std::error_code persist(fs::path const& target, tf::persist_mode mode = tf::persist_mode::replace,
        tf::durability durable = tf::durability::none)
    {
        std::error_code ec;
        tf::unique_handle instead;
        tf::detail::persist(handle.get(), entry, target, mode, durable, instead, where, ec);
        if (instead)
            handle = std::move(instead);
        return ec;
    }

    fs::path where;
    tf::detail::named_entry entry;
    tf::unique_handle handle;
};

constexpr temporary::kind kinds[] = {temporary::named, temporary::sweepable, temporary::anonymous};

} // namespace

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

namespace
{

int calls_left;
std::error_code injected;

std::error_code fail_in_turn(sys::call_site const& site) noexcept
{
    // Closing never fails for these files, and memory is another test's.
    return site.which != sys::call::close && --calls_left == 0 ? injected : std::error_code();
}

constexpr tf::persist_mode modes_used[] = {tf::persist_mode::replace, tf::persist_mode::create_new,
    tf::persist_mode::replace_or_copy, tf::persist_mode::create_new_or_copy};

} // namespace

// Promise: whichever call fails, with whichever error, the target is the whole old or the whole new file; after an
// error it can be tried again, and nothing else is left.
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::create_directory(scratch / "t");
    fs::path const target = scratch / "t" / "target";
    for (auto const kind : kinds)
        for (auto const mode : modes_used)
            for (bool const shared : test::shared_or_not)
                for (std::error_code const error : test::every_error())
                    for (int nth = 1;; ++nth)
                    {
                        bool const replaces =
                            mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
                        fs::permissions(scratch / "t", fs::perms(shared ? 0777 : 0700));
                        fs::remove(target);
                        if (replaces)
                            put(target, old_text);
                        bool reached = false, second_name = false;
                        {
                            temporary t(kind, scratch / "t");
                            injected = error;
                            calls_left = nth;
                            std::error_code ec;
                            {
                                test::interception const installed(&fail_in_turn);
                                ec = t.persist(target, mode, tf::durability::data_and_entry);
                            }
                            reached = calls_left <= 0;
                            std::string const now = fs::exists(target) ? contents(target) : std::string();
                            bool const is_new = now == new_text;
                            bool const is_old = now == (replaces ? old_text : std::string());
                            bool const whole = is_new || is_old;
                            // A name that is said to be gone, or can't be removed.
                            second_name = shared && is_new && (ec || error == std::errc::no_such_file_or_directory);
                            bool const told = ec ? is_old || t.entry.path() == target : is_new;
                            if (!whole || !told)
                                BOOST_TEST_ERROR("kind " << kind << " mode " << int(mode) << " call " << nth << " "
                                                         << injected.message() << ": " << ec.message() << ", "
                                                         << now.size() << " bytes");
                            // A retry works, but for a failed fsync.
                            std::error_code const again =
                                is_new ? std::error_code() : t.persist(target, mode, tf::durability::data);
                            if (again && again != injected)
                                BOOST_TEST_ERROR("kind " << kind << " mode " << int(mode) << " call " << nth << " "
                                                         << injected.message() << ": again " << again.message());
                        }
                        fs::remove(target);
                        if (!fs::is_empty(scratch / "t"))
                        {
                            if (!second_name)
                                BOOST_TEST_ERROR("kind " << kind << " mode " << int(mode) << " call " << nth << " "
                                                         << injected.message() << " leaves something");
                            fs::remove_all(scratch / "t");
                            fs::create_directory(scratch / "t");
                        }
                        if (!reached)
                            break;
                    }
    BOOST_TEST(scratch.names().size() == 1u);
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    persisting_on_posix, "links, modes and stolen names as POSIX has them; windows_persist, windows_processes")

#else

#include "processes.hpp"

#include <sys/stat.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <sys/xattr.h>
#endif

#include <csignal>

namespace
{

int crossings; // how many renames and links say that the file systems differ
int copies_made;

std::error_code cross(sys::call_site const& site) noexcept
{
    copies_made += site.which == sys::call::copy_contents;
    bool const places = site.which == sys::call::rename_file || site.which == sys::call::link_handle;
    return std::make_error_code(
        places && crossings > 0 && crossings-- > 0 ? std::errc::cross_device_link : std::errc());
}

bool copies(tf::persist_mode mode)
{
    return mode == tf::persist_mode::replace_or_copy || mode == tf::persist_mode::create_new_or_copy;
}

} // namespace

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

#if defined(__linux__)

// With an access list, the group's bits are the mask of it and not what the group may do; a list that the directory
// hands down lets nobody in either.
BOOST_AUTO_TEST_CASE(access_lists_widen_nothing)
{
    // user::rw-, user:1234:rw-, group::r--, mask::rw-, other::---
    std::string const list{"\x02\0\0\0"
                           "\x01\0\x06\0\xff\xff\xff\xff"
                           "\x02\0\x06\0\xd2\x04\0\0"
                           "\x04\0\x04\0\xff\xff\xff\xff"
                           "\x10\0\x06\0\xff\xff\xff\xff"
                           "\x20\0\0\0\xff\xff\xff\xff",
        44};
    char const access_list[] = "system.posix_acl_access";
    for (auto const kind : kinds)
    {
        test::scratch scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        if (::setxattr(target.c_str(), access_list, list.data(), list.size(), 0) != 0)
        {
            test::skipped("this file system has no access lists");
            return;
        }
        temporary t(kind, scratch.path());
        BOOST_TEST((t.persist(target) == std::error_code()));
        BOOST_TEST((fs::status(target).permissions() == fs::perms(0640)));

        fs::create_directory(scratch / "d");
        put(scratch / "d/target", old_text);
        fs::permissions(scratch / "d/target", fs::perms(0660));
        BOOST_TEST(::setxattr((scratch / "d").c_str(), "system.posix_acl_default", list.data(), list.size(), 0) == 0);
        temporary in(kind, scratch / "d");
        BOOST_TEST((in.persist(scratch / "d/target") == std::error_code()));
        BOOST_TEST(::getxattr((scratch / "d/target").c_str(), access_list, nullptr, 0) == -1);
        BOOST_TEST((fs::status(scratch / "d/target").permissions() == fs::perms(0660)));
    }
}

#endif

// A file is not given the permissions of its target where more people can reach it than in the target's directory.
BOOST_AUTO_TEST_CASE(nobody_is_let_in_on_the_way)
{
    static fs::path outside;
    static bool let_in, looked, refuses;
    test::scratch scratch;
    fs::create_directory(scratch / "private");
    fs::permissions(scratch / "private", fs::perms(0700));
    fs::path const target = scratch / "private/target";
    for (bool const shared : {false, true})
        for (bool const fails : {false, true})
            for (auto const kind : {temporary::named, temporary::sweepable})
            {
                put(target, old_text);
                fs::permissions(target, fs::perms(0644));
                outside = scratch / "public";
                fs::create_directory(outside);
                fs::permissions(outside, fs::perms(shared ? 0777 : 0755));
                let_in = looked = false;
                refuses = fails;
                {
                    temporary t(kind, outside);
                    fs::path const name = t.entry.path();
                    std::error_code ec;
                    {
                        test::interception const watching(
                            [](sys::call_site const& site) noexcept
                            {
                                std::error_code ignored;
                                for (auto const& entry : fs::directory_iterator(outside, ignored))
                                    let_in = let_in ||
                                             (entry.status(ignored).permissions() & fs::perms(0077)) != fs::perms::none;
                                looked = looked || site.which == sys::call::sync_file;
                                bool const refused = site.which == sys::call::sync_file && refuses;
                                return refused ? std::make_error_code(std::errc::io_error) : std::error_code();
                            });
                        ec = t.persist(target, tf::persist_mode::replace, tf::durability::data);
                    }
                    BOOST_TEST(looked);
                    BOOST_TEST(!let_in);
                    BOOST_TEST(bool(ec) == fails);
                    BOOST_TEST(contents(target) == (fails ? old_text : new_text));
                    BOOST_TEST((t.entry.path() == (fails ? name : target)));
                    BOOST_TEST(t.entry.armed() == fails);
                    BOOST_TEST(fs::exists(t.entry.path()));
                }
                BOOST_TEST((fs::status(target).permissions() == fs::perms(0644)));
                BOOST_TEST(fs::remove(outside)); // empty
                BOOST_TEST(fs::remove(target));
                BOOST_TEST(fs::is_empty(scratch / "private"));
            }
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
        BOOST_TEST(contents(target).substr(4) == new_text.substr(4));
        BOOST_TEST(fs::is_empty(dir));
        fs::remove(dir);
        fs::remove(target);
        BOOST_TEST(here.empty());
    }
}

// Facts 13: a name that somebody took over is an error, never a result; in a shared directory the name is not used at
// all.
BOOST_AUTO_TEST_CASE(a_stolen_name_is_never_installed)
{
    for (bool const shared : {false, true})
    {
        test::scratch scratch;
        fs::create_directory(scratch / "d");
        if (shared)
            fs::permissions(scratch / "d", fs::perms(0777));
        put(scratch / "target", old_text);
        {
            temporary t(temporary::named, scratch / "d");
            fs::rename(t.entry.path(), scratch / "ours");
            put(t.entry.path(), "theirs");
            BOOST_TEST((t.persist(scratch / "target") == std::errc::no_such_file_or_directory));
            BOOST_TEST(contents(scratch / "target") == old_text);
            fs::rename(scratch / "ours", t.entry.path());
            BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
            BOOST_TEST(contents(scratch / "target") == new_text);
        }
        BOOST_TEST(fs::is_empty(scratch / "d"));
    }
}

// The same, with the theft between the comparison and the rename: from a shared directory the handle is installed.
BOOST_AUTO_TEST_CASE(a_name_stolen_at_the_last_moment)
{
    static fs::path victim;
    test::scratch scratch;
    fs::create_directory(scratch / "d");
    fs::permissions(scratch / "d", fs::perms(0777));
    temporary t(temporary::named, scratch / "d");
    victim = t.entry.path();
    {
        test::interception const thief(
            [](sys::call_site const& site) noexcept
            {
                if (site.which == sys::call::rename_file)
                    put(fs::path(victim) += ".theirs", "theirs"), fs::rename(fs::path(victim) += ".theirs", victim);
                return std::error_code();
            });
        BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
    }
    BOOST_TEST(contents(scratch / "target") == new_text);
    BOOST_TEST(contents(victim) == "theirs"); // and what is theirs was not removed
}

namespace
{

std::error_code die_in_turn(sys::call_site const&) noexcept
{
    if (--calls_left == 0)
        ::kill(::getpid(), SIGKILL);
    return {};
}

} // namespace

#if defined(__linux__)

// Facts 15: after a change of user, and without /proc, one of the two ways of naming an open file is left.
BOOST_AUTO_TEST_CASE(a_nameless_file_is_named_one_way_or_the_other)
{
    if (!test::is_root("takes two users and another root, which only root can have"))
        return;
    test::scratch scratch;
    fs::permissions(scratch.path(), fs::perms(0777));
    mode_t const mask = ::umask(0);
    auto const make = [&](fs::path const& dir)
    {
        tf::options o;
        o.dir = dir;
        o.permissions = fs::perms(0666); // else fs.protected_hardlinks refuses it to another user
        fs::path where;
        std::error_code ec;
        tf::unique_handle file = tf::detail::create_anonymous(&o, where, ec);
        EXPECT(!ec);
        return file;
    };
    auto const persist = [](tf::unique_handle const& file, fs::path const& target)
    {
        struct stat before;
        EXPECT(::fstat(file.get(), &before) == 0);
        tf::detail::named_entry entry;
        tf::unique_handle instead;
        fs::path where;
        std::error_code ec;
        tf::detail::persist(
            file.get(), entry, target, tf::persist_mode::create_new, tf::durability::none, instead, where, ec);
        EXPECT(!ec);
        EXPECT(fs::exists(target));
        struct stat now; // the file itself and no copy
        EXPECT(::stat(target.c_str(), &now) == 0);
        EXPECT(now.st_ino == before.st_ino);
    };
    auto const another_user = [&]
    {
        tf::unique_handle const file = make(scratch.path());
        EXPECT(::setgid(65534) == 0 && ::setuid(65534) == 0);
        persist(file, scratch / "another user's");
    };
    auto const without_proc = [&]
    {
        EXPECT(::chroot(scratch.path().c_str()) == 0 && ::chdir("/") == 0);
        persist(make("/"), "/without proc");
    };
    BOOST_TEST(test::child_succeeds(another_user));
    BOOST_TEST(test::child_succeeds(without_proc));
    BOOST_TEST(scratch.names().size() == 2u);
    ::umask(mask);
}

// Older kernels, and containers' filters.
BOOST_AUTO_TEST_CASE(newer_calls_are_not_needed)
{
    test::scratch scratch;
    for (long const number : {long(SYS_statx), long(SYS_renameat2), long(SYS_copy_file_range)})
        for (int const error : {ENOSYS, EPERM})
            for (auto const kind : kinds)
                for (auto const mode : modes_used)
                {
                    bool const replaces =
                        mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
                    auto const body = [&]
                    {
                        if (replaces)
                            put(scratch / "target", old_text);
                        if (!test::take_call_away(number, error))
                            return;
                        crossings = copies(mode) ? 1 : 0;
                        test::interception const installed(&cross);
                        temporary t(kind, scratch.path());
                        EXPECT(!t.persist(scratch / "target", mode));
                        EXPECT(contents(scratch / "target") == new_text);
                    };
                    BOOST_TEST(test::child_succeeds(body), "call " << number << " kind " << kind);
                    fs::remove(scratch / "target");
                    BOOST_TEST(scratch.empty());
                }
}

// Where a name that may not be taken twice takes two steps, and the second fails, the first is taken back.
BOOST_AUTO_TEST_CASE(without_renameat2_a_failure_leaves_one_name)
{
    test::scratch scratch;
    auto const body = [&]
    {
        fs::create_directory(scratch / "d");
        temporary t(temporary::named, scratch / "d");
        if (!test::take_call_away(SYS_renameat2, ENOSYS))
            return;
        fs::permissions(scratch / "d", fs::perms(0500)); // nothing can be removed from it
        std::error_code const ec = t.persist(scratch / "target", tf::persist_mode::create_new);
        fs::permissions(scratch / "d", fs::perms(0700));
        EXPECT(ec == std::errc::permission_denied);
        EXPECT(!fs::exists(scratch / "target"));
        EXPECT(t.entry.armed());
    };
    BOOST_TEST(test::unprivileged_child_succeeds(body));
}

#endif

// Promise: the same for a file that comes from another directory, step by step (nobody_is_let_in_on_the_way).
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn_on_the_way)
{
    test::scratch scratch(test::scratch::in_memory);
    for (char const* name : {"from", "to"})
        fs::create_directory(scratch / name);
    fs::path const target = scratch / "to/target";
    for (auto const kind : {temporary::named, temporary::sweepable})
        for (bool const shared : {false, true})
            for (std::error_code const error : test::every_error())
                for (int nth = 1;; ++nth)
                {
                    bool reached = false, second_name = false;
                    put(target, old_text);
                    fs::permissions(scratch / "from", fs::perms(shared ? 0777 : 0755));
                    {
                        temporary t(kind, scratch / "from");
                        fs::path const name = t.entry.path();
                        injected = error;
                        calls_left = nth;
                        std::error_code ec;
                        {
                            test::interception const installed(&fail_in_turn);
                            ec = t.persist(target, tf::persist_mode::replace_or_copy, tf::durability::data_and_entry);
                        }
                        reached = calls_left <= 0;
                        std::string const now = contents(target);
                        bool const is_new = now == new_text;
                        // What came too late to remove the old name of, or is said to be.
                        second_name = shared && reached;
                        bool const told = ec ? now == old_text || t.entry.path() == target : is_new;
                        if ((!is_new && now != old_text) || !told)
                            BOOST_TEST_ERROR("kind " << kind << " call " << nth << " " << error.message() << ": "
                                                     << ec.message() << ", " << now.size() << " bytes");
                        if (!is_new && !fs::exists(t.entry.path()))
                            BOOST_TEST_ERROR(
                                "kind " << kind << " call " << nth << " " << error.message() << " loses the file");
                        std::error_code const again =
                            is_new ? std::error_code() : t.persist(target, tf::persist_mode::replace);
                        if (again && again != injected)
                            BOOST_TEST_ERROR("kind " << kind << " call " << nth << " " << error.message() << ": again "
                                                     << again.message());
                    }
                    if (!fs::remove(target) || !fs::is_empty(scratch / "to") ||
                        (!second_name && !fs::is_empty(scratch / "from")))
                        BOOST_TEST_ERROR(
                            "kind " << kind << " call " << nth << " " << error.message() << " leaves something");
                    for (char const* name : {"from", "to"})
                    {
                        fs::remove_all(scratch / name);
                        fs::create_directory(scratch / name);
                    }
                    if (!reached)
                        break;
                }
}

// Promise: killed before any call, the target is the whole old or the whole new file, and a sweep leaves no litter.
BOOST_AUTO_TEST_CASE(killed_before_every_call)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    fs::create_directory(scratch / "private");
    fs::permissions(scratch / "private", fs::perms(0700));
    for (auto const kind : {temporary::sweepable, temporary::anonymous})
        for (auto const mode : modes_used)
            for (int const way : {0, 1, 2}) // within a directory, to another file system, to another directory
                for (int nth = 1;; ++nth)
                {
                    bool const replaces =
                        mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
                    fs::remove(target);
                    if (replaces)
                        put(target, old_text);
                    int const status = test::status_of_child(
                        [&]
                        {
                            temporary t(kind, way == 2 ? scratch / "private" : scratch.path());
                            calls_left = nth;
                            crossings = way == 1 ? 1 : 0;
                            test::interception const installed(
                                [](sys::call_site const& site) noexcept
                                {
                                    bool const crosses = (site.which == sys::call::rename_file ||
                                                             site.which == sys::call::link_handle) &&
                                                         crossings > 0 && crossings-- > 0;
                                    return crosses ? std::make_error_code(std::errc::cross_device_link)
                                                   : die_in_turn(site);
                                });
                            (void)t.persist(target, mode, tf::durability::data_and_entry);
                        });
                    std::string const now = fs::exists(target) ? contents(target) : std::string();
                    BOOST_TEST((now == new_text || now == (replaces ? old_text : std::string())));
                    tf::sweep(scratch.path(), "tmp");
                    tf::sweep(scratch / "private", "tmp");
                    fs::remove(target);
                    BOOST_TEST(scratch.names().size() == 1u);
                    BOOST_TEST(fs::is_empty(scratch / "private"));
                    if (!WIFSIGNALED(status))
                    {
                        BOOST_TEST(nth > 1);
                        break;
                    }
                }
}

#endif
