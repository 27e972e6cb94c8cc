//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"
#include "../signal_thread.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include <signal.h>
#include <pthread.h>

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
    (void)::pthread_kill(::pthread_self(), number);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
