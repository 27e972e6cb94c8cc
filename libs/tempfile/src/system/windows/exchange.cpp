//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../exchange.hpp"
#include "../directories.hpp"
#include "../rename.hpp"
#include "windows.hpp"

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

std::error_code not_supported() noexcept
{
    return std::error_code(ERROR_NOT_SUPPORTED, std::system_category());
}

} // namespace

void rename_to_unused(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::rename_to_unused, invalid_handle(), to, nullptr, ec))
        rename_file(from, to, replacement::refused, invalid_handle(), ec);
}

// There is none.
void exchange(native_char const*, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::exchange, invalid_handle(), to, nullptr, ec))
        ec = not_supported();
}

// Nothing replaces a directory, so an empty one is removed first. Denied is a directory in which anything is open, too,
// which passes; while that is waited for the empty one is there.
void rename_directory(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_directory, invalid_handle(), to, nullptr, ec))
        return;
    patience waiting;
    do
    {
        remove_directory({}, to, {}, ec);
        bool const removed = !ec;
        if (removed || ec == std::errc::no_such_file_or_directory)
            rename_file(from, to, replacement::refused, invalid_handle(), ec);
        std::error_code ignored;
        if (removed && ec)
            create_directory(to, std::filesystem::perms::owner_all, ignored);
    } while (ec == std::errc::permission_denied && waiting.wait());
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
