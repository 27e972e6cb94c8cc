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

#include "facets.hpp"
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
    return file_device(boost::tempfile::unique_handle(handle));
}

void close_handle(native_handle_type handle)
{
    boost::tempfile::unique_handle(handle).close();
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

// The bytes of characters that were read are asked for once more, and are gone.
BOOST_AUTO_TEST_CASE(a_file_that_others_cut_is_not_read_beyond_its_end)
{
    wnamed_temporary_file s;
    for (int i = 0; i != 400; ++i)
        s << L'\u00e9';
    s.seekg(0);
    while (s.get() != WEOF)
    {
    }
    s.clear();
    std::filesystem::resize_file(s.path(), 3);
    BOOST_TEST(s.unget().good());
    BOOST_TEST(s.tellg() <= 800);
    s.sync();
    s.seekg(0);
    BOOST_TEST((s.get() == L'\u00e9'));
    BOOST_TEST(s.get() == WEOF);
    BOOST_TEST(s.bad()); // half of one
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
    "there are no signals in a read; windows_inherits has a console, windows_system PIPE_NOWAIT")

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

// The shift state goes on from one piece to the next, and ends when the stream is closed.
BOOST_AUTO_TEST_CASE(a_shift_encoding_comes_through_a_pipe_in_pieces)
{
    std::locale const shifting(std::locale::classic(), new test::shift_codecvt<wchar_t>());
    std::wstring text;
    for (int i = 0; i != 5'000; ++i)
        text += static_cast<wchar_t>((i / 5 % 2) * 0x80 + 'a' + i % 20);
    text += L'\u00e1'; // the end is shifted
    for (std::streamsize size : {-1, 0, 1, 7})
    {
        two_ends const ends = make_pipe();
        std::thread writer(
            [&]
            {
                buffer_on_file<wchar_t> out(adopt(ends.out), ios_base::out | ios_base::binary);
                out.pubimbue(shifting);
                if (size >= 0)
                    out.pubsetbuf(nullptr, size);
                for (wchar_t c : text)
                {
                    BOOST_REQUIRE(out.sputc(c) == std::char_traits<wchar_t>::to_int_type(c));
                    if (c == L'c')
                        BOOST_REQUIRE(out.pubsync() == 0);
                }
                BOOST_REQUIRE(out.close() == &out);
            });
        buffer_on_file<wchar_t> in(adopt(ends.in), ios_base::in | ios_base::binary);
        in.pubimbue(shifting);
        if (size >= 0)
            in.pubsetbuf(nullptr, size);
        std::wstring got;
        for (std::wint_t c = in.sbumpc(); c != WEOF; c = in.sbumpc())
            got += static_cast<wchar_t>(c);
        writer.join();
        BOOST_TEST((got == text));
        BOOST_TEST(in.sgetc() == WEOF);
    }

    // What close() wrote, byte by byte.
    two_ends const ends = make_pipe();
    buffer_on_file<wchar_t> out(adopt(ends.out), ios_base::out | ios_base::binary);
    out.pubimbue(shifting);
    out.sputn(L"\u00e1", 1);
    out.close();
    char bytes[4] = {};
    BOOST_TEST(::read(ends.in, bytes, 4) == 3);
    BOOST_TEST(std::string(bytes) == "\x0e\x61\x0f");
    ::close(ends.in);
}

// A pipe that ends in the middle of a character: the ones before it are read, then it is an error, not an end.
BOOST_AUTO_TEST_CASE(a_character_that_a_pipe_gives_only_in_part_is_an_error)
{
    for (std::streamsize size : {-1, 0, 1})
    {
        two_ends const ends = make_pipe();
        BOOST_REQUIRE(::write(ends.out, "ab\xe2\x82", 4) == 4);
        ::close(ends.out);
        buffer_on_file<wchar_t> in(adopt(ends.in), ios_base::in | ios_base::binary);
        in.pubimbue(std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>()));
        if (size >= 0)
            in.pubsetbuf(nullptr, size);
        std::wistream s(&in);
        std::wstring word;
        BOOST_TEST((s.get() == L'a'));
        BOOST_TEST((s.get() == L'b'));
        for (int again = 0; again != 2; ++again)
        {
            BOOST_TEST(s.get() == WEOF);
            BOOST_TEST(s.bad());
            BOOST_TEST((in.last_error() == std::errc::illegal_byte_sequence));
            s.clear();
        }
        // Where it is only late, it is read in the end.
        two_ends const late = make_pipe();
        non_blocking(late.in);
        buffer_on_file<wchar_t> slow(adopt(late.in), ios_base::in | ios_base::binary);
        slow.pubimbue(std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>()));
        BOOST_REQUIRE(::write(late.out, "\xe2\x82", 2) == 2);
        std::wistream waiting(&slow);
        BOOST_TEST(waiting.get() == WEOF);
        BOOST_TEST((slow.last_error() == std::errc::resource_unavailable_try_again));
        waiting.clear();
        BOOST_REQUIRE(::write(late.out, "\xac", 1) == 1);
        BOOST_TEST((waiting.get() == L'\u20ac'));
        ::close(late.out);
    }
}

// What a codecvt made of characters goes out once, however often the handle would have had to wait.
BOOST_AUTO_TEST_CASE(characters_of_several_bytes_are_written_once_to_a_handle_that_does_not_wait)
{
    static unsigned calls;
    // Every third write is short, and the one behind it would have to wait.
    auto const hook = [](test::sys::call_site const& site) noexcept -> std::error_code
    {
        if (site.which != test::sys::call::write)
            return {};
        ++calls;
        if (calls % 3 == 1)
            *site.size = *site.size / 2 + 1;
        return calls % 3 == 2 ? std::make_error_code(std::errc::resource_unavailable_try_again) : std::error_code();
    };
    for (std::streamsize size : {-1, 0, 5})
        for (auto make : {&make_pipe, &make_socket_pair})
        {
            std::wstring const text(size < 0 ? 4'000 : 50, L'\u20ac'); // a socket takes only some hundred small writes
            two_ends const ends = make();
            buffer_on_file<wchar_t> out(adopt(ends.out), ios_base::out | ios_base::binary);
            out.pubimbue(std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>()));
            if (size >= 0)
                out.pubsetbuf(nullptr, size);
            unsigned waits = 0;
            {
                calls = 0;
                test::interception const on(hook);
                for (std::size_t done = 0; done != text.size();)
                {
                    auto const left = static_cast<std::streamsize>(text.size() - done);
                    auto const put = out.sputn(&text[done], (std::min)(left, std::streamsize(700)));
                    done += static_cast<std::size_t>(put);
                    waits += put != (std::min)(left, std::streamsize(700));
                }
                while (out.pubsync() != 0)
                    ++waits;
            }
            BOOST_TEST(waits != 0u);
            BOOST_TEST(out.close() == &out);
            std::string got(text.size() * 3 + 100, '\0');
            std::size_t done = 0;
            for (ssize_t n = 1; n > 0; done += static_cast<std::size_t>(n))
                n = ::read(ends.in, &got[done], got.size() - done);
            got.resize(done);
            BOOST_TEST(got.size() == text.size() * 3);
            for (std::size_t i = 0; i + 2 < got.size(); i += 3)
                BOOST_REQUIRE(got.substr(i, 3) == "\xe2\x82\xac");
            ::close(ends.in);
        }
}

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
