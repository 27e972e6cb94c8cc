//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

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

} // namespace

void stay_loaded() noexcept
{
    HMODULE here = nullptr;
    (void)::GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
        reinterpret_cast<LPCWSTR>(&at_exit), &here);
}

// Everything that is registered belongs to an object whose constructor comes before this call or contains it, so that
// those of static storage have gone when it is called. A DLL's functions are called after all of the program's.
void run_at_exit(end_function clean) noexcept
{
    if (at_exit.exchange(clean) == nullptr)
        (void)std::atexit(&boost_tempfile_clean_at_exit);
}

bool exit_runs_last() noexcept
{
    return true;
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

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
