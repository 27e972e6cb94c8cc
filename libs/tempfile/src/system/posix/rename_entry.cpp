//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_DARWIN

#include "../entries.hpp"
#include "hard_links.hpp"

#include <cstdio>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void rename_entry(entry_path const& from, entry_path const& to, replacement how, native_handle_type handle,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_file, handle, from.path, nullptr, ec))
        return;
    if (how == replacement::refused)
        return link_and_unlink(from, to, ec);
    if (how == replacement::refused_by_renaming)
        ec = std::make_error_code(std::errc::operation_not_supported);
    else if (::renameat(at(from), from.in_directory(), at(to), to.in_directory()) != 0)
        ec = last_error();
}

void exchange_entries(entry_path const& one, entry_path const&, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::exchange_entries, invalid_handle(), one.path, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

// POSIX names an open file by nothing but its names.
void link_entry(native_handle_type handle, entry_path const& to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::link_handle, handle, to.path, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
