//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../identity.hpp"

#include <sys/ioctl.h>
#include <sys/stat.h>

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_handle_type create_file(
    native_char const* path, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_file, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    int const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int const fd = open_handle([&] { return ::open(path, flags, mode_of(permissions)); });
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
    state.seekable = position >= 0 && ::isatty(handle) == 0; // macOS seeks in terminals, but does not read there
    state.position = state.seekable ? position : 0;
    return state;
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
    // No more than that is said of a position that a file of this file system cannot have.
    if (ec == std::errc::invalid_argument && position >= 0)
        ec = std::make_error_code(std::errc::file_too_large);
}

native_handle_type duplicate(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::duplicate, handle, nullptr, nullptr, ec))
        return invalid_handle();
    int const fd = ::fcntl(handle, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd < 0)
        ec = last_error();
    return fd;
}

native_handle_type reopen_file(char const* path, file_identity const& identity, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reopen_file, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    int const flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    closing opened{open_handle([&] { return ::open(path, O_RDWR | flags); })};
    if (opened.fd < 0)
        ec = last_error();
    else
    {
        likeness const found = compare(identify_file(opened.fd, ec).identity, identity);
        if (!ec && found != likeness::same)
            fail(found == likeness::different ? ENOENT : ENOSYS, ec); // nobody can tell any more
    }
    return ec ? invalid_handle() : std::exchange(opened.fd, -1);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
