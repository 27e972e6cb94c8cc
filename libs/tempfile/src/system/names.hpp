//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_NAMES_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_NAMES_HPP

// Paths, and the parts that names are made of.

#include "calls.hpp"

#include <cstddef>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Refuses (errc::invalid_argument) what cannot be the beginning or the end of a name: both may hold embedded nulls.
void check_affixes(native_char const* prefix, std::size_t prefix_size, native_char const* suffix,
    std::size_t suffix_size, std::error_code&) noexcept;

// The path, absolute: as it is where it is so already. std::filesystem knows no paths such as `\\?\C:\dir` everywhere.
native_string absolute_path(native_string const&, std::error_code&);

// Whether a path without separators at its end names the root of a file system, of which everything is a part.
bool is_root(native_string const&) noexcept;

// What gettempdir() tries, best first: no empty ones, relative ones as the environment has them. In a process with
// another user's rights, nothing that its caller chose: neither the environment nor the current directory, which
// otherwise is the last, ".".
std::vector<native_string> tempdir_candidates();

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
