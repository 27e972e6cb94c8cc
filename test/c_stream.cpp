//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// c_stream(): a C stream on a stream's file.

#define BOOST_TEST_MODULE c_stream
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/c_file.hpp>

#include <cstdio>
#include <string>
#include <type_traits>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::all_of;
using test::contents;
using test::make;
using namespace boost::tempfile;

namespace
{

#if defined(BOOST_WINDOWS)
using openable_files = boost::mpl::list<named_temporary_file>;
#else
using openable_files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;
#endif
using all_files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;

// What is left to read.
std::string rest_of(c_file const& file)
{
    std::string text;
    for (int c; (c = std::getc(file.get())) != EOF;)
        text += static_cast<char>(c);
    return text;
}

void put(c_file const& file, char const* text)
{
    BOOST_TEST(std::fputs(text, file.get()) >= 0);
    BOOST_TEST(std::fflush(file.get()) == 0);
}

template<class File>
bool can_reopen()
{
    std::error_code ec;
    File file;
    c_file const c = file.c_stream("r", ec);
    return ec != std::errc::operation_not_supported || !test::skipped("the system cannot open such a file anew");
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_c_stream_begins_where_the_stream_is, File, openable_files)
{
    if (!can_reopen<File>())
        return;
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "0123456789"; // pending
    {
        c_file const c = file.c_stream();
        BOOST_TEST(std::ftell(c.get()) == 10);
        put(c, "end");
    }
    BOOST_TEST(all_of(file) == "0123456789end");
    file.seekg(4);
    BOOST_TEST(file.get() == '4');
    c_file const c = file.c_stream();
    BOOST_TEST(rest_of(c) == "56789end");
    BOOST_TEST(file.get() == '5'); // the positions are independent
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_mode_does_what_it_says, File, openable_files)
{
    if (!can_reopen<File>())
        return;
    test::scratch dir;
    for (std::string const binary : {"", "b"})
    {
        File file = make<File>(dir.options());
        file << "0123";
        file.seekg(2);
        {
            c_file const c = file.c_stream(("r" + binary).c_str());
            BOOST_TEST(rest_of(c) == "23");
            BOOST_TEST((std::fputs("x", c.get()) < 0 || std::fflush(c.get()) != 0)); // for reading only
        }
        {
            c_file const c = file.c_stream(("r+" + binary).c_str());
            put(c, "x");
        }
        BOOST_TEST(all_of(file) == "01x3");
        file.seekg(1);
        {
            c_file const c = file.c_stream(("a" + binary).c_str());
            put(c, "4");
        }
        BOOST_TEST(all_of(file) == "01x34");
        {
            c_file const c = file.c_stream(("a+" + binary).c_str());
            std::rewind(c.get());
            BOOST_TEST(std::getc(c.get()) == '0');
            std::fseek(c.get(), 0, SEEK_SET);
            put(c, "5"); // at the end, wherever it is
        }
        BOOST_TEST(all_of(file) == "01x345");
    }
    File file = make<File>(dir.options());
    file << "ab";
    BOOST_TEST(bool(file.c_stream("rb+")));
    BOOST_TEST(bool(file.c_stream("ab+")));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(other_modes_are_refused, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "kept";
    for (char const* mode :
        {"", "w", "w+", "wb", "wx", "x", "rw", "r+w", "r++", "rbb", "br", "+r", "re", "a,ccs=UTF-8"})
    {
        std::error_code ec;
        BOOST_TEST(!file.c_stream(mode, ec));
        BOOST_TEST((ec == std::errc::invalid_argument));
        BOOST_CHECK_THROW((void)file.c_stream(mode), fs::filesystem_error);
    }
    BOOST_TEST(all_of(file) == "kept");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_sees_what_the_other_has_flushed, File, openable_files)
{
    if (!can_reopen<File>())
        return;
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "0123456789";
    file.seekg(0);
    BOOST_TEST(file.get() == '0'); // all of it is read ahead
    c_file const c = file.c_stream();
    put(c, "C");
    BOOST_TEST(file.get() == 'C');
    std::fseek(c.get(), 3, SEEK_SET);
    put(c, "C");
    file.seekg(3);
    BOOST_TEST(file.get() == 'C');
    file.seekp(5);
    file << "S" << std::flush;
    std::fseek(c.get(), 4, SEEK_SET);
    BOOST_TEST(rest_of(c) == "4S6789");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_c_stream_outlives_the_stream, File, openable_files)
{
    if (!can_reopen<File>())
        return;
    test::scratch dir;
    c_file c;
    {
        File file = make<File>(dir.options());
        file << "Hello";
        c = file.c_stream();
    }
    BOOST_TEST(dir.empty() == test::loses_its_name_while_open<File>());
    put(c, " world!");
    std::rewind(c.get());
    BOOST_TEST(rest_of(c) == "Hello world!");
    BOOST_TEST(std::fclose(c.release()) == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_closed_stream_has_no_c_stream, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file.close();
    std::error_code ec;
    BOOST_TEST(!file.c_stream("r", ec));
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW((void)file.c_stream(), fs::filesystem_error);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_opened_anew_has_no_c_stream, File, all_files)
{
    test::scratch dir;
    test::failing anew(sys::call::reopen_handle, std::errc::operation_not_supported);
    File file = make<File>(dir.options());
    file << "Hello";
    std::error_code ec;
    c_file const c = file.c_stream("r+b", ec);
    if (std::is_same<File, named_temporary_file>::value) // by its name
    {
        BOOST_TEST(!ec);
        put(c, "!");
        BOOST_TEST(all_of(file) == "Hello!");
    }
    else
    {
        BOOST_TEST(!c);
        BOOST_TEST((ec == std::errc::operation_not_supported));
        BOOST_TEST(all_of(file) == "Hello");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_of_a_c_stream_may_fail, File, openable_files)
{
    if (!can_reopen<File>())
        return;
    test::scratch dir;
    for (int n = 1, left = 0; left <= 0; ++n)
    {
        File file = make<File>(dir.options());
        file << "Hello";
        std::error_code ec;
        {
            test::interception failing(&test::fail_nth);
            test::calls_left = n;
            c_file const c = file.c_stream("a", ec);
            left = test::calls_left;
            test::calls_left = 0;
            BOOST_TEST(bool(ec) == !c);
            if (ec)
                BOOST_TEST((ec == std::errc::io_error));
            else
                put(c, "!");
        }
        BOOST_TEST(all_of(file) == (ec ? "Hello" : "Hello!"));
    }
}
