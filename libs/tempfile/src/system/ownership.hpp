//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_OWNERSHIP_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_OWNERSHIP_HPP

// Whose something is.

#include "status.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Whether what identify_file() found belongs to the effective user. Does not fail; may be called in a signal handler.
bool belongs_to_us(file_status const&) noexcept;

// Whether what a user makes in the directory is shown as that user's, as FAT or a share need not.
bool keeps_owners(native_char const* directory) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
