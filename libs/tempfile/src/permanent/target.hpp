//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_TARGET_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_TARGET_HPP

#include "../creation/creation.hpp"

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// `target` as an absolute path. Refuses an empty one, and one with a NUL.
std::filesystem::path absolute_target(std::filesystem::path const& target, std::error_code&);

// Follows `target`, which is absolute, to the file that would be replaced. The name itself is what rename replaces, so
// a link has to be followed here, and what is no regular file refused: rename makes a file out of a device.
std::filesystem::path final_target(std::filesystem::path target, bool& exists, std::error_code&);

// Without the separator at its end, unless it is a root. Not parent_path(): std::filesystem takes a path apart each
// time one is made, which is what a commit would mostly do.
native_string directory_of(std::filesystem::path const& target);

// A new file in the target's directory, without a name where the system can do that. With one, it carries the mark, so
// that sweep() takes it after a crash.
unique_handle create_beside(std::filesystem::path const& target, std::filesystem::perms, named_entry&,
    std::filesystem::path& where, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
