//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_POSIX_RIGHTS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_POSIX_RIGHTS_HPP

// Permissions, owners and groups, as every POSIX system has them.

#include "posix.hpp"

#include "../predecessor.hpp"

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

inline void lose(lost_attributes& left, lost_attributes what) noexcept
{
    left = left | what;
}

inline bool kept(lost_attributes left, lost_attributes what) noexcept
{
    return (left & what) == lost_attributes::nothing;
}

// If the groups differ, group and others both get the intersection of their bits: the members of the new group were
// counted among the others, and those of the old one are now.
inline mode_t without_group(mode_t mode) noexcept
{
    mode_t const both = static_cast<mode_t>((mode >> 3) & mode & 07); // some mode_t have 16 bits
    return static_cast<mode_t>((mode & 07700) | (both << 3) | both);
}

// Sets the mode, unless it is right already. There are file systems on which only the mount's user may, even where it
// changes nothing: less than what is wanted does no harm.
inline void set_mode(int file, mode_t now, mode_t wanted, lost_attributes& left, std::error_code& ec) noexcept
{
    if ((now & 07777) == wanted || ::fchmod(file, wanted) == 0)
        return;
    bool const is_fewer = (now & 07777 & ~wanted) == 0;
    if (is_fewer)
        lose(left, lost_attributes::permissions);
    else
        ec = last_error();
}

inline lost_attributes give_owner_and_group(int to, struct stat const& before, struct stat const& now) noexcept
{
    lost_attributes left = lost_attributes::nothing;
    bool const same_owner = before.st_uid == now.st_uid, same_group = before.st_gid == now.st_gid;
    if ((same_owner && same_group) || ::fchown(to, before.st_uid, before.st_gid) == 0)
        return left;
    if (!same_owner)
        lose(left, lost_attributes::owner);
    if (!same_group && ::fchown(to, static_cast<uid_t>(-1), before.st_gid) != 0)
        lose(left, lost_attributes::group);
    return left;
}

// The mode for a file that may have lost its owner or group.
inline mode_t mode_without(mode_t mode, lost_attributes& left) noexcept
{
    bool const owned_alike = kept(left, lost_attributes::owner | lost_attributes::group);
    if (!owned_alike && (mode & 06000) != 0)
    {
        lose(left, lost_attributes::set_id);
        mode &= 01777u;
    }
    return kept(left, lost_attributes::group) ? mode : without_group(mode);
}

inline void look(struct stat const& s, access_rights& seen) noexcept
{
    seen.identity = file_identity();
    seen.identity.device = static_cast<std::uint64_t>(s.st_dev);
    seen.identity.number[0] = static_cast<std::uint64_t>(s.st_ino);
    seen.mode = static_cast<std::uint32_t>(s.st_mode);
    seen.owner = s.st_uid;
    seen.group = s.st_gid;
    seen.known = true;
}

inline bool looks_alike(struct stat const& s, access_rights const& seen) noexcept
{
    access_rights now;
    look(s, now);
    return now.identity == seen.identity && now.mode == seen.mode && now.owner == seen.owner && now.group == seen.group;
}

// The access list, where owner and group were kept, and the extended attributes; what does not come along is in `left`.
void carry_lists(entry_path const& from, int to, lost_attributes& left) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
