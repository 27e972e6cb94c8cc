//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "nt.hpp"

#include <boost/tempfile/detail/process.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Windows has no fork: whatever a process owns is its own.
std::uint64_t process_generation() noexcept
{
    return 1;
}

fork_count forks_seen{1};

std::size_t watch_forks() noexcept
{
    return 1;
}

namespace system
{

std::uintptr_t current_thread() noexcept
{
    return ::GetCurrentThreadId();
}

std::uint64_t current_process() noexcept
{
    return ::GetCurrentProcessId();
}

void pause(unsigned turns) noexcept
{
    if (turns < 64)
        (void)::SwitchToThread();
    else
        ::Sleep(turns < 1000 ? 1 : 20);
}

std::size_t handle_limit() noexcept
{
    return std::size_t(1) << 24; // of a process, by the design of the handle table
}

// Objects of static storage in a DLL are destroyed under the loader's lock, which a new thread needs to start.
bool destructors_may_start_threads() noexcept
{
    return false;
}

bool others_have_ended() noexcept
{
    return ntdll().RtlDllShutdownInProgress() != FALSE;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
