//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: what newer kernels and /proc have is used, and not needed.

#define BOOST_TEST_MODULE persist_kernels
#include "unit_test.hpp"

#include "creation/creation.hpp"

#include "persisting.hpp"
#include "platform.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace test;

#if !BOOST_TEMPFILE_SYSTEM_LINUX

BOOST_TEMPFILE_SKIPPED_TEST(persisting_on_linux, "what Linux kernels have is asked of them alone")

#else

#include "processes.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>

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
                for (auto const mode : every_mode)
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
