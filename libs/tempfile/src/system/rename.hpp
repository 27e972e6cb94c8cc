//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_RENAME_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_RENAME_HPP

// Another name in one step.

#include "open_directory.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

enum class replacement
{
    allowed,
    refused,            // errc::file_exists, atomically
    refused_by_renaming // the same, and not by a hard link, which has a number of its own on some file systems
};

// One atomic step, within a file system (errc::cross_device_link otherwise). `handle` is open on the file, or invalid.
void rename_file(
    native_char const* from, native_char const* to, replacement, native_handle_type handle, std::error_code&) noexcept;

// Moves a directory without replacing anything (errc::file_exists).
void move_directory(directory const& from, native_char const* name, directory const& to, native_char const* new_name,
    std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
