//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_OVERWRITE_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_OVERWRITE_HPP

// Writing over a file that is there.

#include "calls.hpp"

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Opens a file for writing, as it is: never a link, and without waiting for anybody.
native_handle_type open_to_overwrite(native_char const* path, std::error_code&) noexcept;

// Makes room for `size` bytes, so that writing them cannot fail for want of it, as far as the file system can promise
// that; the content and its size stay. On failure nothing has been done.
void reserve_space(native_handle_type, std::int64_t size, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
