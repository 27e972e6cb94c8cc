//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_NT_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_NT_HPP

// What ntdll.dll has, and the statuses that it answers with.

#include "windows.hpp"

#include <atomic>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The classes and structures that the SDKs declare from different versions on, under names of our own.
constexpr int disposition_class = 13;    // FileDispositionInformation
constexpr int disposition_ex_class = 64; // FileDispositionInformationEx, Windows 10 1607
constexpr int rename_class = 10;         // FileRenameInformation
constexpr int rename_ex_class = 65;      // FileRenameInformationEx, Windows 10 1607
constexpr int link_class = 11;           // FileLinkInformation
constexpr int access_class = 8;          // FileAccessInformation
constexpr int basic_class = 4;           // FileBasicInformation
constexpr int attribute_tag_class = 35;  // FileAttributeTagInformation
constexpr int full_directory_class = 2;  // FileFullDirectoryInformation
constexpr int volume_class = 5;          // FileFsAttributeInformation

struct ntdll_functions
{
    using create_file = NTSTATUS(NTAPI*)(HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*, LARGE_INTEGER*,
        ULONG, ULONG, ULONG, ULONG, void*, ULONG);
    using query_directory = NTSTATUS(NTAPI*)(
        HANDLE, HANDLE, void*, void*, IO_STATUS_BLOCK*, void*, ULONG, int, BOOLEAN, UNICODE_STRING*, BOOLEAN);
    using file_information = NTSTATUS(NTAPI*)(HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int);
    using control_file = NTSTATUS(NTAPI*)(
        HANDLE, HANDLE, void*, void*, IO_STATUS_BLOCK*, ULONG, void const*, ULONG, void*, ULONG);
    using token_information = NTSTATUS(NTAPI*)(HANDLE, int, void*, ULONG, ULONG*);
    using to_dos_error = ULONG(NTAPI*)(NTSTATUS);
    using last_status = NTSTATUS(NTAPI*)();
    using in_shutdown = BOOLEAN(NTAPI*)();

    create_file NtCreateFile;
    query_directory NtQueryDirectoryFile;
    file_information NtQueryInformationFile;
    file_information NtSetInformationFile;
    file_information NtQueryVolumeInformationFile;
    control_file NtFsControlFile;
    token_information NtQueryInformationToken;
    to_dos_error RtlNtStatusToDosError;
    last_status RtlGetLastNtStatus;
    in_shutdown RtlDllShutdownInProgress;
};

// Every Windows has these, exported by name; the import library is not in every SDK.
ntdll_functions const& ntdll() noexcept;

// What a test has ntdll() return instead, so that it can answer as another system or file system would; null otherwise.
extern std::atomic<ntdll_functions const*> installed_ntdll;

constexpr NTSTATUS nt_status(unsigned long code) noexcept
{
    return static_cast<NTSTATUS>(code);
}

constexpr NTSTATUS status_success = 0;
constexpr NTSTATUS status_no_more_files = nt_status(0x80000006);
constexpr NTSTATUS status_not_implemented = nt_status(0xC0000002);
constexpr NTSTATUS status_invalid_info_class = nt_status(0xC0000003);
constexpr NTSTATUS status_invalid_parameter = nt_status(0xC000000D);
constexpr NTSTATUS status_not_supported = nt_status(0xC00000BB);
constexpr NTSTATUS status_no_such_file = nt_status(0xC000000F);
constexpr NTSTATUS status_access_denied = nt_status(0xC0000022);
constexpr NTSTATUS status_object_name_not_found = nt_status(0xC0000034);
constexpr NTSTATUS status_sharing_violation = nt_status(0xC0000043);
constexpr NTSTATUS status_delete_pending = nt_status(0xC0000056);
constexpr NTSTATUS status_file_is_a_directory = nt_status(0xC00000BA);
constexpr NTSTATUS status_directory_not_empty = nt_status(0xC0000101);
constexpr NTSTATUS status_not_a_directory = nt_status(0xC0000103);
constexpr NTSTATUS status_cannot_delete = nt_status(0xC0000121);
constexpr NTSTATUS status_invalid_device_request = nt_status(0xC0000010);
constexpr NTSTATUS status_no_memory = nt_status(0xC0000017);
constexpr NTSTATUS status_insufficient_resources = nt_status(0xC000009A);
constexpr NTSTATUS status_illegal_function = nt_status(0xC00000AF);
constexpr NTSTATUS status_name_too_long = nt_status(0xC0000106);
constexpr NTSTATUS status_user_mapped_file = nt_status(0xC0000243);

// What drivers answer, each its own, to a class of information, a flag or a control code that they do not know.
constexpr bool is_unsupported(NTSTATUS result) noexcept
{
    return result == status_invalid_info_class || result == status_invalid_parameter ||
           result == status_not_supported || result == status_not_implemented ||
           result == status_invalid_device_request || result == status_illegal_function;
}

// The code of Windows for a status.
DWORD status_code(NTSTATUS) noexcept;

inline std::error_code status_error(NTSTATUS result) noexcept
{
    return to_error(status_code(result));
}

// NtSetInformationFile without its block of results.
NTSTATUS set_information(HANDLE handle, void* data, ULONG size, int which) noexcept;

// NtFsControlFile of a code that takes nothing; waits where the handle was opened for overlapped transfers.
NTSTATUS control(HANDLE handle, ULONG code, void* answer, ULONG size) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
