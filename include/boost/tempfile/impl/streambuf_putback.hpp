//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_STREAMBUF_PUTBACK_HPP
#define BOOST_TEMPFILE_IMPL_STREAMBUF_PUTBACK_HPP

// How characters are put back into a basic_device_streambuf: the one before is read again, and one that differs from the
// content is shown in its place (detail::putback).

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/device_streambuf.hpp>

#include <cstddef>

namespace boost
{
namespace tempfile
{

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::int_type
basic_device_streambuf<Device, CharT, Traits>::pbackfail(int_type c)
{
    errors_.begin_operation();
    if (!may(std::ios_base::in))
        return Traits::eof();
    ready_to_read();
    if (putback_.active() && this->gptr() == this->eback())
        return Traits::eof(); // one character at most differs from the content
    bool const any = Traits::eq_int_type(c, Traits::eof());
    if (putback_.active() && (any || Traits::eq(Traits::to_char_type(c), this->gptr()[-1])))
    {
        this->gbump(-1); // it is shown once more only now
        return Traits::not_eof(c);
    }
    if (putback_.active())
        leave_putback();
    if (!step_back())
        return Traits::eof();
    if (!any && !Traits::eq(Traits::to_char_type(c), *this->gptr()))
        show(putback_.enter(Traits::to_char_type(c), shown_area()));
    return Traits::not_eof(c);
}

template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::leave_putback() noexcept
{
    show(putback_.leave(this->gptr() - this->eback()));
}

// What can fail comes before a character that was put back is hidden, as it may be impossible to show it once more.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::flush_before_hiding(std::error_code& ec)
{
    return !putback_.active() || window_.flush(ec);
}

// Drops the areas. A character that was put back can be shown once more.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::hold_putback()
{
    if (!putback_.active())
        return drop_areas();
    std::ptrdiff_t const read = this->gptr() - this->eback();
    leave_putback();
    this->gbump(-static_cast<int>(read));
    position_type const at =
        encoding_.converts() ? converted_position() : position_type{byte_position(), position_.shift};
    this->gbump(static_cast<int>(read));
    drop_areas();
    putback_.hold(at, read);
}

// Where it cannot be read from the content any more, the character is gone.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::show_held_putback()
{
    if (!putback_.holds())
        return;
    auto const held = putback_.take_held();
    BOOST_TRY
    {
        read_from(held.position,
            [&]
            {
                if (!(encoding_.converts() ? read_converted() : begin_read(1)))
                    return false;
                show(putback_.enter(putback_.character(), shown_area()));
                this->gbump(static_cast<int>(held.read));
                return true;
            });
    }
    BOOST_CATCH(...) {}
    BOOST_CATCH_END
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
        return fail(std::errc::invalid_argument), false;
    drop_areas();
    if (!window_.device().seekable() && !window_.cached(at - 1, 1))
        return fail(std::errc::invalid_seek), false;
    return read_from({at - 1, position_.shift}, [this] { return begin_read(1); });
}

template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::step_back_converted()
{
    std::error_code ec;
    if (!convert_pending(ec))
        return fail(ec), false;
    if (!window_.device().seekable())
        return fail(std::errc::invalid_seek), false;
    int const width = encoding_.width();
    if (width <= 0)
        return step_back_to_previous();
    go_to_converted_position();
    if (position_.offset < width)
        return fail(std::errc::invalid_argument), false;
    return read_from({position_.offset - width, position_.shift}, [this] { return read_converted(); });
}

// Converts the characters before the get area once more, as nothing tells where the last of them begins.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::step_back_to_previous()
{
    std::size_t const count = reader_.previous_count();
    if (count == 0)
        return fail(std::errc::invalid_seek), false;
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

} // namespace tempfile
} // namespace boost

#endif
