//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_LINKS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_LINKS_HPP

// Symbolic links.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What a link leads to, which may be relative to its directory.
native_string read_link(native_char const* path, std::error_code&);

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
