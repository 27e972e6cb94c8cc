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

// A directory that is being emptied.
struct node
{
    node(node* above, system::directory const& handle) noexcept
        : parent(above), opened(handle), depth(above == nullptr ? 0 : above->depth + 1)
    {
    }

    node* const parent; // null: the root
    system::directory opened;
    native_string name; // the root's is its path
    unsigned const depth;
    unsigned rounds = 0;
    std::mutex listing; // and what follows a refusal
    bool asked = false;
    bool granted = false;
    bool guess = true; // that a listing which was not cut off is complete

    // Those who list it, the directories in it that are open, and the jobs that name one in it: the last one removes
    // it.
    std::atomic<unsigned> users{1};
    std::atomic<bool> listed{false}; // to the end
    std::atomic<bool> stayed{false}; // something in it did
    std::atomic<bool> again{false};  // something came into it
};

inline native_string joined(native_string path, native_char const* name)
{
    path += std::filesystem::path::preferred_separator;
    return path += name;
}

inline native_string path_of(node const& n)
{
    return n.parent == nullptr ? n.name : joined(path_of(*n.parent), n.name.c_str());
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
