//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_DEVICE_WINDOW_HPP
#define BOOST_TEMPFILE_IMPL_DEVICE_WINDOW_HPP

#include <boost/tempfile/detail/device_window.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

template<class Device>
void device_window<Device>::swap(device_window& other) noexcept
{
    using std::swap;
    swap(device_, other.device_);
    swap(own_, other.own_);
    swap(buffer_, other.buffer_);
    swap(capacity_, other.capacity_);
    swap(base_, other.base_);
    swap(valid_, other.valid_);
    swap(dirty_, other.dirty_);
    swap(ahead_, other.ahead_);
    swap(flushed_end_, other.flushed_end_);
    swap(append_, other.append_);
    swap(unbuffered_, other.unbuffered_);
    swap(write_error_, other.write_error_);
}

// ---- the device ----------------------------------------------------------------------------------------------------

template<class Device>
inline void device_window<Device>::begin(bool append)
{
    append_ = append;
    if constexpr (has_appending<Device>::value)
        append_ = append_ || device_.appending();
}

template<class Device>
void device_window<Device>::clear()
{
    forget();
    ahead_.begin(ahead_limit());
    write_error_.clear();
}

template<class Device>
void device_window<Device>::close(std::error_code& ec)
{
    ec.clear();
    if constexpr (has_close<Device>::value)
        device_.close(ec);
    else
        device_ = Device();
    restart(0);
    dirty_.reset();
    if (own_)
    {
        own_.reset();
        buffer_ = nullptr;
    }
}

template<class Device>
std::int64_t device_window<Device>::size(std::error_code& ec)
{
    std::int64_t const written = device_.size(ec);
    if (!dirty())
        return written;
    if (append_ && !exclusive())
        return written + static_cast<std::int64_t>(dirty_.size());
    return greatest(written, offset_of(dirty_.end()));
}

template<class Device>
void device_window<Device>::resize(std::int64_t size, std::error_code& ec)
{
    if (!is_cut_off(size) && !flush(ec) && !is_cut_off(size))
        return;
    ec.clear();
    device_.resize(size, ec);
    if (ec)
        return;
    dirty_.clear();
    drop();
}

// Whether nothing of what is dirty remains in a file of `size` bytes: that need not be written, which a full disk would
// refuse.
template<class Device>
bool device_window<Device>::is_cut_off(std::int64_t size)
{
    if (!dirty() || !device_.seekable())
        return false;
    std::error_code ec;
    std::int64_t const first = append_ && !exclusive() ? device_.size(ec) : offset_of(dirty_.begin());
    return !ec && first >= size;
}

template<class Device>
std::int64_t device_window<Device>::available(std::int64_t offset)
{
    std::int64_t const buffered = cached(offset, 1) ? offset_of(valid_) - offset : std::int64_t(0);
    std::error_code ec;
    if (device_.seekable())
    {
        std::int64_t const left = size(ec) - offset;
        return ec ? buffered : greatest(buffered, left);
    }
    if constexpr (has_available<Device>::value)
        return buffered + device_.available(offset);
    else
        return buffered;
}

// ---- the buffer ----------------------------------------------------------------------------------------------------

template<class Device>
void device_window<Device>::set_buffer(char* buffer, std::size_t capacity)
{
    BOOST_ASSERT(!dirty());
    forget();
    own_.reset();
    buffer_ = buffer;
    capacity_ = greatest(capacity, std::size_t(1));
    unbuffered_ = capacity <= 1;
    ahead_.begin(capacity_);
}

template<class Device>
void device_window<Device>::need_buffer(std::size_t capacity)
{
    if (buffer_ != nullptr && capacity <= capacity_)
        return;
    owned_array<char> larger(new char[capacity]);
    if (valid_ != 0)
        std::memcpy(larger.get(), buffer_, valid_);
    own_ = std::move(larger);
    buffer_ = own_.get();
    capacity_ = capacity;
}

template<class Device>
void device_window<Device>::unread(std::int64_t offset, char const* data, std::size_t size)
{
    std::int64_t const end = offset + static_cast<std::int64_t>(size);
    std::size_t const at = static_cast<std::size_t>(end - base_);
    std::size_t const behind = base_ <= end && at < valid_ ? valid_ - at : 0;
    std::size_t const capacity = greatest(capacity_, size + behind);
    owned_array<char> all(new char[capacity]);
    std::memcpy(all.get(), data, size);
    if (behind != 0)
        std::memcpy(all.get() + size, buffer_ + at, behind);
    capacity_ = capacity;
    own_ = std::move(all);
    buffer_ = own_.get();
    base_ = offset;
    valid_ = size + behind;
}

// ---- reading -------------------------------------------------------------------------------------------------------

template<class Device>
std::size_t device_window<Device>::read(std::int64_t offset, char* data, std::size_t size, std::error_code& ec)
{
    ec.clear();
    std::size_t done = 0;
    while (done < size)
    {
        std::int64_t const at = offset + static_cast<std::int64_t>(done);
        std::size_t const left = size - done;
        std::size_t n;
        if (left >= capacity_ && window().data == nullptr && !cached(at, 1))
        {
            if (!flush(ec))
                break;
            n = read_at(at, data + done, left, ec);
            if (!device_.seekable())
                restart(at + static_cast<std::int64_t>(n));
        }
        else
        {
            byte_area const area = readable(at, 1, left, ec);
            n = least(left, area.size());
            if (n != 0)
                std::memcpy(data + done, area.at, n);
        }
        if (n == 0)
            break;
        done += n;
    }
    return done;
}

// Reads until `at_least` bytes from `offset` on are in the window.
template<class Device>
void device_window<Device>::fill(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec)
{
    need_buffer(greatest(at_least, capacity_));
    if (!place(offset, at_least, wanted, ec))
        return;
    std::size_t const at = static_cast<std::size_t>(offset - base_);
    std::size_t const target = least(at + greatest(at_least, greatest(wanted, ahead_.bytes())), capacity_);
    while (valid_ < at + at_least)
    {
        if (read_behind(target - valid_, ec) == 0)
            break;
    }
}

// Moves the window so that `at_least` bytes from `offset` on fit, and says what is to be read ahead.
template<class Device>
bool device_window<Device>::place(std::int64_t offset, std::size_t at_least, std::size_t wanted, std::error_code& ec)
{
    std::int64_t const size = static_cast<std::int64_t>(capacity_);
    std::int64_t const end = offset_of(valid_);
    if (offset >= base_ && offset <= end)
    {
        if (valid_ != 0)
            ahead_.go_on(wanted, ahead_limit());
        std::size_t const at = static_cast<std::size_t>(offset - base_);
        bool const full = at + at_least > capacity_ || valid_ == capacity_;
        return (!full && valid_ != 0) || slide(at, ec);
    }
    if (!flush(ec))
        return false;
    bool const nearby = !unbuffered_ && offset - end < size && base_ - offset < size;
    std::int64_t start = offset;
    if (nearby && offset < base_)
        start -= least(offset, size / 2);
    if (nearby && size >= static_cast<std::int64_t>(2 * page + wanted))
        start -= start % static_cast<std::int64_t>(page);
    if (offset - start > size - static_cast<std::int64_t>(at_least))
        start = offset;
    ahead_.seek(nearby, capacity_);
    restart(start);
    return start == offset || fill_before(offset, ec);
}

// Reads at least up to `offset`; an end of file before it is found out by the caller.
template<class Device>
bool device_window<Device>::fill_before(std::int64_t offset, std::error_code& ec)
{
    while (offset_of(valid_) <= offset)
    {
        if (read_behind(capacity_ - valid_, ec) != 0)
            continue;
        if (offset_of(valid_) < offset)
            restart(offset);
        return !ec;
    }
    return true;
}

// Reads at most `size` bytes behind the valid ones.
template<class Device>
std::size_t device_window<Device>::read_behind(std::size_t size, std::error_code& ec)
{
    std::size_t const n = read_at(offset_of(valid_), buffer_ + valid_, size, ec);
    valid_ += n;
    return n;
}

// Makes room behind what is left from `at` on. What a device that cannot seek back has given stays for a while.
template<class Device>
bool device_window<Device>::slide(std::size_t at, std::error_code& ec)
{
    if (!flush(ec))
        return false;
    std::size_t const room = capacity_ / 2;
    std::size_t const before = device_.seekable() ? 0 : least(least(at, kept_for_putback), room);
    std::size_t const from = at - before;
    if (from != 0 && valid_ != from)
        std::memmove(buffer_, buffer_ + from, valid_ - from);
    base_ += static_cast<std::int64_t>(from);
    valid_ -= from;
    return true;
}

// ---- writing -------------------------------------------------------------------------------------------------------

template<class Device>
byte_area device_window<Device>::writable_nearby(std::int64_t offset, std::size_t size)
{
    std::uint64_t const at = static_cast<std::uint64_t>(offset) - static_cast<std::uint64_t>(base_);
    bool const inside = at < capacity_ && size <= capacity_ - at && size <= room_after(offset) && buffer_ != nullptr;
    if (!inside || unbuffered_ || append_ || memory_backed() || !exclusive())
        return byte_area{};
    if (at > valid_)
    {
        std::error_code ec;
        if (offset_of(valid_) < device_.size(ec) || ec)
            return byte_area{};
        std::memset(buffer_ + valid_, 0, static_cast<std::size_t>(at) - valid_);
        valid_ = static_cast<std::size_t>(at);
    }
    if (!dirty_.can_add(static_cast<std::size_t>(at), capacity_))
        return byte_area{};
    return put_area(offset);
}

template<class Device>
std::size_t device_window<Device>::write(std::int64_t& offset, char const* data, std::size_t size, std::error_code& ec)
{
    ec.clear();
    if (!fits(offset, size, ec))
        return 0;
    std::size_t done = 0;
    while (done < size)
    {
        std::size_t const left = size - done;
        bool const direct = left >= capacity_ && !memory_backed();
        byte_area const area = direct ? byte_area{} : writable(offset, left, ec);
        std::size_t n = least(left, area.size());
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

template<class Device>
bool device_window<Device>::go_to_end(std::int64_t& offset, std::error_code& ec)
{
    if (!append_ || !device_.seekable())
        return true;
    if (!exclusive() && !flush(ec))
        return false;
    std::int64_t const end = size(ec);
    if (!ec)
        offset = end;
    return !ec;
}

template<class Device>
bool device_window<Device>::flush(std::error_code& ec)
{
    ec.clear();
    if (!dirty())
        return true;
    if (dirty_.has_gaps() && !exclusive())
    {
        if (!write_runs(ec))
            return false;
    }
    else if ((append_ && device_.seekable() && !exclusive() && !move_to_end(ec)) || !write_dirty(dirty_.end(), ec))
        return false;
    dirty_.clear();
    return true;
}

template<class Device>
bool device_window<Device>::flush(std::int64_t& offset, std::error_code& ec)
{
    bool const behind = dirty() && offset == offset_of(dirty_.end());
    if (!flush(ec))
        return false;
    if (behind && append_ && !exclusive() && device_.seekable())
        offset = flushed_end_;
    return true;
}

template<class Device>
bool device_window<Device>::sync(std::error_code& ec)
{
    if (!flush(ec))
        return false;
    if (device_.seekable() && !exclusive())
        drop();
    if constexpr (has_sync<Device>::value)
        device_.sync(ec);
    return !ec;
}

// Moves the window so that a byte can be put at `offset`.
template<class Device>
bool device_window<Device>::reach(std::int64_t offset, std::error_code& ec)
{
    std::int64_t const at = offset - base_;
    bool const inside = at >= 0 && at < static_cast<std::int64_t>(capacity_);
    std::size_t const index = static_cast<std::size_t>(at);
    if (inside && exclusive())
    {
        if (dirty_.can_add(index, capacity_) && fill_gap(index, ec))
            return true;
        if (ec)
            return false;
    }
    else if (inside && continues(index) && dirty_.can_add(index, capacity_))
        return true;
    if (!flush(ec))
        return false;
    if (!inside || at > static_cast<std::int64_t>(valid_))
        restart(offset);
    return true;
}

// Whether bytes put at `at` go on from what is dirty, so that nothing else is written with them.
template<class Device>
bool device_window<Device>::continues(std::size_t at) const noexcept
{
    return dirty() ? dirty_.touches(at) : at <= valid_;
}

// Brings the bytes between `valid_` and `at` into the window of an exclusive file.
template<class Device>
bool device_window<Device>::fill_gap(std::size_t at, std::error_code& ec)
{
    if (at <= valid_)
        return true;
    std::int64_t const stored = device_.size(ec);
    while (!ec && valid_ < at && offset_of(valid_) < stored)
    {
        if (read_behind(capacity_ - valid_, ec) == 0)
            break;
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

// Writes the bytes from the first dirty one to `end`. What is not written stays dirty.
template<class Device>
bool device_window<Device>::write_dirty(std::size_t end, std::error_code& ec)
{
    std::size_t const begin = dirty_.begin();
    dirty_.remove_front(write_at(offset_of(begin), buffer_ + begin, end - begin, ec));
    flushed_end_ = offset_of(dirty_.begin());
    return !ec;
}

// Writes what the program wrote, and nothing between.
template<class Device>
bool device_window<Device>::write_runs(std::error_code& ec)
{
    for (;;)
    {
        std::size_t const end = dirty_.next_run();
        if (!dirty())
            return true;
        if (!write_dirty(end, ec))
            return false;
    }
}

// What is dirty goes to where the end is now.
template<class Device>
bool device_window<Device>::move_to_end(std::error_code& ec)
{
    std::int64_t const end = device_.size(ec);
    if (ec)
        return false;
    if (end != offset_of(dirty_.begin()))
    {
        std::memmove(buffer_, buffer_ + dirty_.begin(), dirty_.size());
        dirty_.move_to_front();
        valid_ = dirty_.end();
        base_ = end;
    }
    return true;
}

// Where others share the position, transfers take place there.
template<class Device>
std::size_t device_window<Device>::read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec)
{
    if constexpr (has_shared_position<Device>::value)
    {
        if (BOOST_UNLIKELY(device_.shares_position()))
            return device_.read_shared(offset, data, size, ec);
    }
    return device_.read_at(offset, data, size, ec);
}

template<class Device>
std::size_t device_window<Device>::write_at(
    std::int64_t offset, char const* data, std::size_t size, std::error_code& ec)
{
    std::size_t n = 0;
    if constexpr (has_shared_position<Device>::value)
        n = BOOST_UNLIKELY(device_.shares_position()) ? device_.write_shared(offset, data, size, ec)
                                                      : device_.write_at(offset, data, size, ec);
    else
        n = device_.write_at(offset, data, size, ec);
    if (BOOST_UNLIKELY(bool(ec)) && !write_error_)
        write_error_ = ec;
    return n;
}

// Writes without the window, which then holds nothing that differs from the device.
template<class Device>
std::size_t device_window<Device>::write_through(
    std::int64_t& offset, char const* data, std::size_t size, std::error_code& ec)
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

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
