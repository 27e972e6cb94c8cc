//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_TEMPDIR_HPP
#define BOOST_TEMPFILE_SRC_TEMPDIR_HPP

#include "../system/system.hpp"

#include <string>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What gettempdir() returns, as a string that stays for the life of the process; null on failure. `tried` then lists
// the candidates, separated by colons.
native_string const* current_tempdir(std::filesystem::path& tried, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
