//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IMPL_STREAMBUF_AREAS_HPP
#define BOOST_TEMPFILE_IMPL_STREAMBUF_AREAS_HPP

// The get and put areas of a basic_device_streambuf: reading and writing.

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/device_streambuf.hpp>

#include <limits>

namespace boost
{
namespace tempfile
{

// ---- the areas -----------------------------------------------------------------------------------------------------

// The get area that the base has, with what is withheld.
template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::area_type
basic_device_streambuf<Device, CharT, Traits>::shown_area() const noexcept
{
    return area_type{this->eback(), this->gptr(), this->egptr() + withheld_};
}

// The get area on the content, also while a character that was put back is shown.
template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::area_type
basic_device_streambuf<Device, CharT, Traits>::content_area() const noexcept
{
    return putback_.active() ? putback_.underlying(this->gptr() - this->eback()) : shown_area();
}

template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::show(area_type const& area)
{
    this->setg(area.begin, area.next, area.end);
}

template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::reset_areas() noexcept
{
    this->setg(nullptr, nullptr, nullptr);
    this->setp(nullptr, nullptr);
    withheld_ = 0;
    putback_.forget();
    phase_ = phase::idle;
}

// Commits the put area, drops both areas, keeps the position. Of a converting stream nothing is in the put area then.
template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::drop_areas()
{
    if (phase_ == phase::idle)
        return;
    if (encoding_.converts())
        go_to_converted_position();
    else
    {
        std::int64_t const at = byte_position();
        if (phase_ == phase::writing)
            commit_put_area();
        position_.offset = at;
    }
    reset_areas();
}

// What is in the put area of bytes is content from now on.
template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::commit_put_area()
{
    window_.written(position_.offset, static_cast<std::size_t>(this->pptr() - this->pbase()));
}

template<class Device, class CharT, class Traits>
inline std::streamsize basic_device_streambuf<Device, CharT, Traits>::take_from_area(CharT* s, std::streamsize n)
{
    std::streamsize const here = detail::least(n, static_cast<std::streamsize>(this->egptr() - this->gptr()));
    if (here <= 0)
        return 0;
    Traits::copy(s, this->gptr(), static_cast<std::size_t>(here));
    this->setg(this->eback(), this->gptr() + here, this->egptr());
    return here;
}

template<class Device, class CharT, class Traits>
inline std::streamsize basic_device_streambuf<Device, CharT, Traits>::put_into_area(CharT const* s, std::streamsize n)
{
    std::streamsize const here = detail::least(n, static_cast<std::streamsize>(this->epptr() - this->pptr()));
    if (here <= 0)
        return 0;
    Traits::copy(this->pptr(), s, static_cast<std::size_t>(here));
    put_pointer_forward(here);
    return here;
}

// As pbump(), in memory of any size.
template<class Device, class CharT, class Traits>
inline void basic_device_streambuf<Device, CharT, Traits>::put_pointer_forward(std::streamsize n)
{
    constexpr int most = (std::numeric_limits<int>::max)();
    for (; n > most; n -= most)
        this->pbump(most);
    this->pbump(static_cast<int>(n));
}

// Whether the areas are this class's own work, so that their virtual functions need not be asked.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::has_begun(std::ios_base::openmode what)
{
    return open_ && (mode_ & what) && !ensure_encoding() && window_.has_begun();
}

// Whether bytes can go between the caller's memory and the device without the window.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::direct(std::ios_base::openmode what, std::streamsize n)
{
    return static_cast<std::size_t>(n) >= window_.capacity() && open_ && (mode_ & what) && !ensure_encoding() &&
           !putback_.active() && !window_.memory_backed();
}

// ---- reading -------------------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::int_type
basic_device_streambuf<Device, CharT, Traits>::underflow()
{
    errors_.begin_operation();
    if (!may(std::ios_base::in))
        return Traits::eof();
    ready_to_read();
    if (putback_.active() && this->gptr() == this->egptr())
        leave_putback();
    if (this->gptr() < this->egptr())
        return Traits::to_int_type(*this->gptr());
    std::size_t const wanted = std::exchange(announced_, 0);
    bool const more =
        ensure_encoding() ? read_converted() : begin_read(wanted != 0 ? wanted : reader_type::bytes_at_once);
    return more ? Traits::to_int_type(*this->gptr()) : Traits::eof();
}

template<class Device, class CharT, class Traits>
std::streamsize basic_device_streambuf<Device, CharT, Traits>::showmanyc()
{
    if (!(mode_ & std::ios_base::in) || !open_)
        return -1;
    std::error_code ec;
    if (!ready(ec))
        return fail(ec), 0;
    if (this->gptr() < this->egptr())
        return this->egptr() - this->gptr();
    if (putback_.active())
        leave_putback();
    if (!ensure_encoding())
        return static_cast<std::streamsize>(window_.available(byte_position()));
    std::streamsize const left = this->egptr() - this->gptr();
    if (encoding_.width() < 0 || phase_ == phase::writing)
        return left;
    int const most = detail::greatest(encoding_.max_length(), 1);
    std::int64_t const from = (phase_ == phase::reading ? reader_.end() : position_).offset;
    return left + static_cast<std::streamsize>(window_.available(from) / most);
}

template<class Device, class CharT, class Traits>
std::streamsize basic_device_streambuf<Device, CharT, Traits>::xsgetn(CharT* s, std::streamsize n)
{
    if (n <= this->egptr() - this->gptr())
        return take_from_area(s, n);
    errors_.begin_operation();
    ready_to_read();
    read_start const start = where_read_starts();
    std::streamsize done = take_from_area(s, n);
    if (done < n)
        read_more(s, n, done, start);
    return done;
}

// A get area on the bytes at the position; false at the end.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::begin_read(std::size_t wanted)
{
    if (window_.memory_backed())
        return begin_read_memory();
    drop_areas();
    std::error_code ec;
    detail::byte_area const area = window_.readable(position_.offset, 1, wanted, ec);
    errors_.throw_if_read_failed(ec);
    if (area.empty())
        return false;
    this->setg(characters(area.at), characters(area.at), characters(area.end));
    phase_ = phase::reading;
    return true;
}

template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::begin_read_memory()
{
    drop_areas();
    memory_window const memory = window_.window();
    if (static_cast<std::uint64_t>(position_.offset) >= memory.size)
        return false;
    CharT* const at = characters(memory.data + position_.offset);
    this->setg(at, at, characters(memory.data + memory.size));
    phase_ = phase::reading;
    return true;
}

// Converts the characters that follow into the get area; false at the end.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::read_converted()
{
    if (phase_ == phase::writing)
    {
        std::error_code ec;
        convert_pending(ec);
        errors_.throw_if_read_failed(ec); // it is not the end
    }
    bool const goes_on = phase_ == phase::reading && this->gptr() != nullptr;
    std::size_t const produced = goes_on ? reader_.read_on(conversion(), characters_, position_, shown_area().size())
                                         : reader_.read(conversion(), characters_, position_);
    if (produced == 0)
        return false;
    writer_.continue_shift();
    CharT* const at = characters_.get();
    this->setp(nullptr, nullptr);
    this->setg(at, at, at + produced);
    phase_ = phase::reading;
    return true;
}

// Throws where that takes bytes which cannot be read again.
template<class Device, class CharT, class Traits>
inline typename basic_device_streambuf<Device, CharT, Traits>::read_start
basic_device_streambuf<Device, CharT, Traits>::where_read_starts()
{
    read_start start{position_, position_.offset, 0};
    if (phase_ == phase::writing)
        start.index = -1;
    if (!encoding_.converts() || phase_ != phase::reading)
        return start;
    area_type const area = content_area();
    start.index = area.next - area.begin;
    start.position = reader_.position_to_resume(conversion(), position_, area);
    return start;
}

// Reads on behind the get area, until there are `n` characters or no more.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::read_more(
    CharT* s, std::streamsize n, std::streamsize& done, read_start start)
{
    BOOST_TRY
    {
        while (done < n)
        {
            std::streamsize const left = n - done;
            if (direct(std::ios_base::in, left))
            {
                done += read_directly(s + done, left);
                return;
            }
            if (has_begun(std::ios_base::in) && !putback_.active())
            {
                if (!begin_read(static_cast<std::size_t>(left)))
                    return;
                done += take_from_area(s + done, left);
                continue;
            }
            // Through the virtual function, which a derived class may have replaced.
            announced_ = static_cast<std::size_t>(left);
            int_type const c = this->uflow();
            if (Traits::eq_int_type(c, Traits::eof()))
                return;
            if (start.index < 0)
                start = read_start{position_, position_.offset, 0};
            s[done++] = Traits::to_char_type(c);
            done += take_from_area(s + done, n - done);
        }
    }
    BOOST_CATCH(...)
    {
        if (!encoding_.converts())
            give_back(s, done);
        else if (done != 0)
            go_back_to(start);
        BOOST_RETHROW
    }
    BOOST_CATCH_END
}

template<class Device, class CharT, class Traits>
std::streamsize basic_device_streambuf<Device, CharT, Traits>::read_directly(CharT* s, std::streamsize n)
{
    drop_areas();
    std::error_code ec;
    std::size_t const done =
        window_.read(position_.offset, reinterpret_cast<char*>(s), static_cast<std::size_t>(n), ec);
    position_.offset += static_cast<std::int64_t>(done);
    if (ec)
        give_back(s, static_cast<std::streamsize>(done));
    errors_.throw_if_read_failed(ec);
    return static_cast<std::streamsize>(done);
}

// After an error in the middle of a read: the next one begins where it did.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::go_back_to(read_start const& start) noexcept
{
    if (!window_.device().seekable()) // only what is in the get area is still there
    {
        std::ptrdiff_t const index = position_.offset == start.area ? start.index : 0;
        if (phase_ == phase::reading && !putback_.active() && index >= 0)
            this->setg(this->eback(), this->eback() + index, this->egptr());
        return fail(errors_.last());
    }
    reset_areas();
    reader_.forget_previous();
    position_ = start.position;
}

// After a read error: what the call had read already is read again by the next one, as far as it is still there.
template<class Device, class CharT, class Traits>
void basic_device_streambuf<Device, CharT, Traits>::give_back(CharT* s, std::streamsize n)
{
    if (n == 0)
        return;
    drop_areas();
    position_.offset -= n;
    if (!window_.device().seekable())
        window_.unread(position_.offset, reinterpret_cast<char const*>(s), static_cast<std::size_t>(n));
}

// ---- writing -------------------------------------------------------------------------------------------------------

template<class Device, class CharT, class Traits>
typename basic_device_streambuf<Device, CharT, Traits>::int_type
basic_device_streambuf<Device, CharT, Traits>::overflow(int_type c)
{
    errors_.begin_operation();
    std::error_code ec;
    if (!may(std::ios_base::out))
    {
        if (open_ && !Traits::eq_int_type(c, Traits::eof()))
            errors_.refuse(std::make_error_code(std::errc::bad_file_descriptor));
        return Traits::eof();
    }
    if (Traits::eq_int_type(c, Traits::eof()))
        return flush(ec) ? Traits::not_eof(c) : (fail(ec), Traits::eof());
    if (!ready(ec))
        return errors_.refuse(ec), Traits::eof();
    CharT const ch = Traits::to_char_type(c);
    std::size_t const wanted = std::exchange(announced_, 0);
    if (!(ensure_encoding() ? begin_write_converted(ec) : begin_write(detail::greatest(wanted, std::size_t(1)), ec)))
        return errors_.refuse(ec), Traits::eof();
    if (this->pptr() == this->epptr())
        return put_directly(ch) ? Traits::not_eof(c) : Traits::eof();
    *this->pptr() = ch;
    this->pbump(1);
    return Traits::not_eof(c);
}

template<class Device, class CharT, class Traits>
std::streamsize basic_device_streambuf<Device, CharT, Traits>::xsputn(CharT const* s, std::streamsize n)
{
    if (n <= this->epptr() - this->pptr() || begin_write_nearby(n))
        return put_into_area(s, n);
    return put_more(s, n);
}

// A put area at the position; none without an error where bytes must be written directly.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::begin_write(std::size_t wanted, std::error_code& ec)
{
    ++writes_begun_;
    drop_areas();
    if (!window_.go_to_end(position_.offset, ec))
        return false;
    bool const in_memory = window_.memory_backed();
    detail::byte_area const area = window_.writable(position_.offset, wanted, ec);
    if (ec)
        return false;
    if (in_memory && !window_.memory_backed())
        errors_.rolled_over();
    if (area.empty())
        return true;
    this->setp(characters(area.at), characters(area.end));
    phase_ = phase::writing;
    return true;
}

// What mostly happens after a seek: a put area for `n` characters in the window of a file of our own. Where that would
// take more, nothing happens.
template<class Device, class CharT, class Traits>
inline bool basic_device_streambuf<Device, CharT, Traits>::begin_write_nearby(std::streamsize n)
{
    bool const begins = open_ && (mode_ & std::ios_base::out) && phase_ != phase::writing && notices_ == 0 &&
                        encoding_.known() && characters_.passed_on() && !encoding_.converts() && !putback_.active();
    if (!begins)
        return false;
    std::int64_t const at = byte_position();
    detail::byte_area const area = window_.writable_nearby(at, static_cast<std::size_t>(n));
    if (area.empty())
        return false;
    position_.offset = at;
    this->setg(nullptr, nullptr, nullptr);
    this->setp(characters(area.at), characters(area.end));
    ++writes_begun_;
    phase_ = phase::writing;
    return true;
}

// A put area of characters, behind what is converted of the ones in it.
template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::begin_write_converted(std::error_code& ec)
{
    if (phase_ == phase::writing)
        convert_put_area(ec);
    else
        go_to_converted_position();
    if (ec)
        return false;
    reader_.forget_previous();
    CharT* const buffer = characters_.get();
    this->setg(nullptr, nullptr, nullptr);
    if (characters_.size() > 1)
        this->setp(buffer, buffer + characters_.size());
    ++writes_begun_;
    phase_ = phase::writing;
    return true;
}

// Writes on behind the put area.
template<class Device, class CharT, class Traits>
std::streamsize basic_device_streambuf<Device, CharT, Traits>::put_more(CharT const* s, std::streamsize n)
{
    errors_.begin_operation();
    std::error_code ec;
    if (!ready(ec))
        return errors_.refuse(ec), 0;
    std::streamsize done = put_into_area(s, n);
    while (done < n)
    {
        std::streamsize const left = n - done;
        if (direct(std::ios_base::out, left))
            return done + write_directly(s + done, left);
        if (has_begun(std::ios_base::out) && !window_.unbuffered())
        {
            if (!begin_write(static_cast<std::size_t>(left), ec))
                return errors_.refuse(ec), done;
            std::streamsize const put = put_into_area(s + done, left);
            if (put == 0)
                return done + write_directly(s + done, left);
            done += put;
            continue;
        }
        // Through the virtual function, which a derived class may have replaced.
        announced_ = static_cast<std::size_t>(left);
        if (Traits::eq_int_type(this->overflow(Traits::to_int_type(s[done])), Traits::eof()))
            break;
        ++done;
        done += put_into_area(s + done, n - done);
    }
    return done;
}

template<class Device, class CharT, class Traits>
std::streamsize basic_device_streambuf<Device, CharT, Traits>::write_directly(CharT const* s, std::streamsize n)
{
    ++writes_begun_;
    drop_areas();
    std::error_code ec;
    if (!window_.go_to_end(position_.offset, ec))
        return errors_.refuse(ec), 0;
    std::size_t const done =
        window_.write(position_.offset, reinterpret_cast<char const*>(s), static_cast<std::size_t>(n), ec);
    errors_.refuse(ec);
    return static_cast<std::streamsize>(done);
}

template<class Device, class CharT, class Traits>
bool basic_device_streambuf<Device, CharT, Traits>::put_directly(CharT c)
{
    if (!encoding_.converts())
        return write_directly(&c, 1) == 1;
    ++writes_begun_;
    std::error_code ec;
    CharT const* from = &c;
    writer_.write(conversion(), position_, from, from + 1, ec);
    errors_.refuse(ec);
    return !ec;
}

} // namespace tempfile
} // namespace boost

#endif
