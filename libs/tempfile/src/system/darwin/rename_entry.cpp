//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include "../entries.hpp"
#include "../posix/hard_links.hpp"

#include <stdio.h>

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
    unsigned const flags = how == replacement::allowed ? 0 : RENAME_EXCL;
    if (::renameatx_np(at(from), from.in_directory(), at(to), to.in_directory(), flags) == 0)
        return;
    if (how == replacement::refused && errno == ENOTSUP)
        return link_and_unlink(from, to, ec);
    ec = how == replacement::refused_by_renaming && errno == ENOTSUP
             ? std::make_error_code(std::errc::operation_not_supported)
             : last_error();
}

void exchange_entries(entry_path const& one, entry_path const& two, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::exchange_entries, invalid_handle(), one.path, nullptr, ec) ||
        intercepted(call::rename_file, invalid_handle(), one.path, nullptr, ec))
        return;
    if (::renameatx_np(at(one), one.in_directory(), at(two), two.in_directory(), RENAME_SWAP) == 0)
        return;
    ec = errno == ENOTSUP ? std::make_error_code(std::errc::operation_not_supported) : last_error();
}

// An open file is named by nothing but its names.
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
