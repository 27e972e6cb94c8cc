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
    found.RtlNtStatusToDosError = function<ntdll_functions::to_dos_error>(module, "RtlNtStatusToDosError");
    found.RtlGetLastNtStatus = function<ntdll_functions::last_status>(module, "RtlGetLastNtStatus");
    found.RtlDllShutdownInProgress = function<ntdll_functions::in_shutdown>(module, "RtlDllShutdownInProgress");
    return found;
}

} // namespace

std::error_code status_error(NTSTATUS status) noexcept
{
    // One Windows code, ERROR_ACCESS_DENIED, stands for what passes and for what does not; another one of its own does
    // not.
    return to_error(
        status == status_delete_pending ? DWORD(ERROR_DELETE_PENDING) : ntdll().RtlNtStatusToDosError(status));
}

ntdll_functions const& ntdll() noexcept
{
    static ntdll_functions const functions = load();
    return functions;
}

NTSTATUS set_information(HANDLE handle, void* data, ULONG size, int which) noexcept
{
    IO_STATUS_BLOCK io;
    return ntdll().NtSetInformationFile(handle, &io, data, size, which);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
