//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "../predecessor.hpp"
#include "hard_links.hpp"
#include "rights.hpp"

#include <fcntl.h>

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

// As POSIX.1-2008 names them, and as older systems do.
template<class Status>
auto accessed(Status const& s, int) noexcept -> decltype(s.st_atim)
{
    return s.st_atim;
}
template<class Status>
auto accessed(Status const& s, long) noexcept -> decltype(s.st_atimespec)
{
    return s.st_atimespec;
}
template<class Status>
auto modified(Status const& s, int) noexcept -> decltype(s.st_mtim)
{
    return s.st_mtim;
}
template<class Status>
auto modified(Status const& s, long) noexcept -> decltype(s.st_mtimespec)
{
    return s.st_mtimespec;
}

} // namespace

// POSIX has no common way to read access lists and extended attributes: they are not carried.
lost_attributes carry_rights(
    entry_path const& from, native_handle_type to, carrying what, access_rights& seen, std::error_code& ec) noexcept
{
    ec.clear();
    seen.known = false;
    lost_attributes left = lost_attributes::nothing;
    if (intercepted(call::carry_attributes, to, from.path, nullptr, ec))
        return left;
    struct stat before, now;
    if (::fstatat(at(from), from.in_directory(), &before, AT_SYMLINK_NOFOLLOW) != 0 || ::fstat(to, &now) != 0)
    {
        ec = last_error();
        return left;
    }
    if (!S_ISREG(before.st_mode))
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return left;
    }
    look(before, seen);
    if (what == carrying::permissions)
    {
        mode_t const mode = before.st_mode & 0777;
        set_mode(to, now.st_mode, before.st_gid == now.st_gid ? mode : without_group(mode), left, ec);
        return left;
    }
    left = give_owner_and_group(to, before, now);
    set_mode(to, now.st_mode, mode_without(before.st_mode & 07777, left), left, ec);
    carry_lists(from, to, left);
    if (before.st_nlink > 1)
        lose(left, lost_attributes::hard_links);
    return left;
}

bool has_rights(entry_path const& entry, access_rights const& seen) noexcept
{
    struct stat s;
    return ::fstatat(at(entry), entry.in_directory(), &s, AT_SYMLINK_NOFOLLOW) == 0 && looks_alike(s, seen);
}

void restrict_permissions(native_handle_type file, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    struct stat now;
    lost_attributes left = lost_attributes::nothing;
    if (intercepted(call::set_file_permissions, file, nullptr, nullptr, ec))
        return;
    if (::fstat(file, &now) != 0)
        ec = last_error();
    else
        set_mode(file, now.st_mode, static_cast<mode_t>(permissions), left, ec);
}

void copy_attributes(native_handle_type from, native_handle_type to) noexcept
{
    std::error_code ignored;
    if (intercepted(call::copy_attributes, from, nullptr, nullptr, ignored))
        return;
    struct stat s;
    if (::fstat(from, &s) != 0)
        return;
    timespec const times[] = {accessed(s, 0), modified(s, 0)};
    (void)::futimens(to, times);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
