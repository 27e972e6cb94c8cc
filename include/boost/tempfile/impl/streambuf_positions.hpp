//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_STREAMBUF_POSITIONS_HPP
#define BOOST_TEMPFILE_IMPL_STREAMBUF_POSITIONS_HPP

// The position of a basic_device_streambuf: telling, seeking, putting back; and the functions that keep it: sync, setbuf
// and imbue.

#include <boost/tempfile/device_streambuf.hpp>

#include <limits>

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
    if (!open_)
        return errors_.note(std::errc::bad_file_descriptor), failed_position();
    bool const converts = ensure_encoding();
    if (offset != 0 && encoding_.width() <= 0)
        return errors_.note(std::errc::invalid_argument), failed_position();
    if (!window_.device().seekable())
        return errors_.note(std::errc::invalid_seek), failed_position();
    bool const tells = offset == 0 && way == std::ios_base::cur;
    if (tells && !converts)
        return as_pos_type({byte_position(), position_.shift});
    std::error_code ec;
    if (!end_output(ec))
        return errors_.note(ec), failed_position();
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
        return errors_.note(ec), failed_position();
    std::int64_t by = static_cast<std::int64_t>(offset);
    if (!scale(by))
        return errors_.note(std::errc::invalid_argument), failed_position();
    return move_to({detail::advanced(from, by), state_type()});
}

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::pos_type basic_device_streambuf<Device, CharT, Traits>::seekpos(
    pos_type position, std::ios_base::openmode)
{
    if (!open_)
        return errors_.note(std::errc::bad_file_descriptor), failed_position();
    bool const converts = ensure_encoding();
    if (!window_.device().seekable())
        return errors_.note(std::errc::invalid_seek), failed_position();
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
        return errors_.note(std::errc::invalid_argument), failed_position();
    if (!encoding_.converts() && phase_ == phase::writing)
        commit_put_area();
    bool const own = window_.exclusive() || window_.memory_backed();
    if (window_.dirty() && !own)
    {
        drop_areas();
        if (!flush_window())
            return failed_position();
    }
    if (!own) // what others wrote is read from now on
        window_.drop();
    reader_.forget_previous();
    position_ = to;
    // In a file of our own a get area on what is in memory there, as reading comes next more often than not.
    // Elsewhere underflow is asked first, as a class derived from a basic_filebuf may expect.
    bool const may_show =
        !encoding_.converts() && (mode_ & std::ios_base::in) && (window_.exclusive() || window_.memory_backed());
    detail::byte_area const area = may_show ? window_.cached_at(to.offset) : detail::byte_area{};
    this->setg(characters(area.at), characters(area.at), characters(area.end));
    this->setp(nullptr, nullptr);
    putback_.forget();
    phase_ = area.empty() ? phase::idle : phase::reading;
    return as_pos_type(to);
}

// ---- putting back --------------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::int_type
basic_device_streambuf<Device, CharT, Traits>::pbackfail(int_type c)
{
    if (!may(std::ios_base::in))
        return Traits::eof();
    if (putback_.active() && this->gptr() == this->eback())
        return Traits::eof(); // one character at most differs from the content
    if (putback_.active())
        leave_putback();
    if (!step_back())
        return Traits::eof();
    bool const as_it_was = Traits::eq_int_type(c, Traits::eof()) || Traits::eq(Traits::to_char_type(c), *this->gptr());
    if (!as_it_was)
        show(putback_.enter(Traits::to_char_type(c), shown_area()));
    return Traits::not_eof(c);
}

template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::leave_putback() noexcept
{
    show(putback_.leave(this->gptr() - this->eback()));
}

// Makes gptr() point to the character before.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::step_back()
{
    if (phase_ == phase::reading && this->eback() < this->gptr())
    {
        this->gbump(-1);
        return true;
    }
    return ensure_encoding() ? step_back_converted() : step_back_bytes();
}

template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::step_back_bytes()
{
    std::int64_t const at = byte_position();
    if (at == 0)
        return errors_.note(std::errc::invalid_argument), false;
    drop_areas();
    if (!window_.device().seekable() && !window_.cached(at - 1, 1))
        return errors_.note(std::errc::invalid_seek), false;
    return read_from({at - 1, position_.shift}, [this] { return begin_read(1); });
}

template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::step_back_converted()
{
    std::error_code ec;
    if (!convert_pending(ec))
        return errors_.note(ec), false;
    if (!window_.device().seekable())
        return errors_.note(std::errc::invalid_seek), false;
    int const width = encoding_.width();
    if (width <= 0)
        return step_back_to_previous();
    go_to_converted_position();
    if (position_.offset < width)
        return errors_.note(std::errc::invalid_argument), false;
    return read_from({position_.offset - width, position_.shift}, [this] { return read_converted(); });
}

// Converts the characters before the get area once more, as nothing tells where the last of them begins.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::step_back_to_previous()
{
    std::size_t const count = reader_.previous_count();
    if (count == 0)
        return errors_.note(std::errc::invalid_seek), false;
    position_type const from = reader_.previous();
    reset_areas();
    reader_.forget_previous();
    return read_from(from,
        [this, count]
        {
            if (!read_converted() || shown_area().size() < count)
                return false;
            this->setg(this->eback(), this->eback() + (count - 1), this->egptr());
            return true;
        });
}

// Runs `read`, which makes a get area, at another position; where that gives nothing (any more) or throws the position
// stays.
template<class Device, class CharT, class Traits>
template<class Read>
bool basic_device_streambuf<Device, CharT, Traits>::read_from(position_type const& position, Read read)
{
    struct restore
    {
        basic_device_streambuf& self;
        position_type position;
        bool done;
        ~restore()
        {
            if (done)
                return;
            self.reset_areas();
            self.position_ = position;
        }
    } guard{*this, position_, false};
    position_ = position;
    return guard.done = read();
}

// ---- sync, setbuf, imbue -------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
int basic_device_streambuf<Device, CharT, Traits>::sync()
{
    std::error_code ec;
    if (!open_)
        return 0;
    if (!convert_pending(ec))
        return errors_.note(ec), -1;
    if (putback_.active()) // the character that was put back stays, and so does what was read ahead
        return window_.flush(ec) ? 0 : (errors_.note(ec), -1);
    bool const keeps_area = phase_ == phase::writing && !encoding_.converts() && !window_.appends();
    if (keeps_area && window_.memory_backed())
    {
        commit_put_area();
        return 0;
    }
    drop_areas();
    bool const done = flush_window(ec) && window_.sync(ec) && (!keeps_area || begin_write(1, ec));
    return done ? 0 : (errors_.note(ec), -1);
}

template<class Device, class CharT, class Traits>
std::basic_streambuf<CharT, Traits>* basic_device_streambuf<Device, CharT, Traits>::setbuf(CharT* s, std::streamsize n)
{
    if (n < 0)
        return nullptr;
    if (open_)
    {
        std::error_code ec;
        if (!convert_pending(ec))
            return errors_.note(ec), nullptr;
        drop_areas();
        if (window_.holds_unread(position_.offset) || !flush_window(ec))
            return errors_.note(ec), nullptr;
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
        drain(ec, thrown);
        if (ec)
            errors_.drop(ec);
        try
        {
            if (thrown)
                std::rethrow_exception(thrown);
        }
        catch (std::ios_base::failure const& e)
        {
            errors_.drop(e.code());
        }
        drop_areas();
        position_.shift = state_type();
        reader_.forget_previous();
        writer_.reset();
        characters_.release();
        if (!flush_window(ec))
            errors_.note(ec);
        else if (!window_.holds_unread(position_.offset))
            characters_.passed_on(false);
    }
    encoding_.imbue(loc);
}

} // namespace tempfile
} // namespace boost

#endif
