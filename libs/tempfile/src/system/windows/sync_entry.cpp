//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"

#include "../sync.hpp"
#include "../sync_entry.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Flushing takes the right to write, which a read-only file does not give: it is left to the system then.
void sync_entry(directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_entry, parent.handle, name, nullptr, ec))
        return;
    HANDLE opened = nullptr;
    constexpr ACCESS_MASK access = FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
    NTSTATUS const result =
        open_entry(parent, name, access, share_everything, entry_options | FILE_NON_DIRECTORY_FILE, opened);
    if (result == status_file_is_a_directory)
        ec = std::make_error_code(std::errc::is_a_directory);
    else if (result != status_success && result != status_access_denied)
        ec = status_error(result);
    if (result != status_success)
        return;
    closing const closer(opened);
    sync_file(opened, ec);
}

// The names are written in order by file systems with a journal, and a handle for listing cannot flush them.
void sync_opened_directory(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::sync_file, d.handle, nullptr, nullptr, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
