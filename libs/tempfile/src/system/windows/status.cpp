//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"
#include "path.hpp"
#include "security.hpp"

#include <cstring>

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

bool uses_numbers_once(HANDLE handle) noexcept
{
    struct // FILE_FS_ATTRIBUTE_INFORMATION
    {
        ULONG attributes;
        LONG longest_name;
        ULONG size;
        native_char name[32];
    } system;
    constexpr NTSTATUS cut_off = nt_status(0x80000005); // of a longer name
    IO_STATUS_BLOCK io;
    NTSTATUS const result = ntdll().NtQueryVolumeInformationFile(handle, &io, &system, sizeof system, volume_class);
    return (result == status_success || result == cut_off) && (system.attributes & FILE_SUPPORTS_OPEN_BY_FILE_ID) != 0;
}

} // namespace

bool number_of(HANDLE handle, file_number& number, std::error_code& ec) noexcept
{
    number.used_once = uses_numbers_once(handle);
    // Numbers of 128 bits; file systems that have none of those say so.
    FILE_ID_INFO id;
    if (::GetFileInformationByHandleEx(handle, FileIdInfo, &id, sizeof id))
    {
        number.volume = id.VolumeSerialNumber;
        static_assert(sizeof id.FileId == sizeof number.file, "128 bits");
        std::memcpy(number.file, &id.FileId, sizeof number.file);
        return true;
    }
    BY_HANDLE_FILE_INFORMATION info;
    if (!::GetFileInformationByHandle(handle, &info))
    {
        ec = last_error();
        return false;
    }
    number.volume = info.dwVolumeSerialNumber;
    number.file[0] = (std::uint64_t(info.nFileIndexHigh) << 32) | info.nFileIndexLow;
    return true;
}

NTSTATUS attributes_of(HANDLE handle, FILE_ATTRIBUTE_TAG_INFO& info) noexcept
{
    IO_STATUS_BLOCK io;
    NTSTATUS const result = ntdll().NtQueryInformationFile(handle, &io, &info, sizeof info, attribute_tag_class);
    if (!is_unsupported(result))
        return result;
    // FAT and exFAT, among others, which have no reparse points.
    FILE_BASIC_INFO basic;
    NTSTATUS const second = ntdll().NtQueryInformationFile(handle, &io, &basic, sizeof basic, basic_class);
    info.FileAttributes = second == status_success ? basic.FileAttributes : 0;
    info.ReparseTag = 0;
    return second;
}

namespace
{

file_status status_of(HANDLE handle, std::error_code& ec) noexcept
{
    file_status found;
    FILE_ATTRIBUTE_TAG_INFO what;
    FILE_STANDARD_INFO standard;
    NTSTATUS const result = attributes_of(handle, what);
    file_number number;
    if (result != status_success)
        ec = status_error(result);
    else if (!::GetFileInformationByHandleEx(handle, FileStandardInfo, &standard, sizeof standard))
        ec = last_error();
    else
        number_of(handle, number, ec);
    if (ec)
        return found;
    bool const is_directory = (what.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    found.type = is_link(what.FileAttributes, what.ReparseTag) ? file_type::link
                 : is_directory                                ? file_type::directory
                 : ::GetFileType(handle) != FILE_TYPE_DISK || is_special(what.FileAttributes, what.ReparseTag)
                     ? file_type::other
                     : file_type::regular;
    using std::filesystem::perms;
    bool const read_only = (what.FileAttributes & FILE_ATTRIBUTE_READONLY) != 0;
    found.permissions = is_directory ? perms::owner_all
                        : read_only  ? perms::owner_read
                                     : perms::owner_read | perms::owner_write;
    found.ours = is_ours(handle);
    found.links = standard.NumberOfLinks;
    found.identity = identity_of(number);
    return found;
}

} // namespace

file_status identify_file(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_file, invalid_handle(), path, nullptr, ec))
        return {};
    if (has_endless_name(path))
    {
        ec = to_error(ERROR_FILENAME_EXCED_RANGE);
        return {};
    }
    long_path const native(path, ec);
    if (ec)
        return {};
    HANDLE const handle = ::CreateFileW(native.c_str(), FILE_READ_ATTRIBUTES | READ_CONTROL, share_everything, nullptr,
        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
    {
        ec = creation_error(::GetLastError(), path);
        return {};
    }
    closing const closer(handle);
    return status_of(handle, ec);
}

file_status identify_file(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_file, handle, nullptr, nullptr, ec))
        return {};
    return status_of(handle, ec);
}

namespace
{

directory_status identify(HANDLE handle, std::error_code& ec) noexcept
{
    directory_status found;
    file_number number;
    if (!number_of(handle, number, ec))
        return found;
    found.identity = identity_of(number);
    return found;
}

} // namespace

directory_status identify_directory(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_directory, d.handle, nullptr, nullptr, ec))
        return directory_status();
    return identify(d.handle, ec);
}

directory_status identify_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_directory, invalid_handle(), path, nullptr, ec))
        return directory_status();
    HANDLE handle = nullptr;
    NTSTATUS const result = open_to_look(path, handle);
    if (result != status_success)
    {
        ec = status_error(result);
        return directory_status();
    }
    closing const closer(handle);
    return identify(handle, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
