//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_MEMORY_DEVICE_HPP
#define BOOST_TEMPFILE_MEMORY_DEVICE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/device_base.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

class spool_budget;

namespace detail
{
namespace system
{
enum class fit;
}
} // namespace detail

/** The bytes of a device that are in memory, on which a streambuf puts its get and put areas directly.

    `data` is null while nothing is in memory, or no longer is.
*/
struct memory_window
{
    /// The first byte of the device.
    char* data = nullptr;
    /// How many bytes are content.
    std::size_t size = 0;
    /// How many bytes can be written before more room has to be asked for.
    std::size_t capacity = 0;
};

/** A growing vector of bytes as a device.

    Models Boost.Iostreams' SeekableDevice by reference, and what basic_device_streambuf needs. Seeking past the end is
    allowed, and writing there leaves zeros between. At most twice as much memory as content is held, and 4 KiB; above a
    megabyte it grows in place where the system can do that, and a huge page more may be held.

    Thread safety: one object is used by one thread at a time.
*/
class BOOST_TEMPFILE_DECL memory_device : public detail::device_base<memory_device>
{
public:
    /// Empty; takes no memory.
    memory_device() noexcept {}

    /// Takes the bytes and the position of `other`, which is then empty.
    memory_device(memory_device&& other) noexcept : device_base(other) { take(other); }

    /// Frees its bytes and takes those of `other`, which is then empty.
    memory_device& operator=(memory_device&& other) noexcept
    {
        if (this != &other)
        {
            clear();
            position_ = other.position_;
            take(other);
        }
        return *this;
    }

    /// Frees the bytes.
    ~memory_device() { clear(); }

    /// Always: memory needs no opening.
    bool is_open() const noexcept { return true; }

    /// Always.
    bool seekable() const noexcept { return true; }

    /// Reads at `offset` what there is, at most `size` bytes; 0 at the end. Never fails.
    std::size_t read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept;

    /** Writes all of `size` bytes at `offset`.

        @returns `size`, or 0 with `not_enough_memory` in `ec`.
    */
    std::size_t write_at(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept;

    /// The size in bytes. Never fails.
    std::int64_t size(std::error_code& ec) const noexcept
    {
        ec.clear();
        return static_cast<std::int64_t>(size_);
    }

    /// Cuts the content, or adds zeros; `not_enough_memory` in `ec` where they don't fit. The position stays.
    void resize(std::int64_t size, std::error_code& ec) noexcept;

    /// The bytes; valid until the device is next changed.
    memory_window window() const noexcept { return memory_window{data_, size_, capacity_}; }

    /** Makes room for writing at `offset` up to `end`, with zeros between the content and `offset`.

        `ec` is clear when this is called. The size stays; commit() tells what was written. The capacity is at least
        `end` afterwards. `not_enough_memory` in `ec` where there is none; the content stays.
    */
    void prepare_write(std::int64_t offset, std::int64_t end, std::error_code& ec) noexcept
    {
        if (!has_room(offset, end))
            make_room(offset, end, ec);
    }

    /// Whether prepare_write() has nothing to do.
    bool has_room(std::int64_t offset, std::int64_t end) const noexcept
    {
        return static_cast<std::uint64_t>(end) <= capacity_ && static_cast<std::uint64_t>(offset) <= size_;
    }

    /// Says that everything before `end`, which is within the capacity, is content.
    void commit(std::int64_t end) noexcept
    {
        std::size_t const written = static_cast<std::size_t>(end);
        if (written > size_)
            size_ = written;
        if (written > zeroed_)
            zeroed_ = written;
    }

    /** The memory that this device may use together with others; null for no limit.

        It outlives the device. Set while there is no content. `not_enough_memory` says that it does not suffice.
    */
    void budget(spool_budget* shared) noexcept { budget_ = shared; }

    /// The budget, or null.
    spool_budget* budget() const noexcept { return budget_; }

    /// How many bytes prepare_write() can make room for at the moment, as far as the budget goes.
    std::int64_t affordable() const noexcept;

    /// Drops the content and the memory. The position stays.
    void clear() noexcept
    {
        if (data_ != nullptr && data_ != small_)
            free();
        data_ = nullptr;
        capacity_ = zeroed_ = size_ = 0;
    }

    /// The largest capacity that prepare_write() makes for less: no more is held than can be used.
    void limit(std::size_t capacity) noexcept { limit_ = capacity; }

private:
    void make_room(std::int64_t offset, std::int64_t end, std::error_code& ec) noexcept;
    bool grow(std::size_t capacity, std::error_code& ec) noexcept;
    bool grow_block(std::size_t capacity, detail::system::fit how, std::error_code& ec) noexcept;
    bool take(std::size_t capacity, detail::system::fit how, std::size_t& taken) const noexcept;
    void shrink() noexcept;
    void zero(std::size_t from, std::size_t to) noexcept;
    void free() noexcept;

    void take(memory_device& other) noexcept
    {
        data_ = other.data_;
        if (other.data_ == other.small_)
        {
            data_ = small_;
            std::memcpy(small_, other.small_, other.size_);
        }
        capacity_ = other.capacity_;
        zeroed_ = other.zeroed_;
        size_ = other.size_;
        limit_ = other.limit_;
        budget_ = std::exchange(other.budget_, nullptr);
        other.data_ = nullptr;
        other.clear();
        other.position_ = 0;
    }

    char* data_ = nullptr; // null, small_, or a block from the system layer
    std::size_t capacity_ = 0;
    std::size_t zeroed_ = 0; // from here on the memory is zero
    std::size_t size_ = 0;
    std::size_t limit_ = 0; // none
    spool_budget* budget_ = nullptr;
    char small_[256]; // spares a short content the allocation
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
