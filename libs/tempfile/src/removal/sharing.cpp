//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// How one thread lets others help, and how many handles and threads there may be.

#include "walker.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string>
#include <thread>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

constexpr std::size_t most_handles = 32;
constexpr std::uintmax_t worth_threads = 128; // entries: starting a thread costs about as much as removing thirty
constexpr std::chrono::milliseconds between_reports{50};

struct handle_budget
{
    unsigned levels;
    unsigned threads;
};

handle_budget budget() noexcept
{
    std::size_t const handles = (std::min)(most_handles, system::handle_limit() / 4);
    std::size_t const levels = (std::max)(std::size_t(2), (std::min)(handles, std::size_t(most_levels)));
    return {static_cast<unsigned>(levels), static_cast<unsigned>((std::max)(std::size_t(1), handles / levels))};
}

} // namespace

// Gives some of this thread's work to one that has none: the shallowest directory, as it will have most in it, or else
// a part in a long listing.
void walker::share() noexcept
{
    bool const worth = !alone_ && seen_ >= worth_threads;
    if (!worth && !pass_.jobs.is_hungry())
        return;
    for (unsigned i = 0; i != top_; ++i)
    {
        frame& f = frames_[i];
        if (f.next == f.end)
            continue;
        if (worth)
            return start_helpers();
        native_char const* const name = reinterpret_cast<native_char*>(buffer(i)) + f.next;
        if (pass_.jobs.push(*f.where, name))
            f.next += std::char_traits<native_char>::length(name) + 1;
        return;
    }
    frame& f = frames_[top_ - 1];
    if (!f.more || f.where->listed)
        return;
    if (worth)
        return start_helpers();
    static native_char const nothing = native_char();
    (void)pass_.jobs.push(*f.where, &nothing);
}

// False when no job can come any more. Meanwhile the calling thread goes on reporting.
bool walker::next_job(removal_job& next)
{
    add_removed();
    pass_.jobs.stop_working(working_);
    working_ = false;
    bool const reports = role_ == job_queue::role::caller && pass_.options.observer;
    for (;;)
    {
        auto const patience = reports && !pass_.stop ? between_reports : between_reports.zero();
        job_queue::outcome const found = pass_.jobs.take(next, role_, patience);
        if (found != job_queue::outcome::nothing_yet)
            return working_ = found == job_queue::outcome::job;
        report();
    }
}

void walker::start_helpers() noexcept BOOST_TRY
{
    alone_ = true;
    limit_levels();
    unsigned const asked = pass_.options.threads;
    unsigned const wanted = asked != 0 ? asked : std::thread::hardware_concurrency();
    unsigned const threads = (std::min)(wanted, budget().threads);
    pass& shared = pass_;
    system::signals_blocked const blocked;
    for (unsigned i = 1; i < threads; ++i)
        shared.helpers.emplace_back([&shared] { walker(shared, job_queue::role::helper).work(); });
}
BOOST_CATCH(std::exception const&)
{
    // those that were started help
}
BOOST_CATCH_END

void walker::limit_levels() noexcept
{
    levels_limited_ = true;
    unsigned const levels = budget().levels;
    if (levels < pass_.levels)
        pass_.levels = levels;
}

void walker::dismiss_helpers() noexcept
{
    alone_ = true;
    pass_.jobs.dismiss_helpers();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
