//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "registry.hpp"
#include "free_slots.hpp"

#include <boost/tempfile/detail/process.hpp>

#include <algorithm>
#include <cstring>
#include <new>

namespace boost
{
namespace tempfile
{
namespace detail
{

std::atomic<registry_slot*> all_slots{nullptr};
std::atomic<std::uint64_t> closed_generation{0};
std::atomic<closed_mode> closed_how{closed_mode::cancel};
std::atomic<std::uintptr_t> closing_thread{0};
std::atomic<std::uint64_t> registering_process{0};
std::atomic<std::uint64_t> registering_generation{0};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<registry_slot*>::is_always_lock_free,
    "the registry is read in signal handlers");

namespace
{

using slot = registry_slot;

bool closed(std::uint64_t generation) noexcept
{
    return BOOST_UNLIKELY(closed_generation.load(std::memory_order_seq_cst) == generation);
}

// A creation that came too late.
void refuse(std::error_code& ec) noexcept
{
    bool const blocks = closed_how.load() == closed_mode::block && closing_thread.load() != system::current_thread();
    if (blocks)
        for (unsigned turns = 0;; ++turns)
            system::pause(turns);
    ec = std::make_error_code(std::errc::operation_canceled);
}

bool copy_path(slot& s, native_char const* path, std::size_t length) noexcept
{
    if (BOOST_UNLIKELY(length >= s.capacity))
    {
        native_char* const longer = new (std::nothrow) native_char[length + 1];
        if (longer == nullptr)
            return false;
        if (s.path != s.short_path)
            delete[] s.path;
        s.path = longer;
        s.capacity = length + 1;
    }
    std::memcpy(s.path, path, length * sizeof(native_char));
    s.path[length] = native_char();
    return true;
}

void own(slot& s, std::uint64_t generation) noexcept
{
    s.generation.store(generation, std::memory_order_relaxed);
    note_process(generation);
}

void set_phase(slot& s, std::uint32_t phase) noexcept
{
    std::uint32_t state = s.state.load(std::memory_order_relaxed);
    while (!s.state.compare_exchange_weak(
        state, (state & ~slot::phase) | phase, std::memory_order_acq_rel, std::memory_order_relaxed))
    {
    }
}

} // namespace

void note_process(std::uint64_t generation) noexcept
{
    registering_process.store(system::current_process(), std::memory_order_relaxed);
    registering_generation.store(generation, std::memory_order_relaxed);
}

void registration::publish(entry_kind kind, native_char const* path, std::size_t length, std::error_code& ec) noexcept
{
    ec.clear();
    release();
    slot* const s = take_slot();
    if (BOOST_UNLIKELY(s == nullptr || !copy_path(*s, path, length)))
    {
        if (s != nullptr)
            put_slot(s);
        ec = std::make_error_code(std::errc::not_enough_memory);
        return;
    }
    std::uint64_t const generation = process_generation();
    if (BOOST_UNLIKELY(s->generation.load(std::memory_order_relaxed) != generation))
        own(*s, generation);
    s->kind = kind;
    s->thread.store(system::current_thread(), std::memory_order_relaxed);
    s->identity = file_identity{};
    s->held = invalid_handle();
    s->state.exchange(slot::creating, std::memory_order_seq_cst);
    slot_ = s;
    if (closed(generation))
    {
        release();
        refuse(ec);
    }
}

void registration::created(file_identity const& identity, native_handle_type held, std::error_code& ec) noexcept
{
    ec.clear();
    slot_->identity = identity;
    slot_->held = held;
    // What a pass did before the thing existed does not count.
    std::uint32_t state = slot_->state.load(std::memory_order_relaxed);
    while (!slot_->state.compare_exchange_weak(
        state, (state & slot::pinned) | slot::armed, std::memory_order_acq_rel, std::memory_order_relaxed))
    {
    }
    // A pass in a signal handler on top of this thread came too early to remove it.
    if (closed(slot_->generation.load(std::memory_order_relaxed)))
        refuse(ec);
}

bool registration::claim() noexcept
{
    if (slot_ == nullptr)
        return true;
    std::uint32_t state = slot_->state.load(std::memory_order_relaxed);
    do
    {
        if (state & slot::gone)
            return false;
    } while (!slot_->state.compare_exchange_weak(
        state, (state & ~slot::phase) | slot::removing, std::memory_order_acq_rel, std::memory_order_relaxed));
    return true;
}

bool registration::claim_to_keep() noexcept
{
    if (slot_ == nullptr)
        return true;
    std::uint32_t state = slot_->state.load(std::memory_order_acquire);
    for (unsigned turns = 0;;)
    {
        if (state & slot::gone)
            return false;
        // A pass that has it in its hands may be removing it right now.
        if ((state & slot::pinned) != 0 && !inherited())
        {
            system::pause(turns++);
            state = slot_->state.load(std::memory_order_acquire);
        }
        else if (slot_->state.compare_exchange_weak(state, slot::free, std::memory_order_acq_rel))
            return true;
    }
}

void registration::unclaim() noexcept
{
    if (slot_ != nullptr)
        set_phase(*slot_, slot::armed);
}

void registration::release_slot() noexcept
{
    slot* const s = std::exchange(slot_, nullptr);
    std::uint32_t state = s->state.load(std::memory_order_relaxed);
    if ((state & slot::phase) == slot::creating)
        set_phase(*s, slot::removing); // a pass may be waiting for this creation to end
    bool const inherited = s->generation.load(std::memory_order_relaxed) != process_generation();
    for (unsigned turns = 0;;)
    {
        state = s->state.load(std::memory_order_acquire);
        // A pass of the parent that the fork cut off will never end.
        if ((state & slot::pinned) != 0 && !inherited)
            system::pause(turns++);
        else if (s->state.compare_exchange_weak(state, slot::free, std::memory_order_acq_rel))
            break;
    }
    put_slot(s);
}

void registration::leave() noexcept
{
    if (slot_ == nullptr || inherited())
        return release();
    slot_->held = invalid_handle(); // its owner goes
    set_phase(*slot_, slot::armed);
    slot_ = nullptr;
}

void registration::leave(file_identity const& identity) noexcept
{
    // No pass looks at the slot before the identity is whole.
    if (slot_ == nullptr || !claim_to_keep())
        return release();
    slot_->identity = identity;
    leave();
}

bool registration::inherited() const noexcept
{
    return slot_ != nullptr && slot_->generation.load(std::memory_order_relaxed) != process_generation();
}

void registration::adopt() noexcept
{
    if (!inherited())
        return;
    // A pass of the parent that the fork cut off will never end.
    slot_->state.fetch_and(~(slot::pinned | slot::interrupted), std::memory_order_acq_rel);
    own(*slot_, process_generation());
}

} // namespace detail
} // namespace tempfile
} // namespace boost
