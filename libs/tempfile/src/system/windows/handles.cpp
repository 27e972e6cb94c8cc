//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"
#include "path.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

NTSTATUS open(HANDLE root, native_char const* name, ACCESS_MASK access, ULONG share, ULONG options, ULONG flags,
    HANDLE& opened) noexcept
{
    std::size_t const bytes = std::wcslen(name) * sizeof *name;
    if (bytes > longest_text)
        return status_name_too_long;
    UNICODE_STRING text;
    text.Buffer = const_cast<native_char*>(name);
    text.Length = text.MaximumLength = static_cast<USHORT>(bytes);
    OBJECT_ATTRIBUTES object;
    InitializeObjectAttributes(&object, &text, flags, root, nullptr);
    IO_STATUS_BLOCK io;
    opened = nullptr;
    return ntdll().NtCreateFile(&opened, access, &object, &io, nullptr, 0, share, FILE_OPEN, options, nullptr, 0);
}

// Opens an entry of `parent`, or, where that is not open, a path.
NTSTATUS open_entry(directory const& parent, native_char const* name, ACCESS_MASK access, ULONG share, ULONG options,
    HANDLE& opened) noexcept
{
    if (!parent)
    {
        std::error_code ec;
        long_path const path(name, ec, long_path::form::native);
        if (ec)
            return status_insufficient_resources;
        return open(nullptr, path.c_str(), access, share, options, OBJ_CASE_INSENSITIVE, opened);
    }
    // A directory can tell "a" from "A" (WSL); what was listed is meant exactly. What a user named need not be.
    NTSTATUS const result = open(parent.handle, name, access, share, options, 0, opened);
    if (result != status_object_name_not_found)
        return result;
    return open(parent.handle, name, access, share, options, OBJ_CASE_INSENSITIVE, opened);
}

// The same file once more, with other access.
NTSTATUS reopen(HANDLE handle, ACCESS_MASK access, ULONG options, HANDLE& opened) noexcept
{
    return open(handle, L"", access, share_everything, options, 0, opened);
}

// Whether an open directory is one, and no link to one.
NTSTATUS check_directory(HANDLE handle) noexcept
{
    FILE_ATTRIBUTE_TAG_INFO info;
    NTSTATUS const result = attributes_of(handle, info);
    if (result != status_success)
        return result;
    bool const real =
        (info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && !is_link(info.FileAttributes, info.ReparseTag);
    return real ? status_success : status_not_a_directory;
}

NTSTATUS open_real_directory(
    directory const& parent, native_char const* name, ACCESS_MASK access, HANDLE& opened) noexcept
{
    NTSTATUS result = open_entry(parent, name, access, share_everything, directory_options, opened);
    if (result != status_success)
        return result;
    result = check_directory(opened);
    if (result != status_success)
        ::CloseHandle(opened);
    return result;
}

NTSTATUS open_to_look(native_char const* path, HANDLE& opened) noexcept
{
    return open_real_directory(directory(), path, FILE_READ_ATTRIBUTES | SYNCHRONIZE, opened);
}

HANDLE open_path(native_char const* path, DWORD access, DWORD share, DWORD flags, std::error_code& ec) noexcept
{
    long_path const native(path, ec);
    if (ec)
        return INVALID_HANDLE_VALUE;
    HANDLE const opened = ::CreateFileW(native.c_str(), access, share, nullptr, OPEN_EXISTING,
        flags | FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (opened == INVALID_HANDLE_VALUE)
        ec = creation_error(::GetLastError(), path);
    return opened;
}

// The handle once more with other access, or, where it is none, the path.
HANDLE open_again(native_handle_type handle, native_char const* path, DWORD access, std::error_code& ec) noexcept
{
    if (handle == invalid_handle())
        return open_path(path, access, share_everything, 0, ec);
    HANDLE opened = nullptr;
    ec = status_error(reopen(handle, access | SYNCHRONIZE | FILE_READ_ATTRIBUTES, entry_options, opened));
    if (ec)
        return INVALID_HANDLE_VALUE;
    return opened;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
