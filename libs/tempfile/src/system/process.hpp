//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_PROCESS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_PROCESS_HPP

// This process and its threads.

#include <cstddef>
#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Tells threads and processes apart; async-signal-safe. A thread's number stays the same in a forked child.
std::uintptr_t current_thread() noexcept;
std::uint64_t current_process() noexcept;

// How many handles the process may have open.
std::size_t handle_limit() noexcept;

// Whether an object's destructor may start threads (not under the Windows loader's lock).
bool destructors_may_start_threads() noexcept;

// Whether the process' other threads are gone, ended wherever they were: Windows does that before it ends DLLs.
bool others_have_ended() noexcept;

// Lets other threads run; async-signal-safe. `turns` counts the calls of one wait: the pauses grow.
void pause(unsigned turns) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
