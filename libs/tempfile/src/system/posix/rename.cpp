//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/stat.h>

#include <stdio.h>

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

bool is_directory(char const* path) noexcept
{
    struct stat s;
    return ::lstat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

// A directory can replace nothing but an empty directory (rename(3p)): here the one that reserves the name.
void move_into_reserved(char const* from, char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!failed(::mkdir(to, S_IRWXU), ec) && failed(::rename(from, to), ec))
        (void)::rmdir(to);
}

} // namespace

void rename_file(
    char const* from, char const* to, replacement how, native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_file, handle, from, nullptr, ec))
        return;
    if (how == replacement::allowed)
    {
        (void)failed(::rename(from, to), ec);
        return;
    }
    if (rename_if_absent(AT_FDCWD, from, AT_FDCWD, to, ec) || ec)
        return;
    // Both names for a moment, but never another file replaced.
    if (failed(::linkat(AT_FDCWD, from, AT_FDCWD, to, 0), ec))
    {
        if (is_directory(from))
            move_into_reserved(from, to, ec);
    }
    else if (failed(::unlink(from), ec))
        (void)::unlink(to);
}

void move_directory(directory const& from, native_char const* name, directory const& to, native_char const* new_name,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::move_directory, from.handle, name, nullptr, ec))
        return;
    // A directory replaces nothing but an empty directory (rename(3p)): with an unguessable name, nothing.
    if (!rename_if_absent(place(from), name, place(to), new_name, ec) && !ec)
        (void)failed(::renameat(place(from), name, place(to), new_name), ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
