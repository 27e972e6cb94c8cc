//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promises 1, 3, 6 and 7 for directories: made without a race and nobody else's, gone with its owner and once only, no
// error lost, nothing leaked, bad input refused. And a directory that is not ours any more is not touched.

#define BOOST_TEST_MODULE temporary_directory
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"
#endif

#include <atomic>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::sys::call;

namespace
{

void touch(fs::path const& path)
{
    std::ofstream(path) << "x";
}

void fill(fs::path const& directory)
{
    touch(directory / "file");
    fs::create_directories(directory / "a/b/c");
    touch(directory / "a/b/file");
}

} // namespace

// ---- made ----------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_is_made_empty_with_an_absolute_path_and_goes_with_everything_in_it)
{
    fs::path path;
    {
        tf::temporary_directory const directory;
        path = directory.path();
        BOOST_TEST(path.is_absolute());
        BOOST_TEST(fs::is_directory(path));
        BOOST_TEST(fs::is_empty(path));
        BOOST_TEST(directory / "x" == path / "x");
        fill(path);
    }
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(an_empty_one_goes)
{
    fs::path const path = tf::temporary_directory().path();
    BOOST_TEST(!path.empty());
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(the_options_say_where_and_how_it_is_called)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.prefix = "before-";
    o.suffix = "-after";
    {
        tf::temporary_directory const directory(o);
        std::string const name = directory.path().filename().string();
        BOOST_TEST(directory.path().parent_path() == dir.path());
        BOOST_TEST(name.substr(0, 7) == "before-");
        BOOST_TEST(name.substr(name.size() - 6) == "-after");
        BOOST_TEST(name.size() >= 7u + 12 + 6); // 12 characters of 36 are 62 bits
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(names_differ)
{
    test::scratch dir;
    std::vector<tf::temporary_directory> directories;
    for (int i = 0; i != 200; ++i)
        directories.emplace_back(dir.options());
    BOOST_TEST(dir.names().size() == 200u);
    directories.clear();
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_and_leaves_nothing)
{
    test::scratch dir;
    touch(dir / "file");
    auto const refused = [](tf::options const& o, std::errc expected)
    {
        std::error_code ec;
        tf::temporary_directory const directory(o, ec);
        BOOST_TEST((ec == expected), ec.message());
        BOOST_TEST(directory.path().empty());
        BOOST_CHECK_EXCEPTION(tf::temporary_directory{o}, fs::filesystem_error,
            [&](fs::filesystem_error const& e) { return e.code() == expected; });
    };
    tf::options o = dir.options();
    o.prefix = "a/b";
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.suffix = "a/b";
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.suffix = fs::path(std::string("a\0b", 3));
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.permissions = fs::perms(01777);
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.dir = dir / "missing";
    refused(o, std::errc::no_such_file_or_directory);
    o.dir = dir / "file";
    refused(o, std::errc::not_a_directory);
    o = dir.options();
    o.prefix = std::string(300, 'n');
    refused(o, std::errc::filename_too_long);
    BOOST_TEST(dir.names() == std::set<std::string>{"file"});
}

BOOST_AUTO_TEST_CASE(the_error_code_is_cleared_on_success)
{
    std::error_code ec = std::make_error_code(std::errc::io_error);
    tf::temporary_directory directory({}, ec);
    BOOST_TEST(!ec);
    ec = std::make_error_code(std::errc::io_error);
    directory.cleanup(ec);
    BOOST_TEST(!ec);
}

namespace
{

std::atomic<int> countdown{0};

std::error_code failing_call(test::sys::call_site const& site) noexcept
{
    if (site.which == call::close || countdown.fetch_sub(1) != 1)
        return {};
    return std::make_error_code(std::errc::io_error);
}

} // namespace

BOOST_AUTO_TEST_CASE(whatever_call_fails_in_making_it_nothing_is_left)
{
    test::scratch dir;
    bool failed = true;
    int failures = 0;
    for (int n = 1; failed; ++n)
    {
        std::error_code ec;
        {
            countdown = n;
            auto const intercepted = std::make_unique<test::interception>(&failing_call);
            tf::temporary_directory const directory(dir.options(), ec);
            failed = countdown <= 0;
        }
        BOOST_TEST(failed == bool(ec));
        failures += failed;
        BOOST_TEST(dir.empty());
    }
    BOOST_TEST(failures >= 2); // mkdir and statx at least
}

// ---- moved, kept, cleaned up ---------------------------------------------------------------------------------------

static_assert(!std::is_copy_constructible<tf::temporary_directory>::value, "one owner");
static_assert(std::is_nothrow_move_constructible<tf::temporary_directory>::value, "goes into containers");
static_assert(std::is_nothrow_move_assignable<tf::temporary_directory>::value, "goes into containers");
static_assert(std::is_nothrow_swappable<tf::temporary_directory>::value, "goes into containers");
static_assert(!std::is_convertible<tf::options, tf::temporary_directory>::value, "explicit");

BOOST_AUTO_TEST_CASE(what_was_moved_from_removes_nothing)
{
    test::scratch dir;
    {
        tf::temporary_directory target(dir.options());
        fs::path const path = target.path();
        {
            tf::temporary_directory source(std::move(target));
            BOOST_TEST(target.path().empty());
            BOOST_TEST(source.path() == path);
            target.cleanup();
            BOOST_TEST(fs::exists(path));
            target = std::move(source);
            BOOST_TEST(source.path().empty());
        }
        BOOST_TEST(fs::exists(path));
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(assignment_removes_what_was_owned)
{
    test::scratch dir;
    tf::temporary_directory a(dir.options());
    tf::temporary_directory b(dir.options());
    fs::path const first = a.path(), second = b.path();
    fill(first);
    a = std::move(b);
    BOOST_TEST(!fs::exists(first));
    BOOST_TEST(fs::exists(second));
    BOOST_TEST(a.path() == second);
    tf::temporary_directory& self = a;
    a = std::move(self);
    BOOST_TEST(a.path() == second);
    BOOST_TEST(fs::exists(second));
}

BOOST_AUTO_TEST_CASE(swap_exchanges_everything)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.removal = tf::removal::never;
    fs::path kept, gone;
    {
        tf::temporary_directory a(o), b(dir.options());
        kept = a.path();
        gone = b.path();
        swap(a, b);
        BOOST_TEST(a.path() == gone);
        BOOST_TEST(b.path() == kept);
        a.swap(b);
        BOOST_TEST(a.path() == kept);
        swap(a, a);
        BOOST_TEST(a.path() == kept);
    }
    BOOST_TEST(fs::exists(kept));
    BOOST_TEST(!fs::exists(gone));
}

BOOST_AUTO_TEST_CASE(a_kept_one_stays)
{
    test::scratch dir;
    fs::path path;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        path = directory.path();
        BOOST_TEST(directory.keep() == path);
        directory.cleanup();
        BOOST_TEST(directory.keep().empty());
    }
    BOOST_TEST(fs::exists(path / "a/b/file"));
}

BOOST_AUTO_TEST_CASE(one_that_is_never_removed_stays_unless_told)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.removal = tf::removal::never;
    fs::path const path = tf::temporary_directory(o).path();
    BOOST_TEST(fs::exists(path));
    tf::temporary_directory directory(o);
    fill(directory.path());
    directory.cleanup();
    BOOST_TEST(!fs::exists(directory.path()));
}

BOOST_AUTO_TEST_CASE(cleanup_can_be_called_twice)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    directory.cleanup();
    BOOST_TEST(dir.empty());
    fs::create_directory(directory.path()); // somebody else's
    touch(directory / "theirs");
    directory.cleanup();
    BOOST_TEST(fs::exists(directory / "theirs"));
}

BOOST_AUTO_TEST_CASE(a_failed_cleanup_names_what_stayed_and_can_be_repeated)
{
    test::scratch dir;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        {
            test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
            std::error_code ec;
            directory.cleanup(ec);
            BOOST_TEST((ec == std::errc::operation_not_permitted), ec.message());
            BOOST_CHECK_EXCEPTION(directory.cleanup(), fs::filesystem_error,
                [&](fs::filesystem_error const& e)
                {
                    return e.code() == std::errc::operation_not_permitted &&
                           (e.path1() == directory / "file" || e.path1() == directory / "a" / "b" / "file");
                });
            BOOST_TEST(fs::exists(directory / "file"));
        }
        touch(directory / "another");
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(the_destructor_swallows_errors)
{
    test::scratch dir;
    {
        test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
        tf::temporary_directory const directory(dir.options());
        fill(directory.path());
    }
    BOOST_TEST(!dir.empty());
}

BOOST_AUTO_TEST_CASE(it_goes_when_an_exception_is_thrown)
{
    test::scratch dir;
    BOOST_CHECK_THROW(
        {
            tf::temporary_directory const directory(dir.options());
            fill(directory.path());
            throw std::runtime_error("thrown");
        },
        std::runtime_error);
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(nested_ones_go_in_any_order)
{
    test::scratch dir;
    for (int order = 0; order != 6; ++order)
    {
        std::vector<std::unique_ptr<tf::temporary_directory>> directories;
        tf::options o = dir.options();
        for (int i = 0; i != 3; ++i)
        {
            directories.push_back(std::make_unique<tf::temporary_directory>(o));
            o.dir = directories.back()->path();
            fill(o.dir);
        }
        int const first = order % 3, second = (first + 1 + order / 3) % 3;
        directories[static_cast<std::size_t>(first)].reset();
        std::error_code ec;
        directories[static_cast<std::size_t>(second)]->cleanup(ec);
        BOOST_TEST(!ec, ec.message());
        directories.clear();
        BOOST_TEST(dir.empty());
    }
}

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

BOOST_AUTO_TEST_CASE(another_in_its_place_is_left_alone)
{
    test::scratch dir;
    for (bool const at_once : {false, true})
    {
        if (!at_once && test::on_wine() && test::skipped("Wine's numbers of files are those of Unix, used again"))
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

BOOST_TEMPFILE_SKIPPED_TEST(
    links_modes_forks_and_current_directories, "made by calls that Windows has not; windows, windows_processes")

#else

#include <sys/stat.h>
#include <sys/syscall.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#endif

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

// ---- permissions ---------------------------------------------------------------------------------------------------

namespace
{

mode_t mode_of(fs::path const& path)
{
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : 0;
}

class with_umask
{
public:
    explicit with_umask(mode_t mask) : before_(::umask(mask)) {}
    ~with_umask() { ::umask(before_); }
    with_umask(with_umask const&) = delete;
    with_umask& operator=(with_umask const&) = delete;

private:
    mode_t before_;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_permissions_are_exact_whatever_the_umask)
{
    test::scratch dir;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            for (mode_t const mask : {0u, 022u, 077u, 0777u})
            {
                with_umask const masked(mask);
                tf::options o = dir.options();
                {
                    tf::temporary_directory const directory(o);
                    EXPECT(mode_of(directory.path()) == 0700);
                }
                for (mode_t const mode : {0u, 0500u, 0711u, 0755u, 0777u, 0070u})
                {
                    o.permissions = static_cast<fs::perms>(mode);
                    tf::temporary_directory directory(o);
                    EXPECT(mode_of(directory.path()) == mode);
                    ::chmod(directory.path().c_str(), 0700);
                    ::umask(0);
                    fill(directory.path());
                    ::umask(mask);
                    ::chmod(directory.path().c_str(), mode);
                    directory.cleanup();
                    EXPECT(!fs::exists(directory.path()));
                }
            }
        }));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(an_inherited_group_bit_stays)
{
    test::scratch dir;
    fs::create_directory(dir / "parent");
    BOOST_TEST_REQUIRE(::chmod((dir / "parent").c_str(), 02700) == 0);
    tf::options o;
    o.dir = dir / "parent";
    with_umask const masked(0777);
    tf::temporary_directory const directory(o);
    BOOST_TEST((mode_of(directory.path()) & 0777u) == 0700u);
#if defined(__linux__)
    BOOST_TEST((mode_of(directory.path()) & 02000u) == 02000u);
#endif
}

#if defined(__linux__)

BOOST_AUTO_TEST_CASE(an_inherited_access_list_changes_nothing)
{
    test::scratch dir;
    fs::create_directory(dir / "parent");
    // Version 2; u::rwx u:1:rwx g::rwx m::rwx o::rwx (acl(5), the kernel's posix_acl_xattr.h).
    struct
    {
        unsigned version;
        struct
        {
            unsigned short tag, permissions;
            unsigned id;
        } entries[5];
    } const list{
        2, {{1, 7, 0xffffffffu}, {2, 7, 1}, {4, 7, 0xffffffffu}, {0x10, 7, 0xffffffffu}, {0x20, 7, 0xffffffffu}}};
    if (::setxattr((dir / "parent").c_str(), "system.posix_acl_default", &list, sizeof list, 0) != 0)
    {
        test::skipped("this file system has no access lists");
        return;
    }
    tf::options o;
    o.dir = dir / "parent";
    tf::temporary_directory const directory(o);
    BOOST_TEST(mode_of(directory.path()) == 0700u); // the mask of the list is empty: it grants nobody anything
}

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

BOOST_AUTO_TEST_CASE(no_handle_is_held_and_none_is_leaked)
{
    test::scratch dir;
    auto const handles = test::open_handles();
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        BOOST_TEST(test::open_handles() <= handles + 1); // one where there is no birth time
        test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
        std::error_code ec;
        directory.cleanup(ec);
        BOOST_TEST(bool(ec));
    }
    BOOST_TEST(test::open_handles() == handles);
}

// ---- processes -----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_goes_at_exit)
{
    test::scratch dir;
    for (bool const of_static_storage : {true, false})
    {
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                static std::unique_ptr<tf::temporary_directory> kept;
                auto made = std::make_unique<tf::temporary_directory>(dir.options());
                fill(made->path());
                if (of_static_storage)
                    kept = std::move(made);
                else
                    (void)made.release(); // its destructor never runs
                std::exit(0);
            }));
        BOOST_TEST(dir.empty());
    }
}

namespace
{

pid_t fork_by_fork()
{
    return ::fork();
}

#if defined(__linux__)
// What _Fork and clone do: no handler of pthread_atfork runs.
pid_t fork_by_clone()
{
    return static_cast<pid_t>(::syscall(SYS_clone, 17 /* SIGCHLD */, nullptr, nullptr, nullptr, nullptr));
}
#endif

template<class Body>
bool in_fork(pid_t (*fork)(), Body body)
{
    std::fflush(nullptr);
    pid_t const child = fork();
    if (child == 0)
    {
        body();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::vector<pid_t (*)()> forks()
{
#if defined(__linux__)
    return {&fork_by_fork, &fork_by_clone};
#else
    return {&fork_by_fork};
#endif
}

} // namespace

BOOST_AUTO_TEST_CASE(a_forked_child_removes_nothing_unless_told)
{
    test::scratch dir;
    for (auto const fork : forks())
    {
        auto directory = std::make_unique<tf::temporary_directory>(dir.options());
        fill(directory->path());
        BOOST_TEST(in_fork(fork, [&] { directory.reset(); }));
        BOOST_TEST(fs::exists(*directory / "a/b/file"));
        BOOST_TEST(in_fork(fork,
            [&]
            {
                tf::temporary_directory moved(std::move(*directory));
                *directory = std::move(moved);
                tf::temporary_directory own(dir.options());
                swap(own, *directory);
            }));
        BOOST_TEST(fs::exists(*directory / "a/b/file"));
        BOOST_TEST(dir.names().size() == 2u); // the child's own was left by _exit
        fs::path const path = directory->path();
        BOOST_TEST(in_fork(fork, [&] { directory->cleanup(); }));
        BOOST_TEST(!fs::exists(path));
        std::error_code ec;
        directory->cleanup(ec);
        BOOST_TEST(!ec, ec.message());
        for (std::string const& name : dir.names())
            fs::remove_all(dir / name);
    }
}

BOOST_AUTO_TEST_CASE(a_forked_child_can_take_it_over)
{
    test::scratch dir;
    for (auto const fork : forks())
    {
        auto directory = std::make_unique<tf::temporary_directory>(dir.options());
        fill(directory->path());
        BOOST_TEST(in_fork(fork,
            [&]
            {
                directory->adopt();
                directory.reset();
            }));
        BOOST_TEST(dir.empty());
    }
}

#endif
