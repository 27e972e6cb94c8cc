//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_SYNC_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_SYNC_HPP

// To storage.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// To storage: the contents of a file, and the names in a directory.
void sync_file(native_handle_type, std::error_code&) noexcept;
void sync_directory(native_char const* path, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
