//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../process.hpp"

#include <boost/tempfile/detail/fork_listener.hpp>

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The listeners, in several lists so that threads seldom wait for each other. A list can be walked forward after each
// single store, whatever thread was changing it at a fork.
struct fork_listeners
{
    struct alignas(64) list
    {
        std::atomic<std::uintptr_t> holder{0}; // the thread that changes it
        fork_listener* first = nullptr;
        bool held_for_fork = false;

        bool try_lock(std::uintptr_t self) noexcept
        {
            std::uintptr_t nobody = 0;
            return holder.compare_exchange_strong(nobody, self, std::memory_order_acquire);
        }
        void lock(std::uintptr_t self) noexcept
        {
            if (BOOST_UNLIKELY(!try_lock(self)))
                wait(self);
        }
        BOOST_NOINLINE void wait(std::uintptr_t self) noexcept
        {
            for (unsigned turns = 0; !try_lock(self); ++turns)
                system::pause(turns);
        }
        void unlock() noexcept { holder.store(0, std::memory_order_release); }
    };

    static std::uintptr_t self() noexcept
    {
        return (std::uintptr_t)(::pthread_self()); // a number or a pointer, as the system has it
    }

    static constexpr std::size_t count = 16;
    static list all[count];

    static list& of(fork_listener const& listener) noexcept
    {
        std::uint32_t const address = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&listener) >> 6);
        return all[address * 2654435769u >> 28];
    }

    static void add(fork_listener& listener) noexcept
    {
        list& l = of(listener);
        l.lock(self());
        listener.next_ = l.first;
        if (l.first != nullptr)
            l.first->place_ = &listener.next_;
        listener.place_ = &l.first;
        l.first = &listener;
        l.unlock();
    }

    static void remove(fork_listener& listener) noexcept
    {
        list& l = of(listener);
        l.lock(self());
        *listener.place_ = listener.next_;
        if (listener.next_ != nullptr)
            listener.next_->place_ = listener.place_;
        l.unlock();
    }

    // No list is being changed when the child is made, but for one that this thread was changing when a signal handler
    // interrupted it, which forks.
    static void hold() noexcept
    {
        std::uintptr_t const me = self();
        for (list& l : all)
        {
            l.held_for_fork = l.holder.load(std::memory_order_relaxed) != me;
            if (l.held_for_fork)
                l.lock(me);
        }
    }

    static void let_go() noexcept
    {
        for (list& l : all)
        {
            if (l.held_for_fork)
                l.unlock();
        }
    }

    static void tell() noexcept
    {
        for (list& l : all)
        {
            for (fork_listener* each = l.first; each != nullptr; each = each->next_)
                each->react_(each->object_);
        }
        let_go();
    }

    enum state
    {
        idle,
        beginning,
        watching
    };
    static std::atomic<int> now;

    // Once in a process. False where the system has no memory for that.
    static BOOST_NOINLINE bool watch() noexcept
    {
        int expected = idle;
        if (!now.compare_exchange_strong(expected, beginning))
            return true; // another thread is at it, or was faster
        bool const done = ::pthread_atfork(&hold, &let_go, &tell) == 0;
        now.store(done ? watching : idle, std::memory_order_release);
        return done;
    }
};

std::atomic<int> fork_listeners::now{fork_listeners::idle};
fork_listeners::list fork_listeners::all[fork_listeners::count];

void fork_listener::begin(void* object, reaction react) noexcept
{
    if (BOOST_UNLIKELY(fork_listeners::now.load(std::memory_order_acquire) != fork_listeners::watching) &&
        !fork_listeners::watch())
        return;
    object_ = object;
    react_ = react;
    fork_listeners::add(*this);
}

void fork_listener::leave() noexcept
{
    fork_listeners::remove(*this);
    react_ = nullptr;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
