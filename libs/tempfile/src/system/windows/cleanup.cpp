//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//
#include "windows.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
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

std::atomic<end_function> at_exit{nullptr};
std::atomic<end_function> at_quick_exit{nullptr};
std::atomic<end_function> at_signal{nullptr};

extern "C" void boost_tempfile_clean_at_exit()
{
    if (end_function const clean = at_exit.load())
        clean();
}

#if defined(_UCRT) || defined(_MSC_VER) // the older msvcrt.dll has no quick_exit
extern "C" void boost_tempfile_clean_at_quick_exit()
{
    if (end_function const clean = at_quick_exit.load())
        clean();
}
#endif

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

// What is called at any time from now on must not be unloaded with its DLL.
void stay_loaded() noexcept
{
    HMODULE here = nullptr;
    (void)::GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
        reinterpret_cast<LPCWSTR>(&at_signal), &here);
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

// Everything that is registered belongs to an object whose constructor comes before this call or contains it, so that
// those of static storage have gone when it is called. A DLL's functions are called after all of the program's.
void run_at_exit(end_function clean) noexcept
{
    if (at_exit.exchange(clean) == nullptr)
        (void)std::atexit(&boost_tempfile_clean_at_exit);
}

bool run_at_quick_exit(end_function clean) noexcept
{
    if (at_quick_exit.exchange(clean) != nullptr)
        return true;
#if defined(_UCRT) || defined(_MSC_VER)
    stay_loaded();
    if (::at_quick_exit(&boost_tempfile_clean_at_quick_exit) != 0)
    {
        at_quick_exit.store(nullptr);
        return false;
    }
#endif
    return true;
}

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

bool lists_in_handlers() noexcept
{
    return true; // they run in threads of their own
}

bool others_have_ended() noexcept
{
    return ntdll().RtlDllShutdownInProgress() != FALSE;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
