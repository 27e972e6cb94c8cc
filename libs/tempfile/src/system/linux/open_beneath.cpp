//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "openat2.hpp"

#include <atomic>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

int open_beneath(int at, char const* name, int flags, std::error_code& ec) noexcept
{
    static std::atomic<bool> missing{false};
    std::error_code injected;
    bool const skip = missing.load(std::memory_order_relaxed) ||
                      intercepted(call::open_directory_beneath, at, name, nullptr, injected);
    if (skip)
        return open_and_compare(at, name, flags, ec);
    int const fd = openat2(at, name, flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, resolve_no_xdev);
    if (fd >= 0)
        return fd;
    if (is_unknown_call(errno)) // opening a directory never says EPERM
    {
        missing.store(true, std::memory_order_relaxed);
        return open_and_compare(at, name, flags, ec);
    }
    fail(says_link(errno) ? ENOTDIR : errno, ec);
    return -1;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
