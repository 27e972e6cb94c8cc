//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_EXPECTED_DIRECTORY_HPP
#define BOOST_TEMPFILE_SRC_EXPECTED_DIRECTORY_HPP

#include "../system/open_directory.hpp"

#include <boost/tempfile/detail/file_identity.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The only directory that is to be removed.
struct expected_directory
{
    file_identity identity;
    native_handle_type held; // keeps its number from being used again; invalid_handle() where none need be held
};

// Whether the directory has no name any more. A file system in user space may use its number again although a handle is
// held: only the handle tells then. Async-signal-safe.
inline bool is_gone(expected_directory const& d) noexcept
{
    return d.identity.birth == 0 && d.held != invalid_handle() && system::is_removed(d.held);
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
