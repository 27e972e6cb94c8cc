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

} // namespace

void grow_memory(memory_block& block, std::size_t capacity, std::size_t used, std::error_code& ec) noexcept
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
        std::size_t const unit = std::size_t(64) << 10; // the allocation granularity
        std::size_t const rounded = (capacity + unit - 1) / unit * unit;
        if (rounded >= capacity &&
            ((mapped(block) && extend_pages(block, rounded)) || move_to_pages(block, rounded, used)))
        {
            block.zeroed = (std::max)(block.zeroed, used);
            return;
        }
    }
    else if (grow_heap(block, capacity))
        return;
    ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
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
