//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_DEEP_WALK_HPP
#define BOOST_TEMPFILE_SRC_DEEP_WALK_HPP

#include "walker.hpp"

#include <deque>
#include <functional>
#include <set>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Walks the tree at one entry holding two handles, by `..` on the way up. Where the way up does not lead to the
// directory it came down from, because somebody moved one, it ends there.
class deep_walk
{
public:
    deep_walk(walker& w, tree_node& above, native_char const* name) : walker_(w), above_(above), top_(name) {}
    deep_walk(deep_walk const&) = delete;
    deep_walk& operator=(deep_walk const&) = delete;
    ~deep_walk()
    {
        if (current_)
            system::close_directory(current_);
    }

    void run();

private:
    using names = std::set<native_string, std::less<>>;

    struct level
    {
        system::directory_identity identity; // of the directory that the level below is in
        native_string name;                  // of the level below, in it
        names kept;                          // the names in it that did
    };

    bool walk();
    bool list();
    bool enter(native_char const* name);
    bool go_up();
    void unlink_entry(native_char const* name);
    void remove(system::directory const& parent, native_string const& name);
    void remove_granted(system::directory const& parent, native_char const* name, std::error_code&) noexcept;
    static void check_way_up(system::directory const& child, std::error_code&) noexcept;
    void fail(native_char const* name, std::error_code const&);
    bool is_kept(native_char const* name) const noexcept;

    walker& walker_;
    tree_node& above_;
    native_string const top_;
    system::directory current_;
    names kept_; // in the current directory
    std::deque<level> way_;
    bool entered_ = false;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
