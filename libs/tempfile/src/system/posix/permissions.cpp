//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/stat.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

bool change_mode(int handle, mode_t mode, std::error_code& ec) noexcept
{
    return !failed(::fchmod(handle, mode), ec);
}

#if defined(O_SEARCH)
constexpr int hold = O_SEARCH; // needs less than reading
#else
constexpr int hold = O_RDONLY;
#endif

int open_to_hold(char const* path, std::error_code& ec) noexcept
{
    return open_entry(AT_FDCWD, path, hold, ec);
}

// fchmodat itself can refuse to follow a link.
bool grant_by_name(
    int at, char const* name, mounts crossing, file_identity const* expected, std::error_code& ec) noexcept
{
    file_status const s = status_at(at, name, ec);
    if (ec)
        return false;
    if (s.type != file_type::directory || s.owner != ::geteuid())
    {
        fail(s.type == file_type::directory ? EACCES : ENOTDIR, ec);
        return false;
    }
    if (expected != nullptr && s.identity != *expected)
        fail(ENOENT, ec);
    if (!ec && crossing == mounts::stay_out && at != AT_FDCWD &&
        status_at(at, "", ec).identity.device != s.identity.device && !ec)
        fail(EXDEV, ec);
    mode_t const mode = mode_of(s.permissions) | owner_access;
    return !ec && !failed(::fchmodat(at, name, mode, AT_SYMLINK_NOFOLLOW), ec);
}

void change_directory_mode(char const* path, file_identity const& identity, mode_t mode, std::error_code& ec) noexcept
{
    file_status const s = status_at(AT_FDCWD, path, ec);
    if (ec)
        return;
    if (s.identity != identity)
        return fail(ENOENT, ec);
    (void)failed(::fchmodat(AT_FDCWD, path, mode | (mode_of(s.permissions) & S_ISGID), AT_SYMLINK_NOFOLLOW), ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
