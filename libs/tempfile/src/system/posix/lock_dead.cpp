//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/file.h>

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_handle_type lock_dead(native_handle_type, char const* path, file_status& found, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_dead, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    // What is not a file or directory of ours is not opened: a file system may be mounted there that never answers.
    std::error_code about_others;
    found = identify_file(path, about_others);
    if (about_others || found.owner != ::geteuid() || found.mounted_on)
        return invalid_handle();
    // O_NONBLOCK: a FIFO of that name must not make us wait.
    int const flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = open_handle([&] { return ::open(path, O_RDONLY | flags); });
    if (fd < 0 && errno == EACCES)
        fd = open_handle([&] { return ::open(path, O_WRONLY | flags); });
    if (fd < 0)
    {
        // Gone, a link, something with a lease or without a driver, or not to be opened by us: nothing of ours.
        if (errno != ENOENT && !says_link(errno) && errno != EACCES && errno != EISDIR &&
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

#endif
