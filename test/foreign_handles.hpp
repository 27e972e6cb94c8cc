//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_FOREIGN_HANDLES_HPP
#define BOOST_TEMPFILE_TEST_FOREIGN_HANDLES_HPP

// Handles that the library did not make: pipes, FIFOs, sockets and files, and what uses them besides the library.

#include "scratch.hpp"
#include "unit_test.hpp"

#include <boost/tempfile/device_streambuf.hpp>
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

#include <cstdlib>
#include <string>

namespace test::handles
{

using namespace boost::tempfile;
using std::ios_base;

template<class CharT>
using buffer_on_file = basic_device_streambuf<file_device, CharT>;

inline file_device adopt(native_handle_type handle)
{
    return file_device(boost::tempfile::unique_handle(handle));
}

inline void close_handle(native_handle_type handle)
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

inline two_ends make_pipe()
{
    two_ends ends{};
    BOOST_REQUIRE(::CreatePipe(&ends.in, &ends.out, nullptr, 0));
    return ends;
}

inline two_ends make_named_pipe()
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

inline native_handle_type open(std::filesystem::path const& path, rights how)
{
    DWORD const wanted = how == rights::read         ? GENERIC_READ
                         : how == rights::read_write ? GENERIC_READ | GENERIC_WRITE
                                                     : FILE_GENERIC_READ | FILE_APPEND_DATA;
    HANDLE const opened = ::CreateFileW(path.c_str(), wanted, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
        nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    BOOST_REQUIRE(opened != INVALID_HANDLE_VALUE);
    return opened;
}

inline void write(native_handle_type handle, std::string const& bytes)
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

inline void write_at(native_handle_type handle, unsigned offset, std::string const& bytes)
{
    OVERLAPPED place = at(offset);
    DWORD count = 0;
    BOOST_REQUIRE(::WriteFile(handle, bytes.data(), static_cast<DWORD>(bytes.size()), &count, &place));
}

inline std::string read_at(native_handle_type handle, unsigned offset, unsigned size)
{
    std::string bytes(size, '\0');
    OVERLAPPED place = at(offset);
    DWORD count = 0;
    BOOST_REQUIRE(::ReadFile(handle, &bytes[0], size, &count, &place));
    bytes.resize(count);
    return bytes;
}

inline void seek(native_handle_type handle, unsigned offset)
{
    LARGE_INTEGER place{};
    place.QuadPart = offset;
    BOOST_REQUIRE(::SetFilePointerEx(handle, place, nullptr, FILE_BEGIN));
}

// Holes take no room on NTFS in such a file alone.
inline void make_sparse(native_handle_type handle)
{
    DWORD count = 0;
    (void)::DeviceIoControl(handle, FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &count, nullptr);
}

constexpr std::errc not_open_for_writing = std::errc::permission_denied;

#else

inline two_ends make_pipe()
{
    int fd[2];
    BOOST_REQUIRE(::pipe(fd) == 0);
    return two_ends{fd[0], fd[1]};
}

inline two_ends make_socket_pair()
{
    int fd[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
    return two_ends{fd[0], fd[1]};
}

// A FIFO, opened for both so that the open does not wait for the other end.
inline two_ends make_fifo()
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

inline native_handle_type open(std::filesystem::path const& path, rights how)
{
    int const flags = how == rights::read         ? O_RDONLY
                      : how == rights::read_write ? O_RDWR | O_CREAT
                                                  : O_RDWR | O_CREAT | O_APPEND;
    int const opened = ::open(path.c_str(), flags, 0600);
    BOOST_REQUIRE(opened >= 0);
    return opened;
}

inline void write(native_handle_type handle, std::string const& bytes)
{
    BOOST_REQUIRE(::write(handle, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
}

inline void write_at(native_handle_type handle, unsigned offset, std::string const& bytes)
{
    BOOST_REQUIRE(::pwrite(handle, bytes.data(), bytes.size(), offset) == static_cast<ssize_t>(bytes.size()));
}

inline std::string read_at(native_handle_type handle, unsigned offset, unsigned size)
{
    std::string bytes(size, '\0');
    ssize_t const count = ::pread(handle, &bytes[0], size, offset);
    BOOST_REQUIRE(count >= 0);
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

inline void seek(native_handle_type handle, unsigned offset)
{
    BOOST_REQUIRE(::lseek(handle, offset, SEEK_SET) == static_cast<off_t>(offset));
}

inline void make_sparse(native_handle_type) {}

constexpr std::errc not_open_for_writing = std::errc::bad_file_descriptor;

#endif

inline std::string pattern(std::size_t n)
{
    std::string s(n, ' ');
    for (std::size_t i = 0; i != n; ++i)
        s[i] = static_cast<char>('a' + i % 23 + i / 4096 % 3);
    return s;
}

} // namespace test::handles

#endif
