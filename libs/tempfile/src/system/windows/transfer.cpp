//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

#include <algorithm>

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
    if (code == ERROR_INVALID_PARAMETER && place == nullptr && ::GetFileType(handle) == FILE_TYPE_PIPE)
    {
        // A pipe opened with FILE_FLAG_OVERLAPPED insists on a structure, whose offset it ignores. A file, which may
        // say that its position is too far, would not.
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

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
