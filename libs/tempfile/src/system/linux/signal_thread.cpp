//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"
#include "../signal_thread.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void signal_this_thread(int number) noexcept
{
    // By numbers of the kernel: in a child of vfork, what a C library remembers of the thread is the parent's.
    (void)::syscall(SYS_tgkill, ::getpid(), ::syscall(SYS_gettid), number);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
