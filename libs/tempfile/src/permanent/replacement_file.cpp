//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/replacement_file.hpp>

#include "copy.hpp"
#include "installation.hpp"
#include "overwriting.hpp"
#include "settle.hpp"
#include "target.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;
using std::filesystem::perms;
using system::replacement;

namespace
{

void check(save_options const& o, std::error_code& ec)
{
    bool const copies = o.mode != persist_mode::replace && o.mode != persist_mode::create_new;
    bool const is_wide = o.permissions != perms::unknown && (o.permissions & ~perms::all) != perms::none;
    if (copies || is_wide)
        ec = std::make_error_code(std::errc::invalid_argument);
}

// What says that nothing can be made in a directory.
bool is_denied(std::error_code const& ec) noexcept
{
    return ec == std::errc::permission_denied || ec == std::errc::operation_not_permitted ||
           ec == std::errc::read_only_file_system;
}

} // namespace

perms replacement_file::new_permissions() const noexcept
{
    return options_.permissions == perms::unknown ? perms(0666) : options_.permissions;
}

void replacement_file::begin(path const& given, save_options const& o, path& where, std::error_code& ec)
{
    options_ = o;
    where = given;
    path target = absolute_target(given, ec);
    if (!ec)
        check(o, ec);
    if (ec)
        return;
    bool exists = false;
    system::file_status found;
    if (o.mode == persist_mode::replace)
        target_ = final_target(std::move(target), found, exists, ec);
    else
    {
        target_ = std::move(target);
        std::error_code absent;
        (void)system::identify_file(target_.c_str(), absent);
        if (!absent)
            ec = std::make_error_code(std::errc::file_exists);
        else if (absent != std::errc::no_such_file_or_directory)
            ec = absent;
    }
    where.clear();
    if (!ec)
        make(exists, found.mounted_on, where, ec);
    if (ec && where.empty())
        where = given;
}

// A new file gets what any new file gets; what replaces another is nobody's business until it is given the same
// permissions.
void replacement_file::make(bool exists, bool is_mount_point, path& where, std::error_code& ec)
{
    bool const may_overwrite = exists && options_.overwrite == overwrite::when_needed;
    is_private_ = exists;
    if (exists && is_mount_point) // which nothing replaces (rename(2))
        ec = std::make_error_code(std::errc::device_or_resource_busy);
    else
        handle = create_beside(target_, exists ? perms(0600) : new_permissions(), naming::avoided, entry_, where, ec);
    if (!ec || !may_overwrite || !(is_mount_point || is_denied(ec)))
        return;
    ec.clear();
    where.clear();
    check_overwritable(target_, ec);
    if (ec)
        return;
    aside_ = true;
    handle = create_anonymous(nullptr, where, ec);
}

// The file was made for another purpose: what a new one would get now is seen on one.
void replacement_file::make_new(native_handle_type file, std::error_code& ec)
{
    if (!std::exchange(is_private_, true))
        return;
    named_entry name;
    path where;
    unique_handle const another = create_beside(target_, new_permissions(), naming::avoided, name, where, ec);
    perms permissions = perms::none;
    if (!ec)
        permissions = system::identify_file(another.get(), ec).permissions & perms::all;
    if (!ec)
        system::restrict_permissions(file, permissions, ec);
    std::error_code ignored;
    name.remove(another.get(), ignored);
}

void replacement_file::commit(native_handle_type file, bool& placed, path& where, std::error_code& ec)
{
    ec.clear();
    where.clear();
    bool exists = !aside_;
    if (aside_)
        target_ = final_target(std::move(target_), exists, ec);
    placed = false;
    if (ec)
        ;
    else if (!aside_)
        placed = replace(file, where, ec);
    else if (exists)
        placed = write_over(file, where, ec);
    else // it is gone
        placed = replace_by_copy(file, where, ec);
    if (ec && where.empty())
        where = target_;
}

bool replacement_file::replace(native_handle_type file, path& where, std::error_code& ec)
{
    installation step(file, entry_, system::carrying::everything, where);
    step.open(target_, ec);
    replacement const how = options_.mode == persist_mode::replace ? replacement::allowed : replacement::refused;
    if (!ec)
        lost_ = settle(
            step, file, entry_, target_, how, perms::unknown, options_.durability,
            [&](std::error_code& failed) { make_new(file, failed); }, where, ec);
    if (step.installed())
    {
        entry_access::installed(entry_, path()); // it is the target's; memory for a copy might be wanting now
        if (!ec)
            make_entry_durable(step, options_.durability, where, ec);
        return true;
    }
    bool const refused = ec == std::errc::device_or_resource_busy || is_denied(ec);
    if (step.nameless())
        return replace_by_copy(file, where, ec);
    if (refused && how == replacement::allowed && options_.overwrite == overwrite::when_needed)
        return write_over(file, where, ec);
    return false;
}

// Where the file can have no name: a copy that has one takes its place.
bool replacement_file::replace_by_copy(native_handle_type file, path& where, std::error_code& ec)
{
    named_entry made;
    unique_handle const copy = copy_beside(file, target_, naming::required, made, where, ec);
    if (ec)
        return false;
    installation step(copy.get(), made, system::carrying::everything, where);
    step.open(target_, ec);
    replacement const how = options_.mode == persist_mode::replace ? replacement::allowed : replacement::refused;
    is_private_ = true;
    if (!ec)
        lost_ = settle(
            step, copy.get(), made, target_, how, perms::unknown, options_.durability,
            [&](std::error_code& failed) { make_new(copy.get(), failed); }, where, ec);
    std::error_code ignored;
    if (!step.installed())
    {
        made.remove(copy.get(), ignored);
        return false;
    }
    entry_access::installed(made, path());
    abandon(file);
    if (!ec)
        make_entry_durable(step, options_.durability, where, ec);
    return true;
}

bool replacement_file::write_over(native_handle_type file, path& where, std::error_code& ec)
{
    ec = entry_access::damage(entry_);
    if (ec)
        return false;
    lost_ = detail::write_over(file, target_, options_.durability, overwrote_, where, ec);
    if (ec)
        return false;
    abandon(file); // a name that it may have been given before it was refused
    return true;
}

void replacement_file::abandon(native_handle_type file) noexcept
{
    std::error_code ignored;
    entry_.remove(file, ignored);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
