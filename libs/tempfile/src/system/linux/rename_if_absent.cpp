//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/syscall.h>

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
    constexpr unsigned no_replace = 1; // RENAME_NOREPLACE
    if (::syscall(SYS_renameat2, from, name, to, new_name, no_replace) == 0)
        return true;
    // EINVAL is a file system that does not know the flag, EPERM a seccomp filter's word for an unknown call.
    if (errno != ENOSYS && errno != EINVAL && errno != EPERM)
        ec = last_error();
    return false;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
