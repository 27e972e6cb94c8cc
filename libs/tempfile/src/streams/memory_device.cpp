//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/memory_device.hpp>

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

constexpr std::size_t smallest_capacity = 512;

// Half of the address space, so that neither sizes nor pointer differences overflow.
constexpr std::int64_t largest_capacity = static_cast<std::int64_t>((std::numeric_limits<std::ptrdiff_t>::max)() / 2);

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
    if (!ec)
        size_ = static_cast<std::size_t>(size);
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
    bool const was_small = data_ == small_;
    detail::system::memory_block block;
    if (!was_small)
        block = detail::system::memory_block{data_, capacity_, zeroed_};
    std::size_t const used = was_small ? 0 : size_;
    detail::system::grow_memory(block, wanted, used, ec);
    if (ec && wanted > capacity)
        detail::system::grow_memory(block, capacity, used, ec);
    if (ec)
        return false;
    if (was_small)
        std::memcpy(block.data, small_, size_);
    data_ = block.data;
    capacity_ = block.capacity;
    zeroed_ = (std::max)(block.zeroed, size_);
    return true;
}

void memory_device::zero(std::size_t from, std::size_t to) noexcept
{
    std::size_t const end = (std::min)(to, zeroed_);
    if (end > from)
        std::memset(data_ + from, 0, end - from);
}

void memory_device::free() noexcept
{
    detail::system::memory_block block{data_, capacity_, zeroed_};
    detail::system::free_memory(block);
}

} // namespace tempfile
} // namespace boost
