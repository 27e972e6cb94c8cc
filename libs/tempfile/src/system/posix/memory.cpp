//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/mman.h>
#include <unistd.h>

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
constexpr std::size_t huge_page = std::size_t(2) << 20;

bool mapped(memory_block const& block) noexcept
{
    return block.capacity >= mapped_from;
}

void* map(std::size_t size) noexcept
{
    void* const p = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? nullptr : p;
}

void advise(memory_block const& block) noexcept
{
    if (block.capacity >= huge_page)
        advise_huge_pages(block.data, block.capacity);
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
    void* const p = map(capacity);
    if (p == nullptr)
        return false;
    memory_block pages{static_cast<char*>(p), capacity, used};
    advise(pages);
    if (used != 0)
        std::memcpy(pages.data, block.data, used);
    free_memory(block);
    block = pages;
    return true;
}

bool grow_pages(memory_block& block, std::size_t capacity, std::size_t used) noexcept
{
    void* const p = enlarge_mapping(block.data, block.capacity, capacity);
    if (p == nullptr)
        return move_to_pages(block, capacity, used);
    block.data = static_cast<char*>(p);
    block.capacity = capacity;
    advise(block);
    return true;
}

// 0 where that is more than there are addresses.
std::size_t rounded(std::size_t capacity, fit how) noexcept
{
    std::size_t unit = capacity >= huge_page ? huge_page : std::size_t(64) << 10;
    if (how == fit::exact)
        unit = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    std::size_t const whole = (capacity + unit - 1) / unit * unit;
    return whole >= capacity ? whole : 0;
}

} // namespace

memory_growth plan_growth(memory_block const& block, std::size_t capacity, fit how) noexcept
{
    if (capacity < mapped_from)
        return memory_growth{capacity, capacity};
    std::size_t const whole = rounded(capacity, how);
    if (mappings_grow && mapped(block) && whole != 0)
        return memory_growth{whole, whole - block.capacity};
    return memory_growth{whole, whole};
}

void grow_memory(memory_block& block, std::size_t capacity, std::size_t used, std::error_code& ec, fit how) noexcept
{
    ec.clear();
    if (intercepted(call::grow_memory, invalid_handle(), nullptr, nullptr, ec))
        return;
    if (capacity >= mapped_from)
    {
        std::size_t const whole = rounded(capacity, how);
        bool const fits =
            whole != 0 && (mapped(block) ? grow_pages(block, whole, used) : move_to_pages(block, whole, used));
        if (fits)
            return;
    }
    else if (grow_heap(block, capacity))
        return;
    ec = std::error_code(ENOMEM, std::system_category());
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
    std::size_t const whole = rounded(capacity < mapped_from ? mapped_from : capacity, fit::exact);
    if (whole < block.capacity && ::munmap(block.data + whole, block.capacity - whole) == 0)
        block.capacity = whole;
    if (block.zeroed > block.capacity)
        block.zeroed = block.capacity;
    if (block.zeroed < used)
        block.zeroed = used;
}

void free_memory(memory_block& block) noexcept
{
    if (mapped(block))
        (void)::munmap(block.data, block.capacity);
    else
        std::free(block.data);
    block = memory_block{};
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
