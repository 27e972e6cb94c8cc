//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/file.h>
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

void lock_shared(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_shared, handle, nullptr, nullptr, ec))
        return;
    (void)failed(uninterrupted([&] { return ::flock(handle, LOCK_SH | LOCK_NB); }), ec);
}

native_handle_type open_for_lock(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_for_lock, invalid_handle(), directory, nullptr, ec))
        return invalid_handle();
    int const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int const fd = uninterrupted([&] { return ::open(directory, flags); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

native_handle_type lock_dead(char const* path, file_status& found, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_dead, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    // O_NONBLOCK: a FIFO of that name must not make us wait.
    int const flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = uninterrupted([&] { return ::open(path, O_RDONLY | flags); });
    if (fd < 0 && errno == EACCES)
        fd = uninterrupted([&] { return ::open(path, O_WRONLY | flags); });
    std::filesystem::perms denied = std::filesystem::perms::unknown;
    if (fd < 0 && (errno == EACCES || errno == EISDIR))
        fd = open_denied(path, flags, denied);
    if (fd < 0)
    {
        // Gone, a link, something with a lease or without a driver, or not to be opened by us: nothing of ours.
        if (errno != ENOENT && errno != ELOOP && errno != EMLINK && errno != EACCES && errno != EISDIR &&
            errno != ENXIO && errno != ENODEV && errno != EWOULDBLOCK)
            ec = last_error();
        return invalid_handle();
    }
    closing opened{fd};
    found = identify_file(fd, ec);
    found.ours = !ec && found.owner == ::geteuid();
    // What is mounted there is not what has the lock.
    if (!found.ours || found.mounted_on || (found.type != file_type::regular && found.type != file_type::directory))
        return invalid_handle();
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    {
        if (errno != EWOULDBLOCK)
            ec = last_error();
        if (denied != std::filesystem::perms::unknown)
            (void)::fchmod(fd, static_cast<mode_t>(denied));
        return invalid_handle();
    }
    // Between open and flock another may have been put there, or another sweeper been faster.
    file_status const named = identify_file(path, ec);
    if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
    else if (!ec && named.identity == found.identity)
        return std::exchange(opened.fd, -1);
    return invalid_handle();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
