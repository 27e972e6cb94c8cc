//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

#include <algorithm>
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

namespace
{

// CreateFileW takes paths of less than MAX_PATH characters, CreateDirectoryW of 12 less: a name as 8.3 must fit into
// it.
constexpr std::size_t longest_plain_path = MAX_PATH - 13;

} // namespace

long_path::long_path(native_char const* path, std::error_code& ec, form wanted) noexcept : path_(path)
{
    ec.clear();
    bool const native = wanted == form::native;
    if (!native && (verbatim(path) || std::wcslen(path) <= longest_plain_path))
        return;
    // Behind the prefix a path is taken as it is, so everything that the system resolves in others is resolved here;
    // not in one that has such a prefix already.
    static constexpr native_char network[] = L"\\\\?\\UNC\\";
    constexpr std::size_t local_length = 4;
    constexpr std::size_t network_length = sizeof network / sizeof *network - 1;
    bool const resolved = verbatim(path);
    std::size_t const size = resolved ? std::wcslen(path) + 1 : ::GetFullPathNameW(path, 0, nullptr, nullptr);
    std::size_t const needed = network_length + size;
    if (size != 0)
        made_ = needed <= sizeof short_ / sizeof *short_ ? short_ : new (std::nothrow) native_char[needed];
    if (made_ == nullptr)
    {
        ec = size == 0 ? last_error() : to_error(ERROR_NOT_ENOUGH_MEMORY);
        return;
    }
    native_char* full = made_ + network_length;
    if (resolved)
        std::memcpy(full, path, size * sizeof *full);
    else
    {
        DWORD const written = ::GetFullPathNameW(path, static_cast<DWORD>(size), full, nullptr);
        if (written == 0 || written >= size)
        {
            ec = written == 0 ? last_error() : to_error(ERROR_FILENAME_EXCED_RANGE); // the current directory changed
            return;
        }
    }
    if (!verbatim(full))
    {
        // The two backslashes of \\server\share are the last one of \\?\UNC\.
        bool const unc = separator(full[0]) && separator(full[1]);
        std::size_t const length = unc ? network_length : local_length;
        full = (unc ? full + 2 : full) - length;
        std::memcpy(full, network, length * sizeof *full);
    }
    if (native)
        std::memcpy(full, L"\\??\\", local_length * sizeof *full);
    path_ = full;
}

long_path::~long_path()
{
    if (made_ != short_)
        delete[] made_;
}

namespace
{

// ---- creation ------------------------------------------------------------------------------------------------------

// What NTFS, FAT and SMB all take for one name; the system reports a longer one as a missing file.
constexpr std::size_t longest_name = 255;

} // namespace

bool has_endless_name(native_char const* path) noexcept
{
    std::size_t length = 0;
    for (; *path != 0; ++path)
    {
        length = separator(*path) ? 0 : length + 1;
        if (length > longest_name)
            return true;
    }
    return false;
}

// Whether something that is no directory stands where a directory of `path` should: the system says
// ERROR_PATH_NOT_FOUND then as well.
bool crosses_file(native_char const* path) noexcept
{
    std::error_code ec;
    std::size_t length = std::wcslen(path);
    native_char* const copy = new (std::nothrow) native_char[length + 1];
    if (copy == nullptr)
        return false;
    std::memcpy(copy, path, (length + 1) * sizeof *copy);
    bool file = false;
    for (;;)
    {
        while (length != 0 && !separator(copy[length - 1]))
            --length;
        while (length != 0 && separator(copy[length - 1]))
            --length;
        if (length == 0)
            break;
        copy[length] = 0;
        long_path const parent(copy, ec);
        DWORD const attributes = ec ? INVALID_FILE_ATTRIBUTES : ::GetFileAttributesW(parent.c_str());
        if (attributes != INVALID_FILE_ATTRIBUTES)
        {
            file = (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
            break;
        }
    }
    delete[] copy;
    return file;
}

std::error_code creation_error(DWORD code, native_char const* path) noexcept
{
    if ((code == ERROR_PATH_NOT_FOUND || code == ERROR_FILE_NOT_FOUND) && crosses_file(path))
        return to_error(ERROR_DIRECTORY);
    return to_error(code);
}

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
    owner_only security(owner_only::kind::file, ec);
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

// ---- transfers -----------------------------------------------------------------------------------------------------

constexpr std::size_t largest_transfer = std::size_t(1) << 30; // well within a DWORD

OVERLAPPED at_offset(std::int64_t offset) noexcept
{
    OVERLAPPED place{};
    place.Offset = static_cast<DWORD>(static_cast<std::uint64_t>(offset) & 0xffffffffu);
    place.OffsetHigh = static_cast<DWORD>(static_cast<std::uint64_t>(offset) >> 32);
    return place;
}

// Runs ReadFile or WriteFile and waits where the handle was opened for overlapped transfers. `place` may be null: the
// file's own position. 0 or the system's code.
template<class Transfer>
DWORD transfer(HANDLE handle, OVERLAPPED* place, DWORD& count, Transfer call) noexcept
{
    count = 0;
    ::SetLastError(ERROR_SUCCESS);
    if (call(&count, place))
        return ERROR_SUCCESS;
    DWORD code = ::GetLastError();
    OVERLAPPED anywhere{};
    if (code == ERROR_INVALID_PARAMETER && place == nullptr)
    {
        // A pipe opened with FILE_FLAG_OVERLAPPED insists on a structure, whose offset it ignores.
        place = &anywhere;
        code = call(&count, place) ? ERROR_SUCCESS : ::GetLastError();
    }
    if (code == ERROR_IO_PENDING)
        code = ::GetOverlappedResult(handle, place, &count, TRUE) ? ERROR_SUCCESS : ::GetLastError();
    return code;
}

std::size_t read_some(HANDLE handle, OVERLAPPED* place, char* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    size = (std::min)(size, largest_transfer);
    if (intercepted(call::read, handle, nullptr, &size, ec) || size == 0)
        return 0;
    for (;;)
    {
        DWORD count = 0;
        DWORD const code = transfer(handle, place, count,
            [&](DWORD* n, OVERLAPPED* o) { return ::ReadFile(handle, data, static_cast<DWORD>(size), n, o) != FALSE; });
        switch (code)
        {
        case ERROR_SUCCESS:
            break;
        case ERROR_MORE_DATA: // of a message: the rest comes with the next read
            return count;
        case ERROR_HANDLE_EOF:
        case ERROR_BROKEN_PIPE: // every writer has closed
        case ERROR_PIPE_NOT_CONNECTED:
            return 0;
        case ERROR_NO_DATA: // an empty PIPE_NOWAIT pipe
            ec = std::make_error_code(std::errc::resource_unavailable_try_again);
            return 0;
        default:
            ec = to_error(code);
            return 0;
        }
        if (count != 0)
            return count;
        // Nothing, without an error: the end of a file, a console's ^Z, but on a pipe a write of no bytes, and on a
        // console an interruption by ^C, which another thread handles.
        DWORD const aborted = ::GetLastError();
        DWORD const type = ::GetFileType(handle);
        if (type != FILE_TYPE_PIPE && !(type == FILE_TYPE_CHAR && aborted == ERROR_OPERATION_ABORTED))
            return 0;
    }
}

// `offset` is null for the file's own position.
std::size_t write_all(
    HANDLE handle, std::int64_t const* offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    std::size_t done = 0;
    while (done < size)
    {
        std::size_t chunk = (std::min)(size - done, largest_transfer);
        if (intercepted(call::write, handle, nullptr, &chunk, ec))
            return done;
        OVERLAPPED place = at_offset(offset == nullptr ? 0 : *offset + static_cast<std::int64_t>(done));
        DWORD count = 0;
        DWORD const code = transfer(handle, offset == nullptr ? nullptr : &place, count,
            [&](DWORD* n, OVERLAPPED* o)
            { return ::WriteFile(handle, data + done, static_cast<DWORD>(chunk), n, o) != FALSE; });
        done += count;
        if (code != ERROR_SUCCESS)
        {
            ec = to_error(code);
            return done;
        }
        if (count == 0 && chunk != 0)
        {
            ec = std::make_error_code(std::errc::resource_unavailable_try_again); // a full PIPE_NOWAIT pipe
            return done;
        }
    }
    return done;
}

} // namespace

std::atomic<interceptor> installed_interceptor{nullptr};

native_handle_type open_anonymous(native_char const* dir, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::open_anonymous, invalid_handle(), dir, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

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

bool number_of(HANDLE handle, file_number& number, std::error_code& ec) noexcept
{
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

NTSTATUS attributes(HANDLE handle, FILE_ATTRIBUTE_TAG_INFO& info) noexcept
{
    IO_STATUS_BLOCK io;
    return ntdll().NtQueryInformationFile(handle, &io, &info, sizeof info, attribute_tag_class);
}

namespace
{

NTSTATUS set_information(HANDLE handle, void* data, ULONG size, int which) noexcept
{
    IO_STATUS_BLOCK io;
    return ntdll().NtSetInformationFile(handle, &io, data, size, which);
}

} // namespace

NTSTATUS dispose_later(HANDLE handle) noexcept
{
    unsigned char remove = TRUE;
    NTSTATUS result = set_information(handle, &remove, sizeof remove, disposition_class);
    FILE_ATTRIBUTE_TAG_INFO info;
    if (result != status_cannot_delete || attributes(handle, info) != status_success ||
        (info.FileAttributes & FILE_ATTRIBUTE_READONLY) == 0)
        return result;
    FILE_BASIC_INFO basic{}; // a time of 0 stays as it is
    basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    if (set_information(handle, &basic, sizeof basic, basic_class) != status_success)
        return result;
    result = set_information(handle, &remove, sizeof remove, disposition_class);
    // The file may have other names, somewhere else.
    basic.FileAttributes = info.FileAttributes;
    (void)set_information(handle, &basic, sizeof basic, basic_class);
    return result;
}

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

NTSTATUS dispose_at_once(HANDLE handle) noexcept
{
    // FILE_DISPOSITION_DELETE | FILE_DISPOSITION_POSIX_SEMANTICS | FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE
    ULONG flags = 0x1 | 0x2 | 0x10;
    return set_information(handle, &flags, sizeof flags, disposition_ex_class);
}

NTSTATUS dispose(HANDLE handle) noexcept
{
    NTSTATUS const result = dispose_at_once(handle);
    // The old way also says better what is wrong.
    return result == status_success || result == status_directory_not_empty ? result : dispose_later(handle);
}

namespace
{

// By the handle where there is one, so that what stands under the name now does not matter. 0 or the system's code.
DWORD try_to_remove(native_char const* path, native_handle_type handle) noexcept
{
    constexpr DWORD flags = FILE_FLAG_OPEN_REPARSE_POINT;
    HANDLE const own = handle != invalid_handle() ? ::ReOpenFile(handle, disposing_access, share_everything, flags)
                                                  : ::CreateFileW(path, disposing_access, share_everything, nullptr,
                                                        OPEN_EXISTING, flags, nullptr);
    if (own == INVALID_HANDLE_VALUE)
    {
        DWORD const code = ::GetLastError();
        if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND)
            return ERROR_SUCCESS;
        // Somebody else's handle keeps a file that is gone already.
        return code == ERROR_ACCESS_DENIED && ntdll().RtlGetLastNtStatus() == status_delete_pending ? ERROR_SUCCESS
                                                                                                    : code;
    }
    NTSTATUS const status = dispose(own);
    ::CloseHandle(own);
    return status == status_success || status == status_delete_pending ? DWORD(ERROR_SUCCESS)
                                                                       : ntdll().RtlNtStatusToDosError(status);
}

bool is_held(DWORD code) noexcept
{
    return code == ERROR_SHARING_VIOLATION || code == ERROR_LOCK_VIOLATION;
}

} // namespace

void remove_file(native_char const* path, native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_file, handle, path, nullptr, ec))
        return;
    long_path const native(path, ec);
    if (ec)
        return;
    // Somebody may hold the file without sharing its deletion, as a virus scanner or an indexer does for a moment, and
    // the C library's fopen for as long as the program likes. At the end of a process all that is held is waited for
    // together: what could not go within the time that another took was waited for as well.
    static std::atomic<ULONGLONG> given_up{0};
    bool const by_path = handle == invalid_handle();
    patience waiting;
    DWORD code = try_to_remove(native.c_str(), handle);
    if (is_held(code) && by_path && patience::limit > ::GetTickCount64() - given_up.load())
        return void(ec = to_error(code));
    while (is_held(code) && waiting.wait())
        code = try_to_remove(native.c_str(), handle);
    if (is_held(code) && by_path)
        given_up.store(::GetTickCount64());
    ec = to_error(code);
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

std::size_t read(native_handle_type handle, char* data, std::size_t size, std::error_code& ec) noexcept
{
    return read_some(handle, nullptr, data, size, ec);
}

std::size_t read_at(
    native_handle_type handle, std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    OVERLAPPED place = at_offset(offset);
    return read_some(handle, &place, data, size, ec);
}

std::size_t write(native_handle_type handle, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    return write_all(handle, nullptr, data, size, ec);
}

std::size_t write_at(
    native_handle_type handle, std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    return write_all(handle, &offset, data, size, ec);
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
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
