//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/stat.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_handle_type open_anonymous(
    native_char const* dir, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_anonymous, invalid_handle(), dir, nullptr, ec))
        return invalid_handle();
    int const fd = open_handle([&] { return ::open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, mode_of(permissions)); });
    if (fd >= 0)
        return fd;
    ec = last_error();
    // open(2): EOPNOTSUPP from the file system, EISDIR from a kernel before 3.11, ENOENT from some file systems that do
    // not know the flag. A missing directory says ENOENT again when a file with a name is tried.
    if (ec.value() == EOPNOTSUPP || ec.value() == EISDIR || ec.value() == ENOENT)
        ec = std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

void link_handle(native_handle_type handle, char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::link_handle, handle, to, nullptr, ec))
        return;
    // The first says ENOENT when the credentials changed since the file was opened, the second where there is no /proc;
    // both do for a file whose last name is gone (linkat(2)).
    if (::linkat(handle, "", AT_FDCWD, to, AT_EMPTY_PATH) == 0)
        return;
    ec = last_error();
    if (ec.value() != ENOENT && ec.value() != EINVAL && ec.value() != EPERM)
        return;
    if (::linkat(AT_FDCWD, proc_path(handle).text, AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0)
        return ec.clear();
    if (errno != ENOENT)
        ec = last_error();
    struct stat s;
    bool const nameless = ::fstat(handle, &s) == 0 && s.st_nlink == 0;
    if (ec.value() != ENOENT || !nameless)
        return;
    ec = std::make_error_code(std::errc::operation_not_supported);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
