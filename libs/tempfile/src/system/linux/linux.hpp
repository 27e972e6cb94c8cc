//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_LINUX_HPP
#define BOOST_TEMPFILE_SRC_LINUX_LINUX_HPP

// What the files for Linux share.

#include "../posix/posix.hpp"

#include <charconv>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// /proc/self/fd/N, which leads to the open file itself.
struct proc_path
{
    explicit proc_path(int fd) noexcept { *std::to_chars(text + prefix_size, text + sizeof text - 1, fd).ptr = '\0'; }
    static constexpr std::size_t prefix_size = 14;
    char text[32] = "/proc/self/fd/";
};

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
