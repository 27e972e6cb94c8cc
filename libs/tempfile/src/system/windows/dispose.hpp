//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_DISPOSE_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_DISPOSE_HPP

// Deletion by handles.

#include "handles.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What dispose() needs.
constexpr DWORD disposing_access = DELETE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE;

// Marks what `handle` is open on for deletion. Its name goes with this handle, as POSIX has it (NTFS since Windows 10
// 1607), or, in the old way, with the last one. A read-only attribute is no hindrance. dispose() takes what there is.
// What is mapped, as a program that runs is, is status_user_mapped_file: it passes.
NTSTATUS dispose_at_once(HANDLE handle) noexcept;
NTSTATUS dispose_later(HANDLE handle) noexcept;
NTSTATUS dispose(HANDLE handle) noexcept;

// Whether the file system of a directory's tree turned out to know the old way alone.
bool knows_old_way_alone(directory const&) noexcept;

// `inside`: any directory of the tree; `exclusive`: nobody else has a handle.
NTSTATUS dispose_of_entry(directory const& inside, HANDLE handle, bool exclusive) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
