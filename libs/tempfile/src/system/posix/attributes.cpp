//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "permissions.hpp"

#include <sys/stat.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void carry_permissions(char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::carry_permissions, to, from, nullptr, ec))
        return;
    struct stat old, now;
    if (failed(::fstatat(AT_FDCWD, from, &old, AT_SYMLINK_NOFOLLOW), ec) || failed(::fstat(to, &now), ec))
        return;
    mode_t mode = old.st_mode & 0777;
    if (old.st_gid != now.st_gid)
        mode = without_group(mode, mode >> 3);
    if (mode != (now.st_mode & 07777))
        (void)failed(::fchmod(to, mode), ec);
}

lost carry_attributes(char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::carry_attributes, to, from, nullptr, ec))
        return lost::nothing;
    struct stat old, now;
    if (failed(::fstatat(AT_FDCWD, from, &old, AT_SYMLINK_NOFOLLOW), ec) || failed(::fstat(to, &now), ec))
        return lost::nothing;
    lost result = lost::acl | lost::attributes; // no common way to carry them
    mode_t mode = old.st_mode & 07777;
    bool owner = old.st_uid == now.st_uid, group = old.st_gid == now.st_gid;
    if (!(owner && group) && ::fchown(to, old.st_uid, old.st_gid) == 0)
        owner = group = true;
    if (!group && ::fchown(to, static_cast<uid_t>(-1), old.st_gid) == 0)
        group = true;
    if (!owner)
        result = result | lost::owner;
    if (!group)
        result = result | lost::group;
    if (!(owner && group) && (mode & 06000) != 0)
    {
        result = result | lost::set_id;
        mode &= 01777;
    }
    (void)failed(::fchmod(to, group ? mode : without_group(mode, mode >> 3)), ec);
    return result;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
