//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_COPY_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_COPY_HPP

// Copying the content of a file.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// All bytes of `from` to the empty file `to`, by sharing them where the file system can.
void copy_contents(native_handle_type from, native_handle_type to, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
