//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_WINDOWS_ATTRIBUTES_HPP
#define BOOST_TEMPFILE_SRC_WINDOWS_ATTRIBUTES_HPP

// What a file has beside its content.

#include "windows.hpp"

#include <boost/tempfile/lost_attributes.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Gives `to` the attributes and the access list of the file at `from`. An error means that `to` must not take its place.
lost_attributes carry_attributes(native_char const* from, native_handle_type to, std::error_code&) noexcept;

// The access list alone.
void carry_permissions(native_char const* from, native_handle_type to, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
