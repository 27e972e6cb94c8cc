//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_WINDOWS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_WINDOWS_HPP

// What the files of this folder share: the system's header, which nothing else includes, and errors.

#include "../system.hpp"

#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#if !defined(_WIN32_WINNT) || _WIN32_WINNT < 0x0A00
#undef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00 // Windows 10
#endif
#include <windows.h>
#include <winternl.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The system's code, but a code that means the same to std::errc where the standard library maps the system's own to
// nothing or to something else: what portable code compares with has to hold with every standard library.
std::error_code to_error(DWORD) noexcept;

inline std::error_code last_error() noexcept
{
    return to_error(::GetLastError());
}

// Whether somebody else's open handle or mapping is in the way: it passes when that is closed.
constexpr bool is_held(DWORD code) noexcept
{
    return code == ERROR_SHARING_VIOLATION || code == ERROR_LOCK_VIOLATION || code == ERROR_USER_MAPPED_FILE;
}

inline bool is_held(std::error_code const& ec) noexcept
{
    return ec.category() == std::system_category() && is_held(static_cast<DWORD>(ec.value()));
}

// Pauses between tries of what somebody else's open handle prevents: from 1 ms doubling to 100 ms, each shortened at
// random by up to a half so that two who hinder each other fall out of step, until two seconds have gone.
class patience
{
public:
    static constexpr ULONGLONG limit = 2000; // ms, as remove_options::deadline

    patience() noexcept : started_(::GetTickCount64()) {}
    bool wait() noexcept; // false when there is none left

private:
    ULONGLONG started_;
    DWORD pause_ = 1; // ms
};

// Closes a handle at the end of a block.
class closing
{
public:
    explicit closing(HANDLE handle) noexcept : handle_(handle) {}
    ~closing() { ::CloseHandle(handle_); }
    closing(closing const&) = delete;
    closing& operator=(closing const&) = delete;

private:
    HANDLE handle_;
};

// What is called at any time from now on must not be unloaded with its DLL.
void stay_loaded() noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
