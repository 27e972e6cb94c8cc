//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_PATHS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_PATHS_HPP

// Paths as text.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The directory in which the last name of a path stands: "." for a bare name, a root for what stands in one, and for a
// root itself. It ends without a separator, but for a root that needs one: "D:" is not "D:\".
native_string parent_of(native_string const& path);

// A directory that absolute_path() has made absolute, without superfluous dots and separators. Where a system follows a
// link before it goes up, ".." stays.
native_string normal_directory(native_string absolute);

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
