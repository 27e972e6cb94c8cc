//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_ACL_HPP
#define BOOST_TEMPFILE_SRC_LINUX_ACL_HPP

// POSIX access lists, as the kernel hands them out: bytes.

#include "linux.hpp"

#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

constexpr char acl_name[] = "system.posix_acl_access";

// The permission bits of a file with this list, as they must be without it. The mode's group bits are the mask of the
// list and not what the group may do; and those who have entries are the group's or anybody without them, who then
// may do no more than the least of the entries says.
mode_t without_list(mode_t mode, std::vector<char> const& acl) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
