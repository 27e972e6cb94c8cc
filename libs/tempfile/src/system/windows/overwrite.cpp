//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../overwrite.hpp"
#include "handles.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_handle_type open_to_overwrite(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_to_overwrite, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    return open_path(path, GENERIC_WRITE | FILE_READ_ATTRIBUTES | READ_CONTROL, share_everything, 0, ec);
}

void reserve_space(native_handle_type handle, std::int64_t size, std::error_code& ec) noexcept
{
    ec.clear();
    LARGE_INTEGER now;
    if (intercepted(call::reserve_space, handle, nullptr, nullptr, ec) || !::GetFileSizeEx(handle, &now) ||
        size <= now.QuadPart) // an allocation below the size would cut the file
        return;
    FILE_ALLOCATION_INFO wanted;
    wanted.AllocationSize.QuadPart = size;
    if (!::SetFileInformationByHandle(handle, FileAllocationInfo, &wanted, sizeof wanted) &&
        ::GetLastError() == ERROR_DISK_FULL)
        ec = last_error();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
