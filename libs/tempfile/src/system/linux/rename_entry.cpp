//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../posix/hard_links.hpp"

#include <cstdio>
#include <sys/stat.h>
#include <sys/syscall.h>

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

// linux/fs.h
constexpr unsigned no_replace = 1, exchange_both = 2;

int rename_with(entry_path const& from, entry_path const& to, unsigned flags) noexcept
{
#if defined(SYS_renameat2)
    return static_cast<int>(::syscall(SYS_renameat2, at(from), from.in_directory(), at(to), to.in_directory(), flags));
#else
    (void)from, (void)to, (void)flags;
    errno = ENOSYS;
    return -1;
#endif
}

// EINVAL is a file system that does not know the flag, EPERM a filter's word for an unknown call.
bool unknown_flag(int error) noexcept
{
    return error == ENOSYS || error == EINVAL || error == EPERM || error == EOPNOTSUPP;
}

} // namespace

void rename_entry(entry_path const& from, entry_path const& to, replacement how, native_handle_type handle,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_file, handle, from.path, nullptr, ec))
        return;
    if (how == replacement::allowed)
    {
        if (::renameat(at(from), from.in_directory(), at(to), to.in_directory()) != 0)
            ec = last_error();
        return;
    }
    if (rename_with(from, to, no_replace) == 0)
        return;
    if (!unknown_flag(errno))
        ec = last_error();
    else if (how == replacement::refused)
        link_and_unlink(from, to, ec);
    else
        ec = std::make_error_code(std::errc::operation_not_supported);
}

void exchange_entries(entry_path const& one, entry_path const& two, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::exchange_entries, invalid_handle(), one.path, nullptr, ec) ||
        intercepted(call::rename_file, invalid_handle(), one.path, nullptr, ec))
        return;
    if (rename_with(one, two, exchange_both) == 0)
        return;
    ec = unknown_flag(errno) ? std::make_error_code(std::errc::operation_not_supported) : last_error();
}

void link_entry(native_handle_type handle, entry_path const& to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::link_handle, handle, to.path, nullptr, ec))
        return;
    // The first says ENOENT when the credentials changed since the file was opened (before Linux 6.10, always to an
    // ordinary user), the second where there is no /proc; both do for a file whose last name is gone (linkat(2)).
    if (::linkat(handle, "", at(to), to.in_directory(), AT_EMPTY_PATH) == 0)
        return;
    if (errno == ENOENT || errno == EINVAL || errno == EPERM)
    {
        int const before = errno;
        if (::linkat(AT_FDCWD, proc_path(handle).text, at(to), to.in_directory(), AT_SYMLINK_FOLLOW) == 0)
            return;
        if (errno == ENOENT)
            errno = before;
    }
    ec = last_error();
    // Not the directory, if that is there: a file that cannot be named. Its link count does not tell, as there are
    // file systems that show 1 for an open file without a name.
    struct stat s;
    bool const directory_is_there =
        to.directory != invalid_handle() && ::fstat(to.directory, &s) == 0 && s.st_nlink != 0;
    if (has_no_links(ec.value()) || (ec.value() == ENOENT && directory_is_there) || ec.value() == EINVAL)
        ec = std::make_error_code(std::errc::operation_not_supported);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
