//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PASS_HPP
#define BOOST_TEMPFILE_SRC_PASS_HPP

// What the threads of one pass share.

#include "tree_node.hpp"

#include <boost/tempfile/remove_all.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{

constexpr unsigned most_levels = 8;
constexpr std::size_t most_moved = 64; // names of moved directories that are remembered; the others are found

// A directory to enter; without a name, one whose listing to share. Counts as a user of `where`.
struct job
{
    node* where;
    native_string name;
};

// What the threads of one pass share.
struct shared_state
{
    shared_state(node& top, remove_options const& how, std::uintmax_t before)
        : root(top), options(how), crossing(how.cross_mounts ? system::mounts::cross : system::mounts::stay_out),
          removed(before)
    {
    }

    // For one more job, without an allocation that could fail.
    bool has_room() noexcept
    try
    {
        jobs.reserve(most_moved);
        return jobs.size() != jobs.capacity();
    }
    catch (std::bad_alloc const&)
    {
        return false;
    }

    node& root;
    remove_options const& options;
    system::mounts const crossing;

    std::atomic<std::uintmax_t> removed;
    std::atomic<unsigned> levels{most_levels};
    std::atomic<bool> stop{false}; // the observer threw

    std::mutex failing;
    std::error_code first;
    native_string first_path;
    bool passing = false; // something that failed may go yet
    native_string moved_prefix;
    std::uintmax_t moved = 0;

    std::mutex working;
    std::condition_variable change;
    std::vector<job> jobs;
    unsigned active = 1;        // threads that have work
    bool single = false;        // out of handles: only the calling thread goes on
    std::atomic<int> hungry{0}; // threads without work less jobs
    std::vector<std::thread> helpers;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
