//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../overwrite.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void reserve_space(native_handle_type handle, std::int64_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (size == 0 || intercepted(call::reserve_space, handle, nullptr, nullptr, ec))
        return;
    constexpr int keep_size = 1; // linux/falloc.h
    if (uninterrupted([&] { return ::fallocate(handle, keep_size, 0, static_cast<off_t>(size)); }) == 0)
        return;
    if (errno != ENOSPC && errno != EDQUOT && errno != EFBIG)
        return; // a file system that cannot do that
    ec = last_error();
    // What it got before it failed lies beyond the end, and is given back by setting the same size.
    struct stat s;
    if (::fstat(handle, &s) == 0)
        (void)!::ftruncate(handle, s.st_size);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
