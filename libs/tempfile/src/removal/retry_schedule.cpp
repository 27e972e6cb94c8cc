//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "retry_schedule.hpp"

#include <algorithm>
#include <thread>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

std::chrono::microseconds steady_now() noexcept
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

void sleep(std::chrono::microseconds pause)
{
    std::this_thread::sleep_for(pause);
}

constexpr retry_clock steady_clock{&steady_now, &sleep};

} // namespace

std::atomic<retry_clock const*> installed_retry_clock{&steady_clock};

bool retry_schedule::wait_for_next(std::uintmax_t left)
{
    std::chrono::microseconds const now = clock_.now();
    if (left < fewest_)
    {
        since_ = began_ = now;
        pause_ = shortest_pause;
        fewest_ = left;
    }
    // In its own unit: a deadline of milliseconds::max() has more microseconds than there are.
    if (std::chrono::duration_cast<std::chrono::milliseconds>(began_ - since_) >= deadline_)
        return false;
    // Jitter keeps two that remove the same tree out of step.
    clock_.wait(pause_ + pause_ * (now.count() % 8) / 16);
    pause_ = (std::min)(pause_ * 2, std::chrono::microseconds(longest_pause));
    began_ = clock_.now();
    return true;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
