//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_REGISTRY_HPP
#define BOOST_TEMPFILE_SRC_REGISTRY_HPP

// What is to be removed when the process ends: slots in a list that only grows, so that a signal handler can walk it at
// any moment. See registration (detail/registration.hpp) for the owner's side.
//
// A slot's state is a phase, which belongs to its owner, and three bits, which belong to the pass that removes
// everything:
//
//   free      nobody's. The text of the path may be written by the thread that took it. Or its owner is keeping what
//             it stands for.
//   creating  published: the path is valid, and the thing may come into being at any moment
//   armed     it exists
//   removing  claimed: the owner is removing it
//
// An owner who could not remove it may leave it here, armed, to the end of the process.
//
//   pinned       a pass is using the path: the owner may not free the slot until it has done so
//   interrupted  the owner's thread runs a signal handler, so nobody may wait for its creation to end
//   gone         a pass has removed it
//
// The pass first closes the registry and then looks at the slots, an owner first publishes and then looks whether
// the registry is closed: one of the two sees the other.

#include "../removal/handler_removal.hpp"
#include "../system/system.hpp"

#include <boost/tempfile/detail/registration.hpp>

#include <atomic>
#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{

#if defined(_MSC_VER)
#pragma warning(push)
#pragma warning(disable : 4324) // a slot is padded to a line of the cache: that is what is meant
#endif

struct alignas(64) registry_slot
{
    static constexpr std::uint32_t free = 0;
    static constexpr std::uint32_t creating = 1;
    static constexpr std::uint32_t armed = 2;
    static constexpr std::uint32_t removing = 3;
    static constexpr std::uint32_t phase = 3;
    static constexpr std::uint32_t pinned = 4;
    static constexpr std::uint32_t interrupted = 8;
    static constexpr std::uint32_t gone = 16;

    std::atomic<std::uint32_t> state{free};
    entry_kind kind = entry_kind::file;
    std::atomic<std::uint64_t> generation{0};   // of the process that owns it
    std::atomic<std::uintptr_t> thread{0};      // that is creating it
    file_identity identity;                     // valid when armed, of a directory, and of a file that was left here
    native_handle_type held = invalid_handle(); // of the directory, where its number is used again
    registry_slot* next = nullptr;              // in the list of all slots
    registry_slot* next_free = nullptr;
    native_char* path = short_path; // null-terminated
    std::size_t capacity = sizeof(short_path) / sizeof(native_char);
    native_char short_path[128];
};

#if defined(_MSC_VER)
#pragma warning(pop)
#endif

// The list of all slots, newest first.
extern std::atomic<registry_slot*> all_slots;

// The generation of the process that is being cleaned up, or 0. Once set, nothing is created in that process.
extern std::atomic<std::uint64_t> closed_generation;

// What becomes of a creation in a closed registry.
enum class closed_mode : unsigned char
{
    cancel, // it fails: remove_all_registered() was called and the program goes on
    block   // it never returns: the process is being ended
};
extern std::atomic<closed_mode> closed_how;
extern std::atomic<std::uintptr_t> closing_thread; // which never blocks

// The process and the generation that registered something last: a handler that runs in a child made by vfork shares
// the parent's memory and its generation, and only the system tells them apart.
extern std::atomic<std::uint64_t> registering_process;
extern std::atomic<std::uint64_t> registering_generation;
void note_process(std::uint64_t generation) noexcept;

// Removes everything that is registered, as remove_all_registered() does; `how` says what becomes of creations from
// then on.
void remove_registered(closed_mode how, trees_removed = trees_removed::as_in_handlers) noexcept;

// At the end of the process: in a signal handler, or as it exits.
void remove_at_end() noexcept;
void remove_at_exit() noexcept;

// As it exits, where objects may be destroyed afterwards: what these create is their own to remove.
void remove_at_early_exit() noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
