//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "named_thing.hpp"

#include "../system/ownership.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

bool is_absent(std::error_code const& ec) noexcept
{
    return ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory;
}

// Whether nobody but us can put something of ours into the directory of `path`.
bool is_in_trusted_directory(native_char* path, std::error_code& ec) noexcept
{
    native_char* end = path;
    for (native_char* at = path; *at != native_char(); ++at)
        if (*at == native_char('/') || *at == std::filesystem::path::preferred_separator)
            end = at + 1;
    native_char const first = *end;
    *end = native_char();
    bool const trusted = system::is_trusted(path, ec);
    *end = first;
    return trusted;
}

} // namespace

bool is_same(file_identity const& a, file_identity const& b) noexcept
{
    bool const births = a.birth != 0 && b.birth != 0;
    return a.device == b.device && a.number[0] == b.number[0] && a.number[1] == b.number[1] &&
           (!births || a.birth == b.birth);
}

name_state look_at_name(
    native_char const* path, file_identity const& expected, system::file_status& found, std::error_code& ec) noexcept
{
    found = system::identify_file(path, ec);
    if (is_absent(ec))
    {
        ec.clear();
        return name_state::gone;
    }
    if (ec || found.type == system::file_type::directory)
        return name_state::others;
    if (is_same(found.identity, expected))
        return name_state::same;
    return system::belongs_to_us(found) ? name_state::replaced : name_state::others;
}

void remove_found(native_char const* path, system::file_status const& found, std::error_code& ec) noexcept
{
    if (found.type == system::file_type::regular)
        system::remove_file(path, invalid_handle(), ec);
    else
        system::remove_entry({}, path, ec);
    if (is_absent(ec))
        ec.clear();
}

void remove_thing_in_handler(native_char* path, file_identity const& expected, std::error_code& ec) noexcept
{
    system::file_status found;
    name_state const state = look_at_name(path, expected, found, ec);
    bool const ours = state == name_state::same || (state == name_state::replaced && is_in_trusted_directory(path, ec));
    if (ours && !ec)
        remove_found(path, found, ec);
}

void remove_unmade(native_char const* path, std::error_code& ec) noexcept
{
    system::remove_entry({}, path, ec);
    if (ec == std::errc::is_a_directory)
        system::remove_directory({}, path, {}, ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
