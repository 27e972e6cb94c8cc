//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A stream's last_error() is the reason of its present state, or empty.

#define BOOST_TEST_MODULE last_error
#include "unit_test.hpp"

#include "interception.hpp"

#include <boost/tempfile.hpp>

#include <string>
#include <tuple>

using namespace boost::tempfile;
using std::ios_base;

namespace
{

using files = std::tuple<temporary_file, named_temporary_file, spooled_temporary_file>;
using file_files = std::tuple<temporary_file, named_temporary_file>;

template<class File>
File file_with(char const* content)
{
    File f;
    f << content << std::flush;
    f.seekg(0);
    return f;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_plain_end_is_no_error, File, files)
{
    File f = file_with<File>("abc");
    f.seekg(-1);
    BOOST_TEST(f.fail());
    BOOST_TEST((f.last_error() == std::errc::invalid_argument));
    f.clear();
    BOOST_TEST(!f.last_error());
    f.seekg(0);
    char all[10];
    f.read(all, 10);
    BOOST_TEST(f.fail());
    BOOST_TEST(!f.last_error());
    BOOST_TEST((f.rdbuf()->last_error() == std::errc::invalid_argument)); // which the buffer remembers
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_no_number_is_no_error, File, files)
{
    File f = file_with<File>("word 12 3");
    f.seekg(-1);
    f.clear();
    int n = 0;
    f >> n; // looks at a character that was read before the failure
    BOOST_TEST(f.fail());
    BOOST_TEST(!f.last_error());
    f.clear();
    std::string word;
    f >> word;
    BOOST_TEST(word == "word");
    f.seekg(-1);
    f.clear();
    f >> n;
    BOOST_TEST(n == 12);
    BOOST_TEST(f.good());
    f.seekg(-1);
    f.clear();
    f >> n;
    BOOST_TEST(f.eof());
    BOOST_TEST(n == 3);
    f >> n;
    BOOST_TEST(f.fail());
    BOOST_TEST(!f.last_error());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_failure_in_the_middle_of_an_area_reads_on, File, files)
{
    File f = file_with<File>("0123456789");
    BOOST_TEST(f.get() == '0');
    f.seekg(-1);
    f.clear();
    BOOST_TEST(f.get() == '1');
    f.seekg(std::streamoff(-100), ios_base::cur);
    f.clear();
    BOOST_TEST(f.tellg() == 2);
    BOOST_TEST(f.unget().good());
    f.putback('Z');
    f.seekg(-1);
    f.clear();
    BOOST_TEST(f.get() == 'Z');
    f.seekg(-1);
    f.clear();
    BOOST_TEST(f.rdbuf()->in_avail() > 0);
    char rest[4] = {};
    f.read(rest, 3);
    BOOST_TEST(rest == "123");
    f.seekg(-1);
    f.clear();
    File moved(std::move(f));
    BOOST_TEST(moved.get() == '4');
    BOOST_TEST(moved.size() == 10u);
}

BOOST_AUTO_TEST_CASE(a_wide_stream_reads_on_after_a_failure)
{
    wtemporary_file f;
    f << L"\u00e4\u00f6\u00fc 5";
    f.seekg(0);
    BOOST_TEST((f.get() == L'\u00e4'));
    f.seekg(1, ios_base::cur); // not with UTF-8
    BOOST_TEST((f.last_error() == std::errc::invalid_argument));
    f.clear();
    BOOST_TEST(f.tellg() == 2);
    int n = 0;
    f >> n;
    BOOST_TEST(f.fail());
    BOOST_TEST(!f.last_error());
    f.clear();
    BOOST_TEST((f.get() == L'\u00f6'));
    f.seekg(1, ios_base::cur);
    f.clear();
    BOOST_TEST((f.unget().get() == L'\u00f6'));
    BOOST_TEST((f.get() == L'\u00fc'));
    f >> n;
    BOOST_TEST(n == 5);
}

BOOST_AUTO_TEST_CASE(what_the_mode_refuses_is_the_reason_until_something_else_is)
{
    options const o;
    temporary_file f(o, ios_base::in);
    f << 'x';
    BOOST_TEST((f.last_error() == std::errc::bad_file_descriptor));
    f.clear();
    BOOST_TEST(f.get() == EOF);
    BOOST_TEST(!f.last_error());
}

// As the operation flushes or is asked to, and nothing was left to be flushed.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_flush_does_not_take_the_reason_away, File, file_files)
{
    File f;
    std::string const large(100'000, 'x');
    {
        test::failing const full(test::sys::call::write, std::errc::no_space_on_device);
        f << large;
        BOOST_TEST(f.bad());
    }
    f.flush();
    BOOST_TEST((f.last_error() == std::errc::no_space_on_device));
    BOOST_TEST(f.rdbuf()->pubsync() == 0);
    BOOST_TEST((f.last_error() == std::errc::no_space_on_device));
    f.clear();
    f << "y";
    BOOST_TEST(!f.last_error());
}
