//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../predecessor.hpp"
#include "../access.hpp"
#include "attributes.hpp"
#include "windows.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

lost_attributes carry_rights(
    entry_path const& from, native_handle_type to, carrying what, access_rights& seen, std::error_code& ec) noexcept
{
    seen.known = false;
    if (what == carrying::everything)
        return carry_attributes(from.path, to, ec);
    carry_permissions(from.path, to, ec);
    return lost_attributes::nothing;
}

// A list is replaced by who may do so anyway.
bool has_rights(entry_path const&, access_rights const&) noexcept
{
    return true;
}

void restrict_permissions(native_handle_type file, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    set_file_permissions(file, permissions, ec);
}

void copy_attributes(native_handle_type from, native_handle_type to) noexcept
{
    std::error_code ignored;
    FILETIME accessed, written;
    if (!intercepted(call::copy_attributes, from, nullptr, nullptr, ignored) &&
        ::GetFileTime(from, nullptr, &accessed, &written))
        (void)::SetFileTime(to, nullptr, &accessed, &written);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
