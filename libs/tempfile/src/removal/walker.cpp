//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "walker.hpp"

#include "deep_walk.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

constexpr unsigned most_rounds = 8; // listings of one directory to which somebody adds entries, in one pass

bool out_of_handles(std::error_code const& ec) noexcept
{
    return is(ec, std::errc::too_many_files_open) || is(ec, std::errc::too_many_files_open_in_system);
}

} // namespace

void worker::work()
{
    for (;;)
    {
        while (top_ != 0)
            step();
        job next{nullptr, {}};
        if (!take(next))
            return;
        if (next.name.empty())
        {
            push(*next.where); // the job's use of it becomes the frame's
            continue;
        }
        if (shared_.stop)
            next.where->stayed = true;
        else
            enter(*next.where, next.name.c_str());
        release(next.where);
    }
}

void worker::push(node& n) noexcept
{
    frames_[top_] = frame{};
    frames_[top_++].where = &n;
}

// The calling thread's observer may throw out of here; everything is as it was then, and the next step goes on.
void worker::step()
{
    frame& f = frames_[top_ - 1];
    if (shared_.stop)
    {
        f.where->stayed = true;
        leave();
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
        fill(f);
        flush();
        report();
    }
    else
        leave();
}

// Removes what is no directory of the next piece of the listing, and keeps the names of the directories: in the
// buffer, behind the entries that were decoded already, each of which took up more room than its name.
void worker::fill(frame& f)
{
    node& n = *f.where;
    char* const raw = buffer(top_ - 1);
    native_char* const names = reinterpret_cast<native_char*>(raw);
    std::error_code ec;
    std::size_t used = 0;
    {
        std::lock_guard<std::mutex> lock(n.listing);
        if (raw == nullptr)
            ec = std::make_error_code(std::errc::not_enough_memory);
        else if (!n.listed)
            used = system::list_directory(n.opened, raw, buffer_size, ec);
        if (used == 0)
            n.listed = true;
    }
    if (ec)
        fail(n, nullptr, ec);
    f.next = f.end = 0;
    f.more = used != 0 && (!n.guess || !system::probably_complete(used, buffer_size));

    std::size_t offset = 0;
    system::directory_entry entry;
    while (system::next_entry(raw, used, offset, entry))
    {
        ++seen_;
        if (entry.kind == system::entry_kind::directory || remove_other(n, entry.name))
        {
            std::char_traits<native_char>::move(names + f.end, entry.name, entry.size);
            names[f.end + entry.size] = native_char();
            f.end += entry.size + 1;
        }
        share();
    }
}

void worker::leave() noexcept
{
    --top_;
    release(frames_[top_].where);
}

// The last user of a directory removes it, and so stops using the one above.
void worker::release(node* n) noexcept
{
    while (n != nullptr && n->users.fetch_sub(1) == 1 && finish(*n))
    {
        node* const parent = n->parent;
        if (parent != nullptr)
        {
            system::close_directory(n->opened);
            delete n;
        }
        n = parent;
    }
}

// Whether the directory is done with, be it gone or not.
bool worker::finish(node& n) noexcept
{
    if (n.stayed)
        return stay(n);
    system::directory const none;
    std::error_code ec;
    auto const remove = [&]
    { system::remove_directory(n.parent == nullptr ? none : n.parent->opened, n.name.c_str(), n.opened, ec); };
    remove();
    if (ec && is(ec, std::errc::permission_denied) && grant(n.parent == nullptr ? n : *n.parent))
        remove();
    // The root is looked up through itself, which takes the permission to search it.
    if (ec && is(ec, std::errc::permission_denied) && n.parent == nullptr && has_its_path(n))
        system::remove_directory(none, n.name.c_str(), none, ec);
    if (!ec || is(ec, std::errc::no_such_file_or_directory))
    {
        removed_ += !ec;
        return true;
    }
    if (!n.listed) // there may be more to come after all
    {
        n.guess = false;
        resume(n);
        return false;
    }
    if (is(ec, std::errc::directory_not_empty))
    {
        if (n.again.exchange(false) || n.rounds++ < most_rounds)
        {
            list_again(n);
            return false;
        }
    }
    if (n.parent == nullptr)
        fail(n, nullptr, ec);
    else
        fail(*n.parent, n.name.c_str(), ec);
    return true;
}

// Whether the root's path still leads to it.
bool worker::has_its_path(node const& root) noexcept
{
    std::error_code ec;
    system::directory_identity const opened = system::identify_directory(root.opened, ec).identity;
    return !ec && system::identify_directory(root.name.c_str(), ec).identity == opened && !ec;
}

bool worker::stay(node& n) noexcept
{
    if (!shared_.stop)
    {
        if (!n.listed)
        {
            resume(n);
            return false;
        }
        if (n.again.exchange(false))
        {
            list_again(n);
            return false;
        }
    }
    if (n.parent != nullptr)
        n.parent->stayed = true;
    return true;
}

void worker::resume(node& n) noexcept
{
    n.users = 1;
    push(n);
}

void worker::list_again(node& n) noexcept
{
    std::error_code ec;
    system::rewind_directory(n.opened, ec);
    n.listed = bool(ec);
    if (ec)
        fail(n, nullptr, ec);
    resume(n);
}

// Whether it turns out to be a directory.
bool worker::remove_other(node& n, native_char const* name) noexcept
{
    std::error_code ec;
    system::remove_entry(n.opened, name, ec);
    if (ec && is(ec, std::errc::permission_denied) && grant(n))
        system::remove_entry(n.opened, name, ec);
    if (!ec)
    {
        ++removed_;
        return false;
    }
    if (is(ec, std::errc::is_a_directory))
        return true;
    fail(n, name, ec);
    return false;
}

void worker::enter(node& parent, native_char const* name) noexcept
{
    if (parent.depth + 1 >= shared_.levels)
        return move_up(parent, name);
    if (parent.depth == 1 && !limited_)
        limit_handles();
    std::error_code ec;
    system::directory opened = open(parent, name, ec);
    if (opened)
    {
        node* child = nullptr;
        try
        {
            std::unique_ptr<node> made(new node(&parent, opened));
            made->name = name;
            child = made.release();
        }
        catch (std::bad_alloc const&)
        {
            system::close_directory(opened);
            return fail(parent, name, std::make_error_code(std::errc::not_enough_memory));
        }
        parent.users.fetch_add(1);
        return push(*child);
    }
    if (!ec)
        return;
    if (is(ec, std::errc::not_a_directory)) // somebody put something else in its place
    {
        if (remove_other(parent, name))
            fail(parent, name, std::make_error_code(std::errc::is_a_directory));
        return;
    }
    if (out_of_handles(ec))
    {
        drop_helpers();
        if (parent.depth != 0)
            return move_up(parent, name); // until those above it are closed
    }
    fail(parent, name, ec);
}

// Neither a directory nor an error: there is nothing left to open.
system::directory worker::open(node& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::directory opened = system::open_directory(parent.opened, name, shared_.crossing, ec);
    if (!ec || !is(ec, std::errc::permission_denied))
        return opened;
    if (grant(parent))
    {
        opened = system::open_directory(parent.opened, name, shared_.crossing, ec);
        if (!ec || !is(ec, std::errc::permission_denied))
            return opened;
    }
    return open_denied(parent, name, ec);
}

// An empty directory need not be opened.
system::directory worker::open_denied(node& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::remove_directory(parent.opened, name, system::directory{}, ec);
    removed_ += !ec;
    if (!ec || is(ec, std::errc::no_such_file_or_directory) || is(ec, std::errc::not_a_directory))
        return system::directory{};
    return system::open_denied_directory(parent.opened, name, shared_.crossing, ec);
}

// Whether it is worth trying again what was refused in this directory.
bool worker::grant(node& n) noexcept
{
    std::lock_guard<std::mutex> lock(n.listing);
    if (!n.asked)
    {
        std::error_code ec;
        system::grant_access(n.opened, ec);
        n.granted = !ec;
        n.asked = true;
    }
    return n.granted;
}

// ---- results -------------------------------------------------------------------------------------------------------

// Stays where it is for the rest of the pass; null for want of memory.
char* worker::buffer(unsigned level) noexcept
{
    if (!buffers_[level])
        buffers_[level].reset(new (std::nothrow) char[buffer_size]);
    return buffers_[level].get();
}

void worker::flush() noexcept
{
    if (removed_ != 0)
        shared_.removed.fetch_add(std::exchange(removed_, 0), std::memory_order_relaxed);
}

void worker::report()
{
    if (!calling_ || !shared_.options.observer || shared_.stop)
        return;
    std::uintmax_t const removed = shared_.removed.load(std::memory_order_relaxed);
    if (removed != reported_)
        shared_.options.observer(reported_ = removed);
}

void worker::fail(node& where, native_char const* name, std::error_code const& ec) noexcept
try
{
    if (is(ec, std::errc::no_such_file_or_directory))
        return;
    system::directory const none;
    bool const passing = name != nullptr ? system::may_pass(where.opened, name, ec)
                                         : system::may_pass(where.parent == nullptr ? none : where.parent->opened,
                                               where.name.c_str(), ec);
    native_string path = path_of(where);
    fail(where, name == nullptr ? std::move(path) : joined(std::move(path), name), passing, ec);
}
catch (std::bad_alloc const&)
{
    fail(where, native_string(), true, ec);
}

void worker::fail(node& where, native_string&& path, bool passing, std::error_code const& ec) noexcept
{
    where.stayed = true;
    std::lock_guard<std::mutex> lock(shared_.failing);
    shared_.passing = shared_.passing || passing;
    if (shared_.first)
        return;
    shared_.first = ec;
    shared_.first_path = std::move(path);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
