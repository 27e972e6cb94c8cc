//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_HANDLER_REMOVAL_HPP
#define BOOST_TEMPFILE_SRC_HANDLER_REMOVAL_HPP

#include "../system/system.hpp"
#include "expected_directory.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

// Where a system has to allocate memory to list a directory (system::lists_in_handlers()), a tree that is not empty goes
// at an exit alone, where that is allowed.
enum class trees_removed : bool
{
    as_in_handlers,
    as_at_exit
};

// Removes the directory and everything in it, if it is the one meant; async-signal-safe, as_in_handlers. To be called
// by one thread at a time: it works in static memory. What cannot be removed stays: false then. What is not the one
// meant is none of ours: true.
bool remove_tree_in_handler(
    native_char const* path, expected_directory const&, trees_removed = trees_removed::as_in_handlers) noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
