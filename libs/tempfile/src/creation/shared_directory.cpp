//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "shared_directory.hpp"

#include <mutex>

namespace boost
{
namespace tempfile
{
namespace detail
{

// All loads of the text are acquire loads, so that the last look at current_ comes after them; all stores are release
// stores, so that nobody sees a new text in a version that seems to be current still.

origin shared_directory::get(native_string& dir) const
{
    for (;;)
    {
        std::size_t const at = current_.load(std::memory_order_acquire);
        version const& read = versions_[at % 2];
        origin const from = read.from.load(std::memory_order_acquire);
        dir.resize(read.size.load(std::memory_order_acquire));
        for (std::size_t i = 0; i != dir.size(); ++i)
            dir[i] = read.text[i].load(std::memory_order_acquire);
        if (current_.load(std::memory_order_acquire) == at)
            return from;
    }
}

void shared_directory::write(native_char const* text, std::size_t size, origin from) noexcept
{
    std::size_t const next = current_.load(std::memory_order_relaxed) + 1;
    version& written = versions_[next % 2];
    written.from.store(from, std::memory_order_release);
    written.size.store(size, std::memory_order_release);
    for (std::size_t i = 0; i != size; ++i)
        written.text[i].store(text[i], std::memory_order_release);
    current_.store(next, std::memory_order_release);
}

void shared_directory::set(native_string const& dir, origin from) noexcept
{
    std::lock_guard<fork_safe_lock> const lock(writing_);
    write(dir.data(), dir.size(), from);
}

void shared_directory::set_first(native_string const& dir, origin from) noexcept
{
    std::lock_guard<fork_safe_lock> const lock(writing_);
    version const& now = versions_[current_.load(std::memory_order_relaxed) % 2];
    if (now.from.load(std::memory_order_relaxed) == origin::none)
        write(dir.data(), dir.size(), from);
}

void shared_directory::clear() noexcept
{
    std::lock_guard<fork_safe_lock> const lock(writing_);
    write(nullptr, 0, origin::none);
}

void shared_directory::clear_searched(native_string const& dir) noexcept
{
    std::lock_guard<fork_safe_lock> const lock(writing_);
    version const& now = versions_[current_.load(std::memory_order_relaxed) % 2];
    if (now.from.load(std::memory_order_relaxed) != origin::searched ||
        now.size.load(std::memory_order_relaxed) != dir.size())
        return;
    for (std::size_t i = 0; i != dir.size(); ++i)
        if (now.text[i].load(std::memory_order_relaxed) != dir[i])
            return;
    write(nullptr, 0, origin::none);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
