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

namespace
{

enum class access_list
{
    owner_only,
    inherited
};

native_handle_type create(
    native_char const* path, DWORD access, DWORD share, DWORD flags, access_list list, std::error_code& ec) noexcept
{
    if (has_endless_name(path))
    {
        ec = to_error(ERROR_FILENAME_EXCED_RANGE);
        return invalid_handle();
    }
    long_path const native(path, ec);
    if (ec)
        return invalid_handle();
    owner_only security(owner_only::kind::file, is_remote(native.c_str()) ? place::remote : place::local, ec);
    if (ec)
        return invalid_handle();
    // FILE_FLAG_OPEN_REPARSE_POINT: CREATE_NEW on a dangling symbolic link would make the file that it points to.
    HANDLE const handle =
        ::CreateFileW(native.c_str(), access, share, list == access_list::inherited ? nullptr : security.get(),
            CREATE_NEW, flags | FILE_FLAG_OPEN_REPARSE_POINT, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        ec = creation_error(::GetLastError(), path);
    return handle;
}

} // namespace

native_handle_type create_file(
    native_char const* path, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_file, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    // No DELETE access: fopen and std::ifstream, which do not share it, could not open the file a second time.
    // What asks for 0666, before a umask, is to be what any new file is: the directory says who has access.
    access_list const list =
        permissions == std::filesystem::perms(0666) ? access_list::inherited : access_list::owner_only;
    return create(path, GENERIC_READ | GENERIC_WRITE, share_everything, FILE_ATTRIBUTE_NORMAL, list, ec);
}

native_handle_type create_unlinked(native_char const* path, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_unlinked, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    return create(path, GENERIC_READ | GENERIC_WRITE | DELETE, 0, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE,
        access_list::owner_only, ec);
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

void close(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    std::error_code injected;
    bool const fails = intercepted(call::close, handle, nullptr, nullptr, injected);
    if (!::CloseHandle(handle))
        ec = last_error();
    if (fails)
        ec = injected;
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

// A handle cannot be made to stand for another file.
bool redirect(native_handle_type, native_handle_type) noexcept
{
    return false;
}

handle_state inspect(native_handle_type handle, std::error_code& ec) noexcept
{
    handle_state state;
    ec.clear();
    if (intercepted(call::inspect, handle, nullptr, nullptr, ec))
        return state;
    ::SetLastError(ERROR_SUCCESS);
    DWORD const type = ::GetFileType(handle);
    if (type == FILE_TYPE_UNKNOWN && ::GetLastError() != ERROR_SUCCESS)
    {
        ec = last_error();
        return state;
    }
    IO_STATUS_BLOCK io;
    ACCESS_MASK access = 0;
    if (ntdll().NtQueryInformationFile(handle, &io, &access, sizeof access, access_class) == status_success)
        state.appending = (access & FILE_APPEND_DATA) != 0 && (access & FILE_WRITE_DATA) == 0;
    LARGE_INTEGER position{};
    state.seekable = type == FILE_TYPE_DISK && ::SetFilePointerEx(handle, LARGE_INTEGER{}, &position, FILE_CURRENT);
    state.position = state.seekable ? position.QuadPart : 0;
    return state;
}

std::int64_t size(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::size, handle, nullptr, nullptr, ec))
        return 0;
    LARGE_INTEGER length{};
    if (!::GetFileSizeEx(handle, &length))
    {
        ec = last_error();
        DWORD const type = ::GetFileType(handle);
        if (type == FILE_TYPE_PIPE || type == FILE_TYPE_CHAR)
            ec.clear(); // no size, and no error, as elsewhere
        return 0;
    }
    return length.QuadPart;
}

std::int64_t available(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::available, handle, nullptr, nullptr, ec))
        return 0;
    // A console does not say: what is typed becomes a line when it is read.
    if (::GetFileType(handle) != FILE_TYPE_PIPE)
        return 0;
    DWORD count = 0;
    if (::PeekNamedPipe(handle, nullptr, 0, nullptr, &count, nullptr))
        return count;
    if (::GetLastError() != ERROR_BROKEN_PIPE)
        ec = last_error();
    return 0;
}

// What it grows by takes space at once, though nothing is written there: a sparse file would be slower, and a mapping of it
// could find the disk full.
void resize(native_handle_type handle, std::int64_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::resize, handle, nullptr, nullptr, ec))
        return;
    if (size < 0)
    {
        ec = to_error(ERROR_INVALID_PARAMETER);
        return;
    }
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = size;
    if (!::SetFileInformationByHandle(handle, FileEndOfFileInfo, &end, sizeof end))
        ec = last_error();
}

void set_position(native_handle_type handle, std::int64_t position, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::set_position, handle, nullptr, nullptr, ec))
        return;
    LARGE_INTEGER place{};
    place.QuadPart = position;
    if (!::SetFilePointerEx(handle, place, nullptr, FILE_BEGIN))
        ec = last_error();
    // No more than that is said of a position that a file of this file system cannot have.
    if (ec == std::errc::invalid_argument && position >= 0)
        ec = std::make_error_code(std::errc::file_too_large);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
