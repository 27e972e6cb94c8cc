//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_SYNC_ENTRY_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_SYNC_ENTRY_HPP

// To storage, relative to open directories: what a whole tree takes.

#include "open_directory.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The contents of a regular file. Anything else has none, and is not opened; a directory is errc::is_a_directory.
void sync_entry(directory const& parent, native_char const* name, std::error_code&) noexcept;

// The names in an open directory.
void sync_opened_directory(directory const&, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
