//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include <stdio.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

bool rename_if_absent(int from, char const* name, int to, char const* new_name, std::error_code& ec) noexcept
{
    if (::renameatx_np(from, name, to, new_name, RENAME_EXCL) == 0)
        return true;
    if (errno != ENOTSUP)
        ec = last_error();
    return false;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
