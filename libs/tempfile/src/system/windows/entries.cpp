//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../entries.hpp"
#include "../access.hpp"
#include "../files.hpp"
#include "../sync.hpp"
#include "windows.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Files are renamed by their handles, and entries found by their paths: nothing is held.

native_handle_type hold_parent(native_char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::hold_parent, invalid_handle(), directory, nullptr, ec);
    return invalid_handle();
}

sharing sharing_of(native_handle_type, native_char const* path, std::error_code& ec) noexcept
{
    sharing found;
    found.trusted = is_trusted(path, ec);
    return found;
}

// There are no directories such as /tmp: each user has one of his own.
bool is_strangers(sharing const&, file_status const&) noexcept
{
    return false;
}

bool is_others(file_status const&) noexcept
{
    return false;
}

file_status identify_entry(entry_path const& entry, std::error_code& ec) noexcept
{
    return identify_file(entry.path, ec);
}

void rename_entry(entry_path const& from, entry_path const& to, replacement how, native_handle_type handle,
    std::error_code& ec) noexcept
{
    rename_file(from.path, to.path, how, handle, ec);
}

// There is no exchange.
void exchange_entries(entry_path const& one, entry_path const&, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::exchange_entries, invalid_handle(), one.path, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

// A file without a name is one that is deleted on close, which nothing takes back.
void link_entry(native_handle_type handle, entry_path const& to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::link_handle, handle, to.path, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

void link_name(entry_path const& from, entry_path const&, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::link_name, invalid_handle(), from.path, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

native_handle_type reserve_entry(entry_path const& entry, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reserve_entry, invalid_handle(), entry.path, nullptr, ec))
        return invalid_handle();
    return create_file(entry.path, std::filesystem::perms(0600), ec);
}

void unlink_entry(entry_path const& entry, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::unlink_entry, invalid_handle(), entry.path, nullptr, ec))
        remove_file(entry.path, invalid_handle(), ec);
}

bool is_forgotten(std::error_code const&) noexcept
{
    return false;
}

void sync_entries(native_handle_type, native_char const* path, std::error_code& ec) noexcept
{
    sync_directory(path, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
