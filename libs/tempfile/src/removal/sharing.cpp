//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "walker.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

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
void worker::share() noexcept
{
    bool const worth = !alone_ && seen_ >= worth_threads;
    if (!worth && shared_.hungry.load(std::memory_order_relaxed) <= 0)
        return;
    for (unsigned i = 0; i != top_; ++i)
    {
        frame& f = frames_[i];
        if (f.next == f.end)
            continue;
        if (worth)
            return start_helpers();
        native_char const* const name = reinterpret_cast<native_char*>(buffer(i)) + f.next;
        if (give(*f.where, name))
            f.next += std::char_traits<native_char>::length(name) + 1;
        return;
    }
    frame& f = frames_[top_ - 1];
    if (!f.more || f.where->listed)
        return;
    if (worth)
        return start_helpers();
    static native_char const nothing = native_char();
    (void)give(*f.where, &nothing);
}

bool worker::give(node& where, native_char const* name) noexcept
try
{
    {
        std::lock_guard<std::mutex> lock(shared_.working);
        if (!shared_.has_room())
            return false;
        shared_.jobs.push_back(job{&where, name});
        shared_.hungry.fetch_sub(1);
        where.users.fetch_add(1);
    }
    shared_.change.notify_one();
    return true;
}
catch (std::bad_alloc const&)
{
    return false;
}

// The next job; false when none can come any more.
bool worker::take(job& next)
{
    flush();
    std::unique_lock<std::mutex> lock(shared_.working);
    if (working_)
        --shared_.active;
    working_ = false;
    shared_.hungry.fetch_add(1);
    while (!shared_.jobs.empty() || shared_.active != 0)
    {
        if (shared_.single && !calling_)
            break;
        if (!shared_.jobs.empty())
        {
            next = std::move(shared_.jobs.back());
            shared_.jobs.pop_back(); // one thread less is hungry, and one job less there
            ++shared_.active;
            return working_ = true;
        }
        if (!calling_ || !shared_.options.observer || shared_.stop)
        {
            shared_.change.wait(lock);
            continue;
        }
        shared_.change.wait_for(lock, std::chrono::milliseconds(50));
        lock.unlock();
        report();
        lock.lock();
    }
    shared_.hungry.fetch_sub(1);
    lock.unlock();
    shared_.change.notify_all();
    return false;
}

void worker::start_helpers() noexcept
try
{
    alone_ = true;
    limit_handles();
    unsigned const asked = shared_.options.threads;
    unsigned const wanted = asked != 0 ? asked : std::thread::hardware_concurrency();
    unsigned const threads = (std::min)(wanted, budget().threads);
    shared_state& shared = shared_;
    system::signals_blocked const blocked;
    for (unsigned i = 1; i < threads; ++i)
        shared_.helpers.emplace_back([&shared] { worker(shared, false).work(); });
}
catch (std::exception const&)
{
    // those that were started help
}

void worker::limit_handles() noexcept
{
    limited_ = true;
    unsigned const levels = budget().levels;
    if (levels < shared_.levels)
        shared_.levels = levels;
}

void worker::drop_helpers() noexcept
{
    alone_ = true;
    {
        std::lock_guard<std::mutex> lock(shared_.working);
        shared_.single = true;
    }
    shared_.change.notify_all();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
