//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"
#include "../signal_thread.hpp"
#include "../unload.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>

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

std::atomic<end_function> at_signal{nullptr};

// Ends the process as the signal would have, had nobody handled it: with its default disposition, raised anew.
extern "C" void boost_tempfile_on_signal(int number)
{
    int const saved = errno;
    if (end_function const clean = at_signal.load())
        clean();
    struct sigaction by_default = {};
    by_default.sa_handler = SIG_DFL;
    (void)sigemptyset(&by_default.sa_mask);
    (void)::sigaction(number, &by_default, nullptr);
    sigset_t just_this;
    (void)sigemptyset(&just_this);
    (void)sigaddset(&just_this, number);
    signal_this_thread(number); // raise() in a vfork child of musl signals the parent
    (void)::pthread_sigmask(SIG_UNBLOCK, &just_this, nullptr);
    // Still here: the first process of a container, which no signal of its own ends.
    errno = saved;
    ::_exit(128 + number);
}

bool is_default(struct sigaction const& action) noexcept
{
    return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_DFL;
}

bool is_ours(struct sigaction const& action) noexcept
{
    return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == &boost_tempfile_on_signal;
}

} // namespace

std::vector<int> run_on_signals(std::initializer_list<int> signals, end_function clean)
{
    static std::mutex one_at_a_time;
    static sigset_t all_taken;
    static bool const emptied = sigemptyset(&all_taken) == 0;
    (void)emptied;
    std::vector<int> taken;
    taken.reserve(signals.size());
    std::lock_guard<std::mutex> const lock(one_at_a_time);
    at_signal.store(clean);
    stay_loaded();
    for (int const number : signals)
    {
        struct sigaction present;
        if (!ends_by_default(number) || ::sigaction(number, nullptr, &present) != 0)
            continue;
        bool const listed = std::find(taken.begin(), taken.end(), number) != taken.end();
        if (listed || (!is_default(present) && !is_ours(present)) || sigaddset(&all_taken, number) != 0)
            continue;
        taken.push_back(number);
    }
    // All of them are blocked while one is handled: a second would otherwise end the process in the middle of the
    // removal, on top of the first or on another thread that has nothing to wait for.
    for (int number = 1; number < NSIG; ++number)
    {
        struct sigaction present;
        if (sigismember(&all_taken, number) != 1 || ::sigaction(number, nullptr, &present) != 0 ||
            (!is_default(present) && !is_ours(present))) // one that the program has taken back
            continue;
        struct sigaction ours = {};
        ours.sa_handler = &boost_tempfile_on_signal;
        ours.sa_mask = all_taken;
        ours.sa_flags = SA_ONSTACK; // of a program that has an alternate stack
        (void)::sigaction(number, &ours, nullptr);
    }
    return taken;
}

signals_blocked::signals_blocked() noexcept
{
    static_assert(sizeof(sigset_t) <= sizeof saved_, "room for the mask");
    sigset_t all, saved;
    (void)sigfillset(&all);
    (void)::pthread_sigmask(SIG_SETMASK, &all, &saved);
    std::memcpy(saved_, &saved, sizeof saved);
}

signals_blocked::~signals_blocked()
{
    sigset_t saved;
    std::memcpy(&saved, saved_, sizeof saved);
    (void)::pthread_sigmask(SIG_SETMASK, &saved, nullptr);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
