//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "deep_walk.hpp"

#include "../system/identity.hpp"

#include <boost/throw_exception.hpp>

#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

constexpr std::size_t most_waiting = 4096; // names

} // namespace

void deep_walk::run()
{
    std::error_code ec;
    opened_ = walker_.open(above_, top_.c_str(), ec);
    if (!opened_)
        return ec ? walker_.fail(above_, top_.c_str(), ec) : void();
    way_.emplace_back();
    while (!walker_.pass_.stop && step())
    {
    }
    bool const emptied = way_.size() == 1 && !here().kept && !walker_.pass_.stop;
    system::close_directory(opened_);
    if (emptied)
        remove(above_.opened, top_);
    else
        above_.kept = true;
}

// Lists the directory, or goes down one level, or up one: false at the end.
bool deep_walk::step()
{
    if (!here().to_enter.empty())
    {
        native_string name = std::move(here().to_enter.back());
        here().to_enter.pop_back();
        if (here().to_enter.empty()) // most levels of a deep tree have one
            here().to_enter.shrink_to_fit();
        --waiting_;
        enter(std::move(name));
    }
    else if (!here().listed)
        list();
    else
        return go_up();
    return true;
}

// Unlinks what is no directory, and notes the names of directories.
void deep_walk::list()
{
    char* const raw = walker_.buffer(most_levels);
    if (raw == nullptr)
        boost::throw_exception(std::bad_alloc());
    here().listed = true;
    std::error_code ec;
    if (!std::exchange(at_start_, false))
        system::rewind_directory(opened_, ec);
    std::size_t used = 1;
    while (!ec && used != 0 && here().listed)
    {
        used = system::list_directory(opened_, raw, listing_buffer_size, ec);
        system::directory_entry entry;
        for (std::size_t offset = 0; system::next_entry(raw, used, offset, entry);)
            list_entry(entry);
    }
    if (ec)
        fail(nullptr, ec);
}

void deep_walk::list_entry(system::directory_entry const& entry)
{
    if (here().kept && here().kept->find(entry.name) != here().kept->end())
        return;
    std::error_code ec = std::make_error_code(std::errc::is_a_directory);
    if (entry.kind != system::entry_kind::directory)
    {
        system::remove_entry(opened_, entry.name, ec);
        if (ec == std::errc::permission_denied)
        {
            std::error_code ignored;
            system::grant_access(opened_, ignored);
            system::remove_entry(opened_, entry.name, ec);
        }
        walker_.removed_ += !ec;
    }
    if (ec && ec != std::errc::is_a_directory)
        fail(entry.name, ec);
    else if (ec && (waiting_ < most_waiting || here().to_enter.empty()))
    {
        here().to_enter.emplace_back(entry.name, entry.size);
        ++waiting_;
    }
    else if (ec)
        here().listed = false; // it has its turn after those that were noted
}

// Removes the subdirectory, or goes down into it.
void deep_walk::enter(native_string name)
{
    std::error_code ec;
    remove_granted(opened_, name.c_str(), ec);
    if (!ec || ec == std::errc::no_such_file_or_directory)
        return;
    file_identity const identity = system::identify_directory(opened_, ec).identity;
    if (ec)
        return fail(name.c_str(), ec);
    way_.emplace_back(); // while there is no handle that running out of memory could leak
    system::directory child = system::open_directory(opened_, name.c_str(), walker_.pass_.crossing, ec);
    if (ec == std::errc::permission_denied)
        child = system::open_denied_directory(opened_, name.c_str(), walker_.pass_.crossing, ec);
    if (!ec)
        check_way_up(child, ec);
    if (ec)
    {
        system::close_directory(child);
        way_.pop_back();
        return fail(name.c_str(), ec);
    }
    level& above = way_[way_.size() - 2];
    above.identity = identity;
    above.name = std::move(name);
    system::close_directory(opened_);
    opened_ = child;
    at_start_ = true;
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
    if (way_.size() == 1)
        return false;
    level& above = way_[way_.size() - 2];
    std::error_code ec;
    system::directory parent = system::open_parent(opened_, ec);
    // What is in it keeps its number from being used again.
    if (!ec && compare(system::identify_directory(parent, ec).identity, above.identity) == likeness::different && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory); // moved away with what is left in it
    if (ec)
    {
        system::close_directory(parent);
        walker_.fail(above_, top_.c_str(), std::make_error_code(std::errc::directory_not_empty));
        return false;
    }
    system::close_directory(opened_);
    opened_ = parent;
    at_start_ = true;
    bool const emptied = !here().kept;
    way_.pop_back();
    native_string const name = std::move(here().name);
    if (emptied)
        remove(opened_, name);
    else
        keep(name);
    return true;
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

void deep_walk::keep(native_string name)
{
    if (!here().kept)
        here().kept.reset(new names);
    here().kept->insert(std::move(name));
}

void deep_walk::fail(native_char const* name, std::error_code const& ec)
{
    if (ec == std::errc::no_such_file_or_directory)
        return;
    native_string path = joined(path_of(above_), top_.c_str());
    for (std::size_t i = 0; i + 1 < way_.size(); ++i)
        path = joined(std::move(path), way_[i].name.c_str());
    if (name != nullptr)
        path = joined(std::move(path), name);
    keep(name != nullptr ? name : native_string());
    walker_.fail(above_, std::move(path), name != nullptr && system::may_pass(opened_, name, ec), ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
