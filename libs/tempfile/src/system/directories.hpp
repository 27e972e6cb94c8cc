//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_DIRECTORIES_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_DIRECTORIES_HPP

// Making a directory, and removing entries of one.

#include "open_directory.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// A new, empty directory; never an existing one (errc::file_exists). The umask and access lists may take permissions
// away.
void create_directory(native_char const* path, std::filesystem::perms, std::error_code&) noexcept;

// Removes an entry that is no directory (a directory is errc::is_a_directory): the entry itself, never what it leads
// to. A read-only one goes as well.
void remove_entry(directory const& parent, native_char const* name, std::error_code&) noexcept;

// Removes an empty directory (errc::directory_not_empty); `self` is its open handle if there is one. With a path, the
// handle decides where the name is looked up, or what goes.
void remove_directory(
    directory const& parent, native_char const* name, directory const& self, std::error_code&) noexcept;

// Whether what kept an entry from going can pass without anybody's help: it is worth trying again.
bool may_pass(directory const& parent, native_char const* name, std::error_code const&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
