//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_DEEP_WALK_HPP
#define BOOST_TEMPFILE_SRC_DEEP_WALK_HPP

#include "walker.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Walks the tree at one entry holding two handles, by `..` on the way up. Where the way up does not lead to the
// directory it came down from, because somebody moved one, it ends there.
//
// The names of subdirectories are kept while they wait for their turn, so that a directory is listed once, and not once
// more after each of them. Beyond a number of names it is listed again from the start.
class deep_walk
{
public:
    deep_walk(walker& w, tree_node& above, native_char const* name) : walker_(w), above_(above), top_(name) {}
    deep_walk(deep_walk const&) = delete;
    deep_walk& operator=(deep_walk const&) = delete;
    ~deep_walk()
    {
        if (opened_)
            system::close_directory(opened_);
    }

    void run();

private:
    using names = std::set<native_string, std::less<>>;

    // What is known of a directory that was entered.
    struct level
    {
        std::vector<native_string> to_enter; // names of subdirectories
        std::unique_ptr<names>
            kept;               // that could not be removed; few levels have any, and there may be very many levels
        bool listed = false;    // to the end, and nothing was left out
        file_identity identity; // while the walk is below it
        native_string name;     // of the level below
    };

    bool step();
    void list();
    void list_entry(system::directory_entry const&);
    void enter(native_string name);
    bool go_up();
    void remove(system::directory const& parent, native_string const& name);
    void remove_granted(system::directory const& parent, native_char const* name, std::error_code&) noexcept;
    static void check_way_up(system::directory const& child, std::error_code&) noexcept;
    void fail(native_char const* name, std::error_code const&);
    void keep(native_string name);
    level& here() noexcept { return way_.back(); }

    walker& walker_;
    tree_node& above_;
    native_string const top_;
    system::directory opened_; // the last level
    bool at_start_ = true;     // of its listing
    std::deque<level> way_;    // down to it
    std::size_t waiting_ = 0;  // names to enter, of all levels
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
