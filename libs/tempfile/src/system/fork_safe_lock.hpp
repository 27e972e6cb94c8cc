//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_FORK_SAFE_LOCK_HPP
#define BOOST_TEMPFILE_SRC_FORK_SAFE_LOCK_HPP

#include "process.hpp"

#include <boost/tempfile/detail/process.hpp>

#include <atomic>
#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A lock that is held for a few instructions. Constant initialization; works with std::lock_guard.
//
// A fork can copy it while another thread of the parent holds it. That thread does not exist in the child, which then
// takes the lock over. So what it guards must be valid after each single store of its holder.
class fork_safe_lock
{
public:
    void lock() noexcept
    {
        std::uint64_t const own = process_generation();
        for (unsigned turns = 0;; ++turns)
        {
            std::uint64_t holder = holder_.load(std::memory_order_relaxed);
            if (holder != own && holder_.compare_exchange_weak(holder, own, std::memory_order_acquire))
                return;
            if (holder == own)
                system::pause(turns);
        }
    }
    void unlock() noexcept { holder_.store(0, std::memory_order_release); }

private:
    std::atomic<std::uint64_t> holder_{0}; // the generation of the process, or 0
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
