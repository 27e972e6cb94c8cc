//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "job_queue.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

bool job_queue::push(tree_node& where, native_char const* name) noexcept BOOST_TRY
{
    {
        std::lock_guard<std::mutex> const locked(lock_);
        jobs_.reserve(most_jobs);
        if (jobs_.size() == jobs_.capacity())
            return false;
        jobs_.push_back(removal_job{&where, name});
        where.users.fetch_add(1);
        hungry_.fetch_sub(1);
    }
    change_.notify_one();
    return true;
}
BOOST_CATCH(std::bad_alloc const&)
{
    return false;
}
BOOST_CATCH_END

void job_queue::stop_working(bool working) noexcept
{
    std::lock_guard<std::mutex> const locked(lock_);
    working_ -= working;
    hungry_.fetch_add(1);
}

job_queue::outcome job_queue::take(removal_job& next, role who, std::chrono::milliseconds patience)
{
    std::unique_lock<std::mutex> locked(lock_);
    while (!jobs_.empty() || working_ != 0)
    {
        if (dismissed_ && who == role::helper)
            break;
        if (!jobs_.empty())
        {
            next = std::move(jobs_.back());
            jobs_.pop_back(); // one hungry thread less, and one job less
            ++working_;
            return outcome::job;
        }
        if (patience == patience.zero())
            change_.wait(locked);
        else if (change_.wait_for(locked, patience) == std::cv_status::timeout)
            return outcome::nothing_yet;
    }
    hungry_.fetch_sub(1);
    locked.unlock();
    change_.notify_all();
    return outcome::finished;
}

void job_queue::dismiss_helpers() noexcept
{
    {
        std::lock_guard<std::mutex> const locked(lock_);
        dismissed_ = true;
    }
    change_.notify_all();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
