//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "walker.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <new>
#include <string>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

constexpr unsigned most_listings = 9; // of one directory in one pass, while somebody adds entries to it

} // namespace

// ---- the walk ------------------------------------------------------------------------------------------------------

void walker::work()
{
    for (;;)
    {
        while (top_ != 0)
            step();
        removal_job next;
        if (!next_job(next))
            return;
        if (next.name.empty())
        {
            push(*next.where); // the job's use of it becomes the frame's
            continue;
        }
        if (pass_.stop)
            next.where->kept = true;
        else
            enter(*next.where, next.name.c_str());
        release(next.where);
    }
}

// The calling thread's observer may throw out of here; everything is as it was then, and the next step goes on.
void walker::step()
{
    frame& f = frames_[top_ - 1];
    if (pass_.stop)
    {
        f.where->kept = true;
        pop();
    }
    else if (f.next != f.end)
    {
        native_char const* const name = reinterpret_cast<native_char*>(buffer(top_ - 1)) + f.next;
        f.next += std::char_traits<native_char>::length(name) + 1;
        share();
        enter(*f.where, name);
    }
    else if (f.more && !f.where->listed)
    {
        list_some(f);
        add_removed();
        report();
    }
    else
        pop();
}

// Unlinks what is no directory of the next piece of the listing, and keeps the names of the directories: in the buffer,
// behind the entries that were decoded already, each of which took up more room than its name.
void walker::list_some(frame& f)
{
    tree_node& n = *f.where;
    char* const raw = buffer(top_ - 1);
    native_char* const names = reinterpret_cast<native_char*>(raw);
    std::error_code ec;
    std::size_t used = 0;
    {
        std::lock_guard<std::mutex> const locked(n.lock);
        if (raw == nullptr)
            ec = std::make_error_code(std::errc::not_enough_memory);
        else if (!n.listed)
            used = system::list_directory(n.opened, raw, listing_buffer_size, ec);
        if (used == 0)
            n.listed = true;
    }
    if (ec)
        fail(n, ec);
    f.next = f.end = 0;
    f.more = used != 0 && (!n.assume_complete || !system::probably_complete(used, listing_buffer_size));

    std::size_t offset = 0;
    system::directory_entry entry;
    while (system::next_entry(raw, used, offset, entry))
    {
        ++seen_;
        if (entry.kind == system::entry_kind::directory || unlink_entry(n, entry.name))
        {
            std::char_traits<native_char>::move(names + f.end, entry.name, entry.size);
            names[f.end + entry.size] = native_char();
            f.end += entry.size + 1;
        }
        share();
    }
}

void walker::push(tree_node& n) noexcept
{
    frames_[top_] = frame{};
    frames_[top_++].where = &n;
}

void walker::pop() noexcept
{
    --top_;
    release(frames_[top_].where);
}

void walker::enter(tree_node& parent, native_char const* name) noexcept
{
    if (parent.depth + 1 >= pass_.levels)
        return move_up(parent, name);
    if (parent.depth == 1 && !levels_limited_)
        limit_levels();
    std::error_code ec;
    system::directory opened = open(parent, name, ec);
    if (opened)
        return enter_opened(parent, name, opened);
    if (!ec)
        return;
    if (ec == std::errc::not_a_directory) // somebody put something else in its place
    {
        if (unlink_entry(parent, name))
            fail(parent, name, std::make_error_code(std::errc::is_a_directory));
        return;
    }
    if (out_of_handles(ec))
    {
        dismiss_helpers();
        if (parent.depth != 0)
            return move_up(parent, name); // until those above it are closed
    }
    fail(parent, name, ec);
}

void walker::enter_opened(tree_node& parent, native_char const* name, system::directory& opened) noexcept
{
    tree_node* child = nullptr;
    BOOST_TRY
    {
        std::unique_ptr<tree_node> made(new tree_node(&parent, opened));
        made->name = name;
        child = made.release();
    }
    BOOST_CATCH(std::bad_alloc const&)
    {
        system::close_directory(opened);
        return fail(parent, name, std::make_error_code(std::errc::not_enough_memory));
    }
    BOOST_CATCH_END
    parent.users.fetch_add(1);
    push(*child);
}

// An empty handle without an error: the entry has been removed.
system::directory walker::open(tree_node& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::directory opened = system::open_directory(parent.opened, name, pass_.crossing, ec);
    if (ec != std::errc::permission_denied)
        return opened;
    if (grant(parent))
    {
        opened = system::open_directory(parent.opened, name, pass_.crossing, ec);
        if (ec != std::errc::permission_denied)
            return opened;
    }
    return open_denied(parent, name, ec);
}

// An empty directory need not be opened.
system::directory walker::open_denied(tree_node& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::remove_directory(parent.opened, name, system::directory{}, ec);
    removed_ += !ec;
    if (!ec || ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory)
        return system::directory{};
    return system::open_denied_directory(parent.opened, name, pass_.crossing, ec);
}

// Unlinks a non-directory. Returns true if it is a directory.
bool walker::unlink_entry(tree_node& n, native_char const* name) noexcept
{
    std::error_code ec;
    system::remove_entry(n.opened, name, ec);
    if (ec == std::errc::permission_denied && grant(n))
        system::remove_entry(n.opened, name, ec);
    if (!ec)
    {
        ++removed_;
        return false;
    }
    if (ec == std::errc::is_a_directory)
        return true;
    fail(n, name, ec);
    return false;
}

// ---- directories that are emptied ----------------------------------------------------------------------------------

// The last user of a directory removes it, and is then one user less of the one above.
void walker::release(tree_node* n) noexcept
{
    while (n != nullptr && n->users.fetch_sub(1) == 1 && finish(*n))
    {
        tree_node* const parent = n->parent;
        if (parent != nullptr)
        {
            system::close_directory(n->opened);
            delete n;
        }
        n = parent;
    }
}

// False if the directory must be listed further.
bool walker::finish(tree_node& n) noexcept
{
    std::error_code ec;
    if (!n.kept)
    {
        remove_directory(n, ec);
        if (!ec || ec == std::errc::no_such_file_or_directory)
        {
            removed_ += !ec;
            n.was_gone = bool(ec);
            return true;
        }
    }
    if (!n.listed && !pass_.stop) // there may be more to come after all
    {
        n.assume_complete = n.assume_complete && n.kept;
        return list_more(n), false;
    }
    bool const has_arrivals = n.has_arrivals.exchange(false) && !pass_.stop;
    bool const others_add = ec == std::errc::directory_not_empty && ++n.listings < most_listings;
    if (has_arrivals || others_add)
        return list_again(n), false;
    if (!n.kept)
        fail(n, ec);
    if (n.parent != nullptr)
        n.parent->kept = true;
    return true;
}

void walker::remove_directory(tree_node& n, std::error_code& ec) noexcept
{
    system::directory const none;
    system::directory const& parent = n.parent == nullptr ? none : n.parent->opened;
    system::remove_directory(parent, n.name.c_str(), n.opened, ec);
    if (ec == std::errc::permission_denied && grant(n.parent == nullptr ? n : *n.parent))
        system::remove_directory(parent, n.name.c_str(), n.opened, ec);
    // The root is looked up through itself, which takes the permission to search it.
    if (ec == std::errc::permission_denied && n.parent == nullptr && has_its_path(n))
        system::remove_directory(none, n.name.c_str(), none, ec);
}

// Whether the root's path still leads to it.
bool walker::has_its_path(tree_node const& root) noexcept
{
    std::error_code ec;
    file_identity const opened = system::identify_directory(root.opened, ec).identity;
    return !ec && system::identify_directory(root.name.c_str(), ec).identity == opened && !ec;
}

void walker::list_more(tree_node& n) noexcept
{
    n.users = 1;
    push(n);
}

void walker::list_again(tree_node& n) noexcept
{
    std::error_code ec;
    system::rewind_directory(n.opened, ec);
    n.listed = bool(ec);
    if (ec)
        fail(n, ec);
    list_more(n);
}

// ---- results -------------------------------------------------------------------------------------------------------

// Grants us access to this directory once. Whether it is worth trying again what was refused in it.
bool walker::grant(tree_node& n) noexcept
{
    std::lock_guard<std::mutex> const locked(n.lock);
    if (!n.asked_for_access)
    {
        std::error_code ec;
        system::grant_access(n.opened, ec);
        n.has_access = !ec;
        n.asked_for_access = true;
    }
    return n.has_access;
}

// Stays where it is for the rest of the pass; null for want of memory.
char* walker::buffer(unsigned level) noexcept
{
    if (!buffers_[level])
        buffers_[level].reset(new (std::nothrow) char[listing_buffer_size]);
    return buffers_[level].get();
}

void walker::add_removed() noexcept
{
    if (removed_ != 0)
        pass_.removed.fetch_add(std::exchange(removed_, 0), std::memory_order_relaxed);
}

void walker::report()
{
    if (role_ != job_queue::role::caller || !pass_.options.observer || pass_.stop)
        return;
    std::uintmax_t const removed = pass_.removed.load(std::memory_order_relaxed);
    if (removed != reported_)
        pass_.options.observer(reported_ = removed);
}

// The entry `name` of a directory could not be removed; one that is gone is no failure.
void walker::fail(tree_node& where, native_char const* name, std::error_code const& ec) noexcept BOOST_TRY
{
    if (ec != std::errc::no_such_file_or_directory)
        fail(where, joined(path_of(where), name), system::may_pass(where.opened, name, ec), ec);
}
BOOST_CATCH(std::bad_alloc const&)
{
    fail(where, native_string(), true, ec);
}
BOOST_CATCH_END

// The directory itself could not be listed or removed.
void walker::fail(tree_node& n, std::error_code const& ec) noexcept BOOST_TRY
{
    system::directory const none;
    bool const transient = system::may_pass(n.parent == nullptr ? none : n.parent->opened, n.name.c_str(), ec);
    if (ec != std::errc::no_such_file_or_directory)
        fail(n, path_of(n), transient, ec);
}
BOOST_CATCH(std::bad_alloc const&)
{
    fail(n, native_string(), true, ec);
}
BOOST_CATCH_END

void walker::fail(tree_node& where, native_string&& path, bool transient, std::error_code const& ec) noexcept
{
    where.kept = true;
    // An entry on another file system is one that something is mounted on.
    bool const mounted = ec == std::errc::cross_device_link;
    pass_.failure.add(
        std::move(path), transient, mounted ? std::make_error_code(std::errc::device_or_resource_busy) : ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
