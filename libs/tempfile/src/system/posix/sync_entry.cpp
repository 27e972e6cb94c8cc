//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../sync.hpp"
#include "../sync_entry.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void sync_entry(directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_entry, parent.handle, name, nullptr, ec))
        return;
    struct stat s;
    if (::fstatat(parent.handle, name, &s, AT_SYMLINK_NOFOLLOW) != 0)
        ec = last_error();
    else if (S_ISDIR(s.st_mode))
        ec = std::make_error_code(std::errc::is_a_directory);
    if (ec || !S_ISREG(s.st_mode))
        return;
    // Not blocking, should it have become a FIFO.
    constexpr int how = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = open_handle([&] { return ::openat(parent.handle, name, O_RDONLY | how); });
    if (fd < 0 && errno == EACCES)
        fd = open_handle([&] { return ::openat(parent.handle, name, O_WRONLY | how); });
    if (fd < 0)
    {
        ec = last_error();
        return;
    }
    sync_file(fd, ec);
    (void)::close(fd);
}

void sync_opened_directory(directory const& d, std::error_code& ec) noexcept
{
    sync_file(d.handle, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
