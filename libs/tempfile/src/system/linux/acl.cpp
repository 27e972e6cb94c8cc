//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "acl.hpp"

#include <cstdint>

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

// The access list's own format (linux/posix_acl_xattr.h): a version, then entries, little-endian.
struct acl_entry
{
    std::uint16_t tag, permissions;
    std::uint32_t id;
};
constexpr std::uint16_t acl_user = 2, acl_group_object = 4, acl_group = 8, acl_mask = 16;

std::uint16_t little_endian(unsigned char const* p) noexcept
{
    return static_cast<std::uint16_t>(p[0] | (p[1] << 8));
}

} // namespace

mode_t without_list(mode_t mode, std::vector<char> const& acl) noexcept
{
    mode_t group = 0, mask = 07, least = 07;
    bool named = false;
    for (std::size_t at = 4; at + sizeof(acl_entry) <= acl.size(); at += sizeof(acl_entry))
    {
        unsigned char const* const entry = reinterpret_cast<unsigned char const*>(acl.data()) + at;
        mode_t const permissions = little_endian(entry + 2) & 07u;
        switch (little_endian(entry))
        {
        case acl_group_object:
            group = permissions;
            break;
        case acl_mask:
            mask = permissions;
            break;
        case acl_user:
        case acl_group:
            least &= permissions;
            named = true;
            break;
        default:
            break;
        }
    }
    if (named)
        least &= mask;
    return (mode & ~mode_t(077)) | ((group & mask & least) << 3) | (mode & least);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
