//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The name of a named file: who owns it, and that a removal can be asked for, fails aloud and is tried again.

#define BOOST_TEST_MODULE named_removal
#include "unit_test.hpp"

#include "deletion.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_path.hpp>

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"
#endif

#include <optional>
#include <string>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using namespace boost::tempfile;

namespace
{

constexpr removal every_removal[] = {removal::on_close, removal::on_destruction, removal::never};

options removed(test::scratch const& dir, removal when)
{
    options o = dir.options();
    o.removal = when;
    return o;
}

} // namespace

BOOST_AUTO_TEST_CASE(remove_removes_at_once_whatever_the_options_say)
{
    for (removal when : every_removal)
    {
        test::scratch dir;
        named_temporary_file file(removed(dir, when));
        file << "Hello";
        file.remove();
        BOOST_TEST(dir.empty() == test::names_go_at_once(dir.path()));
        BOOST_TEST(!file.owns_path());
        BOOST_TEST(file.is_open());
        file << " world!" << std::flush;
        BOOST_TEST(file.size() == 12u);
        std::error_code ec = std::make_error_code(std::errc::io_error);
        file.remove(ec); // there is nothing left to do
        BOOST_TEST(!ec);
        file.close();
        BOOST_TEST(file.good());
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(remove_removes_what_is_closed)
{
    for (removal when : every_removal)
    {
        test::scratch dir;
        named_temporary_file file(removed(dir, when));
        file << "Hello";
        file.close();
        BOOST_TEST(dir.empty() == (when == removal::on_close));
        file.remove();
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_path_is_owned_until_it_is_given_away)
{
    test::scratch dir;
    std::error_code ec;
    for (removal when : every_removal)
    {
        named_temporary_file file(removed(dir, when));
        BOOST_TEST(file.owns_path() == (when != removal::never));
        named_temporary_file second = file.reopen();
        BOOST_TEST(!second.owns_path());
        second.remove();
        BOOST_TEST(fs::exists(file.path())); // it is not the second one's
        named_temporary_file moved(std::move(file));
        BOOST_TEST(moved.owns_path() == (when != removal::never));
        BOOST_TEST(!file.owns_path());
        moved.keep();
        BOOST_TEST(!moved.owns_path());
        moved.remove(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(fs::exists(moved.path())); // it is the caller's
    }
    {
        named_temporary_file file(dir.options());
        file.persist(dir / "target");
        BOOST_TEST(!file.owns_path());
        file.remove();
        BOOST_TEST(fs::exists(dir / "target"));
    }
    {
        named_temporary_file file(dir.options());
        unique_handle const released = file.release();
        BOOST_TEST(!file.owns_path());
        file.remove();
        BOOST_TEST(fs::exists(file.path()));
    }
    {
        named_temporary_file file(dir.options());
        file.close();
        BOOST_TEST(!file.owns_path());
    }
    options nowhere;
    nowhere.dir = dir / "missing";
    named_temporary_file none(nowhere, ec);
    BOOST_TEST(!none.owns_path());
    none.remove(ec);
    BOOST_TEST(!ec);
}

// ---- a removal that failed is not forgotten

BOOST_AUTO_TEST_CASE(a_removal_that_failed_is_told_and_tried_again)
{
    for (removal when : every_removal)
    {
        test::scratch dir;
        named_temporary_file file(removed(dir, when));
        std::error_code ec;
        {
            test::failing no_removal(sys::call::remove_file, std::errc::permission_denied);
            file.remove(ec);
            BOOST_TEST((ec == std::errc::permission_denied));
            auto const names_it = [&](fs::filesystem_error const& e)
            { return e.path1() == file.path() && e.code() == std::errc::permission_denied; };
            BOOST_CHECK_EXCEPTION(file.remove(), fs::filesystem_error, names_it);
            BOOST_TEST(file.owns_path());
            BOOST_TEST(file.is_open());
        }
        BOOST_TEST(fs::exists(file.path()));
        file.remove();
        BOOST_TEST(!file.owns_path());
        file.close();
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(close_tries_a_failed_removal_again)
{
    for (removal when : every_removal)
    {
        test::scratch dir;
        named_temporary_file file(removed(dir, when));
        std::error_code ec;
        {
            test::failing no_removal(sys::call::remove_file, std::errc::permission_denied);
            file.remove(ec);
            file.close(ec);
            BOOST_TEST((ec == std::errc::permission_denied));
            BOOST_TEST(!file.is_open());
            file.clear();
            file.close(ec); // on a closed one: the same
            BOOST_TEST((ec == std::errc::permission_denied));
            BOOST_TEST(file.fail());
            BOOST_TEST((file.last_error() == std::errc::permission_denied));
            BOOST_TEST(file.owns_path());
        }
        file.clear();
        file.close(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(dir.empty());
        BOOST_TEST(file.good());
    }
}

BOOST_AUTO_TEST_CASE(the_destructor_and_an_assignment_try_a_failed_removal_again)
{
    for (bool assigned : {false, true})
    {
        test::scratch dir, other;
        std::optional<named_temporary_file> file(std::in_place, dir.options());
        std::error_code ec;
        {
            test::failing no_removal(sys::call::remove_file, std::errc::permission_denied);
            file->close(ec);
        }
        BOOST_TEST(!dir.empty());
        if (assigned)
            *file = named_temporary_file(other.options());
        else
            file.reset();
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_could_not_be_removed_can_be_kept)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    file << "Hello";
    std::error_code ec;
    {
        test::failing no_removal(sys::call::remove_file, std::errc::permission_denied);
        file.close(ec);
    }
    fs::path const kept = file.keep();
    BOOST_TEST(contents(kept) == "Hello");
    file.close(ec);
    BOOST_TEST(contents(kept) == "Hello");
}

// ---- what is left of a file without its name

BOOST_AUTO_TEST_CASE(a_removed_file_is_still_a_file)
{
    test::scratch dir;
    std::error_code ec;
    {
        named_temporary_file file(dir.options());
        file << "Hello";
        file.remove();
        BOOST_TEST(file.keep(ec).empty());
        BOOST_TEST((ec == std::errc::no_such_file_or_directory));
        file.persist(dir / "target");
        BOOST_TEST(contents(dir / "target") == "Hello");
        BOOST_TEST(file.path() == dir / "target");
    }
    BOOST_TEST(dir.names().size() == 1u);
    {
        named_temporary_file file(dir.options());
        file << "Hello";
        file.remove();
        unique_handle const released = file.release();
        BOOST_TEST(bool(released));
    }
    BOOST_TEST(dir.names().size() == 1u);
}

// ---- into_path

BOOST_AUTO_TEST_CASE(the_name_is_a_temporary_paths_and_the_stream_closed)
{
    for (removal when : every_removal)
        for (bool closed : {false, true})
        {
            if (closed && when == removal::on_close)
                continue;
            test::scratch dir;
            named_temporary_file file(removed(dir, when));
            file << "Hello"; // pending
            if (closed)
                file.close();
            {
                temporary_path path = file.into_path();
                BOOST_TEST(!file.is_open());
                BOOST_TEST(file.good());
                BOOST_TEST(!file.owns_path());
                BOOST_TEST(bool(path));
                BOOST_TEST(path.path() == file.path());
                BOOST_TEST(contents(path.path()) == "Hello");
                file.remove(); // it is not the stream's any more
                BOOST_TEST(fs::exists(path.path()));
            }
            BOOST_TEST(dir.empty());
        }
}

BOOST_AUTO_TEST_CASE(what_was_removed_has_no_path_to_give)
{
    test::scratch dir;
    std::error_code ec;
    for (bool closed : {false, true})
    {
        named_temporary_file file(dir.options());
        closed ? file.close() : file.remove();
        BOOST_TEST(!file.into_path(ec));
        BOOST_TEST((ec == std::errc::no_such_file_or_directory));
        BOOST_CHECK_THROW(file.into_path(), fs::filesystem_error);
        BOOST_TEST(file.is_open() == !closed);
    }
}

BOOST_AUTO_TEST_CASE(what_could_not_be_written_gives_no_path)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    file << "Hello";
    std::error_code ec;
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        BOOST_TEST(!file.into_path(ec));
        BOOST_TEST((ec == std::errc::no_space_on_device));
        BOOST_TEST(file.is_open());
        BOOST_TEST(file.owns_path());
    }
    temporary_path const path = file.into_path(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(contents(path.path()) == "Hello"); // nothing was lost
}

BOOST_AUTO_TEST_CASE(any_call_of_into_path_may_fail)
{
    for (bool const sweepable : test::sweepable_or_not)
    {
        test::scratch dir;
        for (int n = 1, left = 0; left <= 0; ++n)
        {
            options o = dir.options();
            o.sweepable = sweepable;
            std::error_code ec;
            named_temporary_file file(o, ec);
            if (ec && test::skipped("no locks here"))
                break;
            file << "Hello";
            {
                test::interception failing(&test::fail_nth);
                test::calls_left = n;
                temporary_path const path = file.into_path(ec);
                left = test::calls_left;
                test::calls_left = 0;
                BOOST_TEST(bool(path) == !ec);
                BOOST_TEST(file.is_open() == bool(ec));
                BOOST_TEST(file.owns_path() == bool(ec));
                file.clear(); // what could not be written is kept
                if (ec)
                    file.flush();
                BOOST_TEST(contents(file.path()) == "Hello", "call " << n << ": " << ec.message());
            }
        }
        BOOST_TEST(dir.empty());
    }
}

#if !defined(BOOST_WINDOWS)

BOOST_AUTO_TEST_CASE(a_forked_child_removes_when_it_is_told_to)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            EXPECT(!file.owns_path());
            file.close(); // only closes
            EXPECT(fs::exists(file.path()));
            file.remove();
            EXPECT(!fs::exists(file.path()));
        }));
    BOOST_TEST(file.owns_path());
    file.close();
    BOOST_TEST(file.good()); // what is gone is gone
}

#else
BOOST_TEMPFILE_SKIPPED_TEST(a_forked_child_removes_when_it_is_told_to, "Windows has no fork")
#endif
