//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_CLOCK_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_CLOCK_HPP

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The time that a local file system notes as the birth of what is made right now, or a little earlier, in the unit of
// file_identity::birth; 0 where there are no such births. No system call.
std::int64_t birth_clock() noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
