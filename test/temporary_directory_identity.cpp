//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 3: a directory that is not ours any more is not touched, and one that is ours is told from it everywhere.

#define BOOST_TEST_MODULE temporary_directory_identity
#include "unit_test.hpp"

#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#include <boost/tempfile/cleanup.hpp>

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"

#include <sys/stat.h>
#endif
#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#endif

#include <string>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::fill;
using test::touch;
using test::sys::call;

// ---- no longer ours ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(one_that_somebody_removed_is_no_error)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    fs::remove_all(directory.path());
    std::error_code ec;
    directory.cleanup(ec);
    BOOST_TEST(!ec, ec.message());
}

BOOST_AUTO_TEST_CASE(one_that_somebody_renamed_is_not_looked_for)
{
    test::scratch dir;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        fs::rename(directory.path(), dir / "elsewhere");
        std::error_code ec;
        directory.cleanup(ec);
        BOOST_TEST(!ec, ec.message());
    }
    BOOST_TEST(fs::exists(dir / "elsewhere/a/b/file"));
}

// Wine uses numbers of files again, as FAT does, so that the library holds its directories there: nothing can come into
// the place of one.
static bool held_directories_keep_their_names()
{
    return test::on_wine() && test::skipped("the library holds its directories there, and a held one keeps its name");
}

BOOST_AUTO_TEST_CASE(another_in_its_place_is_left_alone)
{
    test::scratch dir;
    for (bool const at_once : {false, true})
    {
        if (!at_once && held_directories_keep_their_names())
            continue;
        fs::path path;
        {
            tf::temporary_directory directory(dir.options());
            path = directory.path();
            fill(path);
            if (at_once)
                fs::rename(path, dir / "aside");
            else
                fs::remove_all(path); // the number is used again
            fs::create_directory(path);
            fill(path);
            std::error_code ec;
            directory.cleanup(ec);
            BOOST_TEST(!ec, ec.message());
        }
        BOOST_TEST(fs::exists(path / "a/b/file"));
        fs::remove_all(dir / "aside");
        fs::remove_all(path);
    }
}

BOOST_AUTO_TEST_CASE(a_file_in_its_place_is_left_alone)
{
    if (held_directories_keep_their_names())
        return;
    test::scratch dir;
    fs::path path;
    {
        tf::temporary_directory directory(dir.options());
        path = directory.path();
        fs::remove(path);
        touch(path);
        std::error_code ec;
        directory.cleanup(ec);
        BOOST_TEST(!ec, ec.message());
    }
    BOOST_TEST(fs::is_regular_file(path));
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(links_and_current_directories, "made by calls that Windows has not; windows")

#else

BOOST_AUTO_TEST_CASE(a_link_in_its_place_is_left_alone_and_not_followed)
{
    test::scratch dir;
    fs::create_directory(dir / "victim");
    fill(dir / "victim");
    fs::path path;
    {
        tf::temporary_directory directory(dir.options());
        path = directory.path();
        fill(path);
        fs::rename(path, dir / "aside");
        fs::create_directory_symlink(dir / "victim", path);
        std::error_code ec;
        directory.cleanup(ec);
        BOOST_TEST(!ec, ec.message());
    }
    BOOST_TEST(fs::is_symlink(path));
    BOOST_TEST(fs::exists(dir / "victim/a/b/file"));
}

BOOST_AUTO_TEST_CASE(a_relative_directory_is_resolved_when_it_is_made)
{
    test::scratch dir;
    fs::create_directory(dir / "here");
    fs::create_directory(dir / "there");
    fs::path const before = fs::current_path();
    fs::current_path(dir.path());
    {
        tf::options o;
        o.dir = "here";
        tf::temporary_directory const directory(o);
        BOOST_TEST(directory.path().is_absolute());
        fill(directory.path());
        fs::create_directories(dir / "there/here" / directory.path().filename());
        fs::current_path(dir / "there");
    }
    fs::current_path(before);
    BOOST_TEST(fs::is_empty(dir / "here"));
    BOOST_TEST(!fs::is_empty(dir / "there/here"));
}

BOOST_AUTO_TEST_CASE(it_goes_while_it_is_the_current_directory)
{
    test::scratch dir;
    fs::path const before = fs::current_path();
    std::error_code ec;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        fs::current_path(directory / "a/b");
        directory.cleanup(ec);
    }
    fs::current_path(before);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST(dir.empty());
}

namespace
{

fs::path replaced_path, its_replacement;

std::error_code replace_before_grant(test::sys::call_site const& site) noexcept
{
    if (site.which != call::grant_access || its_replacement.empty())
        return {};
    (void)::rename(replaced_path.c_str(), (replaced_path.native() + ".aside").c_str());
    (void)::rename(its_replacement.c_str(), replaced_path.c_str());
    its_replacement.clear();
    return {};
}

} // namespace

// What is put in its place at the last moment is not even opened up.
BOOST_AUTO_TEST_CASE(another_in_its_place_keeps_its_permissions)
{
    test::scratch dir;
    auto const process = [&]
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        EXPECT(::chmod(directory.path().c_str(), 0) == 0);
        replaced_path = directory.path();
        its_replacement = dir / "another";
        fs::create_directory(its_replacement);
        touch(its_replacement / "file");
        EXPECT(::chmod(its_replacement.c_str(), 0100) == 0);
        {
            test::interception const replacing(&replace_before_grant);
            std::error_code ec;
            directory.cleanup(ec);
            EXPECT(!ec);
        }
        EXPECT(its_replacement.empty());
        struct stat s;
        EXPECT(::stat(replaced_path.c_str(), &s) == 0 && (s.st_mode & 07777) == 0100);
        EXPECT(::chmod(replaced_path.c_str(), 0700) == 0);
        EXPECT(fs::exists(replaced_path / "file"));
        fs::path const aside = replaced_path.native() + ".aside";
        EXPECT(::chmod(aside.c_str(), 0700) == 0);
        fs::remove_all(aside);
        fs::remove_all(replaced_path);
    };
    BOOST_TEST(test::unprivileged_child_succeeds(process));
    BOOST_TEST(dir.empty());
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// Without statx there are no birth times either.
BOOST_AUTO_TEST_CASE(without_statx_a_handle_tells_it_apart)
{
    for (int const error : {ENOSYS, EPERM})
    {
        test::scratch dir;
        auto const made_and_replaced = // without a word to the framework
            [&]
        {
            if (!test::take_call_away(SYS_statx, error))
                return;
            auto const handles = test::open_handles();
            {
                tf::temporary_directory directory(dir.options());
                EXPECT(test::open_handles() == handles + 1);
                fill(directory.path());
                tf::temporary_directory replaced(dir.options());
                EXPECT(::rename(replaced.path().c_str(), (dir / "aside").c_str()) == 0);
                EXPECT(::mkdir(replaced.path().c_str(), 0700) == 0);
                touch(replaced / "theirs");
                replaced.cleanup();
                EXPECT(::unlink((replaced / "theirs").c_str()) == 0);
                EXPECT(::rmdir(replaced.path().c_str()) == 0);
                EXPECT(::rmdir((dir / "aside").c_str()) == 0);
            }
            EXPECT(test::open_handles() == handles);
        };
        BOOST_TEST(test::child_succeeds(made_and_replaced));
        BOOST_TEST(dir.empty());
    }
}

namespace
{

tf::native_handle_type held_handle = tf::detail::invalid_handle();
bool held_one_is_gone = false;

// What FUSE says of a directory that is removed although a handle holds it; its number is another one's by then.
std::error_code report_it_gone(test::sys::call_site const& site) noexcept
{
    if (site.which != call::identify_directory || site.handle == tf::detail::invalid_handle())
        return {};
    if (!held_one_is_gone)
        held_handle = site.handle;
    return held_one_is_gone && site.handle == held_handle ? std::error_code(ENOENT, std::system_category())
                                                          : std::error_code();
}

} // namespace

BOOST_AUTO_TEST_CASE(where_a_held_number_is_used_again_the_handle_tells)
{
    test::scratch dir;
    auto const process = // without a word to the framework
        [&]
    {
        if (!test::take_call_away(SYS_statx, ENOSYS))
            return;
        test::interception const replacing(&report_it_gone);
        tf::temporary_directory directory(dir.options());
        touch(directory / "theirs");
        held_one_is_gone = true;
        directory.cleanup();
        EXPECT(fs::exists(directory / "theirs"));
    };
    auto const at_the_end = // of what is still owned
        [&]
    {
        if (!test::take_call_away(SYS_statx, ENOSYS))
            return;
        test::interception const replacing(&report_it_gone);
        tf::temporary_directory directory(dir.options());
        touch(directory / "theirs");
        held_one_is_gone = true;
        tf::remove_all_registered();
        EXPECT(fs::exists(directory / "theirs"));
    };
    BOOST_TEST(test::child_succeeds(process));
    BOOST_TEST(test::child_succeeds(at_the_end));
    std::size_t left = 0;
    for (fs::directory_entry const& entry : fs::directory_iterator(dir.path()))
        left += fs::exists(entry.path() / "theirs");
    BOOST_TEST(left == 2u);
}

BOOST_AUTO_TEST_CASE(without_birth_times_a_handle_tells_it_apart)
{
    test::scratch dir;
    fs::create_directory(dir / "mounted");
    BOOST_TEST(test::with_mounts(
        [&]
        {
            if (::mount("none", (dir / "mounted").c_str(), "ramfs", 0, nullptr) != 0)
                ::_exit(42);
            tf::options o;
            o.dir = dir / "mounted";
            auto const handles = test::open_handles();
            {
                tf::temporary_directory directory(o);
                EXPECT(test::open_handles() == handles + 1);
                fill(directory.path());
                fs::remove_all(directory.path());
                fs::create_directory(directory.path());
                touch(directory / "theirs");
                directory.cleanup();
                EXPECT(fs::exists(directory / "theirs"));
            }
            EXPECT(test::open_handles() == handles);
            fs::path path;
            {
                tf::temporary_directory directory(o);
                path = directory.path();
                fill(path);
            }
            EXPECT(!fs::exists(path));
        }));
}

// An overlay of layers on different file systems numbers a directory anew once nobody has it in memory.
BOOST_AUTO_TEST_CASE(where_numbers_change_a_handle_tells_it_apart)
{
    test::scratch dir;
    for (char const* name : {"lower", "other", "merged"})
        fs::create_directory(dir / name);
    BOOST_TEST(test::with_mounts(
        [&]
        {
            std::string const data = "lowerdir=" + (dir / "lower").string() +
                                     ",upperdir=" + (dir / "other/upper").string() +
                                     ",workdir=" + (dir / "other/work").string();
            if (::mount("none", (dir / "other").c_str(), "tmpfs", 0, nullptr) != 0 ||
                !fs::create_directory(dir / "other/upper") || !fs::create_directory(dir / "other/work") ||
                ::mount("none", (dir / "merged").c_str(), "overlay", 0, data.c_str()) != 0)
                ::_exit(42);
            tf::options o;
            o.dir = dir / "merged";
            auto const handles = test::open_handles();
            tf::temporary_directory directory(o);
            EXPECT(test::open_handles() == handles + 1);
            fill(directory.path());
            // Mounting again drops what nobody holds (the kernel's reconfigure_super).
            EXPECT(::mount(nullptr, o.dir.c_str(), nullptr, MS_REMOUNT, nullptr) == 0);
            directory.cleanup();
            EXPECT(fs::is_empty(o.dir));
            EXPECT(test::open_handles() == handles);
        }));
}

// What is mounted on it is not it, but it is still there below: not removed, and not forgotten either.
BOOST_AUTO_TEST_CASE(one_that_something_is_mounted_on_stays_owned)
{
    test::scratch dir;
    BOOST_TEST(test::with_mounts(
        [&]
        {
            tf::temporary_directory directory(dir.options());
            fill(directory.path());
            if (::mount("none", directory.path().c_str(), "tmpfs", 0, nullptr) != 0)
                ::_exit(42);
            touch(directory / "mounted");
            std::error_code ec;
            directory.cleanup(ec);
            EXPECT(ec == std::errc::device_or_resource_busy);
            EXPECT(fs::exists(directory / "mounted"));
            EXPECT(::umount(directory.path().c_str()) == 0);
            directory.cleanup(ec);
            EXPECT(!ec);
            EXPECT(dir.empty());
        }));
}

// What the end of the process could not remove is still to be removed.
BOOST_AUTO_TEST_CASE(one_that_did_not_go_with_the_others_is_tried_again)
{
    test::scratch dir;
    for (char const* place : {"", "below"})
        BOOST_TEST(test::with_mounts(
            [&]
            {
                tf::temporary_directory directory(dir.options());
                fill(directory.path());
                fs::path const mounted = directory / place;
                fs::create_directories(mounted);
                if (::mount("none", mounted.c_str(), "tmpfs", 0, nullptr) != 0)
                    ::_exit(42);
                tf::remove_all_registered();
                EXPECT(::umount(mounted.c_str()) == 0);
                EXPECT(fs::exists(directory.path()));
                directory.cleanup();
                EXPECT(dir.empty());
            }));
}

#endif

#endif
