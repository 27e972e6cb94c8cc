//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include <atomic>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

std::atomic<end_function> at_exit{nullptr};

__attribute__((destructor)) void clean_at_exit() noexcept
{
    if (end_function const clean = at_exit.load())
        clean();
}

} // namespace

void run_at_exit(end_function clean) noexcept
{
    at_exit.store(clean);
}

// dyld registers it by __cxa_atexit when it initializes what contains the library: the destructors of objects that were
// there before come later.
bool exit_runs_last() noexcept
{
    return false;
}

bool run_at_quick_exit(end_function) noexcept
{
    return true; // there is no quick_exit
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
