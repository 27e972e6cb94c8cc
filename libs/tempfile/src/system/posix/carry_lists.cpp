//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_DARWIN

#include "../predecessor.hpp"
#include "rights.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// POSIX has no calls for either, nor a way to ask whether there is something to carry.
void carry_lists(entry_path const&, int, lost_attributes& left) noexcept
{
    lose(left, lost_attributes::acl | lost_attributes::attributes);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
