//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_POSIX_PERMISSIONS_HPP
#define BOOST_TEMPFILE_SRC_POSIX_PERMISSIONS_HPP

#include "features.hpp"

#include <sys/types.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What a group that is not the file's own may do: no more than both the old group and everybody could, since its
// members were counted among the others, and the old group's members are now.
mode_t without_group(mode_t mode, mode_t group) noexcept
{
    unsigned const both = group & mode & 07u;
    return static_cast<mode_t>((mode & 07700u) | (both << 3) | both);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
