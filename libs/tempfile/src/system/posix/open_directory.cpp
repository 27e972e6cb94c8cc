//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

// Compares mounts after the fact, by their numbers where the system has them, else by device.
bool crosses(int parent, int child, std::error_code& ec) noexcept
{
    file_status const from = status_at(parent, "", ec);
    file_status const to = ec ? file_status() : status_at(child, "", ec);
    if (ec)
        return true;
    bool const numbered = from.mount != 0 && to.mount != 0;
    if (numbered ? from.mount == to.mount : from.identity.device == to.identity.device)
        return false;
    fail(EXDEV, ec);
    return true;
}

} // namespace

int open_entry(int at, char const* name, int flags, std::error_code& ec) noexcept
{
    int const all = flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int const fd = open_handle([&] { return ::openat(at, name, all); });
    if (fd < 0)
    {
        fail(says_link(errno) ? ENOTDIR : errno, ec);
    }
    return fd;
}

int open_and_compare(int at, char const* name, int flags, std::error_code& ec) noexcept
{
    int const fd = open_entry(at, name, flags, ec);
    if (fd >= 0 && crosses(at, fd, ec))
    {
        (void)::close(fd);
        return -1;
    }
    return fd;
}

directory open_directory(
    directory const& parent, native_char const* name, mounts crossing, std::error_code& ec) noexcept
{
    directory opened;
    ec.clear();
    if (!intercepted(call::open_directory, parent.handle, name, nullptr, ec))
        opened.handle = open_entry(place(parent), name, crossing, O_RDONLY, ec);
    return opened;
}

directory open_denied_directory(directory const& parent, native_char const* name, mounts crossing,
    file_identity const* expected, std::error_code& ec) noexcept
{
    directory opened;
    ec.clear();
    if (!intercepted(call::grant_access, parent.handle, name, nullptr, ec) &&
        grant_by_name(place(parent), name, crossing, expected, ec))
        return open_directory(parent, name, crossing, ec);
    return opened;
}

directory open_parent(directory const& child, std::error_code& ec) noexcept
{
    directory opened;
    ec.clear();
    if (!intercepted(call::open_directory, child.handle, "..", nullptr, ec))
        opened.handle = open_entry(child.handle, "..", O_RDONLY, ec);
    return opened;
}

native_handle_type hold_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::hold_directory, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    return open_to_hold(path, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
