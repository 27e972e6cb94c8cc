//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_SIGNAL_THREAD_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_SIGNAL_THREAD_HPP

// A signal for the calling thread and no other.

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Sends the signal to the calling thread. kill() sends it to the process: another thread may take it, and this one goes on
// meanwhile. Async-signal-safe.
void signal_this_thread(int number) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
