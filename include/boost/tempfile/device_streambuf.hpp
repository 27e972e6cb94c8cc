//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DEVICE_STREAMBUF_HPP
#define BOOST_TEMPFILE_DEVICE_STREAMBUF_HPP

#include <boost/tempfile/detail/device_window.hpp>
#include <boost/tempfile/detail/process.hpp>
#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/newline_codecvt.hpp>
#include <boost/tempfile/spooled_device.hpp>

#include <cstdint>
#include <exception>
#include <ios>
#include <limits>
#include <locale>
#include <memory>
#include <optional>
#include <streambuf>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{

namespace detail
{

// Whether std::basic_filebuf::open would take the mode ([filebuf.members]).
inline bool valid_openmode(std::ios_base::openmode mode) noexcept
{
    using b = std::ios_base;
    b::openmode const m = mode & (b::in | b::out | b::trunc | b::app);
    if (m == b::openmode() || m == b::trunc || m == (b::in | b::trunc))
        return false;
    return !((m & b::trunc) && (m & b::app));
}

} // namespace detail

/** A stream buffer over a device, with the contract of std::basic_filebuf ([filebuf]).

    Calling sequence: construct or open() it with a device, read, write and seek through the public functions of
    std::basic_streambuf, close(). One joint position serves reading and writing, and one may follow the other without a
    seek between. The get and put areas of a char stream lie directly on the bytes of a device that has them in memory;
    elsewhere a buffer is taken when the first byte is read or written.

    Characters are converted by the codecvt facet of getloc(). Errors: read errors and conversion errors throw
    std::ios_base::failure with the error's code out of underflow, uflow and xsgetn, conversion errors also out of
    overflow, xsputn, sync, seekoff, seekpos and close(); a device's write errors return eof, a short count or -1, and
    nothing that was accepted is lost: the next attempt to write begins with it. last_error() is the last failure.

    In a child process that fork made, close() and the destructor write nothing.

    @tparam Device a file_device, memory_device, spooled_device, or a type of your own that models StreambufDevice: it
    is default constructible and movable, and has
    - `bool seekable() const`: whether it has positions;
    - `std::int64_t position() const`: where to begin;
    - `std::size_t read_at(std::int64_t offset, char*, std::size_t, std::error_code&)`: at least one byte, 0 at the end;
    - `std::size_t write_at(std::int64_t offset, char const*, std::size_t, std::error_code&)`: all bytes, or an error;
    - `std::int64_t size(std::error_code&)` and `void resize(std::int64_t, std::error_code&)`;
    and may have
    - `void sync(std::error_code&)` and `void close(std::error_code&)`;
    - `std::int64_t available(std::int64_t offset)`: what can be read without waiting;
    - `bool exclusive() const`: nobody else changes the bytes, so that writing them can be put off;
    - `bool appending() const`: every write goes to the end;
    - `memory_window window() const`, `void prepare_write(std::int64_t offset, std::int64_t end, std::error_code&)` and
      `void commit(std::int64_t end)`: the bytes are in memory, as memory_device has them.

    @tparam CharT any character type for which getloc() has a std::codecvt<CharT, char, Traits::state_type>.
*/
template<class Device, class CharT, class Traits>
class basic_device_streambuf : public std::basic_streambuf<CharT, Traits>
{
    using base = std::basic_streambuf<CharT, Traits>;

public:
    using char_type = CharT;
    using traits_type = Traits;
    using int_type = typename Traits::int_type;
    using pos_type = typename Traits::pos_type;
    using off_type = typename Traits::off_type;
    using device_type = Device;

    /// Closed.
    basic_device_streambuf() = default;

    /// As open(); closed, with last_error(), where that fails.
    explicit basic_device_streambuf(
        Device device, std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out | std::ios_base::binary)
        : window_(std::in_place, std::move(device))
    {
        start(mode);
    }

    /// The same with a device that is made in place from `arguments`.
    template<class... Arguments>
    basic_device_streambuf(std::in_place_t, std::ios_base::openmode mode, Arguments&&... arguments)
        : window_(std::in_place, std::forward<Arguments>(arguments)...)
    {
        start(mode);
    }

    /// Goes on where `other` was, which is closed afterwards.
    basic_device_streambuf(basic_device_streambuf&& other) : base(other) { take(other); }

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_device_streambuf& operator=(basic_device_streambuf&& other)
    {
        if (this != &other)
        {
            close();
            base::operator=(other);
            take(other);
        }
        return *this;
    }

    /// Exchanges everything, as std::basic_filebuf does.
    void swap(basic_device_streambuf& other)
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
        swap(state_, other.state_);
        swap_putback(other);
        follow_memory(others);
        other.follow_memory(mine);
    }

    friend void swap(basic_device_streambuf& a, basic_device_streambuf& b) { a.swap(b); }

    /// Closes, ignoring errors; in a child process that fork made it only closes.
    ~basic_device_streambuf() override
    {
        if (!state_.open || window_.ends_unseen())
            return; // what is pending would be written for nobody
        try
        {
            close();
        }
        catch (...)
        {
        }
    }

    /** Begins with a device.

        The locale and the buffer given to pubsetbuf() stay. `trunc` makes the device empty, `ate` begins at its end,
        `app` writes at the end always; without `binary` the lines end as the platform's text files' do.

        @returns this; null if it is open already, or for a mode that std::filebuf::open refuses (`invalid_argument`),
        or where the device can't do what the mode asks for. The device is dropped then.
    */
    basic_device_streambuf* open(Device device, std::ios_base::openmode mode)
    {
        if (state_.open)
            return nullptr;
        state_.last_error.clear();
        window_.put(std::move(device));
        return start(mode) ? this : nullptr;
    }

    /** Writes what is pending and closes the device, in any case.

        In a child process that fork made it only closes.

        @returns this; null if it is closed already, or where writing or closing failed: last_error() tells.
        @throws std::ios_base::failure for a conversion error, after closing.
    */
    basic_device_streambuf* close()
    {
        if (!state_.open)
            return nullptr;
        std::error_code ec;
        std::exception_ptr thrown;
        state_.last_error.clear();
        if (state_.owner == detail::process_generation())
            finish(ec, thrown);
        std::error_code closing;
        reset_areas();
        drop_characters();
        window_.close(closing);
        state_.open = false;
        state_.anchor = 0;
        if (thrown)
            std::rethrow_exception(thrown);
        if (!ec)
            ec = closing;
        if (ec)
            return fail(ec), nullptr;
        return this;
    }

    /// Whether there is a device.
    bool is_open() const noexcept { return state_.open; }

    /** The device, for use beside the stream: what is pending in the areas is handed over to it or to the buffer first.

        Bytes may still wait in the buffer: pubsync() writes them.
    */
    Device& device()
    {
        if (state_.open)
        {
            (void)converting();
            std::error_code ec;
            if (!ready(ec))
                fail(ec);
            settle();
        }
        return window_.device();
    }

    /// The device, for looking at it only.
    Device const& device() const noexcept { return window_.device(); }

    /// The last failure since open(), close() or a successful rollover; an empty code without one.
    std::error_code last_error() const noexcept { return state_.last_error; }

    /// Why characters were refused since open() or a successful rollover, or dropped since open(), so that the content
    /// is not what was written; an empty code where none were. What was accepted and is still to be written does not
    /// count.
    std::error_code lost_write() const noexcept { return state_.lost_write; }

    /// For an owner who has moved the content elsewhere; what was accepted and then dropped is missing there as well.
    void forget_lost_write() noexcept
    {
        if (!state_.dropped)
            state_.lost_write.clear();
    }

    /// The first error of the device in writing since open(), also where what it kept from being written was written
    /// later; an empty code without one.
    std::error_code write_error() const noexcept { return window_.write_error(); }

    /// Takes a failure note of an owner whose own work failed; an empty code forgets the last failure.
    void last_error(std::error_code const& ec) noexcept { state_.last_error = ec; }

    /// Takes over the duty to write what is pending, in a child process that fork made.
    void adopt() noexcept { state_.owner = detail::process_generation(); }

    /** The size in bytes, with what is pending.

        @returns 0 with an error in `ec`.
        @throws std::ios_base::failure for a conversion error.
    */
    std::int64_t size(std::error_code& ec)
    {
        if (!ready(ec))
            return 0;
        if (state_.now == phase::writing)
            settle();
        return window_.size(ec);
    }

    /** Makes the content `size` bytes long; cuts it, or adds a hole of zeros. The position stays.

        @throws std::ios_base::failure for a conversion error.
    */
    void resize(std::int64_t size, std::error_code& ec)
    {
        if (!ready(ec))
            return;
        settle();
        forget_previous();
        bool const in_memory = window_.has_memory();
        window_.resize(size, ec);
        if (in_memory && !window_.has_memory())
            rolled_over();
    }

    /** Writes what is pending and forgets what was read ahead, so that others can use the device's handle.

        @param place is called as `place(device, position, ec)` with the stream's position, to make it the handle's;
        where the device cannot seek it is not called, and what was read ahead stays.

        @throws std::ios_base::failure for a conversion error.
    */
    template<class Place>
    void hand_over(Place place, std::error_code& ec)
    {
        if (!ready(ec))
            return;
        settle();
        if (!flush_window(ec) || !window_.device().seekable())
            return;
        window_.drop();
        place(window_.device(), state_.anchor, ec);
    }

    /** Runs `action(device, ec)`, which may move the device's bytes elsewhere, with nothing pending in the areas.

        A character that was put back and differs from the content is still there afterwards.

        @throws std::ios_base::failure for a conversion error.
    */
    template<class Action>
    void with_device(Action action, std::error_code& ec)
    {
        if (!ready(ec))
            return;
        if (state_.converts && state_.now == phase::reading)
            return action(window_.device(), ec); // what was converted is not the device's memory, and stays
        bool const shown = in_putback();
        std::ptrdiff_t const read = shown ? this->gptr() - this->eback() : 0;
        if (shown)
        {
            leave_putback();
            this->gbump(-static_cast<int>(read));
        }
        settle();
        action(window_.device(), ec);
        if (shown && begin_read(1))
        {
            enter_putback(putback_);
            this->gbump(static_cast<int>(read));
        }
    }

    /// As pubsync(), with the error: writes what is pending.
    bool flush(std::error_code& ec)
    {
        if (!ready(ec))
            return false;
        settle();
        return flush_window(ec);
    }

    /** The same, with what brings a state-dependent encoding back to its initial state, as before a seek: the content
        is whole then, and what is written next begins in the initial state.

        @throws std::ios_base::failure for a conversion error.
    */
    bool finish_output(std::error_code& ec)
    {
        if (!end_output(ec))
            return false;
        settle();
        return flush_window(ec);
    }

protected:
    int_type underflow() override
    {
        if (!may(std::ios_base::in))
            return Traits::eof();
        if (in_putback())
            leave_putback();
        if (this->gptr() < this->egptr())
            return Traits::to_int_type(*this->gptr());
        std::size_t const wanted = std::exchange(state_.wanted, 0);
        bool const more = converting() ? read_converted() : begin_read(wanted != 0 ? wanted : underflow_hint);
        return more ? Traits::to_int_type(*this->gptr()) : Traits::eof();
    }

    int_type pbackfail(int_type c = Traits::eof()) override
    {
        if (!may(std::ios_base::in))
            return Traits::eof();
        if (in_putback() && this->gptr() == this->eback())
            return Traits::eof(); // one character at most differs from the content
        if (in_putback())
            leave_putback();
        if (!step_back())
            return Traits::eof();
        bool const as_it_was =
            Traits::eq_int_type(c, Traits::eof()) || Traits::eq(Traits::to_char_type(c), *this->gptr());
        if (!as_it_was)
            enter_putback(Traits::to_char_type(c));
        return Traits::not_eof(c);
    }

    std::streamsize showmanyc() override
    {
        if (!(state_.mode & std::ios_base::in) || !state_.open)
            return -1;
        if (in_putback())
            leave_putback();
        if (!converting())
            return static_cast<std::streamsize>(window_.available(byte_position()));
        std::streamsize const left = this->egptr() - this->gptr();
        if (state_.width < 0 || state_.now == phase::writing)
            return left;
        int const most = (std::max)(facet().max_length(), 1);
        std::int64_t const from = state_.now == phase::reading ? next_ : state_.anchor;
        return left + static_cast<std::streamsize>(window_.available(from) / most);
    }

    std::streamsize xsgetn(CharT* s, std::streamsize n) override
    {
        if (n <= this->egptr() - this->gptr())
            return take_from_area(s, n);
        read_start const start = where_read_starts();
        std::streamsize done = take_from_area(s, n);
        if (done < n)
            read_more(s, n, done, start);
        return done;
    }

    int_type overflow(int_type c = Traits::eof()) override
    {
        if (!may(std::ios_base::out))
            return Traits::eof();
        std::error_code ec;
        if (Traits::eq_int_type(c, Traits::eof()))
            return flush(ec) ? Traits::not_eof(c) : (fail(ec), Traits::eof());
        CharT const ch = Traits::to_char_type(c);
        std::size_t const wanted = std::exchange(state_.wanted, 0);
        if (!(converting() ? begin_write_converted(ec) : begin_write((std::max)(wanted, std::size_t(1)), ec)))
            return refuse(ec), Traits::eof();
        if (this->pptr() == this->epptr())
            return put_directly(ch) ? Traits::not_eof(c) : Traits::eof();
        *this->pptr() = ch;
        this->pbump(1);
        return Traits::not_eof(c);
    }

    std::streamsize xsputn(CharT const* s, std::streamsize n) override
    {
        if (n <= this->epptr() - this->pptr() || begin_write_nearby(n))
            return put_into_area(s, n);
        return put_more(s, n);
    }

    pos_type seekoff(off_type offset, std::ios_base::seekdir way,
        std::ios_base::openmode = std::ios_base::in | std::ios_base::out) override
    {
        if (!state_.open)
            return fail(std::errc::bad_file_descriptor), failed_position();
        bool const converts = converting();
        if (offset != 0 && state_.width <= 0)
            return fail(std::errc::invalid_argument), failed_position();
        if (!window_.device().seekable())
            return fail(std::errc::invalid_seek), failed_position();
        std::error_code ec;
        if (!(converts || offset != 0 || way != std::ios_base::cur))
            return make_position(byte_position(), state_.shift);
        if (!end_output(ec))
            return fail(ec), failed_position();
        if (offset == 0 && way == std::ios_base::cur)
            return tell_converted();
        std::int64_t from = 0;
        state_type const shift = state_type();
        if (state_.now == phase::writing)
            settle();
        if (way == std::ios_base::cur)
            from = converts ? position_of_converted() : byte_position();
        else if (way == std::ios_base::end)
            from = window_.size(ec);
        if (ec)
            return fail(ec), failed_position();
        std::int64_t by = static_cast<std::int64_t>(offset);
        if (!scale(by))
            return fail(std::errc::invalid_argument), failed_position();
        return move_to(detail::advanced(from, by), shift);
    }

    pos_type seekpos(pos_type position, std::ios_base::openmode = std::ios_base::in | std::ios_base::out) override
    {
        if (!state_.open)
            return fail(std::errc::bad_file_descriptor), failed_position();
        bool const converts = converting();
        if (!window_.device().seekable())
            return fail(std::errc::invalid_seek), failed_position();
        if (converts && !end_output())
            return failed_position();
        return move_to(static_cast<std::int64_t>(off_type(position)), state_of(position));
    }

    base* setbuf(CharT* s, std::streamsize n) override
    {
        if (n < 0)
            return nullptr;
        if (state_.open)
        {
            std::error_code ec;
            if (!ready(ec))
                return fail(ec), nullptr;
            settle();
            if (window_.holds_unread(state_.anchor) || !flush_window(ec))
                return fail(ec), nullptr;
            drop_characters();
        }
        state_.user_buffer = s;
        state_.user_size = n;
        state_.buffer_set = true;
        state_.buffer_used = false;
        if (state_.open && state_.facet_known) // else converting() does it, which knows whose buffer it becomes
            use_buffer();
        return this;
    }

    int sync() override
    {
        std::error_code ec;
        if (!state_.open)
            return 0;
        if (!ready(ec))
            return fail(ec), -1;
        if (in_putback()) // the character that was put back stays, and so does what was read ahead
            return window_.flush(ec) ? 0 : (fail(ec), -1);
        bool const keeps_area = state_.now == phase::writing && !state_.converts && !window_.appends();
        if (keeps_area && window_.has_memory())
        {
            commit_put_area();
            return 0;
        }
        settle();
        bool const done = flush_window(ec) && window_.sync(ec) && (!keeps_area || begin_write(1, ec));
        return done ? 0 : (fail(ec), -1);
    }

    void imbue(std::locale const& loc) override
    {
        if (state_.open && state_.facet_known)
        {
            std::error_code ec;
            end_encoding();
            settle();
            state_.shift = state_type();
            state_.sent = 0;
            state_.must_unshift = false;
            forget_previous();
            drop_characters();
            if (!flush_window(ec))
                fail(ec);
            else if (!window_.holds_unread(state_.anchor))
                state_.buffer_used = false;
        }
        state_.facet_known = false;
        imbued_ = loc;
    }

private:
    using state_type = typename Traits::state_type;
    using facet_type = std::codecvt<CharT, char, state_type>;

    enum class phase : unsigned char
    {
        idle,    // no areas; the position is `anchor`
        reading, // eback() is at `anchor`
        writing  // pbase() is at `anchor`
    };

    // What is plain data, so that a move is an assignment.
    struct plain_state
    {
        std::int64_t anchor = 0;
        std::ios_base::openmode mode = std::ios_base::openmode();
        phase now = phase::idle;
        bool open = false;
        bool facet_known = false; // of getloc(), since open or imbue
        bool converts = false;
        bool must_unshift = false;
        bool dropped = false;            // lost_write is about characters that had been accepted
        std::size_t sent = 0;            // bytes of the next conversion that were written before it failed
        std::size_t wanted = 0;          // how many characters the caller of uflow or overflow goes on to want
        bool buffer_set = false;         // pubsetbuf was called
        bool buffer_used = false;        // the window has what pubsetbuf gave
        int width = 1;                   // the codecvt's encoding()
        state_type shift = state_type(); // at `anchor`
        facet_type const* facet = nullptr;
        CharT* user_buffer = nullptr;
        std::streamsize user_size = 0;
        std::uint64_t owner = 0;
        std::error_code last_error;
        std::error_code lost_write;
    };

    // Lines of characters that are not integers have no newline that could be converted.
    static constexpr bool has_text_mode =
        detail::text_mode_converts && std::is_integral<CharT>::value && std::is_same<state_type, std::mbstate_t>::value;

    static constexpr std::size_t underflow_hint = 512;
    static constexpr std::size_t default_characters = 512;

    // ---- errors and checks -----------------------------------------------------------------------------------------

    // Begins with the device that is in the window, or drops it.
    bool start(std::ios_base::openmode mode)
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
            state_.anchor = device.size(ec);
        else
            state_.anchor = device.position();
        if (ec)
        {
            std::error_code ignored;
            window_.close(ignored);
            state_.anchor = 0;
            fail(ec);
            return false;
        }
        window_.begin((mode & std::ios_base::app) != 0);
        state_.mode = mode & std::ios_base::app ? mode | std::ios_base::out : mode;
        state_.open = true;
        state_.owner = detail::process_generation();
        state_.shift = state_type();
        state_.sent = 0;
        state_.must_unshift = false;
        state_.lost_write.clear();
        state_.dropped = false;
        state_.facet_known = false;
        forget_previous();
        return true;
    }

    static bool usable(Device const& device) noexcept
    {
        if constexpr (detail::has_is_open<Device>::value)
            return device.is_open();
        else
            return (void)device, true;
    }

    void fail(std::error_code const& ec) noexcept
    {
        if (ec)
            state_.last_error = ec;
    }

    // The same where what was to be written is not accepted.
    void refuse(std::error_code const& ec) noexcept
    {
        fail(ec);
        if (ec)
            state_.lost_write = ec;
    }

    // The same where it was accepted: no rollover makes that good.
    void drop(std::error_code const& ec) noexcept
    {
        refuse(ec);
        state_.dropped = true;
    }

    void fail(std::errc e) noexcept { state_.last_error = std::make_error_code(e); }

    // Whether the mode allows it; notes why not.
    bool may(std::ios_base::openmode what) noexcept
    {
        if (state_.open && (state_.mode & what))
            return true;
        fail(std::errc::bad_file_descriptor);
        return false;
    }

    // Open, and nothing left to convert.
    bool ready(std::error_code& ec)
    {
        ec.clear();
        if (!state_.open)
            ec = std::make_error_code(std::errc::bad_file_descriptor);
        else if (state_.now == phase::writing && state_.converts)
            write_converted(ec);
        return !ec;
    }

    void rolled_over() noexcept
    {
        state_.last_error.clear();
        forget_lost_write();
    }

    [[noreturn]] void throw_conversion_error(char const* what)
    {
        std::error_code const ec = std::make_error_code(std::errc::illegal_byte_sequence);
        fail(ec);
        detail::throw_stream_failure(what, ec);
    }

    void throw_if_read_failed(std::error_code const& ec)
    {
        if (!ec)
            return;
        fail(ec);
        detail::throw_stream_failure("boost::tempfile: read", ec);
    }

    // ---- the facet -------------------------------------------------------------------------------------------------

    // Looked up when first needed: it would cost an empty stream a tenth of its construction.
    bool converting()
    {
        if (BOOST_UNLIKELY(!state_.facet_known || !state_.buffer_used))
            prepare();
        return state_.converts;
    }

    BOOST_NOINLINE void prepare()
    {
        if (!state_.facet_known)
            look_up();
        if (!state_.buffer_used)
            use_buffer();
    }

    facet_type const& facet() const { return *state_.facet; }

    void look_up()
    {
        bool const text = has_text_mode && state_.open && !(state_.mode & std::ios_base::binary);
        if constexpr (std::is_same<CharT, char>::value && std::is_same<state_type, std::mbstate_t>::value)
        {
            // The classic locale's is always_noconv ([locale.codecvt]).
            if (!text && !imbued_ && this->getloc() == std::locale::classic())
            {
                state_.facet = nullptr;
                state_.width = 1;
                state_.converts = false;
                state_.facet_known = true;
                return;
            }
        }
        std::locale const loc = imbued_ ? *imbued_ : this->getloc();
        state_.facet = &std::use_facet<facet_type>(loc); // std::bad_cast where there is none
        if constexpr (has_text_mode)
        {
            if (text)
            {
                text_locale_ = std::locale(loc, new newline_codecvt<CharT>(newline::platform, loc));
                state_.facet = &std::use_facet<facet_type>(*text_locale_);
            }
        }
        state_.width = facet().encoding();
        state_.converts = sizeof(CharT) != 1 || !facet().always_noconv();
        state_.facet_known = true;
    }

    // Gives what pubsetbuf() asked for to the part that it concerns. Nothing is pending.
    void use_buffer()
    {
        state_.buffer_used = true;
        if (!state_.buffer_set || window_.dirty())
            return;
        std::size_t const size = static_cast<std::size_t>(state_.user_size);
        if (!state_.converts)
            window_.set_buffer(reinterpret_cast<char*>(state_.user_buffer), size > 2 ? size - 1 : size); // as libstdc++
        else
            window_.set_buffer(nullptr, size <= 1 ? 1 : detail::device_window<Device>::default_capacity);
    }

    // ---- positions -------------------------------------------------------------------------------------------------

    static pos_type failed_position() { return pos_type(off_type(-1)); }

    static state_type state_of(pos_type const& position) { return position.state(); }

    static pos_type make_position(std::int64_t offset, state_type const& shift)
    {
        pos_type position = pos_type(static_cast<off_type>(offset));
        position.state(shift);
        return position;
    }

    // Of the next character; bytes are not converted.
    std::int64_t byte_position() const noexcept
    {
        if (state_.now == phase::writing)
            return state_.anchor + (this->pptr() - this->pbase());
        if (state_.now == phase::reading)
            return state_.anchor + (in_putback() ? saved_gptr_ + (this->gptr() - this->eback()) - saved_eback_
                                                 : this->gptr() - this->eback());
        return state_.anchor;
    }

    pos_type tell_converted()
    {
        state_type shift = state_.shift;
        std::int64_t const at = converted_position(shift);
        return make_position(at, shift);
    }

    // Where the next character of the converted get area comes from, and in which shift state.
    std::int64_t converted_position(state_type& shift)
    {
        if (state_.now != phase::reading)
            return state_.anchor;
        CharT const* const from = in_putback() ? saved_eback_ : this->eback();
        CharT const* const end = in_putback() ? saved_egptr_ : this->egptr();
        CharT const* const at = in_putback() ? saved_gptr_ + (this->gptr() - this->eback()) : this->gptr();
        if (at == from)
            return behind_previous(shift);
        // A state-dependent encoding may have bytes behind the last character that only shift. Whether they were
        // converted with it depends on what was in the window; the position does not.
        if (at == end && state_.width >= 0)
        {
            shift = next_shift_;
            return next_;
        }
        if (state_.width > 0)
            return state_.anchor + state_.width * (at - from);
        std::int64_t const size = next_ - state_.anchor;
        if (!window_.device().seekable() && !window_.cached(state_.anchor, static_cast<std::size_t>(size)))
        {
            shift = next_shift_; // they cannot be read again, and positions are of no use there
            return next_;
        }
        return state_.anchor + length_of(shift, state_.anchor, size, static_cast<std::size_t>(at - from));
    }

    // How many of the `size` bytes at `first` the codecvt takes for `count` characters. There may be fewer by now, as
    // others can cut the file.
    int length_of(state_type& shift, std::int64_t first, std::int64_t size, std::size_t count)
    {
        std::error_code ec;
        detail::byte_area const bytes = window_.readable(first, static_cast<std::size_t>(size), 0, ec);
        throw_if_read_failed(ec);
        std::ptrdiff_t const there = (std::min)(static_cast<std::ptrdiff_t>(size), bytes.end - bytes.at);
        return there == 0 ? 0 : facet().length(shift, bytes.at, bytes.at + there, count);
    }

    // Where the get area begins: right behind the last character of the one before.
    std::int64_t behind_previous(state_type& shift)
    {
        if (state_.width >= 0 || previous_count_ == 0 || !window_.device().seekable())
            return state_.anchor;
        shift = previous_shift_;
        return previous_ + length_of(shift, previous_, state_.anchor - previous_, previous_count_);
    }

    // Goes to the position of the next character, without areas.
    std::int64_t position_of_converted()
    {
        if (state_.now == phase::reading)
        {
            state_type shift = state_.shift;
            state_.anchor = converted_position(shift);
            state_.shift = shift;
            reset_areas();
            forget_previous();
        }
        return state_.anchor;
    }

    bool scale(std::int64_t& by) const noexcept
    {
        if (!state_.converts || state_.width <= 1)
            return true;
        constexpr std::int64_t most = (std::numeric_limits<std::int64_t>::max)();
        if (by > most / state_.width || by < -most / state_.width)
            return false;
        by *= state_.width;
        return true;
    }

    pos_type move_to(std::int64_t offset, state_type const& shift)
    {
        if (offset < 0)
            return fail(std::errc::invalid_argument), failed_position();
        if (!state_.converts && state_.now == phase::writing)
            commit_put_area();
        if (window_.dirty() && !window_.exclusive())
        {
            settle();
            if (!flush_window())
                return failed_position();
        }
        forget_previous();
        state_.anchor = offset;
        state_.shift = shift;
        // In a file of our own a get area on what is in memory there, as reading comes next more often than not.
        // Elsewhere underflow is asked first, as a class derived from a basic_filebuf may expect.
        bool const may_show =
            !state_.converts && (state_.mode & std::ios_base::in) && (window_.exclusive() || window_.has_memory());
        detail::byte_area const area = may_show ? window_.cached_at(offset) : detail::byte_area{};
        this->setg(characters(area.at), characters(area.at), characters(area.end));
        this->setp(nullptr, nullptr);
        saved_gptr_ = nullptr;
        state_.now = area.empty() ? phase::idle : phase::reading;
        return make_position(offset, shift);
    }

    // The same as their namesakes, noting the error. Out of line: gcc 12 takes the copy of a code in a block of its own
    // for a dangling pointer.
    BOOST_NOINLINE bool end_output()
    {
        std::error_code ec;
        return end_output(ec) || (fail(ec), false);
    }

    BOOST_NOINLINE bool flush_window()
    {
        std::error_code ec;
        return window_.flush(ec) || (fail(ec), false);
    }

    // Before a seek: converts and unshifts what was written.
    bool end_output(std::error_code& ec)
    {
        if (!ready(ec))
            return false;
        if (state_.converts && state_.must_unshift)
            unshift(ec);
        return !ec;
    }

    // Before another encoding: as end_output(). What cannot be converted or written then is lost, and only noted, as
    // imbue() has no way to fail: an exception would leave the stream with another locale than the buffer's.
    void end_encoding()
    {
        std::error_code ec;
        for (bool again = true; again;)
        {
            again = false;
            std::ptrdiff_t const left = this->pptr() - this->pbase();
            try
            {
                if (!end_output(ec))
                    drop(ec);
            }
            catch (std::ios_base::failure const& e)
            {
                drop(e.code());
                again = this->pptr() - this->pbase() < left; // what is behind the character can still be written
            }
        }
    }

    // ---- areas -----------------------------------------------------------------------------------------------------

    void reset_areas() noexcept
    {
        this->setg(nullptr, nullptr, nullptr);
        this->setp(nullptr, nullptr);
        saved_gptr_ = nullptr;
        state_.now = phase::idle;
    }

    // Hands what is in the put area over to the window and goes idle at the same position. Of a converting stream
    // nothing is in the put area then.
    void settle()
    {
        if (state_.now == phase::idle)
            return;
        if (state_.converts)
            position_of_converted();
        else
        {
            std::int64_t const at = byte_position();
            if (state_.now == phase::writing)
                commit_put_area();
            state_.anchor = at;
        }
        reset_areas();
    }

    // What is in the put area of bytes is content from now on.
    void commit_put_area() { window_.written(state_.anchor, static_cast<std::size_t>(this->pptr() - this->pbase())); }

    // Writes what is dirty. An appending file's position stays behind it, wherever that went.
    bool flush_window(std::error_code& ec)
    {
        bool const behind = window_.dirty() && state_.anchor == window_.dirty_end();
        if (!window_.flush(ec))
            return false;
        if (behind && window_.appends() && !window_.exclusive() && window_.device().seekable())
            state_.anchor = window_.flushed_end();
        return true;
    }

    std::streamsize take_from_area(CharT* s, std::streamsize n)
    {
        std::streamsize const here = (std::min)(n, static_cast<std::streamsize>(this->egptr() - this->gptr()));
        if (here <= 0)
            return 0;
        Traits::copy(s, this->gptr(), static_cast<std::size_t>(here));
        this->setg(this->eback(), this->gptr() + here, this->egptr());
        return here;
    }

    std::streamsize put_into_area(CharT const* s, std::streamsize n)
    {
        std::streamsize here = (std::min)(n, static_cast<std::streamsize>(this->epptr() - this->pptr()));
        if (here <= 0)
            return 0;
        Traits::copy(this->pptr(), s, static_cast<std::size_t>(here));
        std::streamsize const put = here;
        constexpr int most = (std::numeric_limits<int>::max)();
        for (; here > most; here -= most)
            this->pbump(most);
        this->pbump(static_cast<int>(here));
        return put;
    }

    // What mostly happens after a seek: a put area for `n` characters in the window of a file of our own. Where that
    // would take more, nothing happens.
    bool begin_write_nearby(std::streamsize n)
    {
        bool const begins = state_.open && (state_.mode & std::ios_base::out) && state_.now != phase::writing &&
                            state_.facet_known && state_.buffer_used && !state_.converts && !in_putback();
        if (!begins)
            return false;
        std::int64_t const at = byte_position();
        detail::byte_area const area = window_.writable_nearby(at, static_cast<std::size_t>(n));
        if (area.empty())
            return false;
        state_.anchor = at;
        this->setg(nullptr, nullptr, nullptr);
        this->setp(characters(area.at), characters(area.end));
        state_.now = phase::writing;
        return true;
    }

    // Writes on behind the put area.
    std::streamsize put_more(CharT const* s, std::streamsize n)
    {
        std::streamsize done = put_into_area(s, n);
        while (done < n)
        {
            std::streamsize const left = n - done;
            if (direct(std::ios_base::out, left))
                return done + write_directly(s + done, left);
            if (has_begun(std::ios_base::out) && !window_.unbuffered())
            {
                std::error_code ec;
                if (!begin_write(static_cast<std::size_t>(left), ec))
                    return refuse(ec), done;
                std::streamsize const put = put_into_area(s + done, left);
                if (put == 0)
                    return done + write_directly(s + done, left);
                done += put;
                continue;
            }
            // Through the virtual function, which a derived class may have replaced.
            state_.wanted = static_cast<std::size_t>(left);
            if (Traits::eq_int_type(this->overflow(Traits::to_int_type(s[done])), Traits::eof()))
                break;
            ++done;
            done += put_into_area(s + done, n - done);
        }
        return done;
    }

    // The next character's place.
    struct read_start
    {
        std::int64_t at;
        state_type shift;
        std::int64_t area;    // where the get area begins that it is in
        std::ptrdiff_t index; // in that; -1: not known before what was written is converted
    };

    // Throws where that takes bytes which can't be read again.
    read_start where_read_starts()
    {
        read_start start{state_.anchor, state_.shift, state_.anchor, 0};
        if (state_.now == phase::writing)
            start.index = -1;
        if (!state_.converts || state_.now != phase::reading)
            return start;
        CharT const* const from = in_putback() ? saved_eback_ : this->eback();
        CharT const* const end = in_putback() ? saved_egptr_ : this->egptr();
        CharT const* const at = in_putback() ? saved_gptr_ + (this->gptr() - this->eback()) : this->gptr();
        start.index = at - from;
        if (at == end)
        {
            start.at = next_;
            start.shift = next_shift_;
        }
        else if (state_.width > 0)
            start.at += state_.width * start.index;
        else if (at != from && window_.device().seekable())
            start.at +=
                length_of(start.shift, state_.anchor, next_ - state_.anchor, static_cast<std::size_t>(at - from));
        return start;
    }

    // Reads on behind the get area, until there are `n` characters or no more.
    void read_more(CharT* s, std::streamsize n, std::streamsize& done, read_start start)
    {
        try
        {
            while (done < n)
            {
                std::streamsize const left = n - done;
                if (direct(std::ios_base::in, left))
                {
                    done += read_directly(s + done, left);
                    return;
                }
                if (has_begun(std::ios_base::in) && !in_putback())
                {
                    if (!begin_read(static_cast<std::size_t>(left)))
                        return;
                    done += take_from_area(s + done, left);
                    continue;
                }
                // Through the virtual function, which a derived class may have replaced.
                state_.wanted = static_cast<std::size_t>(left);
                int_type const c = this->uflow();
                if (Traits::eq_int_type(c, Traits::eof()))
                    return;
                if (start.index < 0)
                    start = read_start{state_.anchor, state_.shift, state_.anchor, 0};
                s[done++] = Traits::to_char_type(c);
                done += take_from_area(s + done, n - done);
            }
        }
        catch (...)
        {
            if (!state_.converts)
                give_back(s, done);
            else if (done != 0)
                go_back_to(start);
            throw;
        }
    }

    // After an error in the middle of a read: the next one begins where it did.
    void go_back_to(read_start const& start) noexcept
    {
        if (!window_.device().seekable()) // only what is in the get area is still there
        {
            std::ptrdiff_t const index = state_.anchor == start.area ? start.index : 0;
            if (state_.now == phase::reading && !in_putback() && index >= 0)
                this->setg(this->eback(), this->eback() + index, this->egptr());
            return;
        }
        reset_areas();
        forget_previous();
        state_.anchor = start.at;
        state_.shift = start.shift;
    }

    // After a read error: what the call had read already is read again by the next one, as far as it is still there.
    void give_back(CharT* s, std::streamsize n)
    {
        if (n == 0)
            return;
        settle();
        state_.anchor -= n;
        if (!window_.device().seekable())
            window_.unread(state_.anchor, reinterpret_cast<char const*>(s), static_cast<std::size_t>(n));
    }

    // Whether bytes can go between the caller's memory and the device without the window.
    bool direct(std::ios_base::openmode what, std::streamsize n)
    {
        return static_cast<std::size_t>(n) >= window_.capacity() && state_.open && (state_.mode & what) &&
               !converting() && !in_putback() && !window_.has_memory();
    }

    std::streamsize read_directly(CharT* s, std::streamsize n)
    {
        settle();
        std::error_code ec;
        std::size_t const done =
            window_.read(state_.anchor, reinterpret_cast<char*>(s), static_cast<std::size_t>(n), ec);
        state_.anchor += static_cast<std::int64_t>(done);
        if (ec)
            give_back(s, static_cast<std::streamsize>(done));
        throw_if_read_failed(ec);
        return static_cast<std::streamsize>(done);
    }

    std::streamsize write_directly(CharT const* s, std::streamsize n)
    {
        settle();
        std::error_code ec;
        if (!go_to_end(ec))
            return refuse(ec), 0;
        std::size_t const done =
            window_.write(state_.anchor, reinterpret_cast<char const*>(s), static_cast<std::size_t>(n), ec);
        refuse(ec);
        return static_cast<std::streamsize>(done);
    }

    // Where an appending stream writes; nowhere else does anything happen.
    bool go_to_end(std::error_code& ec)
    {
        if (!window_.appends() || !window_.device().seekable())
            return true;
        if (!window_.exclusive() && !window_.flush(ec))
            return false;
        std::int64_t const end = window_.size(ec);
        if (!ec)
            state_.anchor = end;
        return !ec;
    }

    bool put_directly(CharT c)
    {
        if (!state_.converts)
            return write_directly(&c, 1) == 1;
        std::error_code ec;
        CharT const* from = &c;
        convert(from, from + 1, ec);
        refuse(ec);
        return !ec;
    }

    // Whether the areas are this class's own work, so that their virtual functions need not be asked.
    bool has_begun(std::ios_base::openmode what)
    {
        return state_.open && (state_.mode & what) && !converting() && window_.has_begun();
    }

    bool begin_read_memory()
    {
        settle();
        memory_window const memory = window_.window();
        if (static_cast<std::uint64_t>(state_.anchor) >= memory.size)
            return false;
        CharT* const at = characters(memory.data + state_.anchor);
        this->setg(at, at, characters(memory.data + memory.size));
        state_.now = phase::reading;
        return true;
    }

    // A get area on the bytes at the position; false at the end.
    bool begin_read(std::size_t wanted)
    {
        if (window_.has_memory())
            return begin_read_memory();
        settle();
        std::error_code ec;
        detail::byte_area const area = window_.readable(state_.anchor, 1, wanted, ec);
        throw_if_read_failed(ec);
        if (area.empty())
            return false;
        this->setg(characters(area.at), characters(area.at), characters(area.end));
        state_.now = phase::reading;
        return true;
    }

    // A put area at the position; none without an error where bytes must be written directly.
    bool begin_write(std::size_t wanted, std::error_code& ec)
    {
        settle();
        if (!go_to_end(ec))
            return false;
        bool const in_memory = window_.has_memory();
        detail::byte_area const area = window_.writable(state_.anchor, wanted, ec);
        if (ec)
            return false;
        if (in_memory && !window_.has_memory())
            rolled_over();
        if (area.empty())
            return true;
        this->setp(characters(area.at), characters(area.end));
        state_.now = phase::writing;
        return true;
    }

    static CharT* characters(char* bytes) noexcept { return reinterpret_cast<CharT*>(bytes); }

    // ---- putting back ----------------------------------------------------------------------------------------------

    bool in_putback() const noexcept { return saved_gptr_ != nullptr; }

    // A character that differs from the content is shown in its place, and the content stays.
    void enter_putback(CharT c)
    {
        saved_eback_ = this->eback();
        saved_gptr_ = this->gptr();
        saved_egptr_ = this->egptr();
        putback_ = c;
        this->setg(&putback_, &putback_, &putback_ + 1);
    }

    void leave_putback() noexcept
    {
        CharT* const at = saved_gptr_ + (this->gptr() - this->eback());
        this->setg(saved_eback_, at, saved_egptr_);
        saved_gptr_ = nullptr;
    }

    void swap_putback(basic_device_streambuf& other) noexcept
    {
        using std::swap;
        swap(putback_, other.putback_);
        swap(saved_eback_, other.saved_eback_);
        swap(saved_gptr_, other.saved_gptr_);
        swap(saved_egptr_, other.saved_egptr_);
        swap(characters_, other.characters_);
        swap(character_count_, other.character_count_);
        swap(next_, other.next_);
        swap(next_shift_, other.next_shift_);
        swap(previous_, other.previous_);
        swap(previous_shift_, other.previous_shift_);
        swap(previous_count_, other.previous_count_);
        swap(imbued_, other.imbued_);
        swap(text_locale_, other.text_locale_);
        point_to_putback(&other.putback_);
        other.point_to_putback(&putback_);
    }

    // Before a move: what is in the put area is content. Memory may move with its device.
    void commit_memory()
    {
        if (state_.now == phase::writing && !state_.converts && window_.has_memory())
            commit_put_area();
    }

    // After a move: the areas lay on memory that was at `old`.
    void follow_memory(char* old)
    {
        char* const now = window_.window().data;
        if (state_.converts || state_.now == phase::idle || now == old || now == nullptr)
            return;
        auto const moved = [&](CharT* p) { return characters(now) + (p - characters(old)); };
        if (state_.now == phase::writing)
        {
            std::ptrdiff_t const put = this->pptr() - this->pbase();
            this->setp(moved(this->pbase()), moved(this->epptr()));
            this->pbump(static_cast<int>(put));
        }
        else if (in_putback())
        {
            saved_eback_ = moved(saved_eback_);
            saved_gptr_ = moved(saved_gptr_);
            saved_egptr_ = moved(saved_egptr_);
        }
        else
            this->setg(moved(this->eback()), moved(this->gptr()), moved(this->egptr()));
    }

    void point_to_putback(CharT* old) noexcept
    {
        if (in_putback())
            this->setg(&putback_, &putback_ + (this->gptr() - old), &putback_ + 1);
    }

    // The rest of a move, the base's pointers being copied.
    void take(basic_device_streambuf& other)
    {
        other.commit_memory();
        char* const memory = other.window_.window().data;
        window_ = std::move(other.window_);
        state_ = other.state_;
        other.state_ = plain_state();
        swap_putback(other);
        follow_memory(memory);
        other.reset_areas();
        other.drop_characters();
    }

    // Makes gptr() point to the character before.
    bool step_back()
    {
        if (state_.now == phase::reading && this->eback() < this->gptr())
        {
            this->gbump(-1);
            return true;
        }
        return converting() ? step_back_converted() : step_back_bytes();
    }

    bool step_back_bytes()
    {
        std::int64_t const at = byte_position();
        if (at == 0)
            return fail(std::errc::invalid_argument), false;
        settle();
        if (!window_.device().seekable() && !window_.cached(at - 1, 1))
            return fail(std::errc::invalid_seek), false;
        return read_from(at - 1, state_.shift, [this] { return begin_read(1); });
    }

    // Runs `read`, which makes a get area, at another position; where that gives nothing (any more) or throws the
    // position stays.
    template<class Read>
    bool read_from(std::int64_t position, state_type const& shift, Read read)
    {
        struct restore
        {
            basic_device_streambuf& self;
            std::int64_t anchor;
            state_type shift;
            bool done;
            ~restore()
            {
                if (done)
                    return;
                self.reset_areas();
                self.state_.anchor = anchor;
                self.state_.shift = shift;
            }
        } guard{*this, state_.anchor, state_.shift, false};
        state_.anchor = position;
        state_.shift = shift;
        return guard.done = read();
    }

    bool step_back_converted()
    {
        std::error_code ec;
        if (!ready(ec))
            return fail(ec), false;
        if (!window_.device().seekable())
            return fail(std::errc::invalid_seek), false;
        if (state_.width <= 0)
            return step_back_to_previous();
        std::int64_t const at = position_of_converted();
        if (at < state_.width)
            return fail(std::errc::invalid_argument), false;
        return read_from(at - state_.width, state_.shift, [this] { return read_converted(); });
    }

    // Converts the characters before the get area once more, as nothing tells where the last of them begins.
    bool step_back_to_previous()
    {
        std::size_t const count = previous_count_;
        if (count == 0)
            return fail(std::errc::invalid_seek), false;
        std::int64_t const from = previous_;
        state_type const shift = previous_shift_;
        reset_areas();
        forget_previous();
        return read_from(from, shift,
            [this, count]
            {
                if (!read_converted() || static_cast<std::size_t>(this->egptr() - this->eback()) < count)
                    return false;
                this->setg(this->eback(), this->eback() + (count - 1), this->egptr());
                return true;
            });
    }

    // ---- conversion ------------------------------------------------------------------------------------------------

    void forget_previous() noexcept { previous_count_ = 0; }

    void drop_characters() noexcept
    {
        characters_.reset();
        character_count_ = 0;
    }

    bool unbuffered() const noexcept { return state_.buffer_set && state_.user_size <= 1; }

    CharT* character_buffer()
    {
        if (character_count_ != 0)
            return characters_ ? characters_.get() : state_.user_buffer;
        bool const users = state_.buffer_set && state_.user_buffer != nullptr && state_.user_size > 0;
        std::size_t count = default_characters;
        if (state_.buffer_set)
            count = static_cast<std::size_t>((std::max)(state_.user_size, std::streamsize(1)));
        if (!users)
            characters_.reset(new CharT[count]);
        character_count_ = count;
        return users ? state_.user_buffer : characters_.get();
    }

    // Converts the characters that follow into the get area; false at the end.
    bool read_converted()
    {
        if (state_.now == phase::writing)
        {
            std::error_code ec;
            ready(ec);
            throw_if_read_failed(ec); // it is not the end
        }
        std::size_t const count = static_cast<std::size_t>(this->egptr() - this->eback());
        std::int64_t at = state_.anchor;
        state_type shift = state_.shift;
        bool const goes_on = state_.now == phase::reading && this->gptr() != nullptr;
        if (goes_on)
        {
            at = next_;
            shift = next_shift_;
        }
        CharT* const to = character_buffer();
        if (!convert_next(to, at, shift))
            return false;
        if (goes_on && count != 0)
        {
            previous_ = state_.anchor;
            previous_shift_ = state_.shift;
            previous_count_ = count;
        }
        else
            forget_previous();
        state_.anchor = at;
        state_.shift = shift;
        state_.must_unshift = false; // what follows goes on in the shift state of what was written
        this->setp(nullptr, nullptr);
        this->setg(to, to, to + produced_);
        state_.now = phase::reading;
        return true;
    }

    // Converts from `first` on until there are characters: next_ and next_shift_ are then where they end. Bytes before
    // them that only shift belong to them, but where the device cannot give them once more.
    bool convert_next(CharT* to, std::int64_t& first, state_type& first_shift)
    {
        std::int64_t at = first;
        state_type shift = first_shift;
        std::size_t needed = 1;
        for (;;)
        {
            std::error_code ec;
            detail::byte_area const bytes = window_.readable(at, needed, unbuffered() ? needed : underflow_hint, ec);
            throw_if_read_failed(ec);
            if (bytes.empty())
                return false;
            std::size_t const given = unbuffered() ? (std::min)(needed, bytes.size()) : bytes.size();
            state_type after = shift;
            char const* from = bytes.at;
            CharT* end = to;
            auto const result = facet().in(after, bytes.at, bytes.at + given, from, to, to + character_count_, end);
            if (result == std::codecvt_base::noconv)
                copy_unconverted(bytes.at, bytes.at + given, from, to, to + character_count_, end);
            if (end != to)
            {
                produced_ = static_cast<std::size_t>(end - to);
                next_ = at + (from - bytes.at);
                next_shift_ = after;
                if (!window_.device().seekable())
                    first = at, first_shift = shift;
                return true;
            }
            if (result == std::codecvt_base::error)
                throw_conversion_error("boost::tempfile: invalid byte sequence");
            at += from - bytes.at;
            shift = after;
            if (from != bytes.at)
                needed = 1;
            else if (bytes.size() < needed)
                throw_conversion_error("boost::tempfile: incomplete character at the end");
            else
                needed = given + 1;
        }
    }

    // What noconv asks for: the bytes are the characters ([locale.codecvt.virtuals]).
    template<class From, class To>
    void copy_unconverted(
        From const* from, From const* from_end, From const*& from_next, To* to, To* to_end, To*& to_next)
    {
        if (sizeof(CharT) != 1)
            throw_conversion_error("boost::tempfile: a codecvt without a conversion for this character type");
        std::size_t const n = static_cast<std::size_t>((std::min)(from_end - from, to_end - to));
        std::memcpy(static_cast<void*>(to), from, n);
        from_next = from + n;
        to_next = to + n;
    }

    // A put area of characters, behind what is converted of the ones in it.
    bool begin_write_converted(std::error_code& ec)
    {
        if (state_.now == phase::writing)
            write_converted(ec);
        else
            position_of_converted();
        if (ec)
            return false;
        forget_previous();
        CharT* const buffer = character_buffer();
        this->setg(nullptr, nullptr, nullptr);
        if (character_count_ > 1)
            this->setp(buffer, buffer + character_count_);
        state_.now = phase::writing;
        return !ec;
    }

    // Converts what is in the put area; what could not be written stays in it.
    void write_converted(std::error_code& ec)
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
        convert(from, end, ec);
    }

    // Converts and writes characters at the position, moving `from` behind what is done. A character that cannot be
    // converted is dropped, and thrown for, so that the ones behind it can still be written.
    void convert(CharT const*& from, CharT const* end, std::error_code& ec)
    {
        char bytes[512];
        if (!go_to_end(ec))
            return;
        while (from != end && !ec)
        {
            state_type after = state_.shift;
            CharT const* next = from;
            char* to = bytes;
            auto const result = facet().out(after, from, end, next, bytes, bytes + sizeof(bytes), to);
            if (result == std::codecvt_base::noconv)
                copy_unconverted(from, end, next, bytes, bytes + sizeof(bytes), to);
            if (to != bytes && !write_bytes(bytes, static_cast<std::size_t>(to - bytes), ec))
                return;
            state_.shift = after;
            state_.must_unshift = state_.width < 0;
            bool const stuck = next == from && to == bytes;
            from = next;
            if (result == std::codecvt_base::error || (stuck && from != end))
            {
                if (from != end)
                    ++from;
                drop(std::make_error_code(std::errc::illegal_byte_sequence));
                throw_conversion_error("boost::tempfile: a character that the encoding does not have");
            }
        }
    }

    // Accepts all of them or none, so that characters stay whole: a failed rollover refuses them, and what else was
    // written before an error is the beginning of what the same characters give the next time.
    bool write_bytes(char const* bytes, std::size_t size, std::error_code& ec)
    {
        if (!detail::device_window<Device>::fits(state_.anchor, size, ec))
            return false;
        if (size != 0 && window_.has_memory())
        {
            (void)window_.writable(state_.anchor + static_cast<std::int64_t>(size) - 1, 1, ec);
            if (ec)
                return false;
            if (!window_.has_memory())
                rolled_over();
        }
        std::int64_t at = state_.anchor;
        std::size_t const before = (std::min)(state_.sent, size);
        std::size_t const done = before + window_.write(at, bytes + before, size - before, ec);
        bool const all = done == size;
        bool const again = !all && window_.device().seekable() && !window_.appends();
        if (!again) // else the same bytes go to the same place the next time
        {
            state_.anchor = at;
            state_.sent = all ? 0 : done;
        }
        return all;
    }

    void unshift(std::error_code& ec)
    {
        char bytes[64];
        char* to = bytes;
        state_type after = state_.shift;
        auto const result = facet().unshift(after, bytes, bytes + sizeof(bytes), to);
        if (result == std::codecvt_base::error || result == std::codecvt_base::partial)
            drop(ec = std::make_error_code(std::errc::illegal_byte_sequence));
        else if (result == std::codecvt_base::ok && to != bytes)
        {
            if (!go_to_end(ec) || !write_bytes(bytes, static_cast<std::size_t>(to - bytes), ec))
                return; // it is still to be done
        }
        state_.shift = after;
        state_.must_unshift = false;
    }

    // At close: writes everything that can be written, and keeps the first failure.
    void finish(std::error_code& ec, std::exception_ptr& thrown)
    {
        for (bool again = true; again;)
        {
            again = false;
            bool converted = false;
            std::ptrdiff_t const left = this->pptr() - this->pbase();
            try
            {
                converted = ready(ec);
                if (converted && state_.converts && state_.must_unshift)
                    unshift(ec);
            }
            catch (...)
            {
                if (!thrown)
                    thrown = std::current_exception();
                again = !converted && this->pptr() - this->pbase() < left && state_.now == phase::writing;
            }
        }
        settle();
        std::error_code flushing;
        if (!window_.flush(flushing) && !ec)
            ec = flushing;
    }

    detail::device_window<Device> window_;
    plain_state state_;

    std::unique_ptr<CharT[]> characters_; // converted, where the user gave no buffer
    std::size_t character_count_ = 0;     // of the character buffer; 0: none yet
    std::size_t produced_ = 0;
    std::int64_t next_ = 0; // where the bytes behind the converted get area begin
    state_type next_shift_ = state_type();
    std::int64_t previous_ = 0; // where the get area before began
    state_type previous_shift_ = state_type();
    std::size_t previous_count_ = 0;

    CharT putback_ = CharT();
    CharT* saved_eback_ = nullptr;
    CharT* saved_gptr_ = nullptr; // null: no character that differs is shown
    CharT* saved_egptr_ = nullptr;
    std::optional<std::locale> imbued_;      // by imbue(), which a derived class may call; else getloc() counts
    std::optional<std::locale> text_locale_; // keeps the facet that converts newlines
};

// Instantiated in the library for char and wchar_t; the file that does so must not see these (see src/streambuf.cpp).
#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMBUFS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<file_device, char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<file_device, wchar_t>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<memory_device, char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<memory_device, wchar_t>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<spooled_device, char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<spooled_device, wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
