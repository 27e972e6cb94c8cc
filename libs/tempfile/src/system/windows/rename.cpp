//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"
#include "path.hpp"

#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

NTSTATUS rename(HANDLE handle, HANDLE root, native_char const* name, bool replace) noexcept
{
    // FILE_RENAME_INFORMATION, whose first member became a set of flags.
    struct header
    {
        ULONG flags;
        HANDLE root;
        ULONG bytes; // of the name, which follows
    };
    constexpr std::size_t name_at = offsetof(header, bytes) + sizeof(ULONG);
    std::size_t const bytes = std::wcslen(name) * sizeof *name;
    if (bytes > longest_text)
        return status_name_too_long;
    std::size_t const size = name_at + bytes + sizeof *name;
    alignas(header) unsigned char fixed[1024];
    bool const fits = size <= sizeof fixed;
    unsigned char* const data = fits ? fixed : new (std::nothrow) unsigned char[size];
    if (data == nullptr)
        return status_no_memory;
    header start{};
    start.flags = replace ? 0x1 | 0x2 : 0; // FILE_RENAME_REPLACE_IF_EXISTS, FILE_RENAME_POSIX_SEMANTICS
    start.root = root;
    start.bytes = static_cast<ULONG>(bytes);
    std::memset(data, 0, sizeof start < size ? sizeof start : size);
    std::memcpy(data, &start, name_at);
    std::memcpy(data + name_at, name, bytes + sizeof *name);
    NTSTATUS result = set_information(handle, data, static_cast<ULONG>(size), rename_ex_class);
    if (is_unsupported(result))
    {
        start.flags = replace ? 1 : 0; // ReplaceIfExists
        std::memcpy(data, &start, name_at);
        result = set_information(handle, data, static_cast<ULONG>(size), rename_class);
    }
    if (!fits)
        delete[] data;
    return result;
}

namespace
{

void try_to_rename(native_char const* from, native_char const* to, bool replace, native_handle_type handle,
    std::error_code& ec) noexcept
{
    long_path const native(to, ec, long_path::form::native);
    if (ec)
        return;
    HANDLE const own = open_again(handle, from, DELETE | SYNCHRONIZE | FILE_READ_ATTRIBUTES, ec);
    if (ec)
        return;
    closing const closer(own);
    NTSTATUS const result = rename(own, nullptr, native.c_str(), replace);
    ec = status_error(result);
    if (ec && crosses_file(to))
        ec = to_error(ERROR_DIRECTORY);
}

bool is_there(native_char const* path) noexcept
{
    std::error_code ec;
    long_path const native(path, ec);
    return !ec && ::GetFileAttributesW(native.c_str()) != INVALID_FILE_ATTRIBUTES;
}

// Whether somebody has a file open, or has it mapped: without renaming as POSIX has it that is denied, as is what may
// not be done at all. Nobody can open it meanwhile.
bool is_open_elsewhere(native_char const* path) noexcept
{
    std::error_code ec;
    long_path const native(path, ec);
    if (ec)
        return false;
    HANDLE const alone =
        ::CreateFileW(native.c_str(), DELETE, 0, nullptr, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    if (alone == INVALID_HANDLE_VALUE)
        return is_held(::GetLastError());
    ::CloseHandle(alone);
    return false;
}

} // namespace

// A target that somebody has open is replaced as POSIX does it where the system can. Elsewhere it is waited for, and
// reported as held, not as denied. ReplaceFileW, which would replace some of them, loses the target in some failures.
void rename_file(native_char const* from, native_char const* to, replacement how, native_handle_type handle,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_file, handle, from, nullptr, ec))
        return;
    if (has_endless_name(to))
    {
        ec = to_error(ERROR_FILENAME_EXCED_RANGE);
        return;
    }
    bool const replace = how == replacement::allowed;
    // What would be renamed to its own name, in any spelling, would be so without an error.
    if (!replace && is_there(to))
    {
        ec = to_error(ERROR_ALREADY_EXISTS);
        return;
    }
    bool was_free = false; // when it was denied: it may have been closed just then, so it is tried again, once
    patience waiting;
    for (;;)
    {
        try_to_rename(from, to, replace, handle, ec);
        if (ec && replace && ec == std::errc::permission_denied)
        {
            if (is_open_elsewhere(to))
                ec = to_error(ERROR_SHARING_VIOLATION);
            else if (!std::exchange(was_free, true))
                continue;
        }
        if (!ec || !is_held(ec) || !waiting.wait())
            return;
    }
}

void move_directory(directory const& from, native_char const* name, directory const& to, native_char const* new_name,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::move_directory, from.handle, name, nullptr, ec))
        return;
    HANDLE handle = nullptr;
    NTSTATUS result = open_real_directory(from, name, DELETE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, handle);
    if (result == status_success)
    {
        closing const closer(handle);
        result = rename(handle, to.handle, new_name, false);
    }
    ec = status_error(result);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
