//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include <cstring>
#include <limits>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

std::uintptr_t current_thread() noexcept
{
    static_assert(sizeof(::pthread_t) <= sizeof(std::uintptr_t), "a thread's number fits");
    ::pthread_t const self = ::pthread_self();
    std::uintptr_t number = 0;
    std::memcpy(&number, &self, sizeof self);
    return number;
}

std::uint64_t current_process() noexcept
{
    return static_cast<std::uint64_t>(::getpid());
}

void pause(unsigned turns) noexcept
{
    if (turns < 64)
        (void)::sched_yield();
    else
        (void)::poll(nullptr, 0, turns < 1000 ? 1 : 20);
}

std::size_t handle_limit() noexcept
{
    rlimit limit;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 20; // _POSIX_OPEN_MAX
    if (limit.rlim_cur == RLIM_INFINITY)
        return (std::numeric_limits<std::size_t>::max)();
    return static_cast<std::size_t>(limit.rlim_cur);
}

bool destructors_may_start_threads() noexcept
{
    return true;
}

bool others_have_ended() noexcept
{
    return false; // while one thread runs, so can the others
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
