//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_DEVICE_STREAMBUF_HPP
#define BOOST_TEMPFILE_IMPL_DEVICE_STREAMBUF_HPP

// Opening, closing and moving a basic_device_streambuf, and writing what is pending.

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/device_streambuf.hpp>

namespace boost
{
namespace tempfile
{

// ---- opening and closing -------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
basic_device_streambuf<Device, CharT, Traits>::basic_device_streambuf(Device device, std::ios_base::openmode mode)
    : window_(std::in_place, std::move(device))
{
    start(mode);
}

template<class Device, class CharT, class Traits>
basic_device_streambuf<Device, CharT, Traits>::~basic_device_streambuf()
{
    if (!open_ || window_.dies_unseen())
        return; // what is pending would be written for nobody
    BOOST_TRY
    {
        close();
    }
    BOOST_CATCH(...) {}
    BOOST_CATCH_END
}

template<class Device, class CharT, class Traits>
basic_device_streambuf<Device, CharT, Traits>* basic_device_streambuf<Device, CharT, Traits>::open(
    Device device, std::ios_base::openmode mode)
{
    if (open_)
        return nullptr;
    errors_.set_last({});
    window_.put(std::move(device));
    return start(mode) ? this : nullptr;
}

// Begins with the device that is in the window, or drops it.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::start(std::ios_base::openmode mode)
{
    Device& device = window_.device();
    std::error_code ec;
    if (!detail::valid_openmode(mode))
        ec = std::make_error_code(std::errc::invalid_argument);
    else if (!usable(device))
        ec = std::make_error_code(std::errc::bad_file_descriptor);
    else if ((mode & std::ios_base::trunc) && device.seekable())
        device.resize(0, ec);
    if (!ec && (mode & std::ios_base::ate) && device.seekable())
        position_.offset = device.size(ec);
    else
        position_.offset = device.position();
    if (ec)
    {
        std::error_code ignored;
        window_.close(ignored);
        position_.offset = 0;
        errors_.note(ec);
        return false;
    }
    position_.shift = state_type();
    encoding_.forget();
    reader_.forget_previous();
    writer_.reset();
    errors_.begin();
    window_.clear();
    begin(mode & std::ios_base::app ? mode | std::ios_base::out : mode);
    return true;
}

// The device is as it is to be, and the buffer as it was made.
template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::begin(std::ios_base::openmode mode)
{
    window_.begin((mode & std::ios_base::app) != 0);
    mode_ = mode;
    open_ = true;
    owner_ = detail::process_generation();
    notices_ = window_.shares_position() ? forks_unheard | position_left : forks_unheard;
}

template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::usable(Device const& device) noexcept
{
    if constexpr (detail::has_is_open<Device>::value)
        return device.is_open();
    else
        return (void)device, true;
}

template<class Device, class CharT, class Traits>
basic_device_streambuf<Device, CharT, Traits>* basic_device_streambuf<Device, CharT, Traits>::close()
{
    if (!open_)
        return nullptr;
    std::error_code ec;
    std::exception_ptr thrown;
    errors_.set_last({});
    if (owner_ == detail::process_generation())
        finish(ec, thrown);
    else if (has_own_pending())
        ec = std::make_error_code(std::errc::operation_not_permitted);
    std::error_code closing;
    reset_areas();
    characters_.release();
    window_.close(closing);
    open_ = false;
    notices_ = 0;
    inherited_ = 0;
    forks_.end();
    (void)putback_.take_held();
    position_.offset = 0;
    if (thrown)
        std::rethrow_exception(thrown);
    if (!ec)
        ec = closing;
    errors_.note(ec);
    return ec ? nullptr : this;
}

// ---- moving --------------------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
basic_device_streambuf<Device, CharT, Traits>::basic_device_streambuf(basic_device_streambuf&& other) : base(other)
{
    take(other);
}

template<class Device, class CharT, class Traits>
basic_device_streambuf<Device, CharT, Traits>& basic_device_streambuf<Device, CharT, Traits>::operator=(
    basic_device_streambuf&& other)
{
    if (this != &other)
    {
        close();
        base::operator=(other);
        take(other);
    }
    return *this;
}

template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::swap(basic_device_streambuf& other)
{
    if (this == &other)
        return;
    commit_memory();
    other.commit_memory();
    char* const mine = window_.window().data;
    char* const others = other.window_.window().data;
    base::swap(other);
    using std::swap;
    swap(window_, other.window_);
    swap(position_, other.position_);
    swap(mode_, other.mode_);
    swap(phase_, other.phase_);
    swap(open_, other.open_);
    swap(notices_, other.notices_);
    swap(withheld_, other.withheld_);
    swap(announced_, other.announced_);
    swap(owner_, other.owner_);
    swap(inherited_, other.inherited_);
    swap(encoding_, other.encoding_);
    swap(characters_, other.characters_);
    swap(reader_, other.reader_);
    swap(writer_, other.writer_);
    swap(putback_, other.putback_);
    swap(errors_, other.errors_);
    follow_memory(others);
    other.follow_memory(mine);
    bool const heard = forks_.listening();
    listen_to_forks(other.forks_.listening());
    other.listen_to_forks(heard);
}

// The rest of a move, the base's pointers being copied.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::take(basic_device_streambuf& other)
{
    other.commit_memory();
    char* const memory = other.window_.window().data;
    window_ = std::move(other.window_);
    position_ = std::exchange(other.position_, position_type());
    mode_ = std::exchange(other.mode_, std::ios_base::openmode());
    phase_ = other.phase_;
    open_ = std::exchange(other.open_, false);
    notices_ = std::exchange(other.notices_, static_cast<unsigned char>(0));
    withheld_ = other.withheld_;
    announced_ = std::exchange(other.announced_, 0);
    owner_ = std::exchange(other.owner_, 0);
    inherited_ = std::exchange(other.inherited_, 0);
    encoding_ = std::exchange(other.encoding_, encoding_type());
    characters_ = std::exchange(other.characters_, detail::character_buffer<CharT>());
    reader_ = std::exchange(other.reader_, reader_type());
    writer_ = std::exchange(other.writer_, writer_type());
    putback_ = other.putback_;
    errors_ = std::exchange(other.errors_, detail::stream_errors());
    follow_memory(memory);
    listen_to_forks(other.forks_.listening());
    other.forks_.end();
    other.reset_areas();
}

// Before a move: what is in the put area is content. Memory may move with its device.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::commit_memory()
{
    if (phase_ == phase::writing && !encoding_.converts() && window_.memory_backed())
        commit_put_area();
}

// After a move: the areas lay on memory that was at `old`, or on the other's character that was put back.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::follow_memory(char* old)
{
    char* const now = window_.window().data;
    bool const moved = !encoding_.converts() && phase_ != phase::idle && now != old && now != nullptr;
    auto const follow = [&](CharT* p) { return characters(now) + (p - characters(old)); };
    if (putback_.active())
    {
        if (moved)
            putback_.follow(characters(old), characters(now));
        show(putback_.at(this->gptr() - this->eback()));
    }
    else if (moved && phase_ == phase::reading)
        this->setg(follow(this->eback()), follow(this->gptr()), follow(this->egptr()));
    else if (moved)
    {
        std::ptrdiff_t const put = this->pptr() - this->pbase();
        this->setp(follow(this->pbase()), follow(this->epptr()));
        put_pointer_forward(put);
    }
}

// ---- what is pending -----------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
Device& basic_device_streambuf<Device, CharT, Traits>::device()
{
    if (open_)
    {
        (void)ensure_encoding();
        std::error_code ec;
        if (!ready(ec) || !convert_pending(ec) || !write_pending(ec))
            fail(ec);
        drop_areas();
        if (window_.device().seekable() && !window_.dirty())
            window_.drop();
        if constexpr (detail::has_shared_position<Device>::value)
        {
            window_.device().lend_position(position_.offset);
            notices_ |= position_left;
        }
    }
    return window_.device();
}

template<class Device, class CharT, class Traits>
std::int64_t basic_device_streambuf<Device, CharT, Traits>::size(std::error_code& ec)
{
    heed_inheritance();
    if (!convert_pending(ec))
        return 0;
    if (phase_ == phase::writing)
        drop_areas();
    return window_.size(ec);
}

template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::resize(std::int64_t size, std::error_code& ec)
{
    heed_inheritance();
    // What cannot be written but would be cut off need not be.
    bool const unconverted = !convert_pending(ec);
    if (unconverted && (!open_ || position_.offset < size))
        return;
    if (!unconverted)
        drop_areas();
    reader_.forget_previous();
    bool const in_memory = window_.memory_backed();
    window_.resize(size, ec);
    if (in_memory && !window_.memory_backed())
        errors_.rolled_over();
    if (!unconverted || ec)
        return;
    writer_.pass_over(conversion(), position_, this->pbase(), this->pptr());
    reset_areas();
}

template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::flush(std::error_code& ec)
{
    return ready(ec) && convert_pending(ec) && write_pending(ec);
}

// Writes what is in the put area of bytes and in the window, and leaves the position to those who share it.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::write_pending(std::error_code& ec)
{
    if (window_.shares_position())
        return leave_position(ec);
    if (!flush_before_hiding(ec))
        return false;
    drop_areas();
    return flush_window(ec);
}

// Converts pending characters. False if closed or on an error.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::convert_pending(std::error_code& ec)
{
    ec.clear();
    if (!open_)
        ec = std::make_error_code(std::errc::bad_file_descriptor);
    else if (phase_ == phase::writing && encoding_.converts())
        convert_put_area(ec);
    return !ec;
}

// Converts what is in the put area; what could not be written stays in it.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::convert_put_area(std::error_code& ec)
{
    CharT const* from = this->pbase();
    CharT* const end = this->pptr();
    if (from == end)
        return;
    struct keep_rest
    {
        basic_device_streambuf& self;
        CharT const*& from;
        CharT* end;
        ~keep_rest()
        {
            std::size_t const left = static_cast<std::size_t>(end - from);
            CharT* const begin = self.pbase();
            if (left != 0 && from != begin)
                Traits::move(begin, from, left);
            self.setp(begin, self.epptr());
            self.pbump(static_cast<int>(left));
        }
    } keep{*this, from, end};
    writer_.write(conversion(), position_, from, end, ec);
}

// Before a seek: converts and unshifts what was written.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::end_output(std::error_code& ec)
{
    if (!convert_pending(ec))
        return false;
    if (encoding_.converts() && writer_.must_unshift())
        writer_.unshift(conversion(), position_, ec);
    return !ec;
}

// The same as their namesakes, noting the error. Out of line: gcc 12 takes the copy of a code in a block of its own
// for a dangling pointer.
template<class Device, class CharT, class Traits>
BOOST_NOINLINE bool basic_device_streambuf<Device, CharT, Traits>::end_output()
{
    std::error_code ec;
    return end_output(ec) || (fail(ec), false);
}

template<class Device, class CharT, class Traits>
BOOST_NOINLINE bool basic_device_streambuf<Device, CharT, Traits>::flush_window()
{
    std::error_code ec;
    return window_.flush(ec) || (fail(ec), false);
}

// Writes what is dirty. An appending file's position stays behind it, wherever that went.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::flush_window(std::error_code& ec)
{
    return window_.flush(position_.offset, ec);
}

// At close: writes everything that can be written, and keeps the first failure.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::finish(std::error_code& ec, std::exception_ptr& thrown)
{
    if (ready(ec))
        drain(ec, thrown);
    std::error_code flushing;
    if (!write_pending(flushing) && !ec)
        ec = flushing;
}

// As end_output(), keeping the first exception. A character that cannot be converted is dropped, and the ones behind it
// are still written.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::drain(std::error_code& ec, std::exception_ptr& thrown)
{
    for (bool again = true; again;)
    {
        again = false;
        bool converted = false;
        std::ptrdiff_t const left = this->pptr() - this->pbase();
        BOOST_TRY
        {
            converted = convert_pending(ec);
            if (converted)
                (void)end_output(ec);
        }
        BOOST_CATCH(...)
        {
            if (!thrown)
                thrown = std::current_exception();
            again = !converted && this->pptr() - this->pbase() < left;
        }
        BOOST_CATCH_END
    }
}

// ---- the encoding and the buffer -----------------------------------------------------------------------------------

// Looks up the facet and uses the buffer that was asked for, at first use. Whether characters are converted.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::ensure_encoding()
{
    if (BOOST_UNLIKELY(!encoding_.known() || !characters_.passed_on()))
        prepare();
    return encoding_.converts();
}

template<class Device, class CharT, class Traits>
BOOST_NOINLINE void basic_device_streambuf<Device, CharT, Traits>::prepare()
{
    if (!encoding_.known())
        encoding_.select(this->getloc(), open_ && !(mode_ & std::ios_base::binary));
    if (!characters_.passed_on())
        pass_buffer_on();
}

// Gives what pubsetbuf() asked for to the part that it concerns. Nothing is pending.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::pass_buffer_on()
{
    characters_.passed_on(true);
    if (!characters_.requested() || window_.dirty())
        return;
    std::size_t const size = characters_.user_size();
    if (!encoding_.converts())
        window_.set_buffer(reinterpret_cast<char*>(characters_.user()), size > 2 ? size - 1 : size); // as libstdc++
    else
        window_.set_buffer(nullptr, size <= 1 ? 1 : detail::device_window<Device>::default_capacity);
}

// Whether the mode allows it; notes why not.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::may(std::ios_base::openmode what) noexcept
{
    if (open_ && (mode_ & what))
        return true;
    fail(std::errc::bad_file_descriptor);
    return false;
}

// Notes a failure. The rest of the get area is withheld, so that the next read is noticed, and is not taken for what
// failed here.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::fail(std::error_code const& ec) noexcept
{
    errors_.note(ec);
    if (!ec || this->gptr() == this->egptr())
        return;
    withheld_ += this->egptr() - this->gptr();
    notices_ |= area_withheld;
    this->setg(this->eback(), this->gptr(), this->gptr());
}

} // namespace tempfile
} // namespace boost

#endif
