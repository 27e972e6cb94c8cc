//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_OPENAT2_HPP
#define BOOST_TEMPFILE_SRC_LINUX_OPENAT2_HPP

#include "linux.hpp"

#include <sys/syscall.h>

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
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

inline int openat2(int at, char const* name, int flags, std::uint64_t resolve) noexcept
{
    how_to_open const how{static_cast<std::uint64_t>(flags), 0, resolve};
    return open_handle([&] { return static_cast<int>(::syscall(openat2_number, at, name, &how, sizeof how)); });
}

// Whether the system does not have a call: EPERM is a seccomp filter's word for one that it does not know.
inline bool is_unknown_call(int error) noexcept
{
    return error == ENOSYS || error == EPERM;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
