//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_OPEN_DIRECTORY_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_OPEN_DIRECTORY_HPP

// Open directories: what the removal of a tree needs, all of it relative to them. A path is used once, to reach the root.
// A `parent` that is not open means that the name given with it is a path. Names end with a NUL, or are as next_entry
// gave them. One directory is used by one thread at a time, except as the parent of others.

#include "calls.hpp"

#include <boost/tempfile/detail/file_identity.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

struct directory
{
    native_handle_type handle = invalid_handle();
    void* listing = nullptr; // the state of a listing, where the handle itself has none

    explicit operator bool() const noexcept { return handle != invalid_handle(); }
};

enum class mounts
{
    stay_out, // an entry on which something is mounted is errc::cross_device_link, a bind mount included
    cross
};

// Opens an entry to list it and to work in it. Follows no link: whatever is no directory, a link to one included, is
// errc::not_a_directory. Permissions that deny it are errc::permission_denied. Not inherited across exec.
directory open_directory(directory const& parent, native_char const* name, mounts, std::error_code&) noexcept;

// The same for one that denied it, and is ours: its owner's permissions to read, write and search are granted first.
// With an identity, only to the directory that has it: another one keeps what it has, and is
// errc::no_such_file_or_directory.
directory open_denied_directory(
    directory const& parent, native_char const* name, mounts, file_identity const* expected, std::error_code&) noexcept;
inline directory open_denied_directory(
    directory const& parent, native_char const* name, mounts crossing, std::error_code& ec) noexcept
{
    return open_denied_directory(parent, name, crossing, nullptr, ec);
}

// The directory in which an open one stands, whatever its path was; errc::operation_not_supported where that takes a
// path.
directory open_parent(directory const&, std::error_code&) noexcept;

// A handle that needs no permission on the directory and keeps its number from being used again; not followed.
native_handle_type hold_directory(native_char const* path, std::error_code&) noexcept;

// Whether the directory of a handle is removed. False where that cannot be told, and where a held directory keeps its
// name. Async-signal-safe.
bool is_removed(native_handle_type) noexcept;

void close_directory(directory&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
