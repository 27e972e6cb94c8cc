//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_LOST_ATTRIBUTES_HPP
#define BOOST_TEMPFILE_LOST_ATTRIBUTES_HPP

namespace boost
{
namespace tempfile
{

/// What of the old file a new one could not be given; a set.
enum class lost_attributes : unsigned
{
    /// Everything was kept.
    nothing = 0,
    /// The owner: only the superuser can give a file away.
    owner = 1,
    /// The group, when the program's user is no member of it. Its permissions are no more than everybody's then.
    group = 2,
    /// The set-user-ID and set-group-ID bits, which go where the owner or the group could not be kept, and where a file
    /// was written over.
    set_id = 4,
    /// The access list; the owner, the group and everybody have the permissions that they had, or fewer.
    acl = 8,
    /// An extended attribute. Those that describe the old content (`security.ima`, `security.evm`, and what an overlay
    /// keeps for itself) are left behind on purpose and do not count.
    attributes = 16,
    /// Inode flags, as chattr(1) sets them; on Windows attributes such as compression.
    flags = 32,
    /// Other hard links: they keep the old content.
    hard_links = 64,
    /// Permissions, where the file system refuses to set them: the new file has fewer.
    permissions = 128
};

/// The intersection: `(f.lost() & lost_attributes::group) != lost_attributes::nothing`.
constexpr lost_attributes operator&(lost_attributes a, lost_attributes b) noexcept
{
    return static_cast<lost_attributes>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

/// The union.
constexpr lost_attributes operator|(lost_attributes a, lost_attributes b) noexcept
{
    return static_cast<lost_attributes>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

} // namespace tempfile
} // namespace boost

#endif
