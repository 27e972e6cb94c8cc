//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: a save_file does what its options say; a target is written over only where that was asked for and needed,
// and then what was written is not lost before the target has it.

#define BOOST_TEST_MODULE save_options
#include "unit_test.hpp"

#include <boost/tempfile/save_file.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <string>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using test::put;

namespace
{

std::string const old_text(300000, 'o');
std::string const new_text(280000, 'n'); // more than is written at once, and less than there was

[[maybe_unused]] tf::save_options when_needed(tf::durability durable = tf::durability::none)
{
    tf::save_options o;
    o.overwrite = tf::overwrite::when_needed;
    o.durability = durable;
    return o;
}

} // namespace

BOOST_AUTO_TEST_CASE(closed_by_default)
{
    test::scratch scratch;
    tf::save_file f;
    BOOST_TEST(!f.is_open());
    BOOST_TEST(!f.overwrote());
    BOOST_TEST((f.lost() == tf::lost_attributes::nothing));
    std::error_code ec;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_TEST(f.size(ec) == 0u);
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    (void)f.native_handle(ec);
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW(f.size(), fs::filesystem_error);
    BOOST_CHECK_THROW(f.native_handle(), fs::filesystem_error);
    BOOST_TEST(!(f << "nothing" << std::flush));
    f = tf::save_file(scratch / "target"); // this is how it is opened
    BOOST_TEST(bool(f));
    f << "one";
    f.commit();
    f = tf::save_file(scratch / "other");
    f << "two";
    f.commit();
    BOOST_TEST(contents(scratch / "target") == "one");
    BOOST_TEST(contents(scratch / "other") == "two");
    tf::wsave_file const wide;
    BOOST_TEST(!wide.is_open());
}

BOOST_AUTO_TEST_CASE(create_new)
{
    test::scratch scratch;
    tf::save_options o;
    o.mode = tf::persist_mode::create_new;
    std::error_code ec;
    {
        tf::save_file f(scratch / "target", o), late(scratch / "target", o);
        f << "one";
        f.commit();
        late << "two";
        late.commit(ec);
        BOOST_TEST((ec == std::errc::file_exists));
        BOOST_TEST(late.is_open());
    }
    BOOST_TEST(contents(scratch / "target") == "one");
    BOOST_CHECK_THROW(tf::save_file(scratch / "target", o), fs::filesystem_error);
    o.overwrite = tf::overwrite::when_needed;
    tf::save_file const never(scratch / "target", o, ec);
    BOOST_TEST((ec == std::errc::file_exists));
    BOOST_TEST(scratch.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(bad_options)
{
    test::scratch scratch;
    for (auto const mode : {tf::persist_mode::replace_or_copy, tf::persist_mode::create_new_or_copy})
    {
        tf::save_options o;
        o.mode = mode;
        std::error_code ec;
        tf::save_file const f(scratch / "target", o, ec);
        BOOST_TEST((ec == std::errc::invalid_argument));
        BOOST_TEST(!f.is_open());
    }
    tf::save_options o;
    o.permissions = fs::perms(01644);
    BOOST_CHECK_THROW(tf::save_file(scratch / "target", o), fs::filesystem_error);
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(handle_and_size)
{
    test::scratch scratch;
    tf::save_file f(scratch / "target");
    f << "stream,";
    BOOST_TEST(f.size() == 7u);
    tf::native_handle_type const handle = f.native_handle();
    std::error_code ec;
    sys::write(handle, "handle,", 7, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(f.size() == 14u);
    f.seekp(0, std::ios_base::end);
    f << "stream";
    f.commit();
    BOOST_TEST(contents(scratch / "target") == "stream,handle,stream");
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(writing_over, "directories without write permission and mounted files as POSIX has them")

#else

#include "processes.hpp"

#include <sys/stat.h>

#include <csignal>

BOOST_AUTO_TEST_CASE(permissions_of_a_new_file)
{
    test::scratch scratch;
    mode_t const mask = ::umask(022);
    tf::save_options o;
    o.permissions = fs::perms(0660);
    tf::save_file f(scratch / "target", o);
    f.commit();
    BOOST_TEST((fs::status(scratch / "target").permissions() == fs::perms(0640)));
    fs::permissions(scratch / "target", fs::perms(0600));
    tf::save_file again(scratch / "target", o); // it keeps its own
    again.commit();
    BOOST_TEST((fs::status(scratch / "target").permissions() == fs::perms(0600)));
    ::umask(mask);
}

namespace
{

int calls_left;
std::error_code injected;

// A directory in which nothing can be made, with a file that can be written; for a child without privileges.
struct closed_directory
{
    explicit closed_directory(fs::path const& above) : path(above / "closed"), target(path / "target")
    {
        fs::create_directory(path);
        put(target, old_text);
        fs::permissions(target, fs::perms(0666));
        fs::permissions(path, fs::perms(0555));
    }
    fs::path path, target;
};

} // namespace

// In a directory that may not be written to.
BOOST_AUTO_TEST_CASE(a_file_in_a_closed_directory_is_written_over)
{
    test::scratch scratch;
    closed_directory const closed(scratch.path());
    struct stat before, after;
    BOOST_TEST(::stat(closed.target.c_str(), &before) == 0);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            std::error_code ec;
            tf::save_file refused(closed.target, ec);
            EXPECT(ec == std::errc::permission_denied);
            tf::save_file missing(closed.path / "missing", when_needed(), ec);
            EXPECT(ec == std::errc::permission_denied);
            for (auto const durable : {tf::durability::none, tf::durability::data_and_entry})
            {
                tf::save_file f(closed.target, when_needed(durable));
                f << new_text << std::flush;
                EXPECT(contents(closed.target)[0] != 'n' || durable != tf::durability::none);
                EXPECT(!f.overwrote());
                f.commit();
                EXPECT(f.overwrote());
                EXPECT(f.lost() == tf::lost_attributes::nothing);
                EXPECT(!f.is_open());
                EXPECT(contents(closed.target) == new_text);
            }
        }));
    BOOST_TEST(contents(closed.target) == new_text);
    BOOST_TEST(::stat(closed.target.c_str(), &after) == 0);
    BOOST_TEST(after.st_ino == before.st_ino);
    BOOST_TEST(after.st_mode == before.st_mode);
    fs::permissions(closed.target, fs::perms(0444)); // nor is what may not be written
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            std::error_code ec;
            tf::save_file const f(closed.target, when_needed(), ec);
            EXPECT(ec == std::errc::permission_denied);
        }));
    fs::permissions(closed.path, fs::perms(0755));
}

// Where it can be replaced it is.
BOOST_AUTO_TEST_CASE(not_where_it_is_not_needed)
{
    test::scratch scratch;
    put(scratch / "target", old_text);
    tf::save_file f(scratch / "target", when_needed());
    f << new_text;
    f.commit();
    BOOST_TEST(!f.overwrote());
    BOOST_TEST(contents(scratch / "target") == new_text);
}

// Promise: whichever call fails, the target is whole before overwrote(), and has it all in the end.
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn)
{
    test::scratch scratch;
    closed_directory const closed(scratch.path());
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            for (std::error_code const error : test::every_error())
                for (int nth = 1;; ++nth)
                {
                    put(closed.target, old_text);
                    tf::save_file f(closed.target, when_needed(tf::durability::data));
                    f << new_text << std::flush;
                    injected = error;
                    calls_left = nth;
                    std::error_code ec;
                    {
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept {
                                return site.which != sys::call::close && --calls_left == 0 ? injected
                                                                                           : std::error_code();
                            });
                        f.commit(ec);
                    }
                    bool const reached = calls_left <= 0;
                    EXPECT(f.overwrote() || contents(closed.target) == old_text);
                    EXPECT(ec || contents(closed.target) == new_text);
                    EXPECT(bool(ec) == f.is_open());
                    if (ec) // the content is kept
                        f.commit(ec);
                    EXPECT(!ec);
                    EXPECT(contents(closed.target) == new_text);
                    if (!reached)
                        break;
                }
        }));
    fs::permissions(closed.path, fs::perms(0755));
}

// Promise: killed, the target is the old one or a mixture, and nothing else is left.
BOOST_AUTO_TEST_CASE(killed_before_every_call)
{
    test::scratch scratch;
    closed_directory const closed(scratch.path());
    for (int nth = 1;; ++nth)
    {
        put(closed.target, old_text);
        int const status = test::status_of_child(
            [&]
            {
                if (::getuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
                    ::_exit(98);
                tf::save_file f(closed.target, when_needed(tf::durability::data));
                f << new_text << std::flush;
                calls_left = nth;
                test::interception const installed(
                    [](sys::call_site const&) noexcept
                    {
                        if (--calls_left == 0)
                            ::kill(::getpid(), SIGKILL);
                        return std::error_code();
                    });
                f.commit();
            });
        std::string const now = contents(closed.target);
        BOOST_TEST((now.size() == old_text.size() || now == new_text));
        BOOST_TEST(now.find_first_not_of("on") == std::string::npos);
        if (!WIFSIGNALED(status))
        {
            BOOST_TEST(WEXITSTATUS(status) == 0);
            BOOST_TEST(now == new_text);
            BOOST_TEST(nth > 8);
            break;
        }
    }
    fs::permissions(closed.path, fs::perms(0755));
    BOOST_TEST(std::distance(fs::directory_iterator(closed.path), fs::directory_iterator()) == 1);
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// A single file that is mounted, as into a container.
BOOST_AUTO_TEST_CASE(a_mounted_file_is_written_over)
{
    test::scratch scratch;
    put(scratch / "outside", old_text);
    put(scratch / "target", "below");
    BOOST_TEST(test::with_mounts(
        [&]
        {
            fs::path const target = scratch / "target";
            if (::mount((scratch / "outside").c_str(), target.c_str(), nullptr, MS_BIND, nullptr) != 0)
                ::_exit(42);
            std::error_code ec;
            tf::save_file refused(target, ec);
            EXPECT(ec == std::errc::device_or_resource_busy);
            tf::save_file f(target, when_needed());
            f << new_text;
            f.commit();
            EXPECT(f.overwrote());
            EXPECT(contents(target) == new_text);
            // Without statx, only the last step shows it.
            fs::create_directory(scratch / "d");
            put(scratch / "d/target", "below");
            tf::save_file late(scratch / "d/target", when_needed());
            late << new_text;
            if (::mount((scratch / "outside").c_str(), (scratch / "d/target").c_str(), nullptr, MS_BIND, nullptr) != 0)
                ::_exit(42);
            put(scratch / "outside", old_text);
            late.commit();
            EXPECT(late.overwrote());
            EXPECT(contents(scratch / "outside") == new_text);
            EXPECT(std::distance(fs::directory_iterator(scratch / "d"), fs::directory_iterator()) == 1);
        }));
}

#endif
#endif
