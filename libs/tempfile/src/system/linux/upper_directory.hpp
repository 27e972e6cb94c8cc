//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_UPPER_DIRECTORY_HPP
#define BOOST_TEMPFILE_SRC_LINUX_UPPER_DIRECTORY_HPP

#include <istream>
#include <string>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Whether the directory, a path without links, is an overlay's upper directory or in one, as far as a list of mounts
// (proc_pid_mountinfo(5)) tells.
bool is_upper_directory(std::istream& mounts, std::string const& directory);

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
