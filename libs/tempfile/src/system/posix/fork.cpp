//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <pthread.h>
#include <sys/mman.h>

#include <atomic>
#include <new>

#include <boost/tempfile/detail/process.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

using word = std::atomic<std::uint64_t>;
static_assert(word::is_always_lock_free, "the token is read in signal handlers");

// The token is the process's generation, and 0 in a child that has not asked yet. The kernel zeroes its page in every
// child but vfork's, where it can (map_wiped_by_fork); pthread_atfork sees fork everywhere, also where an emulator
// promises to wipe the page and does not. `newest` is inherited, so that a child's generation differs from those of all
// its ancestors.
word newest{0};
word unwiped{0};
std::atomic<word*> token{nullptr};

void wipe_in_child() noexcept
{
    if (word* const place = token.load(std::memory_order_relaxed))
        place->store(0, std::memory_order_relaxed);
}

word* make_token() noexcept
{
    void* const page = system::map_wiped_by_fork(sizeof(word));
    word* const made = page == nullptr ? &unwiped : ::new (page) word(0);
    (void)::pthread_atfork(nullptr, nullptr, &wipe_in_child);
    word* expected = nullptr;
    if (token.compare_exchange_strong(expected, made))
        return made;
    if (page != nullptr) // another thread was faster
        (void)::munmap(page, sizeof(word));
    return expected;
}

// Before the child is there: both see it.
void count_fork() noexcept
{
    forks_seen.increment();
}

std::atomic<bool> forks_watched{false};

} // namespace

void fork_count::increment() noexcept
{
    (void)__atomic_fetch_add(&value_, 1, __ATOMIC_RELAXED);
}

fork_count forks_seen{1};

std::size_t watch_forks() noexcept
{
    if (BOOST_UNLIKELY(!forks_watched.load(std::memory_order_acquire)))
    {
        // Threads that get here together register it twice, and a fork counts double.
        if (::pthread_atfork(&count_fork, nullptr, nullptr) != 0)
            return 0;
        forks_watched.store(true, std::memory_order_release);
    }
    return forks_seen.load();
}

std::uint64_t process_generation() noexcept
{
    word* place = token.load(std::memory_order_acquire);
    if (BOOST_UNLIKELY(place == nullptr))
        place = make_token();
    std::uint64_t generation = place->load(std::memory_order_acquire);
    if (BOOST_LIKELY(generation != 0))
        return generation;
    std::uint64_t const fresh = newest.fetch_add(1) + 1;
    return place->compare_exchange_strong(generation, fresh) ? fresh : generation;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
