//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "../ownership.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// POSIX tells nothing of a file system: another owner is another user.
bool keeps_owners(char const*) noexcept
{
    return true;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
