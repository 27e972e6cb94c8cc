//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../reopening.hpp"

#include "handles.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// An anonymous file shares nothing, so that nobody can open it, this process included.
native_handle_type reopen_handle(native_handle_type handle, bool writes, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reopen_handle, handle, nullptr, nullptr, ec))
        return invalid_handle();
    DWORD const access = writes ? GENERIC_READ | GENERIC_WRITE : GENERIC_READ;
    HANDLE const opened = ::ReOpenFile(handle, access, share_everything, 0);
    if (opened != INVALID_HANDLE_VALUE)
        return opened;
    DWORD const error = ::GetLastError();
    ec = error == ERROR_TOO_MANY_OPEN_FILES || error == ERROR_NOT_ENOUGH_MEMORY || error == ERROR_NO_SYSTEM_RESOURCES
             ? to_error(error)
             : std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
