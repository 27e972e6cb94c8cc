//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "dispose.hpp"
#include "path.hpp"
#include "security.hpp"
#include "tree.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void create_directory(native_char const* path, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_directory, invalid_handle(), path, nullptr, ec))
        return;
    if (has_endless_name(path))
    {
        ec = to_error(ERROR_FILENAME_EXCED_RANGE);
        return;
    }
    long_path const native(path, ec);
    if (ec)
        return;
    owner_only security(owner_only::kind::directory, is_remote(native.c_str()) ? place::remote : place::local, ec);
    if (!ec && !::CreateDirectoryW(native.c_str(), security.get()))
        ec = creation_error(::GetLastError(), path);
}

namespace
{

// Opens an entry so that it can be removed. FILE_DELETE_CHILD on the parent gives the right to delete what denies it
// itself, but not the right to write its attributes.
NTSTATUS open_to_dispose(
    directory const& parent, native_char const* name, ULONG share, ULONG options, HANDLE& opened) noexcept
{
    NTSTATUS const result = open_entry(parent, name, disposing_access, share, options, opened);
    if (result != status_access_denied)
        return result;
    return open_entry(parent, name, disposing_access & ~DWORD(FILE_WRITE_ATTRIBUTES), share, options, opened);
}

// A link to a directory has to be opened as what it is not, to be told from a directory.
std::error_code remove_link(directory const& parent, native_char const* name) noexcept
{
    HANDLE handle;
    NTSTATUS const result = open_to_dispose(parent, name, share_everything, entry_options, handle);
    if (result != status_success)
        return status_error(result);
    closing const closer(handle);
    if (check_directory(handle) != status_success)
        return status_error(dispose_of_entry(parent, handle, false));
    if (listed_as_link(parent, name))
        return to_error(ERROR_CANT_ACCESS_FILE);
    return std::make_error_code(std::errc::is_a_directory);
}

} // namespace

void remove_entry(directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_entry, parent.handle, name, nullptr, ec))
        return;
    // Where only the old way is known, opening it for nobody else tells whether somebody else has it open.
    constexpr ULONG options = entry_options | FILE_NON_DIRECTORY_FILE;
    bool exclusive = parent && knows_old_way_alone(parent);
    HANDLE handle = nullptr;
    NTSTATUS result = open_to_dispose(parent, name, exclusive ? 0 : share_everything, options, handle);
    if (exclusive && result == status_sharing_violation)
    {
        exclusive = false;
        result = open_to_dispose(parent, name, share_everything, options, handle);
    }
    if (result == status_file_is_a_directory)
    {
        ec = remove_link(parent, name);
        return;
    }
    if (result == status_success)
    {
        result = dispose_of_entry(parent, handle, exclusive);
        ::CloseHandle(handle);
    }
    ec = status_error(result);
}

void remove_directory(
    directory const& parent, native_char const* name, directory const& self, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_directory, parent.handle, name, nullptr, ec))
        return;
    HANDLE handle = nullptr;
    NTSTATUS result = self ? reopen(self.handle, disposing_access, directory_options, handle)
                           : open_to_dispose(parent, name, share_everything, directory_options, handle);
    if (result == status_success)
    {
        closing const closer(handle);
        result = self ? status_success : check_directory(handle);
        if (result == status_success)
            result = dispose_of_entry(self ? self : parent, handle, false);
    }
    ec = status_error(result);
}

bool may_pass(directory const&, native_char const*, std::error_code const& ec) noexcept
{
    for (std::errc const passing :
        {std::errc::directory_not_empty, // what somebody holds open is still there until it is closed
            std::errc::is_a_directory, std::errc::not_a_directory, // somebody swaps entries
            std::errc::too_many_files_open, std::errc::not_enough_memory})
        if (ec == passing)
            return true;
    if (ec.category() != std::system_category())
        return false;
    switch (ec.value())
    {
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE: // a program that runs, or has just ended, too
    case ERROR_DELETE_PENDING:
    case ERROR_BUSY:
    case ERROR_NO_SYSTEM_RESOURCES:
        return true;
    default:
        return false; // denial, above all
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
