//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_RANDOM_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_RANDOM_HPP

// Chance.

#include "calls.hpp"

#include <cstddef>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Bytes that nobody can guess, from the system's generator.
void random_bytes(void*, std::size_t size, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
