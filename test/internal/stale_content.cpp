//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Others change the file without sharing its position: what they wrote is read after a seek, and only what the program
// wrote is written.

#define BOOST_TEST_MODULE stale_content
#include "unit_test.hpp"

#include "interception.hpp"
#include "scratch.hpp"

#include <boost/tempfile.hpp>

#include <string>

using namespace boost::tempfile;
using std::ios_base;

namespace
{

namespace sys = test::sys;

// Writes past the stream, as somebody does who has opened the file.
void others_write_at(native_handle_type handle, std::int64_t offset, std::string const& bytes)
{
    std::error_code ec;
    BOOST_TEST(sys::write_at(handle, offset, bytes.data(), bytes.size(), ec) == bytes.size());
}

template<class Stream>
void check_seeks(Stream& f, native_handle_type handle)
{
    f << "state=0\n" << std::flush;
    std::string line;
    f.seekg(0);
    std::getline(f, line);
    BOOST_TEST(line == "state=0");
    others_write_at(handle, 0, "state=1\n");
    f.seekg(0);
    std::getline(f, line);
    BOOST_TEST(line == "state=1");
    others_write_at(handle, 6, "2");
    f.seekg(-2, ios_base::cur);
    BOOST_TEST(f.get() == '2');
    f.seekp(6);
    f.put('3'); // what was written goes as well
    f.seekg(6);
    others_write_at(handle, 6, "4");
    BOOST_TEST(f.get() == '4');
    f.seekp(0);
    f.put('S');
    f.seekp(2);
    f.put('A');
    others_write_at(handle, 1, "-");
    f.flush();
    f.seekg(0);
    std::getline(f, line);
    BOOST_TEST(line == "S-Ate=4");
}

// How many bytes were asked for.
std::size_t bytes_read = 0;

std::error_code count_bytes(sys::call_site const& site) noexcept
{
    if (site.which == sys::call::read)
        bytes_read += *site.size;
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_named_file)
{
    named_temporary_file f;
    check_seeks(f, std::as_const(*f.rdbuf()).device().peek_handle());
}

BOOST_AUTO_TEST_CASE(a_reopened_file)
{
    named_temporary_file f;
    named_temporary_file second = f.reopen();
    check_seeks(second, std::as_const(*f.rdbuf()).device().peek_handle());
}

BOOST_AUTO_TEST_CASE(an_anonymous_file_that_others_use)
{
    basic_device_streambuf<file_device, char> made;
    {
        temporary_file f;
        f.rdbuf()->device().share_file();
        BOOST_TEST(!std::as_const(*f.rdbuf()).device().exclusive());
        check_seeks(f, std::as_const(*f.rdbuf()).device().peek_handle());
    }
    spooled_temporary_file f;
    f.rollover();
    f.rdbuf()->device().share_file();
    check_seeks(f, std::as_const(*f.rdbuf()).device().peek_handle());
}

BOOST_AUTO_TEST_CASE(an_adopted_file)
{
    named_handle made = mkstemp();
    native_handle_type const h = made.handle.get();
    basic_device_streambuf<file_device, char> buffer(file_device(std::move(made.handle)));
    std::iostream f(&buffer);
    check_seeks(f, h);
    buffer.close();
    std::filesystem::remove(made.path);
}

// After a seek no more is read than is asked for, as random access would read it in vain each time.
BOOST_AUTO_TEST_CASE(seeks_read_no_more_than_is_asked_for)
{
    named_temporary_file f;
    f << std::string(100'000, 'x');
    test::interception const counting(&count_bytes);
    bytes_read = 0;
    char block[64];
    for (int i = 0; i != 100; ++i)
    {
        f.seekg(i * 37 % 1000);
        f.read(block, sizeof(block));
    }
    BOOST_TEST(bytes_read == 100 * sizeof(block));
}
