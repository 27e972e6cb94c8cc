//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LIFECYCLE_NAMED_THING_HPP
#define BOOST_TEMPFILE_SRC_LIFECYCLE_NAMED_THING_HPP

// The removal of what has a name and is no directory: by its owner, a temporary_path, and at the end of the process.

#include "../system/system.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

// Whether it is the same thing, as far as the two were told: a sandbox can take the call away that knows the birth.
bool is_same(file_identity const&, file_identity const&) noexcept;

// What has the name now.
enum class name_state
{
    same,     // the thing with the identity
    replaced, // another thing of ours, which counts as well where is_trusted() says that nobody else can put one there:
              // many programs replace the files that they edit
    others,   // somebody else's, or a directory
    gone
};

// Looks without opening or following anything. May be called in a signal handler, as what follows.
name_state look_at_name(
    native_char const* path, file_identity const&, system::file_status& found, std::error_code&) noexcept;

// Removes what was found. What is gone is no error.
void remove_found(native_char const* path, system::file_status const& found, std::error_code&) noexcept;

// Both, in a signal handler: the last separator of `path`, which is absolute, is followed by a null for a moment.
void remove_thing_in_handler(native_char* path, file_identity const&, std::error_code&) noexcept;

// Removes what somebody is about to make, or has just made, under a name that nobody else knows: a directory only if it
// is empty. What is not there yet may still come: errc::no_such_file_or_directory.
void remove_unmade(native_char const* path, std::error_code&) noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
