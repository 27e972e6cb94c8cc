//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_SYNC_TREE_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_SYNC_TREE_HPP

#include "../system/system.hpp"

#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Brings everything in the directory to storage: the contents of its regular files, each directory after what is in it,
// and the directory itself last. Follows no link. On an error `where` is the path concerned; nothing has changed.
// Returns whether it was bringing something to storage that failed, not finding it.
bool sync_tree(native_string const& path, native_string& where, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
