//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DEVICE_WINDOW_HPP
#define BOOST_TEMPFILE_DETAIL_DEVICE_WINDOW_HPP

#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/spooled_device.hpp>

#include <boost/assert.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What a device may offer beyond what it must; see the StreambufDevice concept in the documentation.
template<class Device, class = void>
struct has_window : std::false_type
{
};
template<class Device>
struct has_window<Device, std::void_t<decltype(std::declval<Device const&>().window())>> : std::true_type
{
};
template<class Device, class = void>
struct has_exclusive : std::false_type
{
};
template<class Device>
struct has_exclusive<Device, std::void_t<decltype(std::declval<Device const&>().exclusive())>> : std::true_type
{
};
template<class Device, class = void>
struct has_appending : std::false_type
{
};
template<class Device>
struct has_appending<Device, std::void_t<decltype(std::declval<Device const&>().appending())>> : std::true_type
{
};
template<class Device, class = void>
struct has_rolled : std::false_type
{
};
template<class Device>
struct has_rolled<Device, std::void_t<decltype(std::declval<Device const&>().rolled())>> : std::true_type
{
};
template<class Device, class = void>
struct has_available : std::false_type
{
};
template<class Device>
struct has_available<Device, std::void_t<decltype(std::declval<Device&>().available(std::int64_t()))>> : std::true_type
{
};
template<class Device, class = void>
struct has_sync : std::false_type
{
};
template<class Device>
struct has_sync<Device, std::void_t<decltype(std::declval<Device&>().sync(std::declval<std::error_code&>()))>>
    : std::true_type
{
};
template<class Device, class = void>
struct has_is_open : std::false_type
{
};
template<class Device>
struct has_is_open<Device, std::void_t<decltype(std::declval<Device const&>().is_open())>> : std::true_type
{
};
template<class Device, class = void>
struct has_close : std::false_type
{
};
template<class Device>
struct has_close<Device, std::void_t<decltype(std::declval<Device&>().close(std::declval<std::error_code&>()))>>
    : std::true_type
{
};

// Bytes in memory, from `at` to `end`.
struct byte_area
{
    char* at = nullptr;
    char* end = nullptr;

    std::size_t size() const noexcept { return static_cast<std::size_t>(end - at); }
    bool empty() const noexcept { return at == end; }
};

// Which bytes of a window are dirty, where that is not one range.
class byte_marks
{
public:
    // Room for `size` bytes' marks; those there are stay. False where there is no memory.
    bool reserve(std::size_t size) noexcept
    {
        std::size_t const wanted = size / bits + 1;
        if (wanted <= count_)
            return true;
        std::unique_ptr<word[]> larger(new (std::nothrow) word[wanted]());
        if (larger == nullptr)
            return false;
        if (count_ != 0)
            std::memcpy(larger.get(), words_.get(), count_ * sizeof(word));
        words_ = std::move(larger);
        count_ = wanted;
        return true;
    }

    void clear() noexcept { std::memset(words_.get(), 0, count_ * sizeof(word)); }

    void mark(std::size_t begin, std::size_t end) noexcept
    {
        while (begin < end)
        {
            std::size_t const bit = begin % bits;
            std::size_t const n = (std::min)(bits - bit, end - begin);
            words_[begin / bits] |= (~word(0) >> (bits - n)) << bit;
            begin += n;
        }
    }

    // The first byte from `at` on whose mark is `marked`, or `end`.
    std::size_t find(bool marked, std::size_t at, std::size_t end) const noexcept
    {
        while (at < end && ((words_[at / bits] >> at % bits & 1) != 0) != marked)
            ++at;
        return at;
    }

    void swap(byte_marks& other) noexcept
    {
        words_.swap(other.words_);
        std::swap(count_, other.count_);
    }

private:
    using word = std::uint64_t;
    static constexpr std::size_t bits = 64;

    std::unique_ptr<word[]> words_;
    std::size_t count_ = 0;
};

// A device as bytes by offset, seen through one window in memory: the device's own memory where it has some, else a
// buffer of which the bytes before `valid_` are the content from `base_` on, and those from `dirty_begin_` to
// `dirty_end_` are still to be written. The window is the same for reading and writing, so that what was just written
// is read back without entering the system.
//
// Who else may see the file decides how much can be put off: where the device is exclusive, dirty bytes wait until the
// window moves, and clean bytes between them are written again with them; elsewhere only what the program wrote is
// written, and flushed whenever the stream seeks. A fork ends the one state and begins the other without asking: so what
// is clean between dirty bytes is known even while it does not count.
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

    void swap(device_window& other) noexcept
    {
        using std::swap;
        swap(device_, other.device_);
        swap(own_, other.own_);
        swap(buffer_, other.buffer_);
        swap(capacity_, other.capacity_);
        swap(base_, other.base_);
        swap(valid_, other.valid_);
        swap(dirty_begin_, other.dirty_begin_);
        swap(dirty_end_, other.dirty_end_);
        swap(ahead_, other.ahead_);
        swap(flushed_end_, other.flushed_end_);
        swap(append_, other.append_);
        swap(unbuffered_, other.unbuffered_);
        swap(write_error_, other.write_error_);
        swap(gapped_, other.gapped_);
        marks_.swap(other.marks_);
    }

    Device& device() noexcept { return device_; }
    Device const& device() const noexcept { return device_; }

    void put(Device&& device) { device_ = std::move(device); }

    // Begins with the device, keeping the buffer.
    void begin(bool append)
    {
        append_ = append;
        if constexpr (has_appending<Device>::value)
            append_ = append_ || device_.appending();
        forget();
        ahead_ = unbuffered_ ? 0 : capacity_;
        write_error_.clear();
    }

    // The first one of the device since begin(), whatever became of it.
    std::error_code const& write_error() const noexcept { return write_error_; }

    // Closes the device, whatever is still dirty, and frees the buffer but for a user's.
    void close(std::error_code& ec)
    {
        ec.clear();
        if constexpr (has_close<Device>::value)
            device_.close(ec);
        else
            device_ = Device();
        forget();
        if (own_)
        {
            own_.reset();
            buffer_ = nullptr;
        }
        byte_marks().swap(marks_);
    }

    memory_window window() const noexcept
    {
        if constexpr (has_window<Device>::value)
            return device_.window();
        else
            return memory_window{};
    }

    // Whether there is memory for bytes already.
    bool has_begun() const noexcept { return buffer_ != nullptr || has_memory(); }

    bool in_memory() const noexcept { return window().data != nullptr; }

    // Whether the content is in memory, of which an empty device has none yet.
    bool has_memory() const noexcept
    {
        if constexpr (has_rolled<Device>::value)
            return !device_.rolled();
        else
            return has_window<Device>::value;
    }

    // Whether the bytes end with the device, and nobody else can have seen them: in memory, or in a file without a name
    // whose handle was never given out.
    bool ends_unseen() const noexcept
    {
        if constexpr (std::is_same<Device, memory_device>::value)
            return true;
        else if constexpr (std::is_same<Device, file_device>::value || std::is_same<Device, spooled_device>::value)
            return has_memory() || exclusive();
        else
            return false;
    }

    // Whether writes that were put off can wait for the window to move.
    bool exclusive() const noexcept
    {
        if constexpr (has_exclusive<Device>::value)
            return device_.exclusive();
        else
            return false;
    }

    bool appends() const noexcept { return append_; }
    bool dirty() const noexcept { return dirty_begin_ != dirty_end_; }
    std::int64_t dirty_end() const noexcept { return base_ + static_cast<std::int64_t>(dirty_end_); }
    bool unbuffered() const noexcept { return unbuffered_; }
    std::size_t capacity() const noexcept { return capacity_; }

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

    // Bytes that were read ahead beyond `offset` and exist nowhere else, as the device cannot seek back.
    bool holds_unread(std::int64_t offset) const noexcept
    {
        return !device_.seekable() && !dirty() && base_ + static_cast<std::int64_t>(valid_) > offset;
    }

    // Uses `buffer` from now on, or one of its own of `capacity` bytes where `buffer` is null. Nothing may be dirty.
    void set_buffer(char* buffer, std::size_t capacity)
    {
        BOOST_ASSERT(!dirty());
        forget();
        own_.reset();
        buffer_ = buffer;
        capacity_ = ahead_ = (std::max)(capacity, std::size_t(1));
        unbuffered_ = capacity <= 1;
    }

    // Where the last flush of an appending device ended.
    std::int64_t flushed_end() const noexcept { return flushed_end_; }

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
        if (has_memory())
            return byte_area{}; // which is empty yet
        if (!cached(offset, at_least))
            fill(offset, at_least, wanted, ec);
        if (!cached(offset, 1))
            return byte_area{};
        return byte_area{buffer_ + (offset - base_), buffer_ + valid_};
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
    byte_area writable_nearby(std::int64_t offset, std::size_t size)
    {
        std::uint64_t const at = static_cast<std::uint64_t>(offset) - static_cast<std::uint64_t>(base_);
        bool const inside =
            at < capacity_ && size <= capacity_ - at && size <= room_after(offset) && buffer_ != nullptr;
        if (!inside || unbuffered_ || append_ || has_memory() || !exclusive())
            return byte_area{};
        if (at > valid_)
        {
            std::error_code ec;
            if (base_ + static_cast<std::int64_t>(valid_) < device_.size(ec) || ec)
                return byte_area{};
            std::memset(buffer_ + valid_, 0, static_cast<std::size_t>(at) - valid_);
            valid_ = static_cast<std::size_t>(at);
        }
        if (!may_mark(static_cast<std::size_t>(at)))
            return byte_area{};
        return put_area(offset);
    }

    // Whether `size` bytes at `offset` end at a position that there is; else an error.
    static bool fits(std::int64_t offset, std::size_t size, std::error_code& ec) noexcept
    {
        if (BOOST_LIKELY(size <= room_after(offset)))
            return true;
        ec = std::make_error_code(std::errc::file_too_large);
        return false;
    }

    // `size` bytes were put where writable(offset) said.
    void written(std::int64_t offset, std::size_t size)
    {
        if (size == 0)
            return;
        if constexpr (has_window<Device>::value)
        {
            if (in_memory())
            {
                device_.commit(offset + static_cast<std::int64_t>(size));
                return;
            }
        }
        std::size_t const begin = static_cast<std::size_t>(offset - base_);
        std::size_t const end = begin + size;
        if (BOOST_UNLIKELY(gapped_ || (dirty() && (begin > dirty_end_ || end < dirty_begin_))))
            mark(begin, end);
        dirty_begin_ = dirty() ? (std::min)(dirty_begin_, begin) : begin;
        dirty_end_ = (std::max)(dirty_end_, end);
        valid_ = (std::max)(valid_, end);
    }

    // Reads `size` bytes from `offset` on; fewer only at the end or on an error.
    std::size_t read(std::int64_t offset, char* data, std::size_t size, std::error_code& ec)
    {
        ec.clear();
        std::size_t done = 0;
        while (done < size)
        {
            std::int64_t const at = offset + static_cast<std::int64_t>(done);
            std::size_t const left = size - done;
            std::size_t n;
            if (left >= capacity_ && !in_memory() && !cached(at, 1))
            {
                if (!flush(ec))
                    break;
                n = device_.read_at(at, data + done, left, ec);
                if (!device_.seekable())
                    base_ = at + static_cast<std::int64_t>(n), valid_ = 0;
            }
            else
            {
                byte_area const area = readable(at, 1, left, ec);
                n = (std::min)(left, area.size());
                if (n != 0)
                    std::memcpy(data + done, area.at, n);
            }
            if (n == 0)
                break;
            done += n;
        }
        return done;
    }

    // Writes `size` bytes at `offset`, which it moves behind them; fewer only on an error.
    std::size_t write(std::int64_t& offset, char const* data, std::size_t size, std::error_code& ec)
    {
        ec.clear();
        if (!fits(offset, size, ec))
            return 0;
        std::size_t done = 0;
        while (done < size)
        {
            std::size_t const left = size - done;
            bool const direct = left >= capacity_ && !has_memory();
            byte_area const area = direct ? byte_area{} : writable(offset, left, ec);
            std::size_t n = (std::min)(left, area.size());
            if (n != 0)
            {
                std::memcpy(area.at, data + done, n);
                written(offset, n);
            }
            else if (!ec)
                n = write_through(offset, data + done, left, ec);
            offset += static_cast<std::int64_t>(n);
            done += n;
            if (ec)
                break;
        }
        return done;
    }

    // Writes what is dirty. On an error what was not written stays dirty, and the next flush tries again.
    bool flush(std::error_code& ec)
    {
        ec.clear();
        if (!dirty())
            return true;
        if (gapped_ && !exclusive())
        {
            if (!write_marked(ec))
                return false;
        }
        else if ((append_ && device_.seekable() && !exclusive() && !move_to_end(ec)) || !write_dirty(dirty_end_, ec))
            return false;
        dirty_begin_ = dirty_end_ = 0;
        gapped_ = false;
        return true;
    }

    // What a stream's sync does: writes what is dirty, and has what others wrote read again.
    bool sync(std::error_code& ec)
    {
        if (!flush(ec))
            return false;
        if (device_.seekable() && !exclusive())
            drop();
        if constexpr (has_sync<Device>::value)
            device_.sync(ec);
        return !ec;
    }

    // Makes `size` bytes that were just read from a device that cannot seek back the next ones that are read, at
    // `offset`.
    void unread(std::int64_t offset, char const* data, std::size_t size)
    {
        std::size_t const at = static_cast<std::size_t>(offset + static_cast<std::int64_t>(size) - base_);
        std::size_t const behind = base_ <= offset + static_cast<std::int64_t>(size) && at < valid_ ? valid_ - at : 0;
        std::unique_ptr<char[]> all(new char[(std::max)(capacity_, size + behind)]);
        std::memcpy(all.get(), data, size);
        if (behind != 0)
            std::memcpy(all.get() + size, buffer_ + at, behind);
        capacity_ = (std::max)(capacity_, size + behind);
        own_ = std::move(all);
        buffer_ = own_.get();
        base_ = offset;
        valid_ = size + behind;
    }

    // Forgets what was read. Nothing may be dirty.
    void drop() noexcept
    {
        BOOST_ASSERT(!dirty());
        base_ += static_cast<std::int64_t>(valid_);
        valid_ = 0;
    }

    // The size with what is dirty.
    std::int64_t size(std::error_code& ec)
    {
        std::int64_t const written = device_.size(ec);
        if (!dirty())
            return written;
        if (append_ && !exclusive())
            return written + static_cast<std::int64_t>(dirty_end_ - dirty_begin_);
        return (std::max)(written, base_ + static_cast<std::int64_t>(dirty_end_));
    }

    void resize(std::int64_t size, std::error_code& ec)
    {
        if (!flush(ec))
            return;
        drop();
        device_.resize(size, ec);
    }

    // How many bytes a read at `offset` gives without waiting.
    std::int64_t available(std::int64_t offset)
    {
        std::int64_t const buffered =
            cached(offset, 1) ? base_ + static_cast<std::int64_t>(valid_) - offset : std::int64_t(0);
        std::error_code ec;
        if (device_.seekable())
        {
            std::int64_t const left = size(ec) - offset;
            return ec ? buffered : (std::max)(buffered, left);
        }
        if constexpr (has_available<Device>::value)
            return buffered + device_.available(offset);
        else
            return buffered;
    }

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
            static_cast<std::size_t>((std::min)(static_cast<std::uint64_t>(capacity_ - at), room_after(offset)));
        return byte_area{buffer_ + at, buffer_ + at + room};
    }

    void forget() noexcept
    {
        base_ = 0;
        valid_ = dirty_begin_ = dirty_end_ = 0;
        gapped_ = false;
    }

    void need_buffer(std::size_t capacity)
    {
        if (buffer_ != nullptr && capacity <= capacity_)
            return;
        std::unique_ptr<char[]> larger(new char[capacity]);
        if (valid_ != 0)
            std::memcpy(larger.get(), buffer_, valid_);
        own_ = std::move(larger);
        buffer_ = own_.get();
        capacity_ = capacity;
    }

    // Reads until `at_least` bytes from `offset` on are in the window.
    void fill(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec)
    {
        need_buffer((std::max)(at_least, capacity_));
        if (!place(offset, at_least, wanted, ec))
            return;
        std::size_t const at = static_cast<std::size_t>(offset - base_);
        std::size_t const target = (std::min)(at + (std::max)({at_least, wanted, ahead_}), capacity_);
        while (valid_ < at + at_least)
        {
            std::size_t const n =
                device_.read_at(base_ + static_cast<std::int64_t>(valid_), buffer_ + valid_, target - valid_, ec);
            if (n == 0)
                break;
            valid_ += n;
        }
    }

    // Moves the window so that `at_least` bytes from `offset` on fit, and adapts the read-ahead: it grows while reading
    // goes on, is the whole window after a seek nearby, and nothing after a far one, which random access repeats.
    bool place(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec)
    {
        std::int64_t const size = static_cast<std::int64_t>(capacity_);
        std::int64_t const end = base_ + static_cast<std::int64_t>(valid_);
        if (offset >= base_ && offset <= end)
        {
            ahead_ = unbuffered_ ? 0 : (std::min)(capacity_, (std::max)({4 * ahead_, 4 * wanted, std::size_t(64)}));
            std::size_t const at = static_cast<std::size_t>(offset - base_);
            bool const full = at + at_least > capacity_ || valid_ == capacity_;
            return (!full && valid_ != 0) || slide(at, ec);
        }
        if (!flush(ec))
            return false;
        bool const nearby = !unbuffered_ && offset - end < size && base_ - offset < size;
        std::int64_t start = offset;
        if (nearby && offset < base_)
            start -= (std::min)(offset, size / 2);
        if (nearby && size >= static_cast<std::int64_t>(2 * page + wanted))
            start -= start % static_cast<std::int64_t>(page);
        if (offset - start > size - static_cast<std::int64_t>(at_least))
            start = offset;
        ahead_ = nearby ? capacity_ : 0;
        base_ = start;
        valid_ = 0;
        if (start < offset)
            return fill_before(offset, ec);
        return true;
    }

    // Reads at least up to `offset`; an end of file before it is found out by the caller.
    bool fill_before(std::int64_t offset, std::error_code& ec)
    {
        while (base_ + static_cast<std::int64_t>(valid_) <= offset)
        {
            std::size_t const n =
                device_.read_at(base_ + static_cast<std::int64_t>(valid_), buffer_ + valid_, capacity_ - valid_, ec);
            if (n == 0)
            {
                if (base_ + static_cast<std::int64_t>(valid_) < offset)
                    base_ = offset, valid_ = 0;
                return !ec;
            }
            valid_ += n;
        }
        return true;
    }

    // Makes room behind what is left from `at` on. What a device that cannot seek back has given stays for a while.
    bool slide(std::size_t at, std::error_code& ec)
    {
        if (!flush(ec))
            return false;
        std::size_t const room = capacity_ / 2;
        std::size_t const before = device_.seekable() ? 0 : (std::min)({at, kept_for_putback, room});
        std::size_t const from = at - before;
        if (from != 0 && valid_ != from)
            std::memmove(buffer_, buffer_ + from, valid_ - from);
        base_ += static_cast<std::int64_t>(from);
        valid_ -= from;
        return true;
    }

    // Moves the window so that a byte can be put at `offset`.
    bool reach(std::int64_t offset, std::error_code& ec)
    {
        std::int64_t const at = offset - base_;
        bool const inside = at >= 0 && at < static_cast<std::int64_t>(capacity_);
        if (inside && exclusive())
        {
            if (may_mark(static_cast<std::size_t>(at)) && fill_gap(static_cast<std::size_t>(at), ec))
                return true;
            if (ec)
                return false;
        }
        else if (inside && touches(static_cast<std::size_t>(at)) && may_mark(static_cast<std::size_t>(at)))
            return true;
        if (!flush(ec))
            return false;
        if (!inside || at > static_cast<std::int64_t>(valid_))
        {
            base_ = offset;
            valid_ = 0;
        }
        return true;
    }

    // Whether bytes put at `at` go on from what is dirty, so that nothing else is written with them.
    bool touches(std::size_t at) const noexcept
    {
        return dirty() ? at >= dirty_begin_ && at <= dirty_end_ : at <= valid_;
    }

    // Whether it can be told what is dirty once bytes are put at `at`.
    bool may_mark(std::size_t at) noexcept
    {
        return !dirty() || (!gapped_ && touches(at)) || marks_.reserve(capacity_);
    }

    void mark(std::size_t begin, std::size_t end) noexcept
    {
        if (!std::exchange(gapped_, true))
        {
            marks_.clear();
            marks_.mark(dirty_begin_, dirty_end_);
        }
        marks_.mark(begin, end);
    }

    // Writes the bytes from the first dirty one to `end`. What is not written stays dirty.
    bool write_dirty(std::size_t end, std::error_code& ec)
    {
        dirty_begin_ +=
            write_at(base_ + static_cast<std::int64_t>(dirty_begin_), buffer_ + dirty_begin_, end - dirty_begin_, ec);
        flushed_end_ = base_ + static_cast<std::int64_t>(dirty_begin_);
        return !ec;
    }

    // Writes what the program wrote, and nothing between.
    bool write_marked(std::error_code& ec)
    {
        for (;;)
        {
            dirty_begin_ = marks_.find(true, dirty_begin_, dirty_end_);
            if (!dirty())
                return true;
            if (!write_dirty(marks_.find(false, dirty_begin_, dirty_end_), ec))
                return false;
        }
    }

    // Brings the bytes between `valid_` and `at` into the window of an exclusive file.
    bool fill_gap(std::size_t at, std::error_code& ec)
    {
        if (at <= valid_)
            return true;
        std::int64_t const stored = device_.size(ec);
        while (!ec && valid_ < at && base_ + static_cast<std::int64_t>(valid_) < stored)
        {
            std::size_t const n =
                device_.read_at(base_ + static_cast<std::int64_t>(valid_), buffer_ + valid_, capacity_ - valid_, ec);
            if (n == 0)
                break;
            valid_ += n;
        }
        if (ec)
            return false;
        if (valid_ < at)
        {
            std::memset(buffer_ + valid_, 0, at - valid_);
            valid_ = at;
        }
        return true;
    }

    template<class Offset>
    std::size_t write_at(Offset&& offset, char const* data, std::size_t size, std::error_code& ec)
    {
        std::size_t const n = device_.write_at(std::forward<Offset>(offset), data, size, ec);
        if (BOOST_UNLIKELY(bool(ec)) && !write_error_)
            write_error_ = ec;
        return n;
    }

    // Writes without the window, which then holds nothing that differs from the device.
    std::size_t write_through(std::int64_t& offset, char const* data, std::size_t size, std::error_code& ec)
    {
        if (!flush(ec))
            return 0;
        if (append_ && device_.seekable() && !exclusive())
        {
            offset = device_.size(ec);
            if (ec || !fits(offset, size, ec))
                return 0;
        }
        if (device_.seekable())
            drop();
        std::size_t const n = write_at(offset, data, size, ec);
        if (!device_.seekable())
            base_ += static_cast<std::int64_t>(n); // what was read ahead stays right before the position
        return n;
    }

    // What is dirty goes to where the end is now.
    bool move_to_end(std::error_code& ec)
    {
        std::int64_t const end = device_.size(ec);
        if (ec)
            return false;
        if (end != base_ + static_cast<std::int64_t>(dirty_begin_))
        {
            std::memmove(buffer_, buffer_ + dirty_begin_, dirty_end_ - dirty_begin_);
            valid_ = dirty_end_ -= dirty_begin_;
            dirty_begin_ = 0;
            base_ = end;
        }
        return true;
    }

    Device device_;
    std::unique_ptr<char[]> own_;
    char* buffer_ = nullptr; // own_'s, a user's, or none yet
    std::size_t capacity_ = default_capacity;
    std::int64_t base_ = 0;
    std::size_t valid_ = 0;
    std::size_t dirty_begin_ = 0;
    std::size_t dirty_end_ = 0;
    std::size_t ahead_ = default_capacity;
    std::int64_t flushed_end_ = 0;
    bool append_ = false;
    bool unbuffered_ = false;
    std::error_code write_error_;
    bool gapped_ = false; // of the bytes between dirty_begin_ and dirty_end_, only those that marks_ has are dirty
    byte_marks marks_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
