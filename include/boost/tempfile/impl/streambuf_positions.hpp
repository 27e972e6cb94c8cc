//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_STREAMBUF_POSITIONS_HPP
#define BOOST_TEMPFILE_IMPL_STREAMBUF_POSITIONS_HPP

// The position of a basic_device_streambuf: telling, seeking, sharing it with others; and the functions that keep it:
// sync, setbuf and imbue.

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/device_streambuf.hpp>

#include <limits>
#include <new>

namespace boost
{
namespace tempfile
{

// ---- where it is ---------------------------------------------------------------------------------------------------

// Of the next character; bytes are not converted.
template<class Device, class CharT, class Traits>
inline std::int64_t basic_device_streambuf<Device, CharT, Traits>::byte_position() const noexcept
{
    if (phase_ == phase::writing)
        return position_.offset + (this->pptr() - this->pbase());
    if (phase_ == phase::reading)
        return position_.offset + static_cast<std::ptrdiff_t>(content_area().read());
    return position_.offset;
}

// The same where characters are converted: nothing is in the put area.
template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::position_type
basic_device_streambuf<Device, CharT, Traits>::converted_position()
{
    return phase_ == phase::reading ? reader_.position_of_next(conversion(), position_, content_area()) : position_;
}

// Goes there, without areas.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::go_to_converted_position()
{
    if (phase_ != phase::reading)
        return;
    position_ = converted_position();
    reset_areas();
    reader_.forget_previous();
}

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::pos_type
basic_device_streambuf<Device, CharT, Traits>::as_pos_type(position_type const& position)
{
    pos_type result = pos_type(static_cast<off_type>(position.offset));
    result.state(position.shift);
    return result;
}

// ---- seeking -------------------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::pos_type basic_device_streambuf<Device, CharT, Traits>::seekoff(
    off_type offset, std::ios_base::seekdir way, std::ios_base::openmode)
{
    errors_.begin_operation();
    std::error_code ec;
    if (!open_)
        return fail(std::errc::bad_file_descriptor), failed_position();
    bool const converts = ensure_encoding();
    if (offset != 0 && encoding_.width() <= 0)
        return fail(std::errc::invalid_argument), failed_position();
    if (!window_.device().seekable())
        return fail(std::errc::invalid_seek), failed_position();
    if (!ready(ec))
        return fail(ec), failed_position();
    bool const tells = offset == 0 && way == std::ios_base::cur;
    bool const shares = window_.shares_position();
    if (tells && !converts && !shares)
        return as_pos_type({byte_position(), position_.shift});
    if (!end_output(ec) || (tells && shares && !leave_position(ec)))
        return fail(ec), failed_position();
    if (tells)
        return as_pos_type(converted_position());
    if (phase_ == phase::writing)
        drop_areas();
    std::int64_t from = 0;
    if (way == std::ios_base::cur && converts)
    {
        go_to_converted_position();
        from = position_.offset;
    }
    else if (way == std::ios_base::cur)
        from = byte_position();
    else if (way == std::ios_base::end)
        from = window_.size(ec);
    if (ec)
        return fail(ec), failed_position();
    std::int64_t by = static_cast<std::int64_t>(offset);
    if (!scale(by))
        return fail(std::errc::invalid_argument), failed_position();
    return move_to({detail::advanced(from, by), state_type()});
}

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::pos_type basic_device_streambuf<Device, CharT, Traits>::seekpos(
    pos_type position, std::ios_base::openmode)
{
    errors_.begin_operation();
    if (!open_)
        return fail(std::errc::bad_file_descriptor), failed_position();
    bool const converts = ensure_encoding();
    if (!window_.device().seekable())
        return fail(std::errc::invalid_seek), failed_position();
    if (!ready())
        return failed_position();
    if (converts && !end_output())
        return failed_position();
    return move_to({static_cast<std::int64_t>(off_type(position)), position.state()});
}

// From characters to bytes; false where that is too much.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::scale(std::int64_t& by) const noexcept
{
    int const width = encoding_.width();
    if (!encoding_.converts() || width <= 1)
        return true;
    constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
    if (by > most / width || by < -most / width)
        return false;
    by *= width;
    return true;
}

template<class Device, class CharT, class Traits>
inline typename basic_device_streambuf<Device, CharT, Traits>::pos_type
basic_device_streambuf<Device, CharT, Traits>::move_to(position_type const& to)
{
    if (to.offset < 0)
        return fail(std::errc::invalid_argument), failed_position();
    if (!encoding_.converts() && phase_ == phase::writing)
        commit_put_area();
    bool const own = window_.exclusive() || window_.memory_backed();
    if (!own && !leave_for(to.offset))
        return failed_position();
    reader_.forget_previous();
    position_ = to;
    // In a file of our own a get area on what is in memory there, as reading comes next more often than not.
    // Elsewhere underflow is asked first, as a class derived from a basic_filebuf may expect.
    bool const may_show = own && !encoding_.converts() && (mode_ & std::ios_base::in);
    detail::byte_area const area = may_show ? window_.cached_at(to.offset) : detail::byte_area{};
    this->setg(characters(area.at), characters(area.at), characters(area.end));
    this->setp(nullptr, nullptr);
    putback_.forget();
    phase_ = area.empty() ? phase::idle : phase::reading;
    return as_pos_type(to);
}

// ---- sharing the position ------------------------------------------------------------------------------------------

// At the beginning of each operation. False with an error where the position cannot be had.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::ready(std::error_code& ec)
{
    return BOOST_LIKELY(notices_ == 0) || heed(ec);
}

// The same, noting the error.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::ready()
{
    return BOOST_LIKELY(notices_ == 0) || heed();
}

// The same, throwing it.
template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::ready_to_read()
{
    if (!ready())
        detail::throw_stream_failure("boost::tempfile: read", errors_.last());
}

template<class Device, class CharT, class Traits>
BOOST_NOINLINE bool basic_device_streambuf<Device, CharT, Traits>::heed()
{
    std::error_code ec;
    return heed(ec) || (fail(ec), false);
}

template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::heed(std::error_code& ec)
{
    if (notices_ & forks_unheard)
    {
        notices_ = static_cast<unsigned char>(notices_ & ~forks_unheard);
        forks_.begin(this, &inherit);
        if (notices_ == 0)
            return true;
    }
    if (notices_ & area_withheld)
    {
        this->setg(this->eback(), this->gptr(), this->egptr() + withheld_);
        withheld_ = 0;
        notices_ = static_cast<unsigned char>(notices_ & ~area_withheld);
    }
    heed_inheritance();
    return !(notices_ & position_left) || come_back(ec);
}

// Goes on where those who share the position left it.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::come_back(std::error_code& ec)
{
    if constexpr (detail::has_shared_position<Device>::value)
    {
        if (window_.shares_position())
        {
            std::int64_t const at = window_.device().take_position(ec);
            if (ec)
                return false;
            if (at != position_.offset)
            {
                position_ = position_type{at, state_type()};
                writer_.reset();
                reader_.forget_previous();
                (void)putback_.take_held();
            }
            window_.drop_and_seek(at);
        }
    }
    notices_ = static_cast<unsigned char>(notices_ & ~position_left);
    show_held_putback();
    return true;
}

// Where others share the position: writes what is pending, drops what was read ahead and leaves the handle's position
// where the stream's is. The character read last can still be put back.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::leave_position(std::error_code& ec)
{
    bool const shown = putback_.active();
    if (!flush_before_hiding(ec))
        return false;
    if constexpr (detail::has_shared_position<Device>::value)
        if (shown)
            window_.device().leave_position(encoding_.converts() ? converted_position().offset : byte_position(), ec);
    if (shown && ec)
        return false;
    if (phase_ == phase::reading && encoding_.converts() && !shown)
    {
        position_type const at = converted_position();
        reader_.leave(position_, shown_area());
        reset_areas();
        position_ = at;
    }
    hold_putback();
    if (!flush_window(ec))
        return false;
    window_.drop();
    if constexpr (detail::has_shared_position<Device>::value)
        if (!shown)
            window_.device().leave_position(position_.offset, ec);
    if (!ec)
        notices_ |= position_left;
    return !ec;
}

// Before a seek to `offset` in a file that others can change: writes what is pending, and forgets the rest.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::leave_for(std::int64_t offset)
{
    bool const shares = window_.shares_position();
    if (shares || window_.dirty())
    {
        drop_areas();
        if (!flush_window())
            return false;
    }
    if constexpr (detail::has_shared_position<Device>::value)
    {
        std::error_code ec;
        if (shares)
            window_.device().leave_position(offset, ec);
        if (ec)
            return fail(ec), false;
        if (shares)
            notices_ |= position_left;
    }
    window_.drop_and_seek(offset);
    return true;
}

// ---- sync, setbuf, imbue -------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
int basic_device_streambuf<Device, CharT, Traits>::sync()
{
    std::error_code ec;
    if (!open_)
        return 0;
    if (!ready(ec) || !convert_pending(ec))
        return fail(ec), -1;
    if (window_.shares_position())
        return leave_position(ec) && window_.sync(ec) ? 0 : (fail(ec), -1);
    if (putback_.active()) // the character that was put back stays, and so does what was read ahead
        return window_.flush(ec) ? 0 : (fail(ec), -1);
    bool const keeps_area = phase_ == phase::writing && !encoding_.converts() && !window_.appends();
    if (keeps_area && window_.memory_backed())
    {
        commit_put_area();
        position_.offset = byte_position();
        this->setp(this->pptr(), this->epptr()); // nothing is pending
        return 0;
    }
    drop_areas();
    bool const done = flush_window(ec) && window_.sync(ec) && (!keeps_area || begin_write(1, ec));
    return done ? 0 : (fail(ec), -1);
}

template<class Device, class CharT, class Traits>
std::basic_streambuf<CharT, Traits>* basic_device_streambuf<Device, CharT, Traits>::setbuf(CharT* s, std::streamsize n)
{
    if (n < 0)
        return nullptr;
    if (open_)
    {
        std::error_code ec;
        if (!ready(ec) || !convert_pending(ec))
            return fail(ec), nullptr;
        drop_areas();
        if (window_.holds_unread(position_.offset) || !flush_window(ec))
            return fail(ec), nullptr;
        characters_.release();
    }
    characters_.request(s, n);
    if (open_ && encoding_.known()) // else ensure_encoding() does it, which knows whose buffer it becomes
        pass_buffer_on();
    return this;
}

// Ends the output in the old encoding first. What cannot be converted or written then is lost, and only noted, as
// imbue() has no way to fail: an exception would leave the stream with another locale than the buffer's.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::imbue(std::locale const& loc)
{
    if (open_ && encoding_.known())
    {
        std::error_code ec;
        std::exception_ptr thrown;
        if (ready(ec))
            drain(ec, thrown);
        if (ec)
            errors_.drop(ec);
        BOOST_TRY
        {
            if (thrown)
                std::rethrow_exception(thrown);
        }
        BOOST_TEMPFILE_CATCH_AS(std::ios_base::failure, e)
        {
            errors_.drop(e.code());
        }
        BOOST_CATCH(std::bad_alloc const&) // nothing is lost: this can be tried again
        {
            BOOST_RETHROW
        }
        BOOST_CATCH(...) // the codecvt's own
        {
            errors_.drop(std::make_error_code(std::errc::io_error));
        }
        BOOST_CATCH_END
        drop_areas();
        position_.shift = state_type();
        reader_.forget_previous();
        writer_.reset();
        characters_.release();
        if (!flush_window(ec))
            fail(ec);
        else if (!window_.holds_unread(position_.offset))
            characters_.passed_on(false);
    }
    encoding_.imbue(loc);
}

} // namespace tempfile
} // namespace boost

#endif
