//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../reopening.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

// Whether /proc is what it should be.
bool same_file(int one, int other) noexcept
{
    struct stat a, b;
    return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

} // namespace

// Through /proc, which leads to the file itself, with or without a name.
native_handle_type reopen_handle(native_handle_type handle, bool writes, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reopen_handle, handle, nullptr, nullptr, ec))
        return invalid_handle();
    proc_path const path(handle);
    int const flags = (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int const opened = open_handle([&] { return ::open(path.text, flags); });
    if (opened >= 0 && same_file(opened, handle))
        return opened;
    int const error = opened < 0 ? errno : ENOENT;
    if (opened >= 0)
        (void)::close(opened);
    // Want of handles and memory is not the file's fault.
    if (error == EMFILE || error == ENFILE || error == ENOMEM)
        ec = std::error_code(error, std::system_category());
    else
        ec = std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
