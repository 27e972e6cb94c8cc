//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_NAMES_HPP
#define BOOST_TEMPFILE_SRC_NAMES_HPP

// Names that nobody can guess.

#include "../system/system.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

// 36^12 names: 62 bits.
constexpr std::size_t random_characters = 12;

// Writes `count` characters of [0-9a-z] to `to`, each string of them as likely as any other. They come from a pool of
// the system's random bytes that each thread has, and that a forked child throws away.
void random_name(native_char* to, std::size_t count, std::error_code&) noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
