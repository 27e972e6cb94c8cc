//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "overwriting.hpp"

#include "../system/overwrite.hpp"

#include <memory>
#include <new>

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;
using std::filesystem::perms;

namespace
{

constexpr std::size_t piece = std::size_t(256) << 10;

// As it was when links were followed: a link that came since is not.
unique_handle open_target(path const& target, system::file_status& found, std::error_code& ec)
{
    unique_handle opened(system::open_to_overwrite(target.c_str(), ec));
    if (!ec)
        found = system::identify_file(opened.get(), ec);
    if (!ec && found.type != system::file_type::regular)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (!ec && system::is_others(found))
    {
        system::sharing const shared = system::sharing_of(invalid_handle(), directory_of(target.native()).c_str(), ec);
        if (!ec && system::is_strangers(shared, found))
            ec = std::make_error_code(std::errc::permission_denied);
    }
    return opened;
}

void copy_over(native_handle_type from, native_handle_type to, std::int64_t size, bool& begun, std::error_code& ec)
{
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[piece]);
    if (!buffer)
    {
        ec = std::make_error_code(std::errc::not_enough_memory);
        return;
    }
    for (std::int64_t offset = 0; offset < size;)
    {
        std::size_t const n = system::read_at(from, offset, buffer.get(), piece, ec);
        if (!ec && n == 0) // it got smaller meanwhile
            ec = std::make_error_code(std::errc::io_error);
        if (ec)
            return;
        begun = true;
        (void)system::write_at(to, offset, buffer.get(), n, ec);
        if (ec)
            return;
        offset += static_cast<std::int64_t>(n);
    }
    begun = true;
    system::resize(to, size, ec);
}

} // namespace

void check_overwritable(path const& target, std::error_code& ec)
{
    system::file_status found;
    (void)open_target(target, found, ec);
}

lost_attributes write_over(
    native_handle_type from, path const& target, durability durable, bool& begun, path& where, std::error_code& ec)
{
    where = target;
    system::file_status found;
    unique_handle to = open_target(target, found, ec);
    if (ec)
        return lost_attributes::nothing;
    std::int64_t const size = system::size(from, ec);
    if (!ec)
        system::reserve_space(to.get(), size, ec);
    if (!ec)
        copy_over(from, to.get(), size, begun, ec);
    if (!ec && (durable != durability::none || system::reports_errors_late(to.get())))
        system::sync_file(to.get(), ec);
    // Who writes to a file of another user's clears these.
    constexpr perms set_id = perms::set_uid | perms::set_gid;
    std::error_code unknown;
    bool const had = (found.permissions & set_id) != perms::none;
    bool const has =
        had && (system::identify_file(to.get(), unknown).permissions & set_id) == (found.permissions & set_id);
    std::error_code closing;
    to.close(closing);
    if (!ec)
        ec = closing;
    return had && !has ? lost_attributes::set_id : lost_attributes::nothing;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
