//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"

#include "../system/identity.hpp"
#include "tempdir.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

using std::filesystem::perms;

// Whether the directory has no entries, as a new one. One that cannot be listed is taken for empty.
bool is_empty(native_char const* path) noexcept
{
    std::error_code ec;
    system::directory opened = system::open_directory({}, path, system::mounts::cross, ec);
    if (!opened)
        return true;
    alignas(16) char buffer[1024];
    bool empty = true;
    while (std::size_t const used = empty ? system::list_directory(opened, buffer, sizeof buffer, ec) : 0)
    {
        system::directory_entry entry;
        std::size_t offset = 0;
        empty = !system::next_entry(buffer, used, offset, entry);
    }
    system::close_directory(opened);
    return empty;
}

// Whether it can be the directory that was made since `started`. Whoever may write in the directory above can exchange
// it before it is looked at, for one of their own or for another one of ours. The owner tells, where the file system
// keeps owners; and an older birth with something in it. Where no birth is told, something in it is enough.
bool can_be_new(native_char const* path, system::file_status const& found, std::int64_t started) noexcept
{
    if (found.permissions == perms::unknown) // nobody else may exchange it then
        return true;
    if (!system::belongs_to_us(found) && system::keeps_owners(path))
        return false;
    bool const older = found.identity.birth == 0 || found.identity.birth < started;
    return BOOST_LIKELY(!older) || is_empty(path);
}

// Whether nobody else can do more with a directory of these permissions than was asked for, and its owner the same.
bool is_narrower(perms found, perms wanted) noexcept
{
    return (found & ~wanted & perms::all) == perms::none && (found & perms::owner_all) == (wanted & perms::owner_all);
}

// Gives the directory the permissions asked for. The mode is compared, not computed: a set-group-ID parent, a default
// access list and the umask each change it in their own way. It is set through a handle of the directory that was looked
// at, never by path; and not where it is right, as there are file systems that have modes of their own and refuse to set
// any. There, narrower ones will do.
void set_permissions(directory_entry const& made, perms found, perms wanted, std::error_code& ec) noexcept
{
    if (found == perms::unknown || (found & perms::all) == wanted)
        return;
    system::set_directory_permissions(made.path.c_str(), made.identity, wanted, ec);
    if (ec && ec != std::errc::no_such_file_or_directory && is_narrower(found, wanted))
        ec.clear();
}

// Until a sweepable directory has its lock, its owner alone may open it, and lock it: what was asked for is set
// afterwards.
constexpr perms lockable = perms::owner_all;

// Keeps a handle of it. Where that takes a permission that the mode does not give, or the umask took away, the directory
// has it until it is held.
void pin_directory(directory_entry& made, perms& now, std::error_code& ec)
{
    made.pin = unique_handle(system::hold_directory(made.path.c_str(), ec));
    if (ec == std::errc::permission_denied && now != perms::unknown)
    {
        system::set_directory_permissions(made.path.c_str(), made.identity, lockable, ec);
        now = lockable;
        if (!ec)
            made.pin = unique_handle(system::hold_directory(made.path.c_str(), ec));
    }
    if (ec)
        return;
    system::directory const held{made.pin.get(), nullptr};
    if (compare(system::identify_directory(held, ec).identity, made.identity) == likeness::different && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
}

// Finds out which directory was made, and what keeps its number from being used again, where that takes a handle.
void settle_directory(directory_entry& made, perms wanted, std::int64_t started, bool& is_another, std::error_code& ec)
{
    system::file_status const found = system::identify_directory(made.path.c_str(), ec);
    if (ec)
        return;
    is_another = !can_be_new(made.path.c_str(), found, started);
    if (is_another)
    {
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
        return;
    }
    made.identity = found.identity;
    perms now = found.permissions;
    if (!made.pin && (made.identity.birth == 0 || system::number_may_change(made.path.c_str(), made.identity)))
        pin_directory(made, now, ec);
    if (!ec)
        set_permissions(made, now, wanted, ec);
}

// A directory is looked at again after its lock is taken, by its name, which settle_directory does.
void lock_directory(directory_entry& made, std::error_code& ec) noexcept
{
    made.pin = unique_handle(system::open_for_lock(made.path.c_str(), ec));
    if (ec == std::errc::permission_denied) // the umask, or a default access list
    {
        file_identity const identity = system::identify_directory(made.path.c_str(), ec).identity;
        if (!ec)
            system::set_directory_permissions(made.path.c_str(), identity, lockable, ec);
        if (!ec)
            made.pin = unique_handle(system::open_for_lock(made.path.c_str(), ec));
    }
    if (!ec)
        system::lock_shared(made.pin.get(), ec);
}

// Whether an error says that a sweeper has taken the directory before there was a lock, or has it in its hands.
bool is_swept(std::error_code const& ec) noexcept
{
    return ec == std::errc::no_such_file_or_directory || ec == std::errc::operation_would_block;
}

void create_in_directory(
    options const& o, registered how, directory_entry& made, std::filesystem::path& where, std::error_code& ec)
{
    unique_path names(o, where, ec);
    if (ec)
        return;
    perms const wanted = directory_permissions(o);
    for (int tries = 0; tries < most_tries; ++tries)
    {
        made.path = names.next(ec);
        made.mark = names.mark();
        if (!ec && how == registered::yes && o.removal != removal::never)
            made.entry.publish(entry_kind::directory, made.path.c_str(), made.path.native().size(), ec);
        std::int64_t const started = system::birth_clock();
        bool is_another = false;
        if (!ec)
            system::create_directory(made.path.c_str(), o.sweepable ? lockable : wanted, ec);
        bool const created = !ec;
        if (created && o.sweepable)
            lock_directory(made, ec);
        if (!ec)
            settle_directory(made, wanted, started, is_another, ec);
        bool const swept = created && o.sweepable && is_swept(ec);
        if (!ec && made.entry)
            made.entry.created(made.identity, made.pin.get(), ec);
        if (BOOST_LIKELY(!ec))
            return;
        std::error_code ignored;
        if (created)
            system::remove_directory({}, made.path.c_str(), {}, ignored); // it is empty, or not ours
        where = made.path.empty() ? names.directory() : std::move(made.path);
        made = directory_entry();
        if (!swept && !is_another && (created || ec != std::errc::file_exists))
            return;
    }
    where = names.directory();
    ec = std::make_error_code(std::errc::file_exists);
}

} // namespace

void create_directory(
    options const& o, registered how, directory_entry& made, std::filesystem::path& where, std::error_code& ec)
{
    check_owned(o, where, ec);
    if (ec)
        return;
    (void)in_tempdir(o, ec,
        [&](std::error_code& error)
        {
            create_in_directory(o, how, made, where, error);
            return !error;
        });
}

} // namespace detail
} // namespace tempfile
} // namespace boost
