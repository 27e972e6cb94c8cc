//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

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
    if (!intercepted(call::sync_file, handle, nullptr, nullptr, ec))
        (void)failed(flush(handle), ec);
}

void sync_directory(char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_directory, invalid_handle(), path, nullptr, ec))
        return;
    closing const directory{open_handle([&] { return ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); })};
    if (directory.fd < 0)
        ec = last_error();
    else if (failed(flush(directory.fd), ec) && ec.value() == EINVAL)
        ec.clear(); // a file system whose directories cannot be synchronized, nor need be (fsync(2))
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
