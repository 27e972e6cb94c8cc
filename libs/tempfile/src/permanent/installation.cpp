//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "installation.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;
using std::filesystem::perms;
using system::entry_path;
using system::replacement;

namespace
{

std::error_code stolen() noexcept
{
    return std::make_error_code(std::errc::no_such_file_or_directory);
}

} // namespace

void installation::open(path const& target, std::error_code& ec)
{
    placed_ = target;
    directory_.open(directory_of(target.native()), ec);
    if (ec)
        where_ = directory_.path();
    else if (directory_.entry(target.native()).in_directory()[0] == native_char()) // a separator at its end
        ec = std::make_error_code(std::errc::is_a_directory);
    if (ec || !entry_.named())
        return;
    native_string own = directory_of(entry_.path().native());
    is_beside_ = own == directory_.path();
    if (!is_beside_)
        own_.open(std::move(own), ec);
    if (ec)
        where_ = own_.path();
}

entry_path installation::own_name() const noexcept
{
    return own_directory().entry(entry_.path().native());
}

bool installation::is_exposed(perms before, std::error_code& ec)
{
    if (!entry_.named() || is_beside_)
        return false;
    perms const after = system::identify_entry(target(), ec).permissions;
    if (ec == std::errc::no_such_file_or_directory)
    {
        ec.clear();
        return false;
    }
    return !ec && (after & ~before & perms(0077)) != perms::none;
}

lost_attributes installation::carry(bool& exists, std::error_code& ec)
{
    lost_attributes const lost = system::carry_rights(target(), handle_, what_, seen_, ec);
    exists = ec != std::errc::no_such_file_or_directory;
    if (!exists)
        ec.clear();
    nameless_ = ec && !entry_.named() && system::is_forgotten(ec);
    if (ec || !exists)
        return lost;
    system::file_status found;
    found.owner = seen_.owner;
    if (seen_.known && system::is_strangers(directory_.shared(), found))
        ec = std::make_error_code(std::errc::permission_denied);
    return lost;
}

// ---- the step ------------------------------------------------------------------------------------------------------

void installation::run(replacement how, bool exists, std::error_code& ec)
{
    how_ = how;
    exists_ = exists && how == replacement::allowed;
    changed_ = installed_ = elsewhere_ = nameless_ = watched_ = false;
    lost_ = lost_attributes::nothing;
    if (entry_.named())
        by_name(ec);
    else
        by_handle(ec);
    // To another file system the system looks at no name; and nothing is to be copied to where it may not go.
    if ((elsewhere_ || nameless_) && how == replacement::refused)
    {
        std::error_code absent;
        (void)system::identify_entry(target(), absent);
        if (!absent)
        {
            elsewhere_ = nameless_ = false;
            ec = std::make_error_code(std::errc::file_exists);
        }
    }
    if (!ec || !where_.empty())
        return;
    std::error_code const failed = std::exchange(ec, std::error_code()); // is none of whoever runs out of memory now
    where_ = placed_;
    ec = failed;
}

void installation::by_name(std::error_code& ec)
{
    bool const trusted = own_directory().shared().trusted;
    check_is_ours(own_name(), ec);
    if (ec)
        return;
    if (!trusted)
    {
        link_and_place(ec);
        if (!nameless_)
            return;
        nameless_ = false;
        ec.clear();
        watched_ = true;
    }
    native_string const name = entry_.path().native();
    place(own_directory(), name, ec);
}

// Links the handle to a name that others have not known for long. The old name is a second one then: where it cannot be
// removed, that is reported, as a name that is not durable is.
void installation::link_and_place(std::error_code& ec)
{
    native_string const old_name = entry_.path().native(); // nothing may be wanting once there is another
    held_directory const& old_directory = own_directory();
    temporary_name linked;
    link_beside(linked, ec);
    if (ec)
        return drop(linked);
    has_links_ = true; // the target may be the old name itself
    watched_ = !directory_.shared().trusted;
    place(directory_, linked.name, ec);
    if (!installed_)
        return drop(linked);
    linked.registered.release();
    std::error_code unremoved;
    remove_second(old_directory, old_name, unremoved);
    if (unremoved)
    {
        std::error_code unknown;
        file_identity const left = system::identify_file(handle_, unknown).identity;
        if (!unknown)
            entry_access::leave(entry_, left);
    }
    if (!ec && unremoved)
    {
        ec = unremoved;
        where_ = old_name;
    }
}

// A file without a name cannot replace another: it is given a name beside the target first. That name stays if the
// step fails: a file whose last name is gone can never have another.
void installation::by_handle(std::error_code& ec)
{
    if (!exists_)
    {
        link(target(), ec);
        installed_ = !ec;
        changed_ = ec == std::errc::file_exists && how_ == replacement::allowed;
        return;
    }
    temporary_name linked;
    link_beside(linked, ec);
    watched_ = !directory_.shared().trusted;
    if (!ec)
        place(directory_, linked.name, ec);
    if (installed_)
        linked.registered.release();
    else if (nameless_)
        drop(linked);
    else if (linked.exists)
        entry_access::set(entry_, std::move(linked.name), linked.mark, std::move(linked.registered), removal::on_close);
}

// Puts `name` in the target's place.
void installation::place(held_directory const& directory, native_string const& name, std::error_code& ec)
{
    entry_path const from = directory.entry(name);
    if (exists_)
        place_over(from, ec);
    else
        place_new(from, ec);
    elsewhere_ = ec == std::errc::cross_device_link;
    if (installed_ && exists_ && has_links_) // rename(2) does nothing and succeeds where both are links to one file
    {
        std::error_code ignored;
        remove_second(directory, name, ignored);
    }
}

// Never replaces anything. Without hard links, or where each has a number of its own, the name is reserved by an empty
// file, which a crash may leave.
void installation::rename_new(
    entry_path const& from, entry_path const& to, replacement how, std::error_code& ec) noexcept
{
    system::rename_entry(from, to, how, handle_, ec);
    if (ec != std::errc::operation_not_supported)
        return;
    unique_handle const reserved(system::reserve_entry(to, ec));
    if (ec)
        return;
    std::error_code unknown;
    file_identity const identity = system::identify_file(reserved.get(), unknown).identity;
    system::rename_entry(from, to, replacement::allowed, handle_, ec);
    if (ec && !unknown && system::identify_entry(to, unknown).identity == identity)
        system::unlink_entry(to, unknown);
}

void installation::place_new(entry_path const& from, std::error_code& ec)
{
    rename_new(from, target(), new_name_, ec);
    changed_ = ec == std::errc::file_exists && how_ == replacement::allowed;
    installed_ = !ec;
    if (ec || !watched_)
        return;
    check_target(ec);
    if (!ec)
        return;
    std::error_code failed;
    installed_ = false;
    rename_new(target(), from, new_name_, failed);
}

void installation::place_over(entry_path const& from, std::error_code& ec)
{
    system::exchange_entries(from, target(), ec);
    if (ec == std::errc::operation_not_supported)
        return replace_unseen(from, ec);
    if (ec)
    {
        std::error_code absent;
        (void)system::identify_entry(target(), absent);
        changed_ = absent == std::errc::no_such_file_or_directory;
        return;
    }
    installed_ = true;
    check_displaced(from, ec);
    if (!ec || !installed_)
        return;
    take_back(from);
    changed_ = !installed_ && ec == std::errc::invalid_argument; // perhaps a link, which is followed
}

// What was at the target has the name `from` now.
void installation::check_displaced(entry_path const& from, std::error_code& ec)
{
    if (watched_)
        check_target(ec);
    if (ec)
        return;
    system::file_status const displaced = system::identify_entry(from, ec);
    if (ec == std::errc::no_such_file_or_directory) // somebody's sweep() was here
    {
        std::error_code ignored;
        ec.clear();
        return system::unlink_entry(from, ignored);
    }
    if (ec)
        return;
    std::error_code unknown;
    if (displaced.identity == system::identify_file(handle_, unknown).identity && !unknown)
    {
        has_links_ = true; // a second name of the file itself
        return;
    }
    if (displaced.type != system::file_type::regular)
        ec = std::make_error_code(
            displaced.type == system::file_type::directory ? std::errc::is_a_directory : std::errc::invalid_argument);
    else if (system::is_strangers(directory_.shared(), displaced))
        ec = std::make_error_code(std::errc::permission_denied);
    else if (!system::has_rights(from, seen_)) // it came between the look and the step
        lost_ = system::carry_rights(from, handle_, what_, seen_, ec);
    if (!ec)
        system::unlink_entry(from, ec);
}

// The target as it was.
void installation::take_back(entry_path const& from) noexcept
{
    std::error_code failed;
    system::exchange_entries(from, target(), failed);
    installed_ = bool(failed); // there is nothing better than the file that was to go there
}

// What is replaced is not seen again: so it is compared right before.
void installation::replace_unseen(entry_path const& from, std::error_code& ec)
{
    ec.clear();
    changed_ = seen_.known && !system::has_rights(target(), seen_);
    if (changed_)
    {
        ec = std::make_error_code(std::errc::resource_unavailable_try_again);
        return;
    }
    system::rename_entry(from, target(), replacement::allowed, handle_, ec);
    installed_ = !ec;
    if (installed_ && watched_)
        check_target(ec);
    if (ec == stolen())
        installed_ = false;
}

// ---- names ---------------------------------------------------------------------------------------------------------

void installation::approach(std::error_code& ec)
{
    native_string const name = entry_.path().native();
    bool const trusted = own_.shared().trusted;
    entry_path const from = own_.entry(name);
    bool linked = false;
    check_is_ours(from, ec);
    if (!ec)
        rename_own(
            [&](native_string const& beside)
            {
                entry_path const to = directory_.entry(beside);
                ec = std::make_error_code(std::errc::operation_not_supported);
                if (!trusted)
                    link_compared(to, ec);
                linked = !ec;
                if (ec != std::errc::operation_not_supported)
                    return;
                nameless_ = false;
                rename_new(from, to, replacement::refused_by_renaming, ec);
                elsewhere_ = ec == std::errc::cross_device_link;
                if (!ec && !trusted && owner_of(to, handle_, has_links_, ec) != name_owner::ours)
                {
                    std::error_code ignored;
                    rename_new(to, from, replacement::refused_by_renaming, ignored);
                    ec = stolen();
                }
            },
            ec);
    if (ec)
        return;
    std::error_code kept;
    if (linked && owner_of(from, handle_, has_links_, kept) == name_owner::ours)
        system::unlink_entry(from, kept);
    is_beside_ = true;
}

void installation::go_back(path const& origin, std::size_t mark)
{
    if (entry_.path() == origin || origin.empty() || own_.path().empty())
        return;
    std::error_code ec;
    registration registered;
    if (entry_.armed())
        registered.publish(entry_kind::file, origin.c_str(), origin.native().size(), ec);
    if (!ec)
        rename_new(own_name(), own_.entry(origin.native()), replacement::refused_by_renaming, ec);
    std::error_code ending; // then it goes with the others
    if (!ec && registered)
        registered.created({}, ending);
    if (ec)
        return;
    entry_access::renamed(entry_, origin, mark, std::move(registered));
    is_beside_ = false;
}

// Has `place` give the file a name beside the target, with the mark if it is to be removed some day.
template<class Place>
void installation::rename_own(Place place, std::error_code& ec)
{
    options o;
    o.sweepable = entry_.armed() && lock();
    unique_path names(o, directory_.path());
    for (int tries = 0; tries < most_tries; ++tries)
    {
        path beside = names.next(ec);
        registration registered;
        if (!ec && entry_.armed())
            registered.publish(entry_kind::file, beside.c_str(), beside.native().size(), ec);
        if (!ec)
            place(beside.native());
        if (ec == std::errc::file_exists)
            continue;
        if (ec)
            return;
        if (registered)
            registered.created({}, ec);
        return entry_access::renamed(entry_, std::move(beside), names.mark(), std::move(registered));
    }
}

// What keeps sweep() away. Where there are no locks, there is no sweep() either; somebody else's lock is not waited
// for, and the name has no mark then.
bool installation::lock() noexcept
{
    std::error_code unlocked;
    system::lock_shared(handle_, unlocked);
    return unlocked != std::errc::resource_unavailable_try_again && unlocked != std::errc::operation_would_block;
}

// Where the handle cannot be linked, the name is: it is compared with the handle afterwards, in a directory where others
// cannot exchange it, if `to` is in one.
void installation::link(entry_path const& to, std::error_code& ec)
{
    system::link_entry(handle_, to, ec);
    if (ec == std::errc::operation_not_supported && entry_.named())
    {
        system::link_name(own_name(), to, ec);
        bool linked = false;
        if (!ec && owner_of(to, handle_, linked, ec) != name_owner::ours)
        {
            std::error_code ignored;
            system::unlink_entry(to, ignored);
            check_is_ours(own_name(), ec);
            if (!ec)
                links_differ(ec);
        }
    }
    elsewhere_ = ec == std::errc::cross_device_link;
    nameless_ = ec == std::errc::operation_not_supported;
}

// Where each link has a number of its own, the file is not to be known by one.
void installation::link_compared(entry_path const& to, std::error_code& ec)
{
    link(to, ec);
    std::error_code unknown;
    if (ec || owner_of(to, handle_, has_links_, unknown) != name_owner::other)
        return;
    system::unlink_entry(to, unknown);
    links_differ(ec);
}

void installation::link_beside(temporary_name& made, std::error_code& ec)
{
    options o;
    o.sweepable = lock();
    unique_path names(o, directory_.path());
    ec.clear();
    for (int tries = 0; tries < most_tries; ++tries)
    {
        made.name = names.next(ec);
        made.mark = names.mark();
        if (!ec)
            made.registered.publish(entry_kind::file, made.name.c_str(), made.name.size(), ec);
        if (!ec)
            link(directory_.entry(made.name), ec);
        if (ec == std::errc::file_exists)
            continue;
        made.exists = !ec;
        break;
    }
    if (ec)
        return;
    made.registered.created({}, ec);
    if (ec || directory_.shared().trusted)
        return;
    // Names are compared here, which tells nothing where each link has a number of its own.
    if (owner_of(directory_.entry(made.name), handle_, has_links_, ec) == name_owner::other && !ec)
    {
        nameless_ = true;
        links_differ(ec);
    }
}

// Each link has a number of its own: what is linked and unlinked would not be the file any more.
void installation::links_differ(std::error_code& ec) noexcept
{
    new_name_ = replacement::refused_by_renaming;
    ec = std::make_error_code(std::errc::operation_not_supported);
}

void installation::drop(temporary_name& linked) noexcept
{
    std::error_code ec;
    if (!linked.exists || !linked.registered.claim())
        return;
    system::unlink_entry(directory_.entry(linked.name), ec);
    if (!ec)
        return;
    file_identity const left = system::identify_file(handle_, ec).identity;
    if (!ec)
        linked.registered.leave(left);
}

// Removes a name that the file has beside the target's. What failed once is tried once more.
void installation::remove_second(held_directory const& directory, native_string const& name, std::error_code& ec)
{
    entry_path const second = directory.entry(name);
    for (int tries = 0; tries < 2; ++tries)
    {
        name_owner const owner = owner_of(second, handle_, has_links_, ec);
        if (owner == name_owner::other ||
            (owner == name_owner::ours && may_be_same_entry(directory, name, directory_, placed_.native())))
            return;
        if (owner == name_owner::ours)
            system::unlink_entry(second, ec);
        if (owner == name_owner::ours && !ec)
            return;
    }
}

// A stolen name is an error, never a result.
void installation::check_is_ours(entry_path const& name, std::error_code& ec)
{
    if (owner_of(name, handle_, has_links_, ec) != name_owner::ours && !ec)
        ec = stolen();
    if (ec)
        where_ = name.path;
}

// A file that replaces ours in the same moment is taken for a thief's.
void installation::check_target(std::error_code& ec)
{
    std::error_code unknown;
    bool ignored = false;
    if (owner_of(target(), handle_, ignored, unknown) == name_owner::other && !unknown)
        ec = stolen();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
