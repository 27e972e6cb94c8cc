//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/syscall.h>

#include <atomic>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

// linux/openat2.h is not in every libc's tree; the layout is the kernel's ABI (openat2(2), since 5.6).
struct how_to_open
{
    std::uint64_t flags;
    std::uint64_t mode;
    std::uint64_t resolve;
};
constexpr std::uint64_t resolve_no_xdev = 1;

#if defined(SYS_openat2)
constexpr long openat2_number = SYS_openat2;
#else
constexpr long openat2_number = 437;
#endif

} // namespace

int open_beneath(int at, char const* name, int flags, std::error_code& ec) noexcept
{
    static std::atomic<bool> missing{false};
    std::error_code injected;
    bool const skip = missing.load(std::memory_order_relaxed) ||
                      intercepted(call::open_directory_beneath, at, name, nullptr, injected);
    if (skip)
        return open_and_compare(at, name, flags, ec);
    how_to_open const how{static_cast<std::uint64_t>(flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), 0, resolve_no_xdev};
    long const fd = uninterrupted([&] { return ::syscall(openat2_number, at, name, &how, sizeof how); });
    if (fd >= 0)
        return static_cast<int>(fd);
    // EPERM is a seccomp filter's word for a call that it does not know; opening a directory never says it.
    if (errno == ENOSYS || errno == EPERM)
    {
        missing.store(true, std::memory_order_relaxed);
        return open_and_compare(at, name, flags, ec);
    }
    fail(errno == ELOOP ? ENOTDIR : errno, ec); // a link
    return -1;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
