//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Streams on Windows: size, text mode, pipes, other users of the handle.

#define BOOST_TEST_MODULE windows_streams
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_streams, "this is not Windows")

#else

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"
#include "windows_files.hpp"

#include <io.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

BOOST_AUTO_TEST_CASE(streams_larger_than_4_gib)
{
    test::scratch const scratch;
    constexpr std::streamoff beyond = (std::streamoff(5) << 30) + 1;
    tf::temporary_file file(scratch.options());
    file.seekp(beyond);
    file << "end";
    file.seekg(beyond - 1);
    std::string text;
    std::getline(file, text);
    BOOST_TEST(text == std::string("\0end", 4));
    BOOST_TEST(file.size() == std::uintmax_t(beyond) + 3);
}

// Text mode is the platform's, as in std::fstream: lines end in "\r\n" in the file.
BOOST_AUTO_TEST_CASE(text_mode)
{
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options(), std::ios::in | std::ios::out);
    file << "one\ntwo\n" << std::flush;
    BOOST_TEST(file.size() == 10u);
    std::ifstream plain(file.path());
    std::ifstream binary(file.path(), std::ios::binary);
    std::string const as_text(std::istreambuf_iterator<char>(plain), {});
    std::string const as_bytes(std::istreambuf_iterator<char>(binary), {});
    BOOST_TEST(as_text == "one\ntwo\n");
    BOOST_TEST(as_bytes == "one\r\ntwo\r\n");
    file.seekg(0);
    std::string const read(std::istreambuf_iterator<char>(file), {});
    BOOST_TEST(read == "one\ntwo\n");
}

// A pipe is a device in one direction.
BOOST_AUTO_TEST_CASE(streams_on_pipes)
{
    HANDLE read_end = nullptr, write_end = nullptr;
    BOOST_TEST_REQUIRE(::CreatePipe(&read_end, &write_end, nullptr, 0));
    using buffer = tf::basic_device_streambuf<tf::file_device, char>;
    buffer reading(tf::file_device(tf::unique_handle(read_end)), std::ios::in | std::ios::binary);
    std::istream in_stream(&reading);
    {
        buffer writing(tf::file_device(tf::unique_handle(write_end)), std::ios::out | std::ios::binary);
        std::ostream out_stream(&writing);
        out_stream << "through a pipe\n";
        BOOST_TEST(bool(out_stream.flush()));
        BOOST_TEST((out_stream.tellp() == std::streampos(std::streamoff(-1))));
    }
    std::string line;
    BOOST_TEST(bool(std::getline(in_stream, line)));
    BOOST_TEST(line == "through a pipe");
    BOOST_TEST(!std::getline(in_stream, line));
    BOOST_TEST(in_stream.eof());
    BOOST_TEST(!in_stream.bad());
}

// What a child process or the C library does with the handle is seen after a seek.
BOOST_AUTO_TEST_CASE(the_handle_can_be_used_by_others)
{
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options());
    file << "written ";
    HANDLE const handle = file.native_handle();
    DWORD count = 0;
    BOOST_TEST(::WriteFile(handle, "by others", 9, &count, nullptr));
    file.seekg(0);
    std::string text;
    std::getline(file, text);
    BOOST_TEST(text == "written by others");
}

#endif
