//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Handles that the library did not make, adopted by a file_device: pipes, FIFOs, sockets and terminals, which cannot
// seek; files that others change as well; files of more than 4 GiB.

#define BOOST_TEST_MODULE foreign_handles
#include "unit_test.hpp"

#include "platform.hpp"

#include "interception.hpp"
#include "scratch.hpp"

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#if defined(BOOST_WINDOWS)
#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winioctl.h>
#else
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

using namespace boost::tempfile;
using std::ios_base;

namespace
{

template<class CharT>
using buffer_on_file = basic_device_streambuf<file_device, CharT>;

file_device adopt(native_handle_type handle)
{
    return file_device(boost::tempfile::file_handle(handle));
}

void close_handle(native_handle_type handle)
{
    boost::tempfile::file_handle(handle).close();
}

// ---- what makes and uses handles besides the library ----

struct two_ends
{
    native_handle_type in;  // to read from
    native_handle_type out; // to write to
};

enum class rights
{
    read,
    read_write,
    append
};

#if defined(BOOST_WINDOWS)

two_ends make_pipe()
{
    two_ends ends{};
    BOOST_REQUIRE(::CreatePipe(&ends.in, &ends.out, nullptr, 0));
    return ends;
}

two_ends make_named_pipe()
{
    static int count = 0;
    std::wstring const name =
        L"\\\\.\\pipe\\boost-tempfile-" + std::to_wstring(::GetCurrentProcessId()) + L"-" + std::to_wstring(++count);
    two_ends ends{};
    ends.in =
        ::CreateNamedPipeW(name.c_str(), PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE | PIPE_WAIT, 1, 4096, 4096, 0, nullptr);
    BOOST_REQUIRE(ends.in != INVALID_HANDLE_VALUE);
    ends.out = ::CreateFileW(name.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    BOOST_REQUIRE(ends.out != INVALID_HANDLE_VALUE);
    return ends;
}

std::vector<two_ends (*)()> const makers{&make_pipe, &make_named_pipe};

native_handle_type open(std::filesystem::path const& path, rights how)
{
    DWORD const wanted = how == rights::read         ? GENERIC_READ
                         : how == rights::read_write ? GENERIC_READ | GENERIC_WRITE
                                                     : FILE_GENERIC_READ | FILE_APPEND_DATA;
    HANDLE const opened = ::CreateFileW(path.c_str(), wanted, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
        nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    BOOST_REQUIRE(opened != INVALID_HANDLE_VALUE);
    return opened;
}

void write(native_handle_type handle, std::string const& bytes)
{
    DWORD count = 0;
    BOOST_REQUIRE(::WriteFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr));
    BOOST_REQUIRE(count == bytes.size());
}

OVERLAPPED at(unsigned offset)
{
    OVERLAPPED place{};
    place.Offset = offset;
    return place;
}

void write_at(native_handle_type handle, unsigned offset, std::string const& bytes)
{
    OVERLAPPED place = at(offset);
    DWORD count = 0;
    BOOST_REQUIRE(::WriteFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), &count, &place));
}

std::string read_at(native_handle_type handle, unsigned offset, unsigned size)
{
    std::string bytes(size, '\0');
    OVERLAPPED place = at(offset);
    DWORD count = 0;
    BOOST_REQUIRE(::ReadFile(handle, &bytes[0], size, &count, &place));
    bytes.resize(count);
    return bytes;
}

void seek(native_handle_type handle, unsigned offset)
{
    LARGE_INTEGER place{};
    place.QuadPart = offset;
    BOOST_REQUIRE(::SetFilePointerEx(handle, place, nullptr, FILE_BEGIN));
}

// Holes take no room on NTFS in such a file alone.
void make_sparse(native_handle_type handle)
{
    DWORD count = 0;
    (void)::DeviceIoControl(handle, FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &count, nullptr);
}

constexpr std::errc not_open_for_writing = std::errc::permission_denied;

#else

two_ends make_pipe()
{
    int fd[2];
    BOOST_REQUIRE(::pipe(fd) == 0);
    return two_ends{fd[0], fd[1]};
}

two_ends make_socket_pair()
{
    int fd[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
    return two_ends{fd[0], fd[1]};
}

// A FIFO, opened for both so that the open does not wait for the other end.
two_ends make_fifo()
{
    test::scratch directory;
    std::string const path = (directory / "fifo").string();
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    int const in = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
    int const out = ::open(path.c_str(), O_WRONLY);
    BOOST_REQUIRE(in >= 0);
    BOOST_REQUIRE(out >= 0);
    BOOST_REQUIRE(::fcntl(in, F_SETFL, 0) == 0);
    return two_ends{in, out};
}

std::vector<two_ends (*)()> const makers{&make_pipe, &make_socket_pair, &make_fifo};

native_handle_type open(std::filesystem::path const& path, rights how)
{
    int const flags = how == rights::read         ? O_RDONLY
                      : how == rights::read_write ? O_RDWR | O_CREAT
                                                  : O_RDWR | O_CREAT | O_APPEND;
    int const opened = ::open(path.c_str(), flags, 0600);
    BOOST_REQUIRE(opened >= 0);
    return opened;
}

void write(native_handle_type handle, std::string const& bytes)
{
    BOOST_REQUIRE(::write(handle, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

void write_at(native_handle_type handle, unsigned offset, std::string const& bytes)
{
    BOOST_REQUIRE(::pwrite(handle, bytes.data(), bytes.size(), offset) == static_cast<ssize_t>(bytes.size()));
}

std::string read_at(native_handle_type handle, unsigned offset, unsigned size)
{
    std::string bytes(size, '\0');
    ssize_t const count = ::pread(handle, &bytes[0], size, offset);
    BOOST_REQUIRE(count >= 0);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

void seek(native_handle_type handle, unsigned offset)
{
    BOOST_REQUIRE(::lseek(handle, offset, SEEK_SET) == static_cast<off_t>(offset));
}

void make_sparse(native_handle_type) {}

constexpr std::errc not_open_for_writing = std::errc::bad_file_descriptor;

#endif

std::string pattern(std::size_t n)
{
    std::string s(n, ' ');
    for (std::size_t i = 0; i != n; ++i)
        s[i] = static_cast<char>('a' + i % 23 + i / 4096 % 3);
    return s;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_cannot_seek_works_in_one_direction)
{
    for (auto make : makers)
        for (std::streamsize size : {-1, 0, 1, 100})
        {
            two_ends const ends = make();
            std::string const text = pattern(50'000); // less than any of them holds would hang
            std::thread writer(
                [&]
                {
                    buffer_on_file<char> b(adopt(ends.out), ios_base::out | ios_base::binary);
                    std::ostream s(&b);
                    if (size >= 0)
                        b.pubsetbuf(nullptr, size);
                    s.write(text.data(), 100);
                    s << std::flush;
                    s.write(text.data() + 100, 49'900);
                    b.close();
                });
            buffer_on_file<char> b(adopt(ends.in), ios_base::in | ios_base::binary);
            std::istream s(&b);
            if (size >= 0)
                b.pubsetbuf(nullptr, size);
            std::string got;
            char chunk[777];
            got += static_cast<char>(s.get());
            while (s.read(chunk, sizeof(chunk)) || s.gcount() != 0)
                got.append(chunk, static_cast<std::size_t>(s.gcount()));
            writer.join();
            BOOST_TEST((got == text));
            BOOST_TEST(s.eof());
            BOOST_TEST(!s.bad());
        }
}

BOOST_AUTO_TEST_CASE(positions_of_what_cannot_seek_are_failures)
{
    two_ends const ends = make_pipe();
    buffer_on_file<char> out(adopt(ends.out), ios_base::out | ios_base::binary);
    buffer_on_file<char> in(adopt(ends.in), ios_base::in | ios_base::binary);
    BOOST_TEST(out.sputn("abc", 3) == 3);
    BOOST_TEST(std::streamoff(out.pubseekoff(0, ios_base::cur)) == -1);
    BOOST_TEST((out.last_error() == std::errc::invalid_seek));
    BOOST_TEST(out.pubsync() == 0);
    BOOST_TEST(in.sbumpc() == 'a');
    BOOST_TEST(std::streamoff(in.pubseekoff(0, ios_base::beg)) == -1);
    BOOST_TEST(std::streamoff(in.pubseekpos(0)) == -1);
    BOOST_TEST(in.pubsync() == 0);
    BOOST_TEST(in.sbumpc() == 'b'); // neither a failed seek nor a sync loses what was read ahead
    BOOST_TEST(in.sungetc() != EOF);
    BOOST_TEST(in.sbumpc() == 'b');
    BOOST_TEST(in.in_avail() == 1);
}

BOOST_AUTO_TEST_CASE(characters_of_several_bytes_come_through_a_pipe_in_pieces)
{
    two_ends const ends = make_pipe();
    std::locale const utf8(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>());
    buffer_on_file<wchar_t> in(adopt(ends.in), ios_base::in | ios_base::binary);
    in.pubimbue(utf8);
    std::string const bytes = "a\xe2\x82\xac"
                              "b\xc3\xa9";
    std::thread writer(
        [&]
        {
            for (char c : bytes)
                write(ends.out, std::string(1, c));
            close_handle(ends.out);
        });
    std::wstring got;
    while (in.sgetc() != WEOF)
        got += static_cast<wchar_t>(in.sbumpc());
    writer.join();
    BOOST_TEST((got == L"a\u20acb\u00e9"));
}

BOOST_AUTO_TEST_CASE(a_file_of_more_than_4_gib)
{
    for (bool is_named : {false, true})
    {
        temporary_file anonymous;
        named_temporary_file named;
        std::iostream& s = is_named ? static_cast<std::iostream&>(named) : anonymous;
        make_sparse(is_named ? named.native_handle() : anonymous.native_handle());
        std::int64_t const beyond = (std::int64_t(1) << 33) + 5;
        s << "begin";
        s.seekp(beyond);
        s << "end";
        BOOST_TEST(s.tellp() == beyond + 3);
        BOOST_TEST((is_named ? named.size() : anonymous.size()) == static_cast<std::uintmax_t>(beyond) + 3);
        s.seekg(-4, ios_base::end);
        BOOST_TEST(s.get() == '\0');
        std::string got;
        s >> got;
        BOOST_TEST(got == "end");
        s.clear();
        s.seekg(0);
        got.resize(6);
        s.read(&got[0], 6);
        BOOST_TEST(got == std::string("begin\0", 6));
        BOOST_TEST(s.unget().good());
        s.seekg(beyond);
        BOOST_TEST(s.unget().good());
        BOOST_TEST(s.tellg() == beyond - 1);
    }
}

BOOST_AUTO_TEST_CASE(what_others_write_is_seen_after_a_seek_or_a_sync)
{
    named_temporary_file s;
    s << "abc" << std::flush;
    native_handle_type const other = open(s.path(), rights::read_write);
    s.seekg(0);
    BOOST_TEST(s.get() == 'a');
    write_at(other, 0, "XYZ1");
    s.sync();
    BOOST_TEST(s.get() == 'Y');
    s.seekg(3);
    BOOST_TEST(s.get() == '1');
    BOOST_TEST(s.get() == EOF);
    s.clear();
    write_at(other, 4, "2"); // it grows behind the end that was reached
    BOOST_TEST(s.get() == '2');
    BOOST_TEST(s.size() == 5u);
    // Only what the program wrote is written.
    s.seekp(0);
    s.put('p');
    s.seekp(2);
    s.put('q');
    write_at(other, 1, "-");
    s.flush();
    BOOST_TEST(read_at(other, 0, 5) == "p-q12");
    close_handle(other);
}

BOOST_AUTO_TEST_CASE(a_handle_opened_for_appending_appends)
{
    test::scratch directory;
    native_handle_type const first = open(directory / "log", rights::append);
    native_handle_type const second = open(directory / "log", rights::append);
    buffer_on_file<char> a(adopt(first), ios_base::in | ios_base::out | ios_base::binary);
    BOOST_TEST(a.sputn("one", 3) == 3);
    BOOST_TEST(a.pubsync() == 0);
    write(second, "two");
    a.pubseekpos(0);
    BOOST_TEST(a.sputn("three", 5) == 5);
    BOOST_TEST(a.pubsync() == 0);
    BOOST_TEST(std::streamoff(a.pubseekoff(0, ios_base::cur)) == 11);
    a.pubseekpos(0);
    char got[12] = {};
    BOOST_TEST(a.sgetn(got, 12) == 11);
    BOOST_TEST(std::string(got) == "onetwothree");
    close_handle(second);
}

BOOST_AUTO_TEST_CASE(adopting_takes_the_current_position_and_leaves_the_mode_to_the_handle)
{
    test::scratch directory;
    native_handle_type const file = open(directory / "file", rights::read_write);
    write(file, "abcdef");
    seek(file, 2);
    buffer_on_file<char> b(adopt(file), ios_base::in | ios_base::out | ios_base::binary);
    BOOST_TEST(b.sbumpc() == 'c');
    b.close();

    native_handle_type const read_only = open(directory / "file", rights::read);
    buffer_on_file<char> r(adopt(read_only), ios_base::in | ios_base::out | ios_base::binary);
    r.sputc('x');
    BOOST_TEST(r.pubsync() == -1); // the system's own error
    BOOST_TEST((r.last_error() == not_open_for_writing), r.last_error());
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(terminals_and_signals,
    "there are no signals in a read; windows_processes has a console, windows_system PIPE_NOWAIT")

#else

namespace
{

void non_blocking(int fd)
{
    BOOST_REQUIRE(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) == 0);
}

std::error_code thrown_by_reading(std::streambuf& b)
{
    try
    {
        b.sgetc();
    }
    catch (ios_base::failure const& e)
    {
        return e.code();
    }
    return std::error_code();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_terminal_is_read_and_written)
{
    int const master = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0)
    {
        BOOST_TEST(test::skipped("there are no pseudo-terminals here"));
        return;
    }
    int const terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
    BOOST_REQUIRE(terminal >= 0);
    BOOST_REQUIRE(::write(master, "typed\n", 6) == 6);
    buffer_on_file<char> b(adopt(terminal), ios_base::in | ios_base::binary);
    std::istream s(&b);
    std::string line;
    BOOST_TEST(bool(std::getline(s, line)));
    BOOST_TEST(line == "typed");
    BOOST_TEST(s.tellg() == -1);
    ::close(master);
}

// EAGAIN: badbit, with that error, and no byte that was accepted is lost.
BOOST_AUTO_TEST_CASE(a_handle_that_does_not_wait_loses_nothing)
{
    for (auto make : {&make_pipe, &make_socket_pair})
    {
        two_ends const ends = make();
        non_blocking(ends.in);
        non_blocking(ends.out);
        buffer_on_file<char> out(adopt(ends.out), ios_base::out | ios_base::binary);
        buffer_on_file<char> in(adopt(ends.in), ios_base::in | ios_base::binary);
        std::istream reading(&in);
        BOOST_TEST((thrown_by_reading(in) == std::errc::resource_unavailable_try_again));
        BOOST_TEST(reading.get() == EOF);
        BOOST_TEST(reading.bad());
        reading.clear();

        std::string const text = pattern(3'000'000); // more than fits
        std::size_t accepted = 0;
        std::string got;
        unsigned full = 0;
        char chunk[5'000];
        while (got.size() != text.size())
        {
            std::size_t const n = (std::min)(text.size() - accepted, full % 2 == 0 ? std::size_t(100'000) : 1'000);
            std::streamsize const put = out.sputn(text.data() + accepted, static_cast<std::streamsize>(n));
            accepted += static_cast<std::size_t>(put);
            if (static_cast<std::size_t>(put) != n)
            {
                ++full;
                BOOST_TEST((out.last_error() == std::errc::resource_unavailable_try_again));
            }
            if (static_cast<std::size_t>(put) == n && accepted != text.size())
                continue;
            out.pubsync();
            for (int i = 0; i != 20; ++i) // reads what is there, which may be less than asked for
            {
                try
                {
                    std::streamsize const read = in.sgetn(chunk, sizeof(chunk));
                    got.append(chunk, static_cast<std::size_t>(read));
                }
                catch (ios_base::failure const& e)
                {
                    BOOST_REQUIRE((e.code() == std::errc::resource_unavailable_try_again));
                    // What that call had read is read again by the next one.
                    std::streamsize const there = in.in_avail();
                    if (there <= 0)
                        break;
                    std::streamsize const read =
                        in.sgetn(chunk, (std::min)(there, static_cast<std::streamsize>(sizeof(chunk))));
                    got.append(chunk, static_cast<std::size_t>(read));
                    break;
                }
            }
        }
        BOOST_TEST((got == text));
        BOOST_TEST(full != 0u);
    }
}

// EINTR is no failure: the call is repeated.
BOOST_AUTO_TEST_CASE(a_signal_in_a_read_is_not_noticed)
{
    two_ends const ends = make_pipe();
    struct sigaction action = {}, before = {};
    static std::atomic<int> handled;
    handled = 0;
    action.sa_handler = [](int) { ++handled; }; // and no SA_RESTART
    BOOST_REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
    pthread_t const reader = ::pthread_self();
    std::thread writer(
        [&]
        {
            // Until it was handled: either in the read, which waits as nothing was written, or before it.
            while (handled == 0)
            {
                ::pthread_kill(reader, SIGUSR1);
                std::this_thread::yield();
            }
            BOOST_REQUIRE(::write(ends.out, "abc", 3) == 3);
            ::close(ends.out);
        });
    buffer_on_file<char> in(adopt(ends.in), ios_base::in | ios_base::binary);
    char got[4] = {};
    BOOST_TEST(in.sgetn(got, 4) == 3);
    writer.join();
    ::sigaction(SIGUSR1, &before, nullptr);
    BOOST_TEST(std::string(got) == "abc");
}

#endif
