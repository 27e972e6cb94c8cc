//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_MEMORY_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_MEMORY_HPP

// Memory of the system's own, for much of it.

#include "calls.hpp"

#include <cstddef>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Blocks of spooled bytes. Small ones come from the heap; above about a megabyte they are pages that grow in place
// where the system can do that, huge pages where there are any.
struct memory_block
{
    char* data = nullptr;
    std::size_t capacity = 0; // bytes
    std::size_t zeroed = 0;   // the bytes from here to capacity were never written and are zero
};

// How much a block above about a megabyte holds beyond what is asked for.
enum class fit
{
    generous, // whole huge pages, which are faster
    exact     // whole pages
};

// What it takes to make a block hold more.
struct memory_growth
{
    std::size_t capacity; // of the block afterwards; 0 where there is not so much in the world
    std::size_t more;     // bytes beyond its own while it grows: all of the new block's where it may be copied
};
memory_growth plan_growth(memory_block const&, std::size_t capacity, fit) noexcept;

// Makes the block hold at least `capacity` bytes, keeping the first `used` ones: as many as plan_growth() says, at most
// twice as many as asked for. On failure (errc::not_enough_memory) it is as it was. `zeroed` is not below `used` when it
// returns.
void grow_memory(memory_block&, std::size_t capacity, std::size_t used, std::error_code&, fit = fit::generous) noexcept;

// Makes the block hold `capacity` bytes, more than none and fewer than it does, of which the first `used` are kept; as it
// was where the system cannot do that without a copy.
void shrink_memory(memory_block&, std::size_t capacity, std::size_t used) noexcept;
void free_memory(memory_block&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
