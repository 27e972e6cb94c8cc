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
        return status(0xC0000106); // STATUS_NAME_TOO_LONG
    std::size_t const size = name_at + bytes + sizeof *name;
    alignas(header) unsigned char fixed[1024];
    bool const fits = size <= sizeof fixed;
    unsigned char* const data = fits ? fixed : new (std::nothrow) unsigned char[size];
    if (data == nullptr)
        return status(0xC0000017); // STATUS_NO_MEMORY
    header start{};
    start.flags = replace ? 0x1 | 0x2 : 0; // FILE_RENAME_REPLACE_IF_EXISTS, FILE_RENAME_POSIX_SEMANTICS
    start.root = root;
    start.bytes = static_cast<ULONG>(bytes);
    std::memset(data, 0, sizeof start < size ? sizeof start : size);
    std::memcpy(data, &start, name_at);
    std::memcpy(data + name_at, name, bytes + sizeof *name);
    NTSTATUS result = set_information(handle, data, static_cast<ULONG>(size), rename_ex_class);
    if (result == status_invalid_info_class || result == status_invalid_parameter || result == status_not_supported ||
        result == status_not_implemented)
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

// Where there is no renaming as POSIX has it, a target that somebody has open is replaced by another call, if it is
// open for that. It goes by names, so it is the second choice.
void try_to_replace(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    std::error_code failed;
    long_path const source(from, failed);
    if (failed)
        return;
    long_path const target(to, failed);
    constexpr DWORD keep = REPLACEFILE_IGNORE_MERGE_ERRORS | REPLACEFILE_IGNORE_ACL_ERRORS;
    if (failed)
        return;
    if (::ReplaceFileW(target.c_str(), source.c_str(), nullptr, keep, nullptr, nullptr))
        ec.clear();
    else if (ec == std::errc::permission_denied && is_held(last_error()))
        ec = last_error(); // which renaming does not tell from denial
}

bool may_be_held(std::error_code const& ec) noexcept
{
    return is_held(ec) || ec == std::errc::permission_denied;
}

} // namespace

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
    patience waiting;
    do
    {
        try_to_rename(from, to, replace, handle, ec);
        if (ec && replace && may_be_held(ec))
            try_to_replace(from, to, ec);
    } while (ec && is_held(ec) && waiting.wait());
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
