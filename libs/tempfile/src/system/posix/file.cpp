//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

std::atomic<interceptor> installed_interceptor{nullptr};

namespace
{

// POSIX leaves a transfer above SSIZE_MAX to the implementation, and Linux stops at 0x7ffff000 bytes (write(2)).
constexpr std::size_t largest_transfer = 0x7ffff000;

mode_t mode_of(std::filesystem::perms permissions) noexcept
{
    return static_cast<mode_t>(permissions);
}

// Runs `transfer(data, size, offset)` until everything is written.
template<class Transfer>
std::size_t write_all(
    native_handle_type handle, char const* data, std::size_t size, Transfer transfer, std::error_code& ec) noexcept
{
    ec.clear();
    std::size_t done = 0;
    while (done < size)
    {
        std::size_t chunk = (std::min)(size - done, largest_transfer);
        if (intercepted(call::write, handle, nullptr, &chunk, ec))
            return done;
        ssize_t const n = uninterrupted([&] { return transfer(data + done, chunk, done); });
        if (n < 0)
        {
            ec = last_error();
            return done;
        }
        done += static_cast<std::size_t>(n);
    }
    return done;
}

template<class Transfer>
std::size_t read_some(native_handle_type handle, std::size_t size, Transfer transfer, std::error_code& ec) noexcept
{
    ec.clear();
    size = (std::min)(size, largest_transfer);
    if (intercepted(call::read, handle, nullptr, &size, ec))
        return 0;
    ssize_t const n = uninterrupted([&] { return transfer(size); });
    if (n >= 0)
        return static_cast<std::size_t>(n);
    ec = last_error();
    return 0;
}

} // namespace

native_handle_type open_anonymous(
    native_char const* dir, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_anonymous, invalid_handle(), dir, nullptr, ec))
        return invalid_handle();
#if defined(O_TMPFILE)
    int const fd = uninterrupted([&] { return ::open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, mode_of(permissions)); });
    if (fd >= 0)
        return fd;
    ec = last_error();
    // open(2): EOPNOTSUPP from the file system, EISDIR from a kernel before 3.11, ENOENT from some file systems that do
    // not know the flag. A missing directory says ENOENT again when a file with a name is tried.
    if (ec.value() == EOPNOTSUPP || ec.value() == EISDIR || ec.value() == ENOENT)
        ec = std::make_error_code(std::errc::operation_not_supported);
#else
    (void)permissions;
    ec = std::make_error_code(std::errc::operation_not_supported);
#endif
    return invalid_handle();
}

native_handle_type create_file(
    native_char const* path, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_file, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    int const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int const fd = uninterrupted([&] { return ::open(path, flags, mode_of(permissions)); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

native_handle_type create_unlinked(
    native_char const* path, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_unlinked, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    native_handle_type const handle = create_file(path, permissions, ec);
    if (ec)
        return handle;
    remove_file(path, handle, ec);
    if (!ec)
        return handle;
    std::error_code ignored;
    close(handle, ignored);
    return invalid_handle();
}

void remove_file(native_char const* path, native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_file, handle, path, nullptr, ec))
        return;
    if (uninterrupted([&] { return ::unlink(path); }) != 0 && errno != ENOENT)
        ec = last_error();
}

void close(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    std::error_code injected;
    bool const fails = intercepted(call::close, handle, nullptr, nullptr, injected);
    // EINTR from close leaves the descriptor closed on Linux; repeating it could close another thread's file
    // (close(2)).
    if (::close(handle) != 0 && errno != EINTR)
        ec = last_error();
    if (fails)
        ec = injected;
}

handle_state inspect(native_handle_type handle, std::error_code& ec) noexcept
{
    handle_state state;
    ec.clear();
    if (intercepted(call::inspect, handle, nullptr, nullptr, ec))
        return state;
    int const flags = ::fcntl(handle, F_GETFL);
    if (flags == -1)
    {
        ec = last_error();
        return state;
    }
    state.appending = (flags & O_APPEND) != 0;
    off_t const position = ::lseek(handle, 0, SEEK_CUR);
    state.seekable = position >= 0;
    state.position = position >= 0 ? position : 0;
    return state;
}

std::size_t read(native_handle_type handle, char* data, std::size_t size, std::error_code& ec) noexcept
{
    return read_some(
        handle, size, [&](std::size_t n) { return ::read(handle, data, n); }, ec);
}

std::size_t read_at(
    native_handle_type handle, std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    return read_some(
        handle, size, [&](std::size_t n) { return ::pread(handle, data, n, offset); }, ec);
}

std::size_t write(native_handle_type handle, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    return write_all(
        handle, data, size, [&](char const* p, std::size_t n, std::size_t) { return ::write(handle, p, n); }, ec);
}

std::size_t write_at(
    native_handle_type handle, std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    return write_all(
        handle, data, size,
        [&](char const* p, std::size_t n, std::size_t done)
        { return ::pwrite(handle, p, n, offset + static_cast<off_t>(done)); },
        ec);
}

std::int64_t size(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::size, handle, nullptr, nullptr, ec))
        return 0;
    struct stat status;
    if (::fstat(handle, &status) != 0)
    {
        ec = last_error();
        return 0;
    }
    if (!S_ISBLK(status.st_mode))
        return status.st_size;
    off_t const end = ::lseek(handle, 0, SEEK_END);
    if (end < 0)
        ec = last_error();
    return end < 0 ? 0 : end;
}

std::int64_t available(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::available, handle, nullptr, nullptr, ec))
        return 0;
    int count = 0;
    if (::ioctl(handle, FIONREAD, &count) != 0)
        ec = last_error();
    return count;
}

void resize(native_handle_type handle, std::int64_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::resize, handle, nullptr, nullptr, ec))
        return;
    if (uninterrupted([&] { return ::ftruncate(handle, size); }) != 0)
        ec = last_error();
}

void set_position(native_handle_type handle, std::int64_t position, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::set_position, handle, nullptr, nullptr, ec))
        return;
    if (::lseek(handle, position, SEEK_SET) < 0)
        ec = last_error();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
