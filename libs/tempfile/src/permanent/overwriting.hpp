//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_OVERWRITING_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_OVERWRITING_HPP

#include "target.hpp"

#include <boost/tempfile/lost_attributes.hpp>
#include <boost/tempfile/persist.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Gives the file at `target` the content of another, which stays. Blocks are reserved first, as far as the file system
// can do that, then the file is written over, and then cut. `begun` is set before the first byte: an error after that
// leaves a mixture, and it can be tried again.
lost_attributes write_over(native_handle_type from, std::filesystem::path const& target, durability, bool& begun,
    std::filesystem::path& where, std::error_code&);

// Whether it could be done: errc::permission_denied and the like.
void check_overwritable(std::filesystem::path const& target, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
