//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5 on older systems, on mounts and on an overlay.

#define BOOST_TEST_MODULE remove_all_systems
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

BOOST_TEMPFILE_SKIPPED_TEST(mounts_and_older_systems, "made by calls that only Linux has")

#else

#include "processes.hpp"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

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

// ---- older systems -------------------------------------------------------------------------------------------------

namespace
{

struct missing_call
{
    long number;
    int error; // EPERM is a container's word for a call that it does not know
};

#if !defined(SYS_fchmodat2)
constexpr long SYS_fchmodat2 = 452;
#endif
#if !defined(SYS_openat2)
constexpr long SYS_openat2 = 437;
#endif

} // namespace

BOOST_AUTO_TEST_CASE(newer_calls_are_not_needed)
{
    test::scratch dir;
    for (missing_call const missing :
        {missing_call{SYS_statx, ENOSYS}, {SYS_statx, EPERM}, {SYS_openat2, ENOSYS}, {SYS_openat2, EPERM},
            {SYS_fchmodat2, ENOSYS}, {SYS_fchmodat2, EPERM}, {SYS_renameat2, ENOSYS}, {SYS_renameat2, EPERM}})
    {
        BOOST_TEST(test::unprivileged_child_succeeds(
                       [&]
                       {
                           std::uintmax_t made = make_tree(dir / "tree", 3, 2, 2);
                           fs::path inner = dir / "tree/directory1";
                           for (int i = 0; i != 12; ++i, ++made)
                               fs::create_directory(inner /= "d"); // deep enough to be moved up
                           EXPECT(::chmod(inner.c_str(), 0) == 0);
                           EXPECT(::chmod((dir / "tree/directory0").c_str(), 0) == 0);
                           EXPECT(::chmod((dir / "tree/directory2/directory1").c_str(), 0100) == 0);
                           if (!test::take_call_away(missing.number, missing.error))
                               return;
                           std::error_code ec;
                           std::uintmax_t const removed = tf::remove_all(dir / "tree", ec);
                           EXPECT(!ec);
                           EXPECT(removed == made);
                       }),
            "call " << missing.number << " with error " << missing.error);
        std::error_code ignored;
        tf::remove_all(dir / "tree", ignored);
        BOOST_TEST(dir.empty());
    }
}

// ---- mounts --------------------------------------------------------------------------------------------------------

namespace
{

void bind(fs::path const& what, fs::path const& where)
{
    EXPECT(::mount(what.c_str(), where.c_str(), nullptr, MS_BIND, nullptr) == 0);
}

} // namespace

BOOST_AUTO_TEST_CASE(mount_points_inside_stay_as_they_are)
{
    for (int const filtered : {0, ENOSYS, EPERM})
    {
        test::scratch dir;
        std::uintmax_t const victims = make_tree(dir / "victim", 2, 1, 2);
        make_tree(dir / "tree", 2, 1, 2);
        BOOST_TEST(test::with_mounts(
            [&]
            {
                bind(dir / "victim", dir / "tree/directory0"); // of the same file system
                bind(dir / "victim/file0", dir / "tree/directory1/file1");
                EXPECT(::mkdir((dir / "tree/other").c_str(), 0700) == 0);
                EXPECT(::mount("none", (dir / "tree/other").c_str(), "tmpfs", 0, nullptr) == 0);
                EXPECT(::mkdir((dir / "tree/other/x").c_str(), 0700) == 0);
                EXPECT(filtered == 0 || test::take_call_away(SYS_openat2, filtered));
                test::virtual_time const time;
                std::error_code ec;
                EXPECT(tf::remove_all(dir / "tree", ec) == 3); // two files and another
                EXPECT(ec);
                EXPECT(ec == std::errc::device_or_resource_busy);
                EXPECT(time.waited().count() == 0);
                EXPECT(fs::exists(dir / "tree/other/x"));
                EXPECT(fs::exists(dir / "tree/directory0/directory1/file1"));
                EXPECT(fs::exists(dir / "tree/directory1/file1"));
            }));
        BOOST_TEST(entries(dir / "victim") == victims);
    }
}

BOOST_AUTO_TEST_CASE(mount_points_are_emptied_when_asked_and_stay)
{
    test::scratch dir;
    make_tree(dir / "inside", 2, 1, 2);
    make_tree(dir / "tree", 2, 1, 2);
    bool const ran = test::with_mounts(
        [&]
        {
            bind(dir / "inside", dir / "tree/directory0");
            tf::remove_options o;
            o.cross_mounts = true;
            std::error_code ec;
            fs::path where;
            failing_removal(dir / "tree", ec, where, o);
            EXPECT(ec == std::errc::device_or_resource_busy);
            EXPECT(where == dir / "tree/directory0");
            EXPECT(fs::is_empty(dir / "inside"));
            EXPECT(entries(dir / "tree") == 2);
        });
    BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(a_root_that_is_a_mount_point_is_emptied_and_stays)
{
    test::scratch dir;
    make_tree(dir / "inside", 2, 1, 2);
    fs::create_directory(dir / "tree");
    BOOST_TEST(test::with_mounts(
        [&]
        {
            bind(dir / "inside", dir / "tree");
            std::error_code ec;
            fs::path where;
            failing_removal(dir / "tree", ec, where, {});
            EXPECT(ec == std::errc::device_or_resource_busy);
            EXPECT(where == dir / "tree");
            EXPECT(fs::is_empty(dir / "inside"));
        }));
}

BOOST_AUTO_TEST_CASE(an_overlay_s_lower_layer_goes_as_well)
{
    test::scratch dir;
    fs::path inner = dir / "lower";
    fs::create_directory(inner);
    for (int i = 0; i != 30; ++i)
    {
        fs::create_directory(inner /= i == 0 ? "tree" : "d");
        touch(inner / "file");
        fs::create_directory(inner / "empty");
    }
    for (char const* name : {"upper", "work", "merged"})
        fs::create_directory(dir / name);
    BOOST_TEST(test::with_mounts(
        [&]
        {
            std::string const data = "lowerdir=" + (dir / "lower").string() + ",upperdir=" + (dir / "upper").string() +
                                     ",workdir=" + (dir / "work").string();
            if (::mount("none", (dir / "merged").c_str(), "overlay", 0, data.c_str()) != 0)
                ::_exit(42);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "merged/tree", ec) == 90);
            EXPECT(!ec);
            EXPECT(fs::is_empty(dir / "merged"));
        }));
    BOOST_TEST(entries(dir / "lower") == 91u);
}

#endif
