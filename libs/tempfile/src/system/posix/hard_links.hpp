//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_POSIX_HARD_LINKS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_POSIX_HARD_LINKS_HPP

// Renaming without replacing anything, where there is no call for it.

#include "posix.hpp"

#include "../entries.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

inline int at(entry_path const& entry) noexcept
{
    return entry.directory == invalid_handle() ? AT_FDCWD : entry.directory;
}

// What link(2) says where the file system has no hard links, or no more for this file.
inline bool has_no_links(int error) noexcept
{
    return error == EPERM || error == EOPNOTSUPP || error == ENOTSUP || error == ENOSYS || error == EMLINK;
}

// Both names for a moment, but never another file replaced.
inline void link_and_unlink(entry_path const& from, entry_path const& to, std::error_code& ec) noexcept
{
    if (::linkat(at(from), from.in_directory(), at(to), to.in_directory(), 0) != 0)
    {
        ec = has_no_links(errno) ? std::make_error_code(std::errc::operation_not_supported) : last_error();
        return;
    }
    if (::unlinkat(at(from), from.in_directory(), 0) != 0)
    {
        ec = last_error();
        (void)::unlinkat(at(to), to.in_directory(), 0);
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
