//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

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

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
