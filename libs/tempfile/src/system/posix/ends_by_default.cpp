//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_BSD

#include <signal.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Those that stop a process, or that it does not notice, do not end it (signal(7)).
bool ends_by_default(int signal) noexcept
{
    switch (signal)
    {
    case SIGKILL: // does, but cannot be handled
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGCHLD:
    case SIGURG:
    case SIGWINCH:
        return false;
    default:
        return true;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
