//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//
#include "windows.hpp"

#include <winioctl.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

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
    HANDLE const opened =
        ::ReOpenFile(handle, access, share_everything, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS);
    if (opened == INVALID_HANDLE_VALUE)
        ec = last_error();
    return opened;
}

bool is_held(std::error_code const& ec) noexcept
{
    return ec.category() == std::system_category() &&
           (ec.value() == ERROR_SHARING_VIOLATION || ec.value() == ERROR_LOCK_VIOLATION);
}

} // namespace

// ---- locks ---------------------------------------------------------------------------------------------------------

// The owner of a sweepable file or directory has it open for writing until it dies; who opens it without sharing that
// is refused until then, and refuses the owner meanwhile. So the open handle itself is the lock. A file is born with
// it; a directory, which CreateDirectoryW does not open, can be swept before.

void lock_shared(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::lock_shared, handle, nullptr, nullptr, ec);
}

native_handle_type duplicate(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::duplicate, handle, nullptr, nullptr, ec))
        return invalid_handle();
    HANDLE const self = ::GetCurrentProcess();
    HANDLE made = INVALID_HANDLE_VALUE;
    if (!::DuplicateHandle(self, handle, self, &made, 0, FALSE, DUPLICATE_SAME_ACCESS))
    {
        ec = last_error();
        return invalid_handle();
    }
    return made;
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

native_handle_type lock_dead(native_char const* path, file_status& found, std::error_code& ec) noexcept
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
        return locked;
    ::CloseHandle(locked);
    return invalid_handle();
}

// Every file system of Windows has sharing.
void check_sweepable(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::check_sweepable, invalid_handle(), directory, nullptr, ec);
}

// ---- storage -------------------------------------------------------------------------------------------------------

storage storage_of(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    native_char volume[MAX_PATH + 1];
    long_path const native(directory, ec);
    if (!ec && !::GetVolumePathNameW(native.c_str(), volume, MAX_PATH + 1))
        ec = last_error();
    return !ec && ::GetDriveTypeW(volume) == DRIVE_RAMDISK ? storage::memory : storage::disk;
}

// The system has no directory in memory; one that a driver provides is found if it is where temporary files go.
std::vector<native_string> storage_candidates(storage)
{
    return {};
}

// ---- links ---------------------------------------------------------------------------------------------------------

namespace
{

// REPARSE_DATA_BUFFER, which the SDK keeps for drivers. Of a symbolic link a ULONG of flags stands before the text.
struct reparse_data
{
    ULONG tag;
    USHORT size;
    USHORT reserved;
    USHORT substitute_offset; // bytes, from the start of the text
    USHORT substitute_size;
    USHORT print_offset;
    USHORT print_size;
};

} // namespace

native_string read_link(native_char const* path, std::error_code& ec)
{
    ec.clear();
    if (intercepted(call::read_link, invalid_handle(), path, nullptr, ec))
        return {};
    HANDLE const link = open_path(path, FILE_READ_ATTRIBUTES, share_everything, 0, ec);
    if (ec)
        return {};
    closing const closer(link);
    std::vector<unsigned char> data(MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
    DWORD used = 0;
    if (!::DeviceIoControl(
            link, FSCTL_GET_REPARSE_POINT, nullptr, 0, data.data(), static_cast<DWORD>(data.size()), &used, nullptr))
    {
        ec = last_error();
        return {};
    }
    reparse_data header{};
    std::memcpy(&header, data.data(), (std::min)(sizeof header, std::size_t(used)));
    bool const symbolic = header.tag == IO_REPARSE_TAG_SYMLINK;
    std::size_t const text = sizeof header + (symbolic ? sizeof(ULONG) : 0);
    // What is printed is a path as programs know it; what is substituted begins with \??\.
    bool const printed = header.print_size != 0;
    std::size_t const size = printed ? header.print_size : header.substitute_size;
    std::size_t const start = text + (printed ? header.print_offset : header.substitute_offset);
    if ((!symbolic && header.tag != IO_REPARSE_TAG_MOUNT_POINT) || start + size > used)
    {
        ec = to_error(ERROR_NOT_SUPPORTED);
        return {};
    }
    native_string target(size / sizeof(native_char), native_char());
    std::memcpy(&target[0], data.data() + start, target.size() * sizeof(native_char));
    if (target.rfind(L"\\??\\", 0) == 0)
        target[1] = L'\\';
    return target;
}

// ---- renaming ------------------------------------------------------------------------------------------------------

// Files are renamed by their handles: whose names are in the directory does not matter.
bool is_trusted(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::is_trusted, invalid_handle(), directory, nullptr, ec);
    return true;
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

// A file without a name is one that is deleted on close, which nothing takes back.
void link_handle(native_handle_type handle, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::link_handle, handle, to, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

// ---- durability ----------------------------------------------------------------------------------------------------

bool reports_errors_late(native_handle_type handle) noexcept
{
    FILE_REMOTE_PROTOCOL_INFO remote;
    return ::GetFileInformationByHandleEx(handle, FileRemoteProtocolInfo, &remote, sizeof remote) != FALSE;
}

void sync_file(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::sync_file, handle, nullptr, nullptr, ec) && !::FlushFileBuffers(handle))
        ec = last_error();
}

void sync_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_directory, invalid_handle(), path, nullptr, ec))
        return;
    HANDLE const opened = open_path(path, FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY, share_everything, 0, ec);
    if (ec)
        return;
    closing const closer(opened);
    if (::FlushFileBuffers(opened))
        return;
    // Not every file system flushes a directory; those with a journal write its entries in order by themselves.
    DWORD const code = ::GetLastError();
    if (code != ERROR_ACCESS_DENIED && code != ERROR_INVALID_HANDLE && code != ERROR_INVALID_FUNCTION &&
        code != ERROR_INVALID_PARAMETER && code != ERROR_NOT_SUPPORTED)
        ec = to_error(code);
}

// ---- contents and attributes ----------------------------------------------------------------------------------------

// A file is its owner's alone until it replaces another.
void set_file_permissions(native_handle_type handle, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::set_file_permissions, handle, nullptr, nullptr, ec);
}

void copy_contents(native_handle_type from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::copy_contents, from, nullptr, nullptr, ec))
        return;
    constexpr std::size_t size = std::size_t(256) << 10;
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[size]);
    if (!buffer)
    {
        ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
        return;
    }
    std::int64_t offset = 0;
    while (std::size_t const n = read_at(from, offset, buffer.get(), size, ec))
    {
        (void)write_at(to, offset, buffer.get(), n, ec);
        if (ec)
            return;
        offset += static_cast<std::int64_t>(n);
    }
}

// A handle cannot be made to stand for another file.
bool redirect(native_handle_type, native_handle_type) noexcept
{
    return false;
}

native_handle_type reopen_file(native_char const* path, file_identity const& identity, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reopen_file, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    HANDLE const opened = open_path(path, GENERIC_READ | GENERIC_WRITE, share_everything, 0, ec);
    if (ec)
        return invalid_handle();
    file_number number;
    if (number_of(opened, number, ec) && identity_of(number) != identity)
        ec = to_error(ERROR_FILE_NOT_FOUND);
    if (!ec)
        return opened;
    ::CloseHandle(opened);
    return invalid_handle();
}

namespace
{

struct descriptor
{
    std::unique_ptr<unsigned char[]> bytes;

    bool read(HANDLE handle, SECURITY_INFORMATION what, std::error_code& ec) noexcept
    {
        DWORD size = 0;
        (void)::GetKernelObjectSecurity(handle, what, nullptr, 0, &size);
        bytes.reset(size == 0 ? nullptr : new (std::nothrow) unsigned char[size]);
        if (size != 0 && !bytes)
            ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
        else if (size == 0 || !::GetKernelObjectSecurity(handle, what, bytes.get(), size, &size))
            ec = last_error();
        return !ec;
    }
    PSID owner() const noexcept
    {
        PSID found = nullptr;
        BOOL defaulted = FALSE;
        return ::GetSecurityDescriptorOwner(bytes.get(), &found, &defaulted) ? found : nullptr;
    }
};

// The access list as it is, inherited entries and protection included.
void carry_list(HANDLE from, native_handle_type to, std::error_code& ec) noexcept
{
    descriptor list;
    if (!list.read(from, DACL_SECURITY_INFORMATION, ec))
        return;
    HANDLE const own = open_again(to, nullptr, WRITE_DAC | READ_CONTROL, ec);
    if (ec)
        return;
    closing const closer(own);
    if (!::SetKernelObjectSecurity(own, DACL_SECURITY_INFORMATION, list.bytes.get()))
        ec = last_error();
}

bool same_owner(HANDLE from, HANDLE to, std::error_code& ec) noexcept
{
    descriptor a, b;
    return a.read(from, OWNER_SECURITY_INFORMATION, ec) && b.read(to, OWNER_SECURITY_INFORMATION, ec) &&
           a.owner() != nullptr && b.owner() != nullptr && ::EqualSid(a.owner(), b.owner());
}

void carry_basic_attributes(HANDLE from, HANDLE to, std::error_code& ec) noexcept
{
    constexpr DWORD carried =
        FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
    FILE_ATTRIBUTE_TAG_INFO old;
    NTSTATUS const result = attributes(from, old);
    if (result != status_success)
    {
        ec = status_error(result);
        return;
    }
    FILE_BASIC_INFO basic{};
    basic.FileAttributes = old.FileAttributes & carried;
    if (basic.FileAttributes == 0)
        basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    if (!::SetFileInformationByHandle(to, FileBasicInfo, &basic, sizeof basic))
        ec = last_error();
}

// Named streams stay behind.
bool has_streams(native_char const* path) noexcept
{
    std::error_code ec;
    long_path const native(path, ec);
    WIN32_FIND_STREAM_DATA found;
    HANDLE const search =
        ec ? INVALID_HANDLE_VALUE : ::FindFirstStreamW(native.c_str(), FindStreamInfoStandard, &found, 0);
    if (search == INVALID_HANDLE_VALUE)
        return false;
    bool const more = ::FindNextStreamW(search, &found) != FALSE; // the first is the contents
    ::FindClose(search);
    return more;
}

} // namespace

lost carry_attributes(native_char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    lost result = lost::nothing;
    if (intercepted(call::carry_attributes, to, from, nullptr, ec))
        return result;
    HANDLE const source = open_path(from, READ_CONTROL | FILE_READ_ATTRIBUTES, share_everything, 0, ec);
    if (ec)
        return result;
    closing const closer(source);
    std::error_code unknown;
    if (!same_owner(source, to, unknown))
        result = result | lost::owner;
    carry_basic_attributes(source, to, ec);
    if (!ec)
        carry_list(source, to, ec);
    return has_streams(from) ? result | lost::attributes : result;
}

void carry_permissions(native_char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::carry_permissions, to, from, nullptr, ec))
        return;
    HANDLE const source = open_path(from, READ_CONTROL, share_everything, 0, ec);
    if (ec)
        return;
    closing const closer(source);
    carry_list(source, to, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
