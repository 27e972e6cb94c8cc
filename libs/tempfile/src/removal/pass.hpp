//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PASS_HPP
#define BOOST_TEMPFILE_SRC_PASS_HPP

#include "first_failure.hpp"
#include "job_queue.hpp"
#include "moved_names.hpp"
#include "tree_node.hpp"

#include <boost/tempfile/remove_all.hpp>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{

constexpr unsigned most_levels = 8;

// What the threads share that walk a tree once.
struct pass
{
    pass(tree_node& top, remove_options const& how, std::uintmax_t removed_before)
        : root(top), options(how), crossing(how.cross_mounts ? system::mounts::cross : system::mounts::stay_out),
          removed(removed_before)
    {
    }

    tree_node& root;
    remove_options const& options;
    system::mounts const crossing;

    std::atomic<std::uintmax_t> removed;       // entries
    std::atomic<unsigned> levels{most_levels}; // that are held open
    std::atomic<bool> stop{false};             // the observer threw

    first_failure failure;
    moved_names names;
    job_queue jobs;
    std::vector<std::thread> helpers;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
