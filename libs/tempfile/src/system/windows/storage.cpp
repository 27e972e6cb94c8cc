//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "path.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

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

bool reports_errors_late(native_handle_type handle) noexcept
{
    FILE_REMOTE_PROTOCOL_INFO remote;
    return ::GetFileInformationByHandleEx(handle, FileRemoteProtocolInfo, &remote, sizeof remote) != FALSE;
}

bool number_may_change(native_char const*, directory_identity const&) noexcept
{
    return false;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
