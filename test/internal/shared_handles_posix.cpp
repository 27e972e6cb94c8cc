//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Handles that the library did not make, and that the stream and others use in turn: pipes, which have no position to be
// shared, and files opened with O_APPEND, where every write goes to the end.

#define BOOST_TEST_MODULE shared_handles_posix
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(shared_handles, "there is no O_APPEND; foreign_handles and shared_position run there")

#else

#include "processes.hpp"
#include "scratch.hpp"

#include <boost/tempfile/device_streambuf.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <ios>
#include <string>

using namespace boost::tempfile;
using std::ios_base;
using test::contents;

namespace
{

using buffer = basic_device_streambuf<file_device, char>;

constexpr ios_base::openmode both = ios_base::in | ios_base::out | ios_base::binary;

struct two_ends
{
    unique_handle in;
    unique_handle out;
};

two_ends make_pipe()
{
    int ends[2];
    BOOST_REQUIRE(::pipe(ends) == 0);
    return {unique_handle(ends[0]), unique_handle(ends[1])};
}

void others_write(int handle, std::string const& bytes)
{
    BOOST_REQUIRE(::write(handle, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

std::string others_read(int handle, std::size_t size)
{
    std::string bytes(size, '\0');
    ssize_t const n = ::read(handle, &bytes[0], size);
    BOOST_REQUIRE(n >= 0);
    bytes.resize(static_cast<std::size_t>(n));
    return bytes;
}

std::string take(buffer& b, int size)
{
    std::string bytes(static_cast<std::size_t>(size), '\0');
    bytes.resize(static_cast<std::size_t>(b.sgetn(&bytes[0], size)));
    return bytes;
}

unique_handle open_to_append(std::filesystem::path const& path)
{
    unique_handle handle(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    BOOST_REQUIRE(handle);
    return handle;
}

} // namespace

// What was read ahead of a pipe exists nowhere else: it stays.
BOOST_AUTO_TEST_CASE(a_pipe_that_is_read_in_turn)
{
    two_ends ends = make_pipe();
    int const h = ends.in.get();
    buffer b(file_device(std::move(ends.in)), ios_base::in | ios_base::binary);
    others_write(ends.out.get(), "abc");
    BOOST_TEST(b.sbumpc() == 'a');
    BOOST_TEST(b.device().native_handle() == h);
    BOOST_TEST(!b.device().shares_position());
    others_write(ends.out.get(), "defg");
    BOOST_TEST(others_read(h, 2) == "de");
    ends.out.close();
    BOOST_TEST(take(b, 2) == "bc");
    BOOST_TEST(b.pubsync() == 0);
    BOOST_TEST(take(b, 10) == "fg");
    BOOST_TEST(b.sgetc() == EOF);
    BOOST_TEST(b.close() == &b);
}

BOOST_AUTO_TEST_CASE(a_pipe_that_is_written_in_turn)
{
    two_ends ends = make_pipe();
    int const h = ends.out.get();
    {
        buffer b(file_device(std::move(ends.out)), ios_base::out | ios_base::binary);
        BOOST_TEST(b.sputn("ab", 2) == 2);
        BOOST_TEST(b.device().native_handle() == h);
        others_write(h, "cd");
        BOOST_TEST(b.sputn("ef", 2) == 2);
        BOOST_TEST(b.pubsync() == 0);
        BOOST_TEST(test::child_succeeds([&] { EXPECT(::write(h, "gh", 2) == 2); }));
        BOOST_TEST(b.sputc('i') == 'i');
    }
    BOOST_TEST(others_read(ends.in.get(), 100) == "abcdefghi");
}

BOOST_AUTO_TEST_CASE(an_appending_handle_that_is_written_in_turn)
{
    test::scratch directory;
    for (bool app : {false, true})
    {
        std::filesystem::path const path = directory / (app ? "with app" : "without");
        unique_handle opened = open_to_append(path);
        int const h = opened.get();
        buffer b(file_device(std::move(opened)), app ? both | ios_base::app : both);
        BOOST_TEST(b.sputn("mine ", 5) == 5);
        BOOST_TEST(b.device().native_handle() == h);
        BOOST_TEST(contents(path) == "mine ");
        others_write(h, "theirs ");
        BOOST_TEST(std::streamoff(b.pubseekoff(0, ios_base::cur)) == 12);
        BOOST_TEST(b.sputn("more ", 5) == 5);
        BOOST_TEST(b.pubsync() == 0);
        BOOST_TEST(test::child_succeeds([&] { EXPECT(::write(h, "a child's ", 10) == 10); }));
        BOOST_TEST(b.sputn("end", 3) == 3);
        BOOST_TEST(b.pubsync() == 0);
        BOOST_TEST(contents(path) == "mine theirs more a child's end");
        BOOST_TEST(std::streamoff(b.pubseekoff(0, ios_base::cur)) == 30);
    }
}

// Nothing of what two processes append through one description is lost, whatever their order is.
BOOST_AUTO_TEST_CASE(what_two_processes_append_through_one_handle)
{
    test::scratch directory;
    std::filesystem::path const path = directory / "log";
    unique_handle opened = open_to_append(path);
    buffer b(file_device(std::move(opened)), both);
    int const h = b.device().native_handle();
    constexpr int lines = 200;
    pid_t const child = ::fork();
    if (child == 0)
    {
        for (int i = 0; i != lines; ++i)
            EXPECT(::write(h, "child \n", 7) == 7);
        ::_exit(0);
    }
    for (int i = 0; i != lines; ++i)
    {
        BOOST_TEST(b.sputn("parent\n", 7) == 7);
        BOOST_TEST(b.pubsync() == 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    std::string const all = contents(path);
    BOOST_TEST(all.size() == std::size_t(2 * 7 * lines));
    for (std::size_t at = 0; at < all.size(); at += 7)
    {
        std::string const line = all.substr(at, 7);
        BOOST_TEST((line == "child \n" || line == "parent\n"));
    }
}

BOOST_AUTO_TEST_CASE(an_appending_handle_that_is_read_in_turn)
{
    test::scratch directory;
    unique_handle opened = open_to_append(directory / "log");
    int const h = opened.get();
    buffer b(file_device(std::move(opened)), both);
    BOOST_TEST(b.sputn("0123456789", 10) == 10);
    BOOST_TEST(b.device().native_handle() == h);
    BOOST_TEST(std::streamoff(b.pubseekpos(2)) == 2);
    BOOST_TEST(others_read(h, 2) == "23");
    BOOST_TEST(take(b, 2) == "45");
    BOOST_TEST(b.pubsync() == 0);
    BOOST_TEST(others_read(h, 2) == "67");
    BOOST_TEST(b.sputn("ab", 2) == 2); // at the end
    BOOST_TEST(b.pubsync() == 0);
    BOOST_TEST(contents(directory / "log") == "0123456789ab");
    BOOST_TEST(others_read(h, 2).empty());
}

#endif
