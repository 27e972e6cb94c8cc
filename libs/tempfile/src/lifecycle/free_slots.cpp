//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "free_slots.hpp"
#include "../system/exit.hpp"
#include "../system/fork_safe_lock.hpp"
#include "../system/handler_calls.hpp"
#include "../system/thread_end.hpp"

#include <mutex>
#include <new>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

using slot = registry_slot;

// ---- the slots that all threads share ------------------------------------------------------------------------------

// Each thread keeps a few free slots, so that making and removing one file after the other touches no shared memory.
// It takes and gives half of them at a time.
constexpr unsigned kept_by_thread = 16;
constexpr unsigned at_a_time = kept_by_thread / 2;

// Linked by next_free. The list is whole after each store, as fork_safe_lock wants it.
std::atomic<slot*> shared_free{nullptr};
fork_safe_lock shared_lock;

// At most `count`, as a list; null where there are none.
slot* take_shared(unsigned count, unsigned& taken) noexcept
{
    std::lock_guard<fork_safe_lock> const lock(shared_lock);
    slot* const first = shared_free.load(std::memory_order_relaxed);
    slot* last = nullptr;
    slot* rest = first;
    for (taken = 0; rest != nullptr && taken != count; ++taken)
    {
        last = rest;
        rest = rest->next_free;
    }
    if (last == nullptr)
        return nullptr;
    shared_free.store(rest, std::memory_order_release);
    last->next_free = nullptr;
    return first;
}

void share(slot* first, slot* last) noexcept
{
    std::lock_guard<fork_safe_lock> const lock(shared_lock);
    last->next_free = shared_free.load(std::memory_order_relaxed);
    shared_free.store(first, std::memory_order_release);
}

// ---- the slots of one thread ---------------------------------------------------------------------------------------

// No destructor: objects that are destroyed after those of this thread may still use it.
struct own_slots
{
    slot* first;
    unsigned count;
    bool ends; // the thread: it keeps none any more
};
thread_local own_slots own = {nullptr, 0, false};

// Shares the first `count` of them.
void share_own(unsigned count) noexcept
{
    if (count == 0)
        return;
    slot* const first = own.first;
    slot* last = first;
    for (unsigned n = 1; n != count; ++n)
        last = last->next_free;
    own.first = last->next_free;
    own.count -= count;
    share(first, last);
}

void share_all_own() noexcept
{
    own.ends = true;
    share_own(own.count);
}

// Whether the thread may keep slots: only if it gives them back when it ends.
bool keeps_slots() noexcept
{
    return own.count != 0 || (!own.ends && system::run_at_thread_end(&share_all_own));
}

// Nothing is removed at the end of a process that has registered nothing.
void prepare_removal() noexcept
{
    system::run_at_exit(system::exit_runs_last() ? &remove_at_exit : &remove_at_early_exit);
    system::bind_handler_calls();
}

slot* new_slot() noexcept
{
    slot* const s = new (std::nothrow) slot;
    if (s == nullptr)
        return nullptr;
    if (all_slots.load(std::memory_order_relaxed) == nullptr)
        prepare_removal();
    s->next = all_slots.load(std::memory_order_relaxed);
    while (!all_slots.compare_exchange_weak(s->next, s, std::memory_order_release, std::memory_order_relaxed))
    {
    }
    return s;
}

} // namespace

slot* take_slot() noexcept
{
    if (own.first == nullptr)
    {
        unsigned taken = 0;
        slot* const first = take_shared(keeps_slots() ? at_a_time : 1, taken);
        if (first == nullptr)
            return new_slot();
        own.first = first;
        own.count = taken;
    }
    slot* const s = own.first;
    own.first = s->next_free;
    --own.count;
    return s;
}

void put_slot(slot* s) noexcept
{
    if (!keeps_slots())
        return share(s, s);
    if (own.count == kept_by_thread)
        share_own(at_a_time);
    s->next_free = own.first;
    own.first = s;
    ++own.count;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
