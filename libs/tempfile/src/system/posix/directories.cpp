//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <stdio.h>
#include <sys/stat.h>

#include <cstring>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void create_directory(char const* path, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::create_directory, invalid_handle(), path, nullptr, ec))
        (void)failed(::mkdir(path, mode_of(permissions)), ec);
}

void remove_entry(directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_entry, parent.handle, name, nullptr, ec))
        return;
    if (uninterrupted([&] { return ::unlinkat(place(parent), name, 0); }) == 0)
        return;
    ec = last_error();
    // POSIX lets unlink say EPERM for a directory (unlink(3p)); Linux says EISDIR.
    std::error_code ignored;
    if (ec.value() == EPERM && status_at(place(parent), name, ignored).type == file_type::directory && !ignored)
        fail(EISDIR, ec);
}

void remove_directory(
    directory const& parent, native_char const* name, directory const& self, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_directory, parent.handle, name, nullptr, ec))
        return;
    int at = place(parent);
    char beside[1024];
    if (!parent && self)
    {
        // The directory above the open one is where its name is, whatever its path leads to by now.
        char const* const slash = std::strrchr(name, '/');
        char const* const last = slash == nullptr ? name : slash + 1;
        int const size = std::snprintf(beside, sizeof beside, "../%s", last);
        if (size < 0 || static_cast<std::size_t>(size) >= sizeof beside)
            return fail(ENAMETOOLONG, ec);
        at = self.handle;
        name = beside;
    }
    if (failed(uninterrupted([&] { return ::unlinkat(at, name, AT_REMOVEDIR); }), ec) && ec.value() == EEXIST)
        fail(ENOTEMPTY, ec); // rmdir(3p) allows either
}

bool may_pass(directory const& parent, native_char const* name, std::error_code const& ec) noexcept
{
    std::error_code ignored;
    switch (ec.value())
    {
    case EBUSY: // forever, if something is mounted on it
        return !status_at(place(parent), name, ignored).mounted_on;
    case ENOTEMPTY: // somebody adds entries, or a network file system keeps open files under names of its own
    case EISDIR:    // somebody swaps entries
    case ENOTDIR:
    case EMFILE: // handles and memory come back
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
    case EINTR:
    case ETXTBSY:
    case ESTALE:
        return true;
    default:
        return false;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
