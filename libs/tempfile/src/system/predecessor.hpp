//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_PREDECESSOR_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_PREDECESSOR_HPP

// What a file that replaces another takes over from it.

#include "entries.hpp"

#include <boost/tempfile/lost_attributes.hpp>

#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What decides who may do what with a file, when it was looked at.
struct access_rights
{
    file_identity identity;
    std::uint32_t mode = 0;
    std::uint64_t owner = 0;
    std::uint64_t group = 0;
    std::vector<char> list; // the access list, in the system's form
    bool known = false;
};

enum class carrying
{
    permissions, // within 0777, and nothing of an access list but what it takes away
    everything
};

// Gives `to` what the file at `from` has, and never lets anybody do more with it than with that one: owner and group,
// then the permissions, the access list, the extended attributes. Permissions that are right already are not set; where
// the file system refuses to set them, fewer are no error. What is no regular file is errc::invalid_argument. An error
// means that `to` must not take its place.
lost_attributes carry_rights(
    entry_path const& from, native_handle_type to, carrying, access_rights& seen, std::error_code&) noexcept;

// Whether the entry is the file that was looked at, with the same rights; also where the system does not tell.
bool has_rights(entry_path const&, access_rights const& seen) noexcept;

// Gives a file these permissions, within 07777; where they are refused, fewer are no error.
void restrict_permissions(native_handle_type, std::filesystem::perms, std::error_code&) noexcept;

// Gives `to` the extended attributes and times of `from`, as far as possible.
void copy_attributes(native_handle_type from, native_handle_type to) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
