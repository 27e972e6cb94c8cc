//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"
#include "../unload.hpp"

#if !BOOST_TEMPFILE_SYSTEM_DARWIN

#include <atomic>
#include <cstdlib>

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
std::atomic<end_function> at_quick_exit{nullptr};

// The functions of .fini_array run after everything that was registered with atexit, the destructors of the program's
// static objects among it.
__attribute__((destructor)) void clean_at_exit() noexcept
{
    if (end_function const clean = at_exit.load())
        clean();
}

extern "C" void boost_tempfile_clean_at_quick_exit()
{
    if (end_function const clean = at_quick_exit.load())
        clean();
}

} // namespace

void run_at_exit(end_function clean) noexcept
{
    at_exit.store(clean);
}

bool exit_runs_last() noexcept
{
    return true;
}

bool run_at_quick_exit(end_function clean) noexcept
{
    if (at_quick_exit.exchange(clean) != nullptr)
        return true;
    stay_loaded(); // dlclose leaves the function registered
    if (::at_quick_exit(&boost_tempfile_clean_at_quick_exit) == 0)
        return true;
    at_quick_exit.store(nullptr);
    return false;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
