//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_TREE_REMOVAL_HPP
#define BOOST_TEMPFILE_SRC_TREE_REMOVAL_HPP

#include "../system/system.hpp"
#include "expected_directory.hpp"

#include <boost/tempfile/remove_all.hpp>

#include <cstdint>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Removes the tree at `path`, which is checked already and ends in a name. Where a directory is expected, nothing else
// is touched: anything else is somebody else's, and no error. On an error, `where` is the first path that stayed.
std::uintmax_t remove_tree(native_string const& path, expected_directory const* expected, remove_options const& options,
    native_string& where, std::error_code& ec);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
