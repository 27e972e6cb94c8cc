//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/stat.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void check_writable(char const* dir, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::check_writable, invalid_handle(), dir, nullptr, ec))
        return;
    struct stat s;
    if (::stat(dir, &s) != 0)
        ec = last_error();
    else if (!S_ISDIR(s.st_mode))
        ec = std::error_code(ENOTDIR, std::system_category());
    else if (::faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) != 0)
        ec = last_error();
}

bool is_trusted(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::is_trusted, invalid_handle(), directory, nullptr, ec))
        return false;
    struct stat s;
    if (failed(::stat(directory, &s), ec))
        return false;
    bool const shared = (s.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (s.st_mode & S_ISVTX) == 0;
    return !shared && (s.st_uid == 0 || s.st_uid == ::geteuid());
}

bool grant(int handle, std::error_code& ec) noexcept
{
    file_status const s = status_at(handle, "", ec);
    if (ec)
        return false;
    if (s.type != file_type::directory || s.owner != ::geteuid())
    {
        fail(EACCES, ec);
        return false;
    }
    mode_t const mode = mode_of(s.permissions);
    return (mode & owner_access) == owner_access || change_mode(handle, mode | owner_access, ec);
}

void grant_access(directory const& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::grant_access, opened.handle, nullptr, nullptr, ec))
        (void)grant(opened.handle, ec);
}

void set_directory_permissions(native_char const* path, file_identity const& identity,
    std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::set_directory_permissions, invalid_handle(), path, nullptr, ec))
        change_directory_mode(path, identity, mode_of(permissions) & 0777, ec);
}

void set_file_permissions(native_handle_type handle, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::set_file_permissions, handle, nullptr, nullptr, ec))
        return;
    (void)failed(::fchmod(handle, static_cast<mode_t>(permissions)), ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
