//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../thread_end.hpp"
#include "../unload.hpp"

#include <pthread.h>

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

std::atomic<end_function> at_thread_end{nullptr};

extern "C" void boost_tempfile_at_thread_end(void*)
{
    if (end_function const function = at_thread_end.load())
        function();
}

// A value of its own for each thread, whose destructor the system calls.
struct thread_value
{
    thread_value() noexcept : made(::pthread_key_create(&key, &boost_tempfile_at_thread_end) == 0)
    {
        if (made)
            stay_loaded(); // the destructor is called as long as there are threads
    }
    ::pthread_key_t key;
    bool made;
};

} // namespace

bool run_at_thread_end(end_function function) noexcept
{
    static thread_value const value;
    at_thread_end.store(function);
    return value.made && ::pthread_setspecific(value.key, &at_thread_end) == 0;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
