//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_EXCHANGE_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_EXCHANGE_HPP

// A directory's way to another name in one step. Links at the end of the paths are not followed.

#include "calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Gives what is at `from` the name `to`, which nothing may have (errc::file_exists). Where the system or the file system
// has no such call it says errc::function_not_supported, operation_not_supported, invalid_argument or, in a container,
// operation_not_permitted, each of which may mean something else as well.
void rename_to_unused(native_char const* from, native_char const* to, std::error_code&) noexcept;

// Exchanges what the two names stand for, whatever it is. Without such a call: as rename_to_unused().
void exchange(native_char const* from, native_char const* to, std::error_code&) noexcept;

// Gives the directory `from` the name `to`. An empty directory there is replaced; one that is not empty is
// errc::directory_not_empty. (On Windows the empty one is removed first, and made again if the next step fails.)
void rename_directory(native_char const* from, native_char const* to, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
