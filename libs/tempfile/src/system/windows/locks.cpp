//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"
#include "path.hpp"
#include "tree.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The owner of a sweepable file or directory has it open for writing until it dies; who opens it without sharing that
// is refused until then, and refuses the owner meanwhile. So the open handle itself is the lock. A file is born with
// it; a directory, which CreateDirectoryW does not open, can be swept before.

void lock_shared(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::lock_shared, handle, nullptr, nullptr, ec);
}

native_handle_type open_for_lock(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_for_lock, invalid_handle(), directory, nullptr, ec))
        return invalid_handle();
    long_path const native(directory, ec);
    if (ec)
        return invalid_handle();
    patience waiting;
    for (;;)
    {
        // To add a file is to write.
        HANDLE const opened =
            ::CreateFileW(native.c_str(), FILE_LIST_DIRECTORY | FILE_ADD_FILE | READ_CONTROL, share_everything, nullptr,
                OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, nullptr);
        if (opened != INVALID_HANDLE_VALUE)
            return opened;
        DWORD const code = ::GetLastError();
        bool const going = code == ERROR_ACCESS_DENIED && ntdll().RtlGetLastNtStatus() == status_delete_pending;
        ec = going ? to_error(ERROR_FILE_NOT_FOUND) : to_error(code);
        if (!is_held(ec) || !waiting.wait()) // a sweeper has it in its hands
            return invalid_handle();
    }
}

namespace
{

// Of a directory that has entries, whose owner was there and is dead, writing is shared from now on: subdirectories of
// a deep tree are moved into it while it is removed. An empty one may be newborn, and is kept from its owner.
HANDLE share_writing(HANDLE locked) noexcept
{
    HANDLE shared = nullptr;
    if (is_empty(locked) ||
        reopen(locked, FILE_READ_DATA | READ_CONTROL | SYNCHRONIZE, directory_options, shared) != status_success)
        return locked;
    ::CloseHandle(locked);
    return shared;
}

} // namespace

native_handle_type lock_dead(
    native_handle_type, native_char const* path, file_status& found, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_dead, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    // Deletion is shared so that sweep() can delete what it holds. Reading is not, so another sweeper is refused, but
    // of a directory, which has to be listed: two sweepers may remove it together.
    long_path const native(path, ec);
    DWORD const attributes = ec ? 0 : ::GetFileAttributesW(native.c_str());
    bool const listed = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    HANDLE const locked = open_path(
        path, FILE_READ_DATA | READ_CONTROL, listed ? FILE_SHARE_READ | FILE_SHARE_DELETE : FILE_SHARE_DELETE, 0, ec);
    if (locked == INVALID_HANDLE_VALUE)
    {
        if (is_held(ec) || ec == std::errc::no_such_file_or_directory || ec == std::errc::permission_denied)
            ec.clear(); // alive, gone, or somebody else's
        return invalid_handle();
    }
    found = identify_file(locked, ec);
    if (!ec && found.ours && found.type == (listed ? file_type::directory : file_type::regular))
        return listed ? share_writing(locked) : locked;
    ::CloseHandle(locked);
    return invalid_handle();
}

// Every file system of Windows has sharing.
void check_sweepable(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::check_sweepable, invalid_handle(), directory, nullptr, ec);
}

void check_file_system_sweepable(native_char const* directory, std::error_code& ec) noexcept
{
    check_sweepable(directory, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
