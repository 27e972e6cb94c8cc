//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/memory_device.hpp>

#include <boost/tempfile/spool_budget.hpp>

#include "../system/system.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace boost
{
namespace tempfile
{

namespace
{

using detail::system::fit;
using detail::system::memory_block;

constexpr std::size_t smallest_capacity = 512;

// Half of the address space, so that neither sizes nor pointer differences overflow.
constexpr std::int64_t largest_capacity = static_cast<std::int64_t>((std::numeric_limits<std::ptrdiff_t>::max)() / 2);

// The block behind a device's bytes; an empty one where they are in the object, or nowhere.
memory_block block_of(char* data, char const* small, std::size_t capacity, std::size_t zeroed) noexcept
{
    return data == small ? memory_block{} : memory_block{data, capacity, zeroed};
}

} // namespace

std::size_t memory_device::read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (offset < 0 || static_cast<std::uint64_t>(offset) >= size_)
        return 0;
    std::size_t const n = (std::min)(size, size_ - static_cast<std::size_t>(offset));
    if (n != 0)
        std::memcpy(data, data_ + offset, n);
    return n;
}

std::size_t memory_device::write_at(
    std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (size == 0)
        return 0;
    std::int64_t const end = size > static_cast<std::size_t>(largest_capacity)
                                 ? -1
                                 : detail::advanced(offset, static_cast<std::int64_t>(size));
    prepare_write(offset, end, ec);
    if (ec)
        return 0;
    std::memcpy(data_ + offset, data, size);
    commit(end);
    return size;
}

void memory_device::resize(std::int64_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (size < 0)
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return;
    }
    if (static_cast<std::uint64_t>(size) > size_)
        prepare_write(size, size, ec);
    if (ec)
        return;
    bool const shrinks = static_cast<std::size_t>(size) < size_;
    size_ = static_cast<std::size_t>(size);
    if (shrinks && budget_ != nullptr)
        shrink();
}

void memory_device::make_room(std::int64_t offset, std::int64_t end, std::error_code& ec) noexcept
{
    if (end < 0 || end > largest_capacity)
    {
        ec = std::make_error_code(std::errc::not_enough_memory);
        return;
    }
    std::size_t const needed = static_cast<std::size_t>(end);
    if (needed > capacity_ && !grow(needed, ec))
        return;
    if (static_cast<std::size_t>(offset) > size_)
        zero(size_, static_cast<std::size_t>(offset));
}

bool memory_device::grow(std::size_t capacity, std::error_code& ec) noexcept
{
    if (capacity <= sizeof(small_))
    {
        data_ = small_;
        capacity_ = zeroed_ = sizeof(small_);
        return true;
    }
    // Doubling makes the cost of growing constant for each byte, but what may never be used is not asked for.
    std::size_t wanted = (std::max)({capacity, 2 * capacity_, smallest_capacity});
    if (limit_ != 0)
        wanted = (std::max)(capacity, (std::min)(wanted, limit_));
    if (grow_block(wanted, fit::generous, ec))
        return true;
    bool const again = wanted > capacity || budget_ != nullptr;
    return again && grow_block(capacity, fit::exact, ec);
}

// The block before counts until the new one has its content, unless it grows in place.
bool memory_device::grow_block(std::size_t capacity, fit how, std::error_code& ec) noexcept
{
    std::size_t taken = 0;
    if (budget_ != nullptr && !take(capacity, how, taken))
    {
        ec = std::make_error_code(std::errc::not_enough_memory);
        return false;
    }
    bool const was_small = data_ == small_;
    memory_block block = block_of(data_, small_, capacity_, zeroed_);
    std::size_t const before = block.capacity;
    detail::system::grow_memory(block, capacity, before == 0 ? 0 : size_, ec, how);
    if (budget_ != nullptr)
        budget_->give_back(taken + before - block.capacity);
    if (ec)
        return false;
    if (was_small)
        std::memcpy(block.data, small_, size_);
    data_ = block.data;
    capacity_ = block.capacity;
    zeroed_ = (std::max)(block.zeroed, size_);
    return true;
}

bool memory_device::take(std::size_t capacity, fit how, std::size_t& taken) const noexcept
{
    detail::system::memory_growth const plan =
        detail::system::plan_growth(block_of(data_, small_, capacity_, zeroed_), capacity, how);
    taken = plan.more;
    return plan.capacity != 0 && budget_->take(taken);
}

void memory_device::zero(std::size_t from, std::size_t to) noexcept
{
    std::size_t const end = (std::min)(to, zeroed_);
    if (end > from)
        std::memset(data_ + from, 0, end - from);
}

// What is less than a block gives back only whole pages, and the last ones not at all: good enough for what is left.
void memory_device::shrink() noexcept
{
    if (data_ == small_ || size_ == capacity_)
        return;
    if (size_ <= sizeof(small_))
    {
        if (size_ != 0)
            std::memcpy(small_, data_, size_);
        free();
        data_ = small_;
        capacity_ = zeroed_ = sizeof(small_);
        return;
    }
    memory_block block{data_, capacity_, zeroed_};
    detail::system::shrink_memory(block, size_, size_);
    budget_->give_back(capacity_ - block.capacity);
    data_ = block.data;
    capacity_ = block.capacity;
    zeroed_ = (std::max)(block.zeroed, size_);
}

std::int64_t memory_device::affordable() const noexcept
{
    if (budget_ == nullptr)
        return largest_capacity;
    constexpr std::size_t most = largest_capacity;
    constexpr std::size_t largest_page = std::size_t(64) << 10;
    std::size_t const left = budget_->limit() - budget_->used();
    memory_block const block = block_of(data_, small_, capacity_, zeroed_);
    // In place, or with a copy; where whole pages do not fit, with one less.
    std::size_t const reached[] = {(std::min)(left, most) + block.capacity, left};
    for (std::size_t const reach : reached)
        for (std::size_t const capacity : {reach, reach - (std::min)(reach, largest_page)})
        {
            detail::system::memory_growth const plan = detail::system::plan_growth(block, capacity, fit::exact);
            if (plan.capacity > capacity_ && plan.more <= left)
                return static_cast<std::int64_t>((std::min)(plan.capacity, most));
        }
    return static_cast<std::int64_t>((std::max)(capacity_, sizeof(small_)));
}

void memory_device::free() noexcept
{
    if (budget_ != nullptr)
        budget_->give_back(capacity_);
    memory_block block{data_, capacity_, zeroed_};
    detail::system::free_memory(block);
}

} // namespace tempfile
} // namespace boost
