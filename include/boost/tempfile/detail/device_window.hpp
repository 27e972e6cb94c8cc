//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DEVICE_WINDOW_HPP
#define BOOST_TEMPFILE_DETAIL_DEVICE_WINDOW_HPP

#include <boost/tempfile/detail/device_traits.hpp>
#include <boost/tempfile/detail/dirty_bytes.hpp>
#include <boost/tempfile/detail/minmax.hpp>
#include <boost/tempfile/detail/owned.hpp>
#include <boost/tempfile/detail/read_ahead.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/spooled_device.hpp>

#include <boost/assert.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Bytes in memory, from `at` to `end`.
struct byte_area
{
    char* at = nullptr;
    char* end = nullptr;

    std::size_t size() const noexcept { return static_cast<std::size_t>(end - at); }
    bool empty() const noexcept { return at == end; }
};

// A device as bytes by offset, seen through one window in memory: the device's own memory where it has some, else a
// buffer of which the first `valid_` bytes are the content from `base_` on, and some of those are dirty. The window is
// the same for reading and writing, so that what was just written is read back without entering the system.
//
// Who else may see the file decides how much can be put off. Where the device is exclusive, dirty bytes wait until the
// window moves, and clean bytes between them are written again with them. Elsewhere only what the program wrote is
// written, and flushed whenever the stream seeks. fork() can end exclusive access at any time, so clean gaps are always
// recorded.
//
// Definitions that are not short: impl/device_window.hpp.
template<class Device>
class device_window
{
public:
    static constexpr std::size_t default_capacity = 12 * 1024; // a stream on a file holds at most 16 KiB in all

    device_window() noexcept = default;

    template<class... Arguments>
    explicit device_window(std::in_place_t, Arguments&&... arguments) : device_(std::forward<Arguments>(arguments)...)
    {
    }

    device_window(device_window&& other) noexcept : device_window() { swap(other); }

    device_window& operator=(device_window&& other) noexcept
    {
        device_window taken(std::move(other));
        swap(taken);
        return *this;
    }

    void swap(device_window& other) noexcept;

    // ---- the device ------------------------------------------------------------------------------------------------

    Device& device() noexcept { return device_; }
    Device const& device() const noexcept { return device_; }

    void put(Device&& device) { device_ = std::move(device); }

    // Begins with the device. Nothing is in the window.
    void begin(bool append);

    // Forgets what there was of another device, keeping the buffer.
    void clear();

    // Closes the device, whatever is still dirty, and frees the buffer but for a user's.
    void close(std::error_code& ec);

    // The device's memory; no data where it has none.
    memory_window window() const noexcept
    {
        if constexpr (has_window<Device>::value)
            return device_.window();
        else
            return memory_window{};
    }

    // True for a device in memory until it rolls over, even with nothing allocated.
    bool memory_backed() const noexcept
    {
        if constexpr (has_rolled<Device>::value)
            return !device_.rolled();
        else
            return has_window<Device>::value;
    }

    // Closing deletes the content, and nobody else can have read it: it is in memory, or in a file without a name whose
    // handle was never given out.
    bool dies_unseen() const noexcept
    {
        if constexpr (std::is_same<Device, memory_device>::value)
            return true;
        else if constexpr (std::is_same<Device, file_device>::value || std::is_same<Device, spooled_device>::value)
            return memory_backed() || exclusive();
        else
            return false;
    }

    // Nobody else can change the content, so that writing can wait for the window to move.
    bool exclusive() const noexcept
    {
        if constexpr (has_exclusive<Device>::value)
            return device_.exclusive();
        else
            return false;
    }

    // Others have the handle, and its position, which is to be the stream's.
    bool shares_position() const noexcept
    {
        if constexpr (has_shared_position<Device>::value)
            return device_.shares_position();
        else
            return false;
    }

    bool appends() const noexcept { return append_; }

    // The first error of the device in writing since begin(), whatever became of what was to be written.
    std::error_code const& write_error() const noexcept { return write_error_; }

    // The size with what is dirty.
    std::int64_t size(std::error_code& ec);

    void resize(std::int64_t size, std::error_code& ec);

    // How many bytes a read at `offset` gives without waiting.
    std::int64_t available(std::int64_t offset);

    // ---- the buffer ------------------------------------------------------------------------------------------------

    // There is memory for bytes already.
    bool has_begun() const noexcept { return buffer_ != nullptr || memory_backed(); }

    bool dirty() const noexcept { return !dirty_.empty(); }
    bool unbuffered() const noexcept { return unbuffered_; }
    std::size_t capacity() const noexcept { return capacity_; }

    // Uses `buffer` from now on, or one of its own of `capacity` bytes where `buffer` is null. Nothing may be dirty.
    void set_buffer(char* buffer, std::size_t capacity);

    // Whether `at_least` bytes from `offset` on are in the buffer.
    bool cached(std::int64_t offset, std::size_t at_least) const noexcept
    {
        return offset >= base_ && offset - base_ < static_cast<std::int64_t>(valid_) &&
               valid_ - static_cast<std::size_t>(offset - base_) >= at_least;
    }

    // The content at `offset` as far as it is in memory.
    byte_area cached_at(std::int64_t offset) const noexcept
    {
        memory_window const memory = window();
        bool const inside = static_cast<std::uint64_t>(offset) < memory.size;
        if (memory.data != nullptr)
            return inside ? byte_area{memory.data + offset, memory.data + memory.size} : byte_area{};
        return cached(offset, 1) ? byte_area{buffer_ + (offset - base_), buffer_ + valid_} : byte_area{};
    }

    // Bytes were read ahead beyond `offset` that exist nowhere else, as the device cannot seek back.
    bool holds_unread(std::int64_t offset) const noexcept
    {
        return !device_.seekable() && !dirty() && base_ + static_cast<std::int64_t>(valid_) > offset;
    }

    // Makes `size` bytes that were just read from a device that cannot seek back the next ones that are read, at
    // `offset`.
    void unread(std::int64_t offset, char const* data, std::size_t size);

    // Forgets what was read. Nothing may be dirty.
    void drop() noexcept
    {
        BOOST_ASSERT(!dirty());
        base_ += static_cast<std::int64_t>(valid_);
        valid_ = 0;
    }

    // The same after a seek to `offset`, where others can have changed the content.
    void drop_and_seek(std::int64_t offset) noexcept
    {
        BOOST_ASSERT(!dirty());
        restart(offset);
        ahead_.seek(false, 0);
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    // The content at `offset`: at least `at_least` bytes, or fewer at the end or on an error. `wanted` is how many the
    // caller knows that it will read.
    byte_area readable(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec)
    {
        ec.clear();
        memory_window const memory = window();
        if (memory.data != nullptr)
        {
            std::size_t const at =
                static_cast<std::uint64_t>(offset) < memory.size ? static_cast<std::size_t>(offset) : memory.size;
            return byte_area{memory.data + at, memory.data + memory.size};
        }
        if (memory_backed())
            return byte_area{}; // which is empty yet
        if (!cached(offset, at_least))
            fill(offset, at_least, wanted, ec);
        if (!cached(offset, 1))
            return byte_area{};
        return byte_area{buffer_ + (offset - base_), buffer_ + valid_};
    }

    // Reads `size` bytes from `offset` on; fewer only at the end or on an error.
    std::size_t read(std::int64_t offset, char* data, std::size_t size, std::error_code& ec);

    // ---- writing ---------------------------------------------------------------------------------------------------

    // Whether `size` bytes at `offset` end at a position that there is; else an error.
    static bool fits(std::int64_t offset, std::size_t size, std::error_code& ec) noexcept
    {
        if (BOOST_LIKELY(size <= room_after(offset)))
            return true;
        ec = std::make_error_code(std::errc::file_too_large);
        return false;
    }

    // Where bytes for `offset` can be put: at least one, or none on an error or where they have to be written directly.
    // written() says how many were. The bytes up to `offset + wanted` may come next.
    byte_area writable(std::int64_t offset, std::size_t wanted, std::error_code& ec)
    {
        ec.clear();
        if (!fits(offset, 1, ec))
            return byte_area{};
        if constexpr (has_window<Device>::value)
        {
            device_.prepare_write(offset, advanced(offset, bounded(wanted)), ec);
            if (ec)
                return byte_area{};
            memory_window const memory = window();
            if (memory.data != nullptr)
                return byte_area{memory.data + offset, memory.data + memory.capacity};
        }
        if (unbuffered() || holds_unread(offset))
            return byte_area{};
        need_buffer(capacity_);
        if (!reach(offset, ec))
            return byte_area{};
        return put_area(offset);
    }

    // The same, where `size` bytes fit into the window of an exclusive device as it is, and nothing can fail; else
    // empty.
    byte_area writable_nearby(std::int64_t offset, std::size_t size);

    // `size` bytes were put where writable(offset) said.
    void written(std::int64_t offset, std::size_t size)
    {
        if (size == 0)
            return;
        if constexpr (has_window<Device>::value)
        {
            if (window().data != nullptr)
            {
                device_.commit(offset + static_cast<std::int64_t>(size));
                return;
            }
        }
        std::size_t const begin = static_cast<std::size_t>(offset - base_);
        std::size_t const end = begin + size;
        dirty_.add(begin, end);
        valid_ = greatest(valid_, end);
    }

    // In a forked child: what is dirty is the parent's to write, and so are `size` bytes that were put at `offset`.
    void leave_to_parent(std::int64_t offset, std::size_t size)
    {
        written(offset, size);
        dirty_.clear();
    }

    // Writes `size` bytes at `offset`, which it moves behind them; fewer only on an error.
    std::size_t write(std::int64_t& offset, char const* data, std::size_t size, std::error_code& ec);

    // Moves `offset` to where an appending stream writes; nowhere else does anything happen.
    bool go_to_end(std::int64_t& offset, std::error_code& ec);

    // Writes what is dirty. On an error what was not written stays dirty, and the next flush tries again.
    bool flush(std::error_code& ec);

    // The same; where the file appends and `offset` is right behind what is dirty, it goes to wherever that is written.
    bool flush(std::int64_t& offset, std::error_code& ec);

    // What a stream's sync does: writes what is dirty, and has what others wrote read again.
    bool sync(std::error_code& ec);

private:
    static constexpr std::size_t page = 4096;
    static constexpr std::size_t kept_for_putback = 16;

    static std::int64_t bounded(std::size_t size) noexcept
    {
        constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
        return size > static_cast<std::uint64_t>(most) ? most : static_cast<std::int64_t>(size);
    }

    // How many bytes can follow `offset`.
    static std::uint64_t room_after(std::int64_t offset) noexcept
    {
        constexpr std::uint64_t last = (std::numeric_limits<std::int64_t>::max)();
        return last - static_cast<std::uint64_t>(offset);
    }

    // The buffer from `offset`, which is inside, on.
    byte_area put_area(std::int64_t offset) const noexcept
    {
        std::size_t const at = static_cast<std::size_t>(offset - base_);
        std::size_t const room =
            static_cast<std::size_t>(least(static_cast<std::uint64_t>(capacity_ - at), room_after(offset)));
        return byte_area{buffer_ + at, buffer_ + at + room};
    }

    // The offset of the byte at `at` in the buffer.
    std::int64_t offset_of(std::size_t at) const noexcept { return base_ + static_cast<std::int64_t>(at); }

    // Nothing is in the buffer; the content from `offset` on is to be.
    void restart(std::int64_t offset) noexcept
    {
        base_ = offset;
        valid_ = 0;
    }

    void forget() noexcept
    {
        restart(0);
        dirty_.clear();
    }

    // How much may be read ahead.
    std::size_t ahead_limit() const noexcept { return unbuffered_ ? 0 : capacity_; }

    void need_buffer(std::size_t capacity);
    void fill(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec);
    bool place(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec);
    bool fill_before(std::int64_t offset, std::error_code& ec);
    std::size_t read_behind(std::size_t size, std::error_code& ec);
    bool slide(std::size_t at, std::error_code& ec);

    bool is_cut_off(std::int64_t size);
    bool reach(std::int64_t offset, std::error_code& ec);
    bool continues(std::size_t at) const noexcept;
    bool fill_gap(std::size_t at, std::error_code& ec);
    bool write_dirty(std::size_t end, std::error_code& ec);
    bool write_runs(std::error_code& ec);
    bool move_to_end(std::error_code& ec);
    std::size_t read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec);
    std::size_t write_at(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec);
    std::size_t write_through(std::int64_t& offset, char const* data, std::size_t size, std::error_code& ec);

    Device device_;
    owned_array<char> own_;
    char* buffer_ = nullptr; // own_'s, a user's, or none yet
    std::size_t capacity_ = default_capacity;
    std::int64_t base_ = 0;
    std::size_t valid_ = 0;
    dirty_bytes dirty_;
    read_ahead ahead_{default_capacity};
    std::int64_t flushed_end_ = 0; // where the last flush ended
    bool append_ = false;
    bool unbuffered_ = false;
    std::error_code write_error_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#include <boost/tempfile/impl/device_window.hpp>

#endif
