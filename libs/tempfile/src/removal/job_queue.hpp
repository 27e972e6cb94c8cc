//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_JOB_QUEUE_HPP
#define BOOST_TEMPFILE_SRC_JOB_QUEUE_HPP

#include "tree_node.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A subdirectory to enter; without a name, a directory whose listing to share. It counts as a user of `where`.
struct removal_job
{
    tree_node* where = nullptr;
    native_string name;
};

// The work that threads of one pass hand to each other, and who of them has any.
class job_queue
{
public:
    // What the calling thread is told apart by: it goes on where the others are dismissed.
    enum class role : unsigned char
    {
        caller,
        helper
    };

    enum class outcome : unsigned char
    {
        job,
        nothing_yet, // only where `patience` is not zero
        finished     // there will be no more
    };

    // Adds a job, and a user to `where`. False without memory, or if there are many already.
    bool push(tree_node& where, native_char const* name) noexcept;

    // Whether more threads are without work than there are jobs. A hint, cheap to ask for.
    bool is_hungry() const noexcept { return hungry_.load(std::memory_order_relaxed) > 0; }

    // The thread has no work any more; `working` says whether it had any.
    void stop_working(bool working) noexcept;

    // Waits for a job: for ever, or, with a `patience`, that long. To be called after stop_working().
    outcome take(removal_job&, role, std::chrono::milliseconds patience);

    // From now on only the calling thread gets jobs.
    void dismiss_helpers() noexcept;

private:
    static constexpr std::size_t most_jobs = 64;

    std::mutex lock_;
    std::condition_variable change_;
    std::vector<removal_job> jobs_;
    unsigned working_ = 1; // threads; the calling one begins
    bool dismissed_ = false;
    std::atomic<int> hungry_{0}; // threads without work less jobs
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
