//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_ANONYMOUS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_ANONYMOUS_HPP

// Files without a name.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// A file without a name in the directory `dir` (O_TMPFILE); errc::operation_not_supported where the system or the
// file system cannot make one, which is no verdict on `dir`.
native_handle_type open_anonymous(native_char const* dir, std::filesystem::perms, std::error_code&) noexcept;

// Gives an open file another name, or its first one; never replaces anything (errc::file_exists). Where the system
// cannot name this file by its handle: errc::operation_not_supported.
void link_handle(native_handle_type, native_char const* to, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
