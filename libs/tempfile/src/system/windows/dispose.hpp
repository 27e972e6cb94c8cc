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

#include <atomic>

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

// Marks what `handle` is open on for deletion. Its name goes with this handle, as POSIX has it (Windows 10 since 1809,
// NTFS), or, in the old way, with the last one. A read-only attribute is no hindrance. dispose() takes what there is.
NTSTATUS dispose_at_once(HANDLE handle) noexcept;
NTSTATUS dispose_later(HANDLE handle) noexcept;
NTSTATUS dispose(HANDLE handle) noexcept;

// Set when a file system turned out to know the old way alone.
extern std::atomic<bool> old_way_seen;

// `inside`: any directory of the tree; `exclusive`: nobody else has a handle.
NTSTATUS dispose_of_entry(directory const& inside, HANDLE handle, bool exclusive) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
