//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_RETRY_SCHEDULE_HPP
#define BOOST_TEMPFILE_SRC_RETRY_SCHEDULE_HPP

#include <boost/tempfile/config.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The time by which a deadline passes, and how it is spent between two attempts. Tests put their own in the place of
// std::chrono::steady_clock: a busy machine then lets no deadline pass, and nobody waits for one.
struct retry_clock
{
    std::chrono::microseconds (*now)() noexcept;
    void (*wait)(std::chrono::microseconds);
};

BOOST_TEMPFILE_DECL extern std::atomic<retry_clock const*> installed_retry_clock;

// When to try again what could not be removed: after pauses that grow, until the deadline has passed without progress.
// Progress is less that is left, and not what was removed: on FUSE a removed file that somebody has open is there again
// under another name, for ever.
class retry_schedule
{
public:
    explicit retry_schedule(std::chrono::milliseconds deadline) noexcept
        : clock_(*installed_retry_clock.load(std::memory_order_relaxed)), deadline_(deadline)
    {
    }

    // After an attempt by which so many entries could not be removed: waits and returns true, or returns false. An
    // attempt that began before the deadline is always followed by another, however long it took.
    bool wait_for_next(std::uintmax_t left);

private:
    static constexpr std::chrono::microseconds shortest_pause{1000}, longest_pause{100000};

    retry_clock const& clock_;
    std::chrono::milliseconds const deadline_;
    std::chrono::microseconds pause_ = shortest_pause;
    std::chrono::microseconds since_{}; // the last progress
    std::chrono::microseconds began_{}; // the last attempt but the first
    std::uintmax_t fewest_ = (std::numeric_limits<std::uintmax_t>::max)();
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
