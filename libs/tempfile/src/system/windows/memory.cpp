//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

constexpr std::size_t mapped_from = std::size_t(1) << 20; // smaller blocks are the heap's

// Address space taken for a block beyond what it needs, so that it grows without being copied. It costs no memory:
// pages are committed as they are needed.
constexpr std::size_t reserve_ahead = std::size_t(sizeof(void*) == 8 ? 256 : 16) << 20;

bool mapped(memory_block const& block) noexcept
{
    return block.capacity >= mapped_from;
}

char* commit(char* place, std::size_t size) noexcept
{
    return static_cast<char*>(::VirtualAlloc(place, size, MEM_COMMIT, PAGE_READWRITE));
}

// Pages at the start of a larger reservation; a smaller one where the address space is crowded.
char* map(std::size_t size) noexcept
{
    std::size_t const ahead = (std::max)(reserve_ahead, size);
    void* reserved = nullptr;
    if (size + ahead > size)
        reserved = ::VirtualAlloc(nullptr, size + ahead, MEM_RESERVE, PAGE_READWRITE);
    if (reserved == nullptr)
        return static_cast<char*>(::VirtualAlloc(nullptr, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
    if (commit(static_cast<char*>(reserved), size) != nullptr)
        return static_cast<char*>(reserved);
    ::VirtualFree(reserved, 0, MEM_RELEASE); // memory is what is missing, not addresses
    return nullptr;
}

bool grow_heap(memory_block& block, std::size_t capacity) noexcept
{
    void* const p = std::realloc(block.data, capacity);
    if (p == nullptr)
        return false;
    block.data = static_cast<char*>(p);
    block.capacity = block.zeroed = capacity;
    return true;
}

bool move_to_pages(memory_block& block, std::size_t capacity, std::size_t used) noexcept
{
    char* const p = map(capacity);
    if (p == nullptr)
        return false;
    if (used != 0)
        std::memcpy(p, block.data, used);
    free_memory(block);
    block = memory_block{p, capacity, used};
    return true;
}

// Commits more of the block's own reservation. VirtualAlloc would as readily commit pages of a neighbour's, so the
// reservation is looked up first.
bool extend_pages(memory_block& block, std::size_t capacity) noexcept
{
    std::size_t const more = capacity - block.capacity;
    char* const end = block.data + block.capacity;
    MEMORY_BASIC_INFORMATION beyond;
    if (::VirtualQuery(end, &beyond, sizeof beyond) == 0 || beyond.AllocationBase != block.data ||
        beyond.State != MEM_RESERVE || beyond.RegionSize < more || commit(end, more) == nullptr)
        return false;
    block.capacity = capacity;
    return true;
}

// 0 where that is more than there are addresses.
std::size_t rounded(std::size_t capacity, fit how) noexcept
{
    std::size_t const unit = std::size_t(how == fit::exact ? 4 : 64) << 10; // a page, the allocation granularity
    std::size_t const whole = (capacity + unit - 1) / unit * unit;
    return whole >= capacity ? whole : 0;
}

} // namespace

// Pages are mostly committed in place, which nobody can promise.
memory_growth plan_growth(memory_block const&, std::size_t capacity, fit how) noexcept
{
    std::size_t const whole = capacity < mapped_from ? capacity : rounded(capacity, how);
    return memory_growth{whole, whole};
}

void grow_memory(memory_block& block, std::size_t capacity, std::size_t used, std::error_code& ec, fit how) noexcept
{
    ec.clear();
    if (intercepted(call::grow_memory, invalid_handle(), nullptr, nullptr, ec))
        return;
    if (capacity <= block.capacity)
    {
        block.zeroed = (std::max)(block.zeroed, used);
        return;
    }
    if (capacity >= mapped_from)
    {
        std::size_t const whole = rounded(capacity, how);
        if (whole != 0 && ((mapped(block) && extend_pages(block, whole)) || move_to_pages(block, whole, used)))
        {
            block.zeroed = (std::max)(block.zeroed, used);
            return;
        }
    }
    else if (grow_heap(block, capacity))
        return;
    ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
}

void shrink_memory(memory_block& block, std::size_t capacity, std::size_t used) noexcept
{
    if (!mapped(block))
    {
        if (void* const p = std::realloc(block.data, capacity))
            block = memory_block{static_cast<char*>(p), capacity, capacity};
        return;
    }
    // Pages can be given back from the end; a block of fewer would have to be the heap's.
    std::size_t const whole = rounded((std::max)(capacity, mapped_from), fit::exact);
    if (whole < block.capacity && ::VirtualFree(block.data + whole, block.capacity - whole, MEM_DECOMMIT))
        block.capacity = whole;
    block.zeroed = (std::max)((std::min)(block.zeroed, block.capacity), used);
}

void free_memory(memory_block& block) noexcept
{
    if (mapped(block))
        (void)::VirtualFree(block.data, 0, MEM_RELEASE);
    else
        std::free(block.data);
    block = memory_block{};
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
