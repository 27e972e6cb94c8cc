//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#include "../clock.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <time.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What the kernel's current_time() reads, but for a finer one that it may use since 6.13.
std::int64_t birth_clock() noexcept
{
    timespec now;
    if (::clock_gettime(CLOCK_REALTIME_COARSE, &now) != 0)
        return 0;
    return std::int64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
