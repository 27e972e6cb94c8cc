//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the three stream types do when something fails: the state of the stream, last_error(), and nothing that was
// accepted is lost.

#define BOOST_TEST_MODULE temporary_file_errors
#include "unit_test.hpp"

#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <string>
#include <type_traits>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::all_of;
using test::calls;
using test::calls_left;
using test::count_calls;
using test::fail_nth;
using test::files;
using test::make;
using namespace boost::tempfile;

BOOST_AUTO_TEST_CASE_TEMPLATE(a_closed_stream_says_so, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file.close();
    BOOST_TEST(file.good());
    file.close(); // does nothing
    BOOST_TEST(file.good());
    BOOST_TEST(!file.last_error());
    file << "x";
    BOOST_TEST(file.bad());
    BOOST_TEST((file.last_error() == std::errc::bad_file_descriptor));
    file.clear();
    BOOST_TEST(!file.last_error());
    file.get();
    BOOST_TEST(file.fail());
    std::error_code ec;
    (void)file.size(ec);
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW(file.resize(1), fs::filesystem_error);
    BOOST_CHECK_THROW(file.native_handle(), fs::filesystem_error);
}

// Every call of a constructor that fails is an error of the constructor, and nothing is left.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_stream_that_cannot_be_emptied_is_not_made, File, files)
{
    constexpr std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out | std::ios_base::trunc;
    test::scratch dir;
    for (int nth = 1;; ++nth)
    {
        bool reached = false;
        std::error_code ec;
        {
            calls_left = nth;
            test::interception failing(&fail_nth);
            File file = make<File>(dir.options(), mode, ec);
            reached = calls_left <= 0;
            calls_left = 0;
            BOOST_TEST(file.is_open() == !ec);
            BOOST_TEST(file.fail() == bool(ec));
        }
        if (!reached)
            break;
        // Where a file without a name is refused, one with a name is made and unlinked.
        bool const made_another_way = nth == 1 && std::is_same<File, temporary_file>::value;
        BOOST_TEST_CONTEXT("call " << nth << ": " << ec.message())
        BOOST_TEST((ec == std::errc::io_error || (made_another_way && !ec)));
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(emptying_a_new_anonymous_file_is_no_call)
{
    test::scratch dir;
    constexpr std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out;
    int counted[2] = {};
    for (bool const empties : {false, true})
    {
        calls = 0;
        test::interception counting(&count_calls);
        temporary_file file(dir.options(), empties ? mode | std::ios_base::trunc : mode);
        file.close();
        counted[empties] = calls;
    }
    BOOST_TEST(counted[0] == counted[1]);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_openmode_governs_the_stream, File, files)
{
    test::scratch dir;
    File out = make<File>(dir.options(), std::ios_base::out);
    out << "x";
    out.seekg(0);
    BOOST_TEST(out.get() == std::char_traits<char>::eof());
    BOOST_TEST((out.last_error() == std::errc::bad_file_descriptor));
    File in = make<File>(dir.options(), std::ios_base::in);
    in << "x";
    BOOST_TEST(in.bad());
    BOOST_TEST((in.last_error() == std::errc::bad_file_descriptor));
    File app = make<File>(dir.options(), std::ios_base::in | std::ios_base::app);
    app << "one";
    app.seekp(0);
    app << "two";
    BOOST_TEST(app.tellp() == 6);
    BOOST_TEST(all_of(app) == "onetwo");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_failed_write_sets_badbit_and_loses_nothing, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "begin" << std::flush;
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        file << " middle";
        file.flush();
        BOOST_TEST(file.bad());
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    file.clear();
    file << " end" << std::flush;
    BOOST_TEST(file.good());
    BOOST_TEST(all_of(file) == "begin middle end");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_failed_read_sets_badbit, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << std::string(100000, 'x') << std::flush;
    file.seekg(0);
    test::failing broken(sys::call::read, std::errc::io_error);
    BOOST_TEST(file.get() == std::char_traits<char>::eof());
    BOOST_TEST(file.bad());
    BOOST_TEST((file.last_error() == std::errc::io_error));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(close_closes_and_removes_whatever_fails, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "begin" << std::flush;
    file << "not written";
    file.exceptions(std::ios_base::failbit);
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        BOOST_CHECK_THROW(file.close(), std::ios_base::failure);
    }
    BOOST_TEST(!file.is_open());
    BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    BOOST_TEST(dir.empty());

    File other = make<File>(dir.options());
    other << "begin" << std::flush << "not written";
    other.exceptions(std::ios_base::failbit);
    std::error_code ec;
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        other.close(ec); // never throws
    }
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(other.fail());
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(closing_a_closed_stream_does_nothing, File, files)
{
    test::scratch dir;
    options bad = dir.options();
    bad.prefix = "a/b";
    std::error_code ec;
    File unmade = make<File>(bad, std::ios_base::in | std::ios_base::out, ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    unmade.close(ec);
    BOOST_TEST(!ec);
    BOOST_TEST((unmade.last_error() == std::errc::invalid_argument));

    File file = make<File>(dir.options());
    file << "begin" << std::flush << "not written";
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        file.close(ec);
    }
    BOOST_TEST((ec == std::errc::no_space_on_device));
    file.close();
    file.close(ec);
    BOOST_TEST(!ec);
    BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
}
