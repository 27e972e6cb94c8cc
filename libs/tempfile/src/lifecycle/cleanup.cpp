//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/cleanup.hpp>

#include "../removal/handler_removal.hpp"
#include "named_thing.hpp"
#include "registry.hpp"

#include <boost/tempfile/detail/process.hpp>
#include <boost/throw_exception.hpp>

#include <cerrno>
#include <system_error>

namespace boost
{
namespace tempfile
{

namespace detail
{

namespace
{

using slot = registry_slot;

// The generation of the process in which a pass runs, or 0, and the thread that runs it. A forked child inherits a
// generation that is not its own.
std::atomic<std::uint64_t> pass_generation{0};
std::atomic<std::uintptr_t> pass_thread{0};

// The interrupted code may be about to look at it.
class errno_kept
{
public:
    errno_kept() noexcept = default;
    ~errno_kept() { errno = saved_; }
    errno_kept(errno_kept const&) = delete;
    errno_kept& operator=(errno_kept const&) = delete;

private:
    int const saved_ = errno;
};

bool being_created(std::uint32_t state) noexcept
{
    return (state & slot::phase) == slot::creating;
}

// Whoever waits for this thread's creations to end would wait for ever: it has been interrupted in them.
void mark_interrupted(std::uintptr_t thread) noexcept
{
    for (slot* s = all_slots.load(std::memory_order_acquire); s != nullptr; s = s->next)
        if (being_created(s->state.load(std::memory_order_acquire)) &&
            s->thread.load(std::memory_order_relaxed) == thread)
            s->state.fetch_or(slot::interrupted, std::memory_order_acq_rel);
}

// A file that its owner left here may have been followed by another of the same name.
void remove_file_of(slot const& s, std::error_code& ec) noexcept
{
    ec.clear();
    bool const left = s.identity != file_identity{};
    if (left && !is_same(system::identify_file(s.path, ec).identity, s.identity) && !ec)
        return;
    if (!ec)
        system::remove_file(s.path, invalid_handle(), ec);
    else if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
}

// The slot is pinned: its path stays as it is.
void remove_entry_of(slot& s, trees_removed how) noexcept
{
    std::uint32_t state = s.state.load(std::memory_order_acquire);
    auto const goes_on = [](std::uint32_t now)
    { return being_created(now) && (now & slot::interrupted) == 0 && !system::others_have_ended(); };
    for (unsigned turns = 0; goes_on(state); ++turns)
    {
        system::pause(turns);
        state = s.state.load(std::memory_order_acquire);
    }
    if ((state & slot::gone) != 0)
        return;
    std::error_code ec;
    if (s.kind == entry_kind::thing)
    {
        if (being_created(state)) // by somebody else, and its owner has not looked at it yet
            return;
        remove_thing_in_handler(s.path, s.identity, ec);
    }
    else if (s.kind == entry_kind::unmade)
        remove_unmade(s.path, ec);
    else if (s.kind == entry_kind::file)
        remove_file_of(s, ec);
    else if (being_created(state)) // nobody can have put anything into it
        system::remove_directory({}, s.path, {}, ec);
    else if (!remove_tree_in_handler(s.path, {s.identity, s.held}, how))
        ec = std::make_error_code(std::errc::directory_not_empty);
    // What stayed is still its owner's to remove, and what is being created may still come into being.
    if (!ec && !being_created(state))
        s.state.fetch_or(slot::gone, std::memory_order_acq_rel);
}

// Files first, then trees: there may be little time (Windows leaves five seconds), and one tree can take long.
void pass(std::uint64_t generation, bool trees, trees_removed how) noexcept
{
    for (slot* s = all_slots.load(std::memory_order_acquire); s != nullptr; s = s->next)
    {
        std::uint32_t const before = s->state.fetch_or(slot::pinned, std::memory_order_acq_rel);
        if ((before & slot::phase) != slot::free && s->generation.load(std::memory_order_relaxed) == generation &&
            (s->kind == entry_kind::directory) == trees)
            remove_entry_of(*s, how);
        s->state.fetch_and(~slot::pinned, std::memory_order_acq_rel);
    }
}

} // namespace

// Who is being waited for, and why that ends: this thread waits for the creations of others, which go on, or retract
// when they see the registry closed, or are marked because their thread is in this function too; and for another pass,
// which waits for the same things. Signals are blocked meanwhile, so that no second call starts on top of the first.
void remove_registered(closed_mode how, trees_removed trees) noexcept
{
    errno_kept const kept;
    std::uint64_t const generation = process_generation();
    bool const has_registered = registering_generation.load(std::memory_order_relaxed) == generation;
    if (has_registered && registering_process.load(std::memory_order_relaxed) != system::current_process())
        return; // a child made by vfork: all of this is its parent's
    system::signals_blocked const no_signals;
    std::uintptr_t const thread = system::current_thread();
    closing_thread.store(thread);
    if (closed_generation.load() != generation || how == closed_mode::block)
        closed_how.store(how);
    closed_generation.store(generation, std::memory_order_seq_cst);
    mark_interrupted(thread);

    std::uint64_t running = pass_generation.load();
    for (unsigned turns = 0;; ++turns)
    {
        if (running != generation)
        {
            if (pass_generation.compare_exchange_strong(running, generation))
                break;
        }
        else if (pass_thread.load() == thread || system::others_have_ended())
            return; // a fault in the pass itself, or it ended with its thread
        else
        {
            system::pause(turns);
            running = pass_generation.load();
        }
    }
    pass_thread.store(thread);
    pass(generation, false, trees);
    pass(generation, true, trees);
    pass_thread.store(0);
    pass_generation.store(0);
}

void remove_at_end() noexcept
{
    remove_registered(closed_mode::block);
}

void remove_at_exit() noexcept
{
    remove_registered(closed_mode::block, trees_removed::as_at_exit);
}

void remove_at_early_exit() noexcept
{
    std::uint64_t const generation = process_generation();
    bool const was_open = closed_generation.load() != generation;
    remove_at_exit();
    if (was_open)
        closed_generation.store(0, std::memory_order_seq_cst);
}

} // namespace detail

void remove_all_registered() noexcept
{
    detail::remove_registered(detail::closed_mode::cancel);
}

std::vector<int> cleanup_on_signals(std::initializer_list<int> signals)
{
    // The first call of it is no call for a handler, and a handler is to know whose memory it runs in.
    detail::note_process(detail::process_generation());
    return detail::system::run_on_signals(signals, &detail::remove_at_end);
}

void cleanup_at_quick_exit()
{
    if (!detail::system::run_at_quick_exit(&detail::remove_at_end))
        boost::throw_exception(std::system_error(
            std::make_error_code(std::errc::not_enough_memory), "boost::tempfile::cleanup_at_quick_exit"));
}

} // namespace tempfile
} // namespace boost
