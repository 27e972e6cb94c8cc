//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_WINDOWS_WINDOWS_HPP
#define BOOST_TEMPFILE_SRC_WINDOWS_WINDOWS_HPP

// What the files of this folder share. The only place that includes <windows.h>.

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

#include <array>
#include <cwchar>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// ---- errors --------------------------------------------------------------------------------------------------------

// The system's code, but a code that means the same to std::errc where the standard library maps the system's own to
// nothing or to something else: what portable code compares with has to hold with every standard library.
std::error_code to_error(DWORD) noexcept;

inline std::error_code last_error() noexcept
{
    return to_error(::GetLastError());
}

// ---- what ntdll.dll has
// ----------------------------------------------------------------------------------------------

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

struct ntdll_functions
{
    using create_file = NTSTATUS(NTAPI*)(HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*, LARGE_INTEGER*,
        ULONG, ULONG, ULONG, ULONG, void*, ULONG);
    using query_directory = NTSTATUS(NTAPI*)(
        HANDLE, HANDLE, void*, void*, IO_STATUS_BLOCK*, void*, ULONG, int, BOOLEAN, UNICODE_STRING*, BOOLEAN);
    using file_information = NTSTATUS(NTAPI*)(HANDLE, IO_STATUS_BLOCK*, void*, ULONG, int);
    using to_dos_error = ULONG(NTAPI*)(NTSTATUS);
    using last_status = NTSTATUS(NTAPI*)();
    using in_shutdown = BOOLEAN(NTAPI*)();

    create_file NtCreateFile;
    query_directory NtQueryDirectoryFile;
    file_information NtQueryInformationFile;
    file_information NtSetInformationFile;
    to_dos_error RtlNtStatusToDosError;
    last_status RtlGetLastNtStatus;
    in_shutdown RtlDllShutdownInProgress;
};

// Every Windows has these, exported by name; the import library is not in every SDK.
ntdll_functions const& ntdll() noexcept;

constexpr NTSTATUS status(unsigned long code) noexcept
{
    return static_cast<NTSTATUS>(code);
}

constexpr NTSTATUS status_success = 0;
constexpr NTSTATUS status_no_more_files = status(0x80000006);
constexpr NTSTATUS status_not_implemented = status(0xC0000002);
constexpr NTSTATUS status_invalid_info_class = status(0xC0000003);
constexpr NTSTATUS status_invalid_parameter = status(0xC000000D);
constexpr NTSTATUS status_not_supported = status(0xC00000BB);
constexpr NTSTATUS status_no_such_file = status(0xC000000F);
constexpr NTSTATUS status_access_denied = status(0xC0000022);
constexpr NTSTATUS status_object_name_not_found = status(0xC0000034);
constexpr NTSTATUS status_sharing_violation = status(0xC0000043);
constexpr NTSTATUS status_delete_pending = status(0xC0000056);
constexpr NTSTATUS status_file_is_a_directory = status(0xC00000BA);
constexpr NTSTATUS status_directory_not_empty = status(0xC0000101);
constexpr NTSTATUS status_not_a_directory = status(0xC0000103);
constexpr NTSTATUS status_cannot_delete = status(0xC0000121);

std::error_code status_error(NTSTATUS) noexcept;

// ---- paths ---------------------------------------------------------------------------------------------------------

constexpr bool separator(native_char c) noexcept
{
    return c == L'\\' || c == L'/';
}

// \\?\ or \\.\ at the beginning.
constexpr bool verbatim(native_char const* path) noexcept
{
    return separator(path[0]) && separator(path[1]) && (path[2] == L'?' || path[2] == L'.') && separator(path[3]);
}

// A path as the system takes it whatever its length. A short one for CreateFileW and its kin stays as it is; a long
// one, and every one for NtCreateFile, is made absolute, with backslashes, behind a prefix that says so.
class long_path
{
public:
    enum class form
    {
        win32, // as it is, or \\?\...
        native // \??\...
    };
    explicit long_path(native_char const* path, std::error_code&, form = form::win32) noexcept;
    ~long_path();
    long_path(long_path const&) = delete;
    long_path& operator=(long_path const&) = delete;
    native_char const* c_str() const noexcept { return path_; }

private:
    native_char const* path_;
    native_char* made_ = nullptr; // null, short_ or allocated
    native_char short_[MAX_PATH + 16];
};

// Whether a component of the path is longer than any file system takes: the system calls that a missing file.
bool has_endless_name(native_char const* path) noexcept;

// Whether something that is no directory stands where a directory of the path should: the system says
// ERROR_PATH_NOT_FOUND then as well.
bool crosses_file(native_char const* path) noexcept;

// The error of a failed creation or opening: a file in the place of a directory is told from a missing one.
std::error_code creation_error(DWORD code, native_char const* path) noexcept;

// ---- owner-only access ---------------------------------------------------------------------------------------------

// Security attributes that give the user whom this thread acts for full access and nobody else any: a protected
// discretionary list, which inherits nothing (facts: the default one of a directory such as C:\ lets others in,
// CVE-2024-4030). Of a directory it is inherited by what is made inside.
class owner_only
{
public:
    enum class kind
    {
        file,
        directory
    };
    owner_only(kind, std::error_code&) noexcept;
    owner_only(owner_only const&) = delete;
    owner_only& operator=(owner_only const&) = delete;
    SECURITY_ATTRIBUTES* get() noexcept { return &attributes_; }
    SECURITY_DESCRIPTOR* descriptor() noexcept { return &descriptor_; }

private:
    SECURITY_ATTRIBUTES attributes_{};
    SECURITY_DESCRIPTOR descriptor_{};
    alignas(ACL) std::array<unsigned char, 16 + SECURITY_MAX_SID_SIZE> list_; // a list of one entry
};

// ---- patience ------------------------------------------------------------------------------------------------------

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

// ---- removal -------------------------------------------------------------------------------------------------------

// What dispose() needs.
constexpr DWORD disposing_access = DELETE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE;

constexpr DWORD share_everything = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

// Marks what `handle` is open on for deletion. Its name goes with this handle, as POSIX has it (Windows 10 since 1809,
// NTFS), or, in the old way, with the last one. A read-only attribute is no hindrance. dispose() takes what there is.
NTSTATUS dispose_at_once(HANDLE handle) noexcept;
NTSTATUS dispose_later(HANDLE handle) noexcept;
NTSTATUS dispose(HANDLE handle) noexcept;

// What an open handle is: its attributes, and its tag where it is a reparse point.
NTSTATUS attributes(HANDLE handle, FILE_ATTRIBUTE_TAG_INFO&) noexcept;

// Whether something stands for another name: a symbolic link or a junction. Other reparse points (files in a cloud,
// compressed or deduplicated ones) are what they look like.
constexpr bool link(DWORD attributes, DWORD tag) noexcept
{
    constexpr DWORD name_surrogate = 0x20000000;
    // A tag of 0 is one that was not told (Wine): a link until something shows that it is none.
    return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && (tag == 0 || (tag & name_surrogate) != 0);
}

// ---- names and identity --------------------------------------------------------------------------------------------

// Gives what `handle` (which has DELETE access) is open on another name: in the directory `root`, or, where that is
// null, a path in the native form. Never replaces a directory.
NTSTATUS rename(HANDLE handle, HANDLE root, native_char const* name, bool replace) noexcept;

// The size of a name that fits a system call.
constexpr std::size_t longest_text = 0xfffc; // bytes

struct file_number
{
    std::uint64_t volume = 0;
    std::uint64_t file[2] = {};
};
bool number_of(HANDLE handle, file_number&, std::error_code&) noexcept;

// A number is not used again: that of NTFS counts how often its record was, and that of ReFS only goes up. So nothing
// has to be held, and the time of creation would add nothing: a directory that is made again within seconds inherits it
// (tunnelling), and Wine changes it with every entry.
inline file_identity identity_of(file_number const& number) noexcept
{
    file_identity identity;
    identity.device = number.volume;
    identity.number[0] = number.file[0];
    identity.number[1] = number.file[1];
    identity.birth = 1;
    return identity;
}

// Whether the thread's user owns it; `handle` has READ_CONTROL.
bool is_ours(HANDLE handle) noexcept;

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

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
