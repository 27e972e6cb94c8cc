//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_TREE_PATH_HPP
#define BOOST_TEMPFILE_SRC_TREE_PATH_HPP

#include "../system/system.hpp"

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A path that names a whole tree, without the separators at its end: they would follow a link in spite of O_NOFOLLOW.
// An empty one is errc::no_such_file_or_directory; a root, one that ends in `.` or `..`, and one with a NUL are
// errc::invalid_argument.
native_string tree_path(std::filesystem::path const&, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
