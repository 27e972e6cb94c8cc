//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

native_char const default_prefix[] = {'t', 'm', 'p', 0};

std::filesystem::perms file_permissions(options const& o) noexcept
{
    return o.permissions == std::filesystem::perms::unknown ? std::filesystem::perms(0600) : o.permissions;
}

std::filesystem::perms directory_permissions(options const& o) noexcept
{
    return o.permissions == std::filesystem::perms::unknown ? std::filesystem::perms(0700) : o.permissions;
}

options const& default_options() noexcept
{
    static options const defaults;
    return defaults;
}

namespace
{

bool is_affix(std::filesystem::path const& prefix, std::filesystem::path const& suffix) noexcept
{
    std::error_code ec;
    system::check_affixes(prefix.c_str(), prefix.native().size(), suffix.c_str(), suffix.native().size(), ec);
    return !ec;
}

} // namespace

void check(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (o.permissions != std::filesystem::perms::unknown &&
        (o.permissions & ~std::filesystem::perms::all) != std::filesystem::perms::none)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (!o.prefix && o.suffix.empty() && o.dir.empty())
        return;
    native_string const& suffix = o.suffix.native();
    native_char const* const prefix = o.prefix ? o.prefix->c_str() : default_prefix;
    std::size_t const prefix_size = o.prefix ? o.prefix->native().size() : default_prefix_size;
    if (!ec)
        system::check_affixes(prefix, prefix_size, suffix.c_str(), suffix.size(), ec);
    if (!ec && o.dir.native().find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (ec)
        where = o.prefix && !is_affix(*o.prefix, {}) ? *o.prefix : !is_affix({}, o.suffix) ? o.suffix : o.dir;
}

void check_owned(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    check(o, where, ec);
    if (ec || !o.sweepable || o.removal != removal::never)
        return;
    where = o.dir;
    ec = std::make_error_code(std::errc::invalid_argument);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
