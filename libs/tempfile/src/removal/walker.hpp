//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_WALKER_HPP
#define BOOST_TEMPFILE_SRC_WALKER_HPP

#include "pass.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace boost
{
namespace tempfile
{
namespace detail
{

constexpr std::size_t listing_buffer_size = std::size_t(64) << 10; // a thousand entries or two

// One thread's part in a pass: it walks depth first what it began with, and then what others hand to it. Directories
// down to pass::levels are held open, one frame each.
class walker
{
public:
    walker(pass& shared, job_queue::role role) noexcept
        : pass_(shared), role_(role), working_(role == job_queue::role::caller),
          alone_(role == job_queue::role::helper || shared.options.threads == 1)
    {
    }
    walker(walker const&) = delete;
    walker& operator=(walker const&) = delete;

    void start_with(tree_node& n) noexcept { push(n); }

    // Throws what the observer throws, and can be called again then.
    void work();

private:
    friend class deep_walk;

    struct frame
    {
        tree_node* where = nullptr;
        std::size_t next = 0, end = 0; // the names of directories still to enter, each with a NUL
        bool more = true;              // of the listing
    };

    // the walk: walker.cpp
    void step();
    void list_some(frame&);
    void push(tree_node&) noexcept;
    void pop() noexcept;
    void enter(tree_node&, native_char const*) noexcept;
    void enter_opened(tree_node&, native_char const*, system::directory&) noexcept;
    system::directory open(tree_node&, native_char const*, std::error_code&) noexcept;
    system::directory open_denied(tree_node&, native_char const*, std::error_code&) noexcept;
    bool unlink_entry(tree_node&, native_char const*) noexcept;

    // directories that are emptied: walker.cpp
    void release(tree_node*) noexcept;
    bool finish(tree_node&) noexcept;
    void remove_directory(tree_node&, std::error_code&) noexcept;
    static bool has_its_path(tree_node const& root) noexcept;
    void list_more(tree_node&) noexcept;
    void list_again(tree_node&) noexcept;

    // results: walker.cpp
    bool grant(tree_node&) noexcept;
    char* buffer(unsigned level) noexcept;
    void add_removed() noexcept;
    void report();
    void fail(tree_node&, native_char const* name, std::error_code const&) noexcept;
    void fail(tree_node&, std::error_code const&) noexcept;
    void fail(tree_node&, native_string&& path, bool transient, std::error_code const&) noexcept;

    // below the deepest level: moving_up.cpp
    void move_up(tree_node&, native_char const*) noexcept;
    bool grant_to_moved(tree_node&, native_char const*) noexcept;

    // several threads: sharing.cpp
    void share() noexcept;
    bool next_job(removal_job&);
    void start_helpers() noexcept;
    void limit_levels() noexcept;
    void dismiss_helpers() noexcept;

    pass& pass_;
    job_queue::role const role_;
    bool working_;                // as the queue counts it
    bool alone_;                  // no threads are to be started, or none any more
    bool levels_limited_ = false; // by how many handles there are
    std::uintmax_t removed_ = 0;  // not yet added to the pass'
    std::uintmax_t seen_ = 0;
    std::uintmax_t reported_ = 0;
    unsigned top_ = 0;
    frame frames_[most_levels + 1];
    std::unique_ptr<char[]> buffers_[most_levels + 1];
};

inline bool out_of_handles(std::error_code const& ec) noexcept
{
    return ec == std::errc::too_many_files_open || ec == std::errc::too_many_files_open_in_system;
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
