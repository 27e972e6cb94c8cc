//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_POSIX_POSIX_HPP
#define BOOST_TEMPFILE_SRC_POSIX_POSIX_HPP

// What the files of the POSIX system layer share.

#include "../system.hpp"

#include <sys/types.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

inline std::error_code last_error() noexcept
{
    return std::error_code(errno, std::system_category());
}

// Repeats a call that returns -1 with EINTR, which says that nothing was done.
template<class Call>
auto uninterrupted(Call call) noexcept -> decltype(call())
{
    for (;;)
    {
        auto const result = call();
        if (result != -1 || errno != EINTR)
            return result;
    }
}

// chmod of an open file or directory, which may be open for nothing but that (O_PATH).
bool change_mode(int handle, mode_t, std::error_code&) noexcept;

#if defined(__linux__)

// /proc/self/fd/N, which leads to the open file itself.
struct proc_path
{
    explicit proc_path(int fd) noexcept { *std::to_chars(text + prefix_size, text + sizeof text - 1, fd).ptr = '\0'; }
    static constexpr std::size_t prefix_size = 14;
    char text[32] = "/proc/self/fd/";
};

#endif

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
