//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promises 1, 2, 6 and 7 as POSIX has them: modes, descriptors, forks; no failure leaves anything.

#define BOOST_TEST_MODULE creation_posix
#include "unit_test.hpp"

#include <boost/tempfile/mkstemp.hpp>

#include "creation/creation.hpp"
#include "creation/names.hpp"
#include "interception.hpp"
#include "makers.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <set>
#include <string>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::create_anonymous;
using test::makers;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    creation_on_posix, "modes, descriptors and forks as POSIX has them; windows_access, windows_inherits")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#if defined(__linux__)
#include <sys/xattr.h>
#endif

namespace
{

mode_t mode_of(fs::path const& path)
{
    struct stat s = {};
    ::stat(path.c_str(), &s);
    return s.st_mode & 07777;
}

} // namespace

// Promise 1: private to the owner; files less the umask, directories exactly.
BOOST_AUTO_TEST_CASE(permissions)
{
    test::scratch scratch;
    tf::options plain = scratch.options(), asked = scratch.options();
    asked.permissions = fs::perms(0755);
    for (mode_t const mask : std::initializer_list<mode_t>{0, 022, 077, 0777})
    {
        mode_t const before = ::umask(mask);
        auto const file = tf::mkstemp(plain), asked_file = tf::mkstemp(asked);
        fs::path const directory = tf::mkdtemp(plain), asked_directory = tf::mkdtemp(asked);
        asked.permissions = fs::perms(0);
        fs::path const closed = tf::mkdtemp(asked);
        asked.permissions = fs::perms(0755);
        ::umask(before);
        BOOST_TEST(mode_of(file.path) == (0600 & ~mask));
        BOOST_TEST(mode_of(asked_file.path) == (0755 & ~mask));
        BOOST_TEST(mode_of(directory) == 0700u);
        BOOST_TEST(mode_of(asked_directory) == 0755u);
        BOOST_TEST(mode_of(closed) == 0u);
        BOOST_TEST((::fcntl(file.handle.get(), F_GETFL) & O_ACCMODE) == O_RDWR);
    }
}

// Facts 8: a set-group-ID parent hands its bit down, a default access list changes nothing.
BOOST_AUTO_TEST_CASE(permissions_that_parents_change)
{
    test::scratch scratch;
    fs::create_directory(scratch / "group");
    BOOST_TEST(::chmod((scratch / "group").c_str(), 02777) == 0);
    tf::options o;
    o.dir = scratch / "group";
    BOOST_TEST(mode_of(tf::mkdtemp(o)) == 02700u);
    o.permissions = fs::perms(0770);
    mode_t const before = ::umask(077);
    BOOST_TEST(mode_of(tf::mkdtemp(o)) == 02770u);
    ::umask(before);
#if defined(__linux__)
    std::string const list{"\x02\0\0\0"
                           "\x01\0\x07\0\xff\xff\xff\xff"
                           "\x04\0\x05\0\xff\xff\xff\xff"
                           "\x20\0\x05\0\xff\xff\xff\xff",
        28};
    fs::create_directory(scratch / "list");
    if (::setxattr((scratch / "list").c_str(), "system.posix_acl_default", list.data(), list.size(), 0) != 0)
        return;
    o.dir = scratch / "list";
    o.permissions = fs::perms::unknown;
    BOOST_TEST(mode_of(tf::mkdtemp(o)) == 0700u);
    o.permissions = fs::perms(0777);
    BOOST_TEST(mode_of(tf::mkdtemp(o)) == 0777u);
    o.permissions = fs::perms::unknown;
    BOOST_TEST((mode_of(tf::mkstemp(o).path) & 077) == 0u);
#endif
}

// Promise 7, as somebody who is not let in everywhere.
BOOST_AUTO_TEST_CASE(unwritable_directory)
{
    test::scratch scratch;
    fs::create_directory(scratch / "d");
    fs::permissions(scratch / "d", fs::perms(0555));
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            tf::options o;
            o.dir = scratch / "d";
            std::error_code ec;
            for (auto const& [what, make] : makers)
            {
                EXPECT(make(o, ec).empty());
                EXPECT(ec == std::errc::permission_denied);
            }
            fs::path where;
            EXPECT(!tf::detail::create_anonymous(&o, where, ec) && ec == std::errc::permission_denied);
            EXPECT(where == o.dir);
        }));
}

// Promise 1: not inherited across exec, never through a link.
BOOST_AUTO_TEST_CASE(not_inherited)
{
    test::scratch scratch;
    tf::options const o = scratch.options();
    std::error_code ec;
    fs::path where;
    auto const named = tf::mkstemp(o);
    auto const anonymous = tf::detail::create_anonymous(&o, where, ec);
    for (int const fd : {named.handle.get(), anonymous.get()})
        BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) == FD_CLOEXEC);
}

// Promise 2: an anonymous file has no name; and none is left where it needs one for a moment.
BOOST_AUTO_TEST_CASE(anonymous_files_have_no_name)
{
    test::scratch scratch;
    tf::options const o = scratch.options();
    std::error_code ec;
    fs::path where;
    for (bool const with_tmpfile : {true, false})
    {
        test::interception const fallback(with_tmpfile
                                              ? +[](sys::call_site const&) noexcept { return std::error_code(); }
                                              : +[](sys::call_site const& site) noexcept {
                                                    return site.which == sys::call::open_anonymous
                                                               ? std::make_error_code(std::errc::operation_not_supported)
                                                               : std::error_code();
                                                });
        auto const file = tf::detail::create_anonymous(&o, where, ec);
        BOOST_TEST(bool(file));
        BOOST_TEST(scratch.empty());
        struct stat s = {};
        BOOST_TEST(::fstat(file.get(), &s) == 0);
        BOOST_TEST(s.st_nlink == 0u);
        BOOST_TEST((s.st_mode & 07777) == 0600u);
    }
    {
        test::interception const both(
            [](sys::call_site const& site) noexcept
            {
                return site.which == sys::call::open_anonymous
                           ? std::make_error_code(std::errc::operation_not_supported)
                       : site.which == sys::call::remove_file ? std::make_error_code(std::errc::io_error)
                                                              : std::error_code();
            });
        BOOST_TEST((create_anonymous(o) == std::errc::io_error));
    }
}

// Whatever O_TMPFILE is refused with, a file with a name is tried; and what is wrong with the directory is said by that.
BOOST_AUTO_TEST_CASE(any_refusal_of_o_tmpfile_falls_back_to_a_name)
{
    static std::error_code refusal;
    test::scratch scratch;
    for (std::error_code const& error : test::every_error())
    {
        refusal = error;
        test::interception const refused([](sys::call_site const& site) noexcept
            { return site.which == sys::call::open_anonymous ? refusal : std::error_code(); });
        BOOST_TEST(!create_anonymous(scratch.options()), error.message());
        tf::options missing;
        missing.dir = scratch / "missing";
        BOOST_TEST((create_anonymous(missing) == std::errc::no_such_file_or_directory));
    }
    BOOST_TEST(scratch.empty());
    test::interception const full(
        [](sys::call_site const& site) noexcept
        {
            bool const makes = site.which == sys::call::open_anonymous || site.which == sys::call::create_file;
            return makes ? std::make_error_code(std::errc::no_space_on_device) : std::error_code();
        });
    BOOST_TEST((create_anonymous(scratch.options()) == std::errc::no_space_on_device));
}

// Nor is a name that exists used where a name is needed for a moment, and nobody who could predict it keeps us busy.
BOOST_AUTO_TEST_CASE(existing_names_without_o_tmpfile)
{
    static int left;
    test::scratch scratch;
    test::interception const taken(
        [](sys::call_site const& site) noexcept
        {
            if (site.which == sys::call::open_anonymous)
                return std::make_error_code(std::errc::operation_not_supported);
            bool const makes = site.which == sys::call::create_file || site.which == sys::call::create_unlinked;
            return makes && left-- > 0 ? std::make_error_code(std::errc::file_exists) : std::error_code();
        });
    tf::options const o = scratch.options();
    for (int const collisions : {0, 3, 1000000})
    {
        left = collisions;
        fs::path where;
        std::error_code ec;
        tf::unique_handle const file = tf::detail::create_anonymous(&o, where, ec);
        BOOST_TEST(bool(file) == (collisions <= 3));
        BOOST_TEST((collisions > 3 ? ec == std::errc::file_exists : !ec), ec.message());
        if (ec)
            BOOST_TEST(where == scratch.path());
    }
    BOOST_TEST(left > 0);
    BOOST_TEST(scratch.empty());
}

// Promise 6: no failure leaks a handle or a file: every call fails in turn.
BOOST_AUTO_TEST_CASE(failures_leak_nothing)
{
    static int left;
    static std::errc error;
    test::scratch scratch;
    auto const handles = test::open_handles();
    for (auto const& [what, make] : makers)
        for (std::errc const e : {std::errc::io_error, std::errc::permission_denied, std::errc::not_enough_memory,
                 std::errc::too_many_files_open, std::errc::no_such_file_or_directory})
            for (bool const sweepable : test::sweepable_or_not)
                for (int nth = 1;; ++nth)
                {
                    left = nth;
                    error = e;
                    std::error_code ec;
                    tf::options o = scratch.options();
                    o.sweepable = sweepable;
                    o.permissions = fs::perms(0711);
                    bool reached = false;
                    {
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept
                            {
                                bool const removes =
                                    site.which == sys::call::remove_file || site.which == sys::call::remove_directory;
                                return !removes && --left == 0 ? std::make_error_code(error) : std::error_code();
                            });
                        fs::path const made = make(o, ec);
                        reached = left <= 0;
                        if (!ec)
                            fs::remove(made);
                    }
                    BOOST_TEST(scratch.empty(), what << ", call " << nth);
                    BOOST_TEST(test::open_handles() == handles, what << ", call " << nth);
                    for (auto const& name : scratch.names())
                        fs::remove(scratch / name);
                    if (!reached)
                        break;
                }
}

BOOST_AUTO_TEST_CASE(too_many_open_files)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            rlimit limit = {};
            ::getrlimit(RLIMIT_NOFILE, &limit);
            limit.rlim_cur = 20;
            ::setrlimit(RLIMIT_NOFILE, &limit);
            std::vector<tf::named_handle> made;
            std::error_code ec;
            while (!ec)
                made.push_back(tf::mkstemp(scratch.options(), ec));
            EXPECT(ec == std::errc::too_many_files_open);
            made.clear();
            EXPECT(tf::mkstemp(scratch.options(), ec).handle && !ec);
        }));
}

// Promise 1: returned paths are absolute, so a later chdir cannot redirect a removal.
BOOST_AUTO_TEST_CASE(relative_directories)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::current_path(scratch.path());
            fs::create_directory("d");
            tf::options o;
            o.dir = "d";
            std::error_code ec;
            for (auto const& [what, make] : makers)
                EXPECT(make(o, ec).parent_path() == scratch / "d");
            tf::detail::named_entry entry;
            fs::path where;
            auto const file = tf::detail::create_named(o, entry, where, ec);
            fs::current_path("/");
            entry.remove(file.get(), ec);
            EXPECT(!ec && !fs::exists(entry.path()));
            fs::remove_all(scratch / "d");
            tf::mkstemp(o, ec);
            EXPECT(ec == std::errc::no_such_file_or_directory);
        }));
}

// Promise 1 and fork: parent and child never make the same name.
BOOST_AUTO_TEST_CASE(names_after_fork)
{
    test::scratch scratch;
    auto const make_names = [&]
    {
        bool all_new = true;
        for (int i = 0; i < 10; ++i)
        {
            char name[tf::detail::random_characters];
            std::error_code ec;
            tf::detail::random_name(name, sizeof name, ec);
            all_new = !ec && fs::create_directory(scratch / std::string(name, sizeof name)) && all_new;
        }
        return all_new;
    };
    BOOST_TEST(make_names()); // and there is a pool that a child inherits
    for (int child = 0; child < 3; ++child)
        BOOST_TEST(test::child_succeeds([&] { EXPECT(make_names()); }));
    BOOST_TEST(make_names());
    BOOST_TEST(scratch.names().size() == 50u);
}

#endif
