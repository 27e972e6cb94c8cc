//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_ACCESS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_ACCESS_HPP

// Who may do what with a file or directory, asked and set.

#include "open_directory.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Whether a file could be made in `dir`, as far as one can know without trying: errc::no_such_file_or_directory,
// not_a_directory, permission_denied.
void check_writable(native_char const* dir, std::error_code&) noexcept;

// Whether nobody but us and the superuser can replace a file in the directory that is ours.
bool is_trusted(native_char const* directory, std::error_code&) noexcept;

// Grants the owner of an open directory, if that is us, to read, write and search it.
void grant_access(directory const&, std::error_code&) noexcept;

// Gives the directory exactly these permissions, if it still is the one: otherwise errc::no_such_file_or_directory.
void set_directory_permissions(
    native_char const* path, file_identity const&, std::filesystem::perms, std::error_code&) noexcept;

// Within 07777.
void set_file_permissions(native_handle_type, std::filesystem::perms, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
