//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_POSITION_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_POSITION_HPP

// The position that the system keeps for a handle, and that everybody has who shares the open file.

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

// Where the next unpositioned transfer takes place.
std::int64_t position(native_handle_type, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
