//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

#include <algorithm>
#include <csignal>
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

using signal_handler = void (*)(int);

// Ends the process as the signal would have, had nobody handled it.
extern "C" void boost_tempfile_on_signal(int number)
{
    if (end_function const clean = at_signal.load())
        clean();
    if (number == SIGABRT) // abort() goes on when its handler returns
        return;
    (void)std::signal(number, SIG_DFL);
    (void)std::raise(number);
}

// The C library has no way to ask without setting.
signal_handler disposition(int number) noexcept
{
    signal_handler const present = std::signal(number, SIG_DFL);
    if (present != SIG_ERR && present != SIG_DFL)
        (void)std::signal(number, present);
    return present;
}

bool is_taken(int number) noexcept
{
    return disposition(number) == &boost_tempfile_on_signal;
}

// A service hears of every user's logoff, and goes on.
bool is_service() noexcept
{
    DWORD session = 0;
    return ::ProcessIdToSessionId(::GetCurrentProcessId(), &session) && session == 0;
}

// Called in a thread of its own, before the C library's, which knows nothing of the console's end.
BOOL WINAPI on_console_event(DWORD event) noexcept
{
    bool const interrupted = event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
    if (event == CTRL_LOGOFF_EVENT && is_service())
        return FALSE;
    if (!is_taken(event == CTRL_C_EVENT ? SIGINT : event == CTRL_BREAK_EVENT ? SIGBREAK : SIGTERM))
        return FALSE;
    if (end_function const clean = at_signal.load())
        clean();
    if (interrupted)
        ::ExitProcess(static_cast<UINT>(STATUS_CONTROL_C_EXIT)); // as the system's own handler does
    return FALSE;                                                // and so ends the process
}

bool ends_the_process(int number) noexcept
{
    // The others are faults, whose handlers belong to one thread.
    return number == SIGINT || number == SIGBREAK || number == SIGTERM || number == SIGABRT;
}

} // namespace

std::vector<int> run_on_signals(std::initializer_list<int> signals, end_function clean)
{
    static std::mutex one_at_a_time;
    static bool listening = false;
    std::vector<int> taken;
    taken.reserve(signals.size());
    std::lock_guard<std::mutex> const lock(one_at_a_time);
    at_signal.store(clean);
    for (int const number : signals)
    {
        if (!ends_the_process(number) || std::find(taken.begin(), taken.end(), number) != taken.end())
            continue;
        signal_handler const present = disposition(number);
        if (present != SIG_DFL && present != &boost_tempfile_on_signal)
            continue;
        stay_loaded();
        if (std::signal(number, &boost_tempfile_on_signal) != SIG_ERR)
            taken.push_back(number);
    }
    if (!taken.empty() && !listening)
        listening = ::SetConsoleCtrlHandler(&on_console_event, TRUE) != FALSE;
    return taken;
}

signals_blocked::signals_blocked() noexcept : saved_{} {}
signals_blocked::~signals_blocked() = default;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
