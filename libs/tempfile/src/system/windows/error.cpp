//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

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

std::error_code meaning(DWORD code, std::errc condition) noexcept
{
    std::error_code const ec(static_cast<int>(code), std::system_category());
    return ec == condition ? ec : std::make_error_code(condition);
}

} // namespace

std::error_code to_error(DWORD code) noexcept
{
    switch (code)
    {
    case ERROR_SUCCESS:
        return std::error_code();
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_INVALID_DRIVE:
        return meaning(code, std::errc::no_such_file_or_directory);
    case ERROR_DIRECTORY:
        return meaning(code, std::errc::not_a_directory);
    case ERROR_ACCESS_DENIED:
        return meaning(code, std::errc::permission_denied);
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return meaning(code, std::errc::file_exists);
    case ERROR_FILENAME_EXCED_RANGE:
    case ERROR_BUFFER_OVERFLOW:
        return meaning(code, std::errc::filename_too_long);
    case ERROR_DIR_NOT_EMPTY:
        return meaning(code, std::errc::directory_not_empty);
    case ERROR_NOT_SAME_DEVICE:
        return meaning(code, std::errc::cross_device_link);
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return meaning(code, std::errc::no_space_on_device);
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_COMMITMENT_LIMIT:
        return meaning(code, std::errc::not_enough_memory);
    case ERROR_INVALID_FUNCTION:
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED:
        return meaning(code, std::errc::operation_not_supported);
    case ERROR_FILE_TOO_LARGE:
        return meaning(code, std::errc::file_too_large);
    case ERROR_TOO_MANY_OPEN_FILES:
        return meaning(code, std::errc::too_many_files_open);
    case ERROR_INVALID_PARAMETER:
        return meaning(code, std::errc::invalid_argument);
    case ERROR_INVALID_HANDLE:
        return meaning(code, std::errc::bad_file_descriptor);
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
        return meaning(code, std::errc::broken_pipe);
    default:
        return std::error_code(static_cast<int>(code), std::system_category());
    }
}

bool patience::wait() noexcept
{
    constexpr DWORD longest = 100; // ms
    if (::GetTickCount64() - started_ >= limit)
        return false;
    LARGE_INTEGER ticks{};
    ::QueryPerformanceCounter(&ticks);
    ::Sleep(pause_ - static_cast<DWORD>(ticks.QuadPart % (pause_ / 2 + 1)));
    pause_ = pause_ * 2 < longest ? pause_ * 2 : longest;
    return true;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
