//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "dispose.hpp"
#include "path.hpp"

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

// By the handle where there is one, so that what stands under the name now does not matter. 0 or the system's code.
DWORD try_to_remove(native_char const* path, native_handle_type handle) noexcept
{
    constexpr DWORD flags = FILE_FLAG_OPEN_REPARSE_POINT;
    HANDLE const own = handle != invalid_handle() ? ::ReOpenFile(handle, disposing_access, share_everything, flags)
                                                  : ::CreateFileW(path, disposing_access, share_everything, nullptr,
                                                        OPEN_EXISTING, flags, nullptr);
    if (own == INVALID_HANDLE_VALUE)
    {
        DWORD const code = ::GetLastError();
        if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND)
            return ERROR_SUCCESS;
        // Somebody else's handle keeps a file that is gone already.
        return code == ERROR_ACCESS_DENIED && ntdll().RtlGetLastNtStatus() == status_delete_pending ? ERROR_SUCCESS
                                                                                                    : code;
    }
    NTSTATUS const result = dispose(own);
    ::CloseHandle(own);
    return result == status_success || result == status_delete_pending ? DWORD(ERROR_SUCCESS) : status_code(result);
}

} // namespace

void remove_file(native_char const* path, native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_file, handle, path, nullptr, ec))
        return;
    long_path const native(path, ec);
    if (ec)
        return;
    // Somebody may hold the file without sharing its deletion, as a virus scanner or an indexer does for a moment, and
    // the C library's fopen for as long as the program likes. At the end of a process all that is held is waited for
    // together: what could not go within the time that another took was waited for as well.
    static std::atomic<ULONGLONG> given_up{0};
    bool const by_path = handle == invalid_handle();
    patience waiting;
    DWORD code = try_to_remove(native.c_str(), handle);
    if (is_held(code) && by_path && patience::limit > ::GetTickCount64() - given_up.load())
        return void(ec = to_error(code));
    while (is_held(code) && waiting.wait())
        code = try_to_remove(native.c_str(), handle);
    if (is_held(code) && by_path)
        given_up.store(::GetTickCount64());
    ec = to_error(code);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
