//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_TREE_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_TREE_HPP

// What an open directory has beside its handle.

#include "handles.hpp"

#include <atomic>
#include <memory>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What the directories of one tree share; the root owns it, and outlives the others.
struct tree
{
    HANDLE const root;
    std::atomic<HANDLE> outside{nullptr}; // the directory in which the root stands, once it was asked for
    std::atomic<bool> old_way{false};     // its file system turned out to know the old way of deletion alone

    explicit tree(HANDLE opened) noexcept : root(opened) {}
    ~tree()
    {
        if (HANDLE const opened = outside.load())
            ::CloseHandle(opened);
    }
};

// What directory::listing points to.
struct opened_state
{
    tree* whole = nullptr;
    std::unique_ptr<tree> own; // of a root

    // To be listed once more the directory is opened once more: to start over with the same handle shows what was there
    // the first time (Wine), and the handle itself may be in use as the parent of others.
    HANDLE again = nullptr;

    ~opened_state() { list_with(nullptr); }
    void list_with(HANDLE opened) noexcept
    {
        if (again != nullptr)
            ::CloseHandle(again);
        again = opened;
    }
};

inline opened_state& state_of(directory const& d) noexcept
{
    return *static_cast<opened_state*>(d.listing);
}

// Whether the directory lists the entry as a link. Asked where the entry's own handle says that it is a directory:
// Wine opens what a Unix link leads to, whatever it is told, and only the listing gives it away.
bool listed_as_link(directory const& parent, native_char const* name) noexcept;

// Whether a directory has no entries; of one whose handle is not used for listing otherwise.
bool is_empty(HANDLE directory) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
