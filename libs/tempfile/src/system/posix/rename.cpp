//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <stdio.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

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
    if (!failed(::link(from, to), ec) && failed(::unlink(from), ec))
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
