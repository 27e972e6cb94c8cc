//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_LOCKS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_LOCKS_HPP

// Locks that say whether the owner of a file or directory is alive.

#include "status.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Takes the lock that says that the file's owner is alive, and that goes with the last duplicate of the handle. Waits
// for nobody: errc::operation_would_block where a sweeper, or anybody else, has the file locked.
void lock_shared(native_handle_type, std::error_code&) noexcept;

// A handle of a directory that can be locked; not followed.
native_handle_type open_for_lock(native_char const* directory, std::error_code&) noexcept;

// For sweep(): a handle of the file or directory that excludes its owner and other sweepers, if it is this user's and
// its owner is dead. An invalid handle without an error says that it is to be left alone. `parent` is the open directory
// that `path` stands in.
native_handle_type lock_dead(
    native_handle_type parent, native_char const* path, file_status&, std::error_code&) noexcept;

// errc::operation_not_supported where a lock does not tell whether the owner is alive.
void check_sweepable(native_char const* directory, std::error_code&) noexcept;

// As much of that as one call tells, by the kind of the file system: it is asked before a sweepable thing is made.
void check_file_system_sweepable(native_char const* directory, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
