//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5: directories of ours that deny access are opened up; what is somebody else's stays.

#define BOOST_TEST_MODULE remove_all_permissions
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(permissions, "made by calls that Windows has not; windows has its own")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#if defined(__linux__)
#include <linux/fs.h>
#endif

#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::deadline;
using test::entries;
using test::failing_removal;
using test::make_tree;
using test::threads;
using test::touch;
using test::sys::call;

// ---- permissions, as an ordinary user ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(directories_that_deny_access_are_opened_up)
{
    test::scratch dir;
    for (int mode = 0; mode != 8; ++mode)
        for (int where = 0; where != 4; ++where)
        {
            BOOST_TEST(test::unprivileged_child_succeeds(
                           [&]
                           {
                               fs::path const tree = dir / "tree";
                               std::uintmax_t made = make_tree(tree, 2, 2, 2);
                               fs::path inner = tree / "directory0/directory0";
                               for (int i = 0; i != 12; ++i, ++made)
                                   fs::create_directory(inner /= "d");
                               fs::path const places[] = {tree, tree / "directory1", tree / "directory1/directory0",
                                   tree / "directory0/directory0/d/d/d/d/d/d"}; // the last one is moved up
                               if (where == 2)                                  // above it too
                                   EXPECT(::chmod(places[2].c_str(), static_cast<mode_t>(mode << 6)) == 0 &&
                                          ::chmod(places[1].c_str(), static_cast<mode_t>(mode << 6)) == 0);
                               else
                                   EXPECT(::chmod(places[where].c_str(), static_cast<mode_t>(mode << 6)) == 0);
                               std::error_code ec;
                               EXPECT(tf::remove_all(tree, ec) == made);
                               EXPECT(!ec);
                           }),
                "mode " << mode << "00 at place " << where);
            BOOST_TEST(dir.empty());
        }
}

// Also where several below the levels that are held open do, and where nothing can be moved up from there.
BOOST_AUTO_TEST_CASE(deep_directories_that_deny_access_are_opened_up)
{
    test::scratch dir;
    mode_t const modes[] = {0700, 0500, 0400, 0100, 0000};
    for (test::sys::interceptor const hook : {test::sys::interceptor(nullptr), &test::no_moves})
        for (mode_t const last_held : modes)
            for (mode_t const below : modes)
            {
                BOOST_TEST(test::unprivileged_child_succeeds(
                               [&]
                               {
                                   // Nothing but directories: a file that is refused would have them opened up.
                                   std::vector<fs::path> way{dir / "tree"};
                                   fs::create_directory(way[0]);
                                   for (int i = 0; i != 11; ++i)
                                       fs::create_directory(way.emplace_back(way.back() / "d"));
                                   fs::create_directory(way.back() / "empty");
                                   for (std::size_t i = way.size() - 1; i > 7; --i)
                                       EXPECT(::chmod(way[i].c_str(), below) == 0);
                                   EXPECT(::chmod(way[7].c_str(), last_held) == 0);
                                   test::interception const installed(hook);
                                   std::error_code ec;
                                   EXPECT(tf::remove_all(way[0], ec) == way.size() + 1);
                                   EXPECT(!ec);
                               }),
                    "modes " << last_held << " and " << below << (hook == nullptr ? "" : ", nothing moved"));
                BOOST_TEST(dir.empty());
                std::error_code ignored;
                tf::remove_all(dir / "tree", ignored);
            }
}

// One that can be listed, but not searched: what is in it stays, and everything beside it goes at once.
BOOST_AUTO_TEST_CASE(what_is_somebody_elses_deep_below_keeps_nothing_else)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    for (mode_t const mode : std::initializer_list<mode_t>{0744, 0755, 0700})
    {
        test::scratch dir;
        fs::path inner = dir / "tree";
        fs::create_directory(inner);
        for (int i = 0; i != 10; ++i)
            fs::create_directory(inner /= "d");
        fs::create_directory(inner / "theirs");
        touch(inner / "theirs/file");
        for (int i = 0; i != 20; ++i)
        {
            fs::create_directory(inner / std::to_string(i));
            touch(inner / std::to_string(i) / "file");
        }
        for (auto const& entry : fs::recursive_directory_iterator(dir / "tree"))
            BOOST_TEST_REQUIRE(::chown(entry.path().c_str(), 65534, 65534) == 0);
        BOOST_TEST_REQUIRE(::chown((dir / "tree").c_str(), 65534, 65534) == 0);
        BOOST_TEST_REQUIRE(::chown((inner / "theirs/file").c_str(), 0, 0) == 0);
        BOOST_TEST_REQUIRE(::chown((inner / "theirs").c_str(), 0, 0) == 0);
        BOOST_TEST_REQUIRE(::chmod((inner / "theirs").c_str(), mode) == 0);
        BOOST_TEST(test::unprivileged_child_succeeds(
                       [&]
                       {
                           test::interception const installed(&test::no_moves);
                           test::virtual_time const time;
                           std::error_code ec;
                           EXPECT(tf::remove_all(dir / "tree", ec) == 40);
                           EXPECT(ec == std::errc::permission_denied);
                           EXPECT(time.waited().count() == 0);
                       }),
            "mode " << mode);
        BOOST_TEST(entries(dir / "tree") == 13u);
    }
}

// What is empty, and in a directory of ours, goes as rmdir lets it go.
BOOST_AUTO_TEST_CASE(an_empty_directory_of_somebody_else_goes_as_the_root)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    for (mode_t const mode : std::initializer_list<mode_t>{0744, 0755, 0700})
    {
        test::scratch dir;
        fs::create_directory(dir / "theirs");
        BOOST_TEST_REQUIRE(::chmod((dir / "theirs").c_str(), mode) == 0);
        BOOST_TEST(test::unprivileged_child_succeeds(
                       [&]
                       {
                           std::error_code ec;
                           EXPECT(tf::remove_all(dir / "theirs", ec) == 1);
                           EXPECT(!ec);
                       }),
            "mode " << mode);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(an_empty_directory_that_denies_everything_goes_unopened)
{
    test::scratch dir;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            EXPECT(::mkdir((dir / "tree").c_str(), 0700) == 0);
            EXPECT(::mkdir((dir / "tree/empty").c_str(), 0) == 0);
            test::failing const no_grants(call::grant_access, std::errc::io_error);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree", ec) == 2);
            EXPECT(::mkdir((dir / "empty").c_str(), 0) == 0);
            EXPECT(tf::remove_all(dir / "empty", ec) == 1);
        }));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(what_is_somebody_elses_stays_and_is_named)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch dir;
    fs::create_directory(dir / "tree");
    ::chmod((dir / "tree").c_str(), 0777);
    fs::create_directory(dir / "tree/theirs");
    touch(dir / "tree/theirs/file");
    ::chmod((dir / "tree/theirs").c_str(), 0755);
    fs::create_directory(dir / "tree/secret");
    touch(dir / "tree/secret/file");
    ::chmod((dir / "tree/secret").c_str(), 0700);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            make_tree(dir / "tree/ours", 2, 1, 2);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree/ours", ec) == 9);
            make_tree(dir / "tree/ours", 2, 1, 2);
            EXPECT(tf::remove_all(dir / "tree", ec) == 9);
            EXPECT(ec == std::errc::permission_denied);
            fs::path where;
            failing_removal(dir / "tree", ec, where, {});
            EXPECT(where == dir / "tree/theirs/file" || where == dir / "tree/secret");
        }));
    BOOST_TEST(entries(dir / "tree") == 5u);
    BOOST_TEST((fs::status(dir / "tree/theirs").permissions() == fs::perms(0755)));
    BOOST_TEST((fs::status(dir / "tree/secret").permissions() == fs::perms(0700)));
}

BOOST_AUTO_TEST_CASE(without_permission_in_the_parent_only_the_root_stays)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch dir;
    fs::create_directory(dir / "parent");
    ::chmod((dir / "parent").c_str(), 0755);
    fs::create_directory(dir / "parent/tree");
    BOOST_TEST_REQUIRE(::chown((dir / "parent/tree").c_str(), 65534, 65534) == 0);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            make_tree(dir / "parent/tree/inner", 2, 1, 2);
            std::error_code ec;
            fs::path where;
            failing_removal(dir / "parent/tree", ec, where, {});
            EXPECT(ec == std::errc::permission_denied);
            EXPECT(where == dir / "parent/tree");
        }));
    BOOST_TEST(entries(dir / "parent") == 2u);
}

#if defined(__linux__)

BOOST_AUTO_TEST_CASE(an_immutable_entry_stays)
{
    test::scratch dir;
    make_tree(dir / "tree", 3, 1, 2);
    int const file = ::open((dir / "tree/directory1/file0").c_str(), O_RDONLY);
    int flags = FS_IMMUTABLE_FL;
    if (::ioctl(file, FS_IOC_SETFLAGS, &flags) != 0)
    {
        ::close(file);
        test::skipped("this user or this file system cannot make a file immutable");
        return;
    }
    std::error_code ec;
    fs::path where;
    failing_removal(dir / "tree", ec, where, {});
    flags = 0;
    ::ioctl(file, FS_IOC_SETFLAGS, &flags);
    ::close(file);
    BOOST_TEST((ec == std::errc::operation_not_permitted));
    BOOST_TEST(where == dir / "tree/directory1/file0");
    BOOST_TEST(entries(dir / "tree") == 3u);
}

#endif

#endif
