//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"
#include "path.hpp"
#include "security.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void check_writable(native_char const* dir, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::check_writable, invalid_handle(), dir, nullptr, ec))
        return;
    long_path const native(dir, ec);
    if (ec)
        return;
    DWORD const found = ::GetFileAttributesW(native.c_str());
    if (found == INVALID_FILE_ATTRIBUTES)
        ec = creation_error(::GetLastError(), dir);
    else if ((found & FILE_ATTRIBUTE_DIRECTORY) == 0)
        ec = to_error(ERROR_DIRECTORY);
    if (ec)
        return;
    HANDLE const handle = ::CreateFileW(native.c_str(), FILE_ADD_FILE | FILE_TRAVERSE, share_everything, nullptr,
        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        ec = last_error();
    else
        ::CloseHandle(handle);
}

// Files are renamed by their handles: whose names are in the directory does not matter.
bool is_trusted(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::is_trusted, invalid_handle(), directory, nullptr, ec);
    return true;
}

void grant_access(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::grant_access, d.handle, nullptr, nullptr, ec))
        return;
    HANDLE opened;
    NTSTATUS result = reopen(d.handle, READ_CONTROL | WRITE_DAC | SYNCHRONIZE, directory_options, opened);
    if (result == status_success)
    {
        closing const closer(opened);
        result = grant(opened);
    }
    ec = status_error(result);
}

// A directory is its owner's alone, whatever was asked for.
void set_directory_permissions(
    native_char const* path, directory_identity const&, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::set_directory_permissions, invalid_handle(), path, nullptr, ec);
}

// A file is its owner's alone until it replaces another.
void set_file_permissions(native_handle_type handle, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::set_file_permissions, handle, nullptr, nullptr, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
