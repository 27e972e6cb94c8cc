//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_ATTRIBUTES_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_ATTRIBUTES_HPP

// What a file has beside its content.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What of an existing file its replacement could not be given; a set.
enum class lost : unsigned
{
    nothing = 0,
    owner = 1,
    group = 2,
    set_id = 4,     // the set-user-ID and set-group-ID bits
    acl = 8,        // the access list, or entries of it
    attributes = 16 // extended attributes
};
constexpr lost operator|(lost a, lost b) noexcept
{
    return static_cast<lost>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

// Gives `to` the owner, group, permissions, access list and extended attributes of the file at `from`, in this order,
// and never lets anybody do more with it than with `from`. An error means that `to` must not take its place.
lost carry_attributes(native_char const* from, native_handle_type to, std::error_code&) noexcept;

// Gives `to` the permissions of the file at `from`, within 0777, but a group that `from` does not have nothing more
// than everybody has.
void carry_permissions(native_char const* from, native_handle_type to, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
