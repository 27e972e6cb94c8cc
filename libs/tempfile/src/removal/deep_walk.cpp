//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "deep_walk.hpp"

#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

void deep_walk::run()
{
    std::error_code ec;
    current_ = walker_.open(above_, top_.c_str(), ec);
    if (!current_)
        return ec ? walker_.fail(above_, top_.c_str(), ec) : void();
    while (!walker_.pass_.stop && walk())
    {
    }
    bool const emptied = way_.empty() && kept_.empty() && !walker_.pass_.stop;
    system::close_directory(current_);
    if (emptied)
        remove(above_.opened, top_);
    else
        above_.kept = true;
}

// Down one level, or up one: false at the end.
bool deep_walk::walk()
{
    entered_ = false;
    while (list())
    {
    }
    return entered_ || go_up();
}

// One piece of the listing; false when there is no more, or a directory was entered.
bool deep_walk::list()
{
    char* const raw = walker_.buffer(most_levels);
    if (raw == nullptr)
        throw std::bad_alloc();
    std::error_code ec;
    std::size_t const used = system::list_directory(current_, raw, listing_buffer_size, ec);
    if (ec)
        fail(nullptr, ec);
    std::size_t offset = 0;
    system::directory_entry entry;
    while (!entered_ && system::next_entry(raw, used, offset, entry))
    {
        if (is_kept(entry.name))
            continue;
        if (entry.kind != system::entry_kind::directory)
            unlink_entry(entry.name);
        else
            entered_ = enter(entry.name);
    }
    return used != 0 && !entered_;
}

bool deep_walk::enter(native_char const* name)
{
    std::error_code ec;
    remove_granted(current_, name, ec);
    if (!ec || ec == std::errc::no_such_file_or_directory)
        return false;
    system::directory_identity const here = system::identify_directory(current_, ec).identity;
    if (ec)
        return fail(name, ec), false;
    level above{here, name, {}};
    way_.emplace_back(); // while there is no handle that running out of memory could leak
    system::directory child = system::open_directory(current_, name, walker_.pass_.crossing, ec);
    if (ec == std::errc::permission_denied)
        child = system::open_denied_directory(current_, name, walker_.pass_.crossing, ec);
    if (!ec)
        check_way_up(child, ec);
    if (ec)
    {
        system::close_directory(child);
        way_.pop_back();
        return fail(name, ec), false;
    }
    above.kept.swap(kept_);
    way_.back() = std::move(above);
    system::close_directory(current_);
    current_ = child;
    return true;
}

// One that can be listed but not searched could be entered, and never be left again.
void deep_walk::check_way_up(system::directory const& child, std::error_code& ec) noexcept
{
    system::directory up = system::open_parent(child, ec);
    if (ec == std::errc::permission_denied)
    {
        system::grant_access(child, ec);
        if (!ec)
            up = system::open_parent(child, ec);
    }
    if (up)
        system::close_directory(up);
    if (ec == std::errc::operation_not_supported) // by no way at all: what is reached goes
        ec.clear();
}

bool deep_walk::go_up()
{
    if (way_.empty())
        return false;
    std::error_code ec;
    system::directory parent = system::open_parent(current_, ec);
    if (!ec && system::identify_directory(parent, ec).identity != way_.back().identity && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory); // moved away with what is left in it
    if (ec)
    {
        system::close_directory(parent);
        walker_.fail(above_, top_.c_str(), std::make_error_code(std::errc::directory_not_empty));
        return false;
    }
    system::close_directory(current_);
    current_ = parent;
    bool const emptied = kept_.empty();
    native_string const name = std::move(way_.back().name);
    kept_ = std::move(way_.back().kept);
    way_.pop_back();
    if (emptied)
        remove(current_, name);
    else
        kept_.insert(name);
    return true;
}

void deep_walk::unlink_entry(native_char const* name)
{
    std::error_code ec;
    system::remove_entry(current_, name, ec);
    if (ec == std::errc::permission_denied)
    {
        std::error_code ignored;
        system::grant_access(current_, ignored);
        system::remove_entry(current_, name, ec);
    }
    walker_.removed_ += !ec;
    if (ec == std::errc::is_a_directory)
        entered_ = enter(name);
    else if (ec)
        fail(name, ec);
}

// What a directory of ours denies is granted, and tried once more.
void deep_walk::remove_granted(system::directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::remove_directory(parent, name, system::directory{}, ec);
    if (ec == std::errc::permission_denied)
    {
        std::error_code ignored;
        system::grant_access(parent, ignored);
        system::remove_directory(parent, name, system::directory{}, ec);
    }
    walker_.removed_ += !ec;
}

void deep_walk::remove(system::directory const& parent, native_string const& name)
{
    std::error_code ec;
    remove_granted(parent, name.c_str(), ec);
    if (!ec)
        return;
    if (parent.handle == above_.opened.handle)
        walker_.fail(above_, name.c_str(), ec);
    else
        fail(name.c_str(), ec);
}

bool deep_walk::is_kept(native_char const* name) const noexcept
{
    return kept_.find(name) != kept_.end();
}

void deep_walk::fail(native_char const* name, std::error_code const& ec)
{
    if (ec == std::errc::no_such_file_or_directory)
        return;
    native_string path = joined(path_of(above_), top_.c_str());
    for (level const& l : way_)
        path = joined(std::move(path), l.name.c_str());
    if (name != nullptr)
        path = joined(std::move(path), name);
    kept_.insert(name != nullptr ? name : native_string());
    walker_.fail(above_, std::move(path), name != nullptr && system::may_pass(current_, name, ec), ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
