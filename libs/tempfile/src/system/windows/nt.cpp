//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "nt.hpp"

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

template<class Function>
Function function(HMODULE module, char const* name) noexcept
{
    // By way of void*: the function types differ by design (-Wcast-function-type).
    return reinterpret_cast<Function>(reinterpret_cast<void*>(::GetProcAddress(module, name)));
}

ntdll_functions load() noexcept
{
    HMODULE const module = ::GetModuleHandleW(L"ntdll.dll");
    ntdll_functions found;
    found.NtCreateFile = function<ntdll_functions::create_file>(module, "NtCreateFile");
    found.NtQueryDirectoryFile = function<ntdll_functions::query_directory>(module, "NtQueryDirectoryFile");
    found.NtQueryInformationFile = function<ntdll_functions::file_information>(module, "NtQueryInformationFile");
    found.NtSetInformationFile = function<ntdll_functions::file_information>(module, "NtSetInformationFile");
    found.NtQueryVolumeInformationFile =
        function<ntdll_functions::file_information>(module, "NtQueryVolumeInformationFile");
    found.NtFsControlFile = function<ntdll_functions::control_file>(module, "NtFsControlFile");
    found.NtQueryInformationToken = function<ntdll_functions::token_information>(module, "NtQueryInformationToken");
    found.RtlNtStatusToDosError = function<ntdll_functions::to_dos_error>(module, "RtlNtStatusToDosError");
    found.RtlGetLastNtStatus = function<ntdll_functions::last_status>(module, "RtlGetLastNtStatus");
    found.RtlDllShutdownInProgress = function<ntdll_functions::in_shutdown>(module, "RtlDllShutdownInProgress");
    return found;
}

} // namespace

DWORD status_code(NTSTATUS result) noexcept
{
    // One Windows code, ERROR_ACCESS_DENIED, stands for what passes and for what does not; others of its own do not.
    return result == status_delete_pending     ? DWORD(ERROR_DELETE_PENDING)
           : result == status_user_mapped_file ? DWORD(ERROR_USER_MAPPED_FILE)
                                               : ntdll().RtlNtStatusToDosError(result);
}

std::atomic<ntdll_functions const*> installed_ntdll{nullptr};

ntdll_functions const& ntdll() noexcept
{
    static ntdll_functions const functions = load();
    ntdll_functions const* const replaced = installed_ntdll.load(std::memory_order_relaxed);
    return BOOST_LIKELY(replaced == nullptr) ? functions : *replaced;
}

NTSTATUS set_information(HANDLE handle, void* data, ULONG size, int which) noexcept
{
    IO_STATUS_BLOCK io;
    return ntdll().NtSetInformationFile(handle, &io, data, size, which);
}

NTSTATUS control(HANDLE handle, ULONG code, void* answer, ULONG size) noexcept
{
    constexpr NTSTATUS pending = nt_status(0x103);
    IO_STATUS_BLOCK io;
    NTSTATUS const result =
        ntdll().NtFsControlFile(handle, nullptr, nullptr, nullptr, &io, code, nullptr, 0, answer, size);
    if (result != pending)
        return result;
    (void)::WaitForSingleObject(handle, INFINITE);
    return io.Status;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
