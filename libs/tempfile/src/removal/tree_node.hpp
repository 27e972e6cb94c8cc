//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_TREE_NODE_HPP
#define BOOST_TEMPFILE_SRC_TREE_NODE_HPP

#include "../system/system.hpp"

#include <atomic>
#include <mutex>

namespace boost
{
namespace tempfile
{
namespace detail
{

// An open directory that is being emptied.
struct tree_node
{
    tree_node(tree_node* above, system::directory const& handle) noexcept
        : parent(above), opened(handle), depth(above == nullptr ? 0 : above->depth + 1)
    {
    }

    tree_node* const parent; // null: the root
    system::directory opened;
    native_string name; // the root's is its path
    unsigned const depth;

    std::mutex lock; // of the listing, and of what follows a refusal
    unsigned listings = 0;
    bool was_gone = false; // when it was to be removed
    bool asked_for_access = false;
    bool has_access = false;
    bool assume_complete = true; // a listing that left room in the buffer was the last

    // The threads that list it, its subdirectories that are open, and the jobs that name one in it. The last user
    // removes it.
    std::atomic<unsigned> users{1};
    std::atomic<bool> listed{false};       // to the end
    std::atomic<bool> kept{false};         // something in it could not be removed
    std::atomic<bool> has_arrivals{false}; // a directory was moved into it behind the listing
};

inline native_string joined(native_string path, native_char const* name)
{
    path += std::filesystem::path::preferred_separator;
    return path += name;
}

inline native_string path_of(tree_node const& n)
{
    return n.parent == nullptr ? n.name : joined(path_of(*n.parent), n.name.c_str());
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
