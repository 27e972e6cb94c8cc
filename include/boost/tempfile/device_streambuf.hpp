//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DEVICE_STREAMBUF_HPP
#define BOOST_TEMPFILE_DEVICE_STREAMBUF_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/character_buffer.hpp>
#include <boost/tempfile/detail/character_reader.hpp>
#include <boost/tempfile/detail/character_writer.hpp>
#include <boost/tempfile/detail/device_window.hpp>
#include <boost/tempfile/detail/encoding.hpp>
#include <boost/tempfile/detail/fork_listener.hpp>
#include <boost/tempfile/detail/get_area.hpp>
#include <boost/tempfile/detail/openmode.hpp>
#include <boost/tempfile/detail/process.hpp>
#include <boost/tempfile/detail/putback.hpp>
#include <boost/tempfile/detail/stream_errors.hpp>
#include <boost/tempfile/detail/streambuf_access.hpp>
#include <boost/tempfile/detail/text_position.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/spooled_device.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <ios>
#include <locale>
#include <streambuf>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** A stream buffer over a device, with the contract of std::basic_filebuf ([filebuf]).

    Calling sequence: construct or open() it with a device, read, write and seek through the public functions of
    std::basic_streambuf, close(). One joint position serves reading and writing, and one may follow the other without a
    seek between. The get and put areas of a char stream lie directly on the bytes of a device that has them in memory;
    elsewhere a buffer is taken when the first byte is read or written.

    Characters are converted by the codecvt facet of getloc(). Errors: read errors and conversion errors throw
    std::ios_base::failure with the error's code out of underflow, uflow and xsgetn, conversion errors also out of
    overflow, xsputn, sync, seekoff, seekpos and close(); a device's write errors return eof, a short count or -1, and
    nothing that was accepted is lost: the next attempt to write begins with it. last_error() is the last failure.

    Once the device's handle was given out, by file_device::native_handle(), the stream and the handle have one position
    (XSH 2.5.1): sync(), close(), tells and seeks write what is pending, drop what was read ahead and leave the handle's
    position where the stream's is, and the operation after them begins where the handle's position then is. If it was
    moved by others, conversion begins in the initial state and a character that was put back is gone. A seek in a file
    that others can open, or whose handle was given out, forgets what was read ahead.

    In a child process that fork made, close() and the destructor write nothing. What was pending at the fork is the
    parent's to write, and the child's first operation that needs more than the put area passes over it, so that a flush
    writes what the child itself wrote, behind it. Where that is still pending, close() reports
    `operation_not_permitted`. adopt() makes everything the child's, if it comes before. Children of _Fork and clone are
    not told apart from their parents before they close: all that is pending counts as their own.

    @tparam Device a file_device, memory_device, spooled_device, or a type of your own that models StreambufDevice: it
    is default constructible and movable, and has
    - `bool seekable() const`: whether it has positions;
    - `std::int64_t position() const`: where to begin;
    - `std::size_t read_at(std::int64_t offset, char*, std::size_t, std::error_code&)`: at least one byte, 0 at the end;
    - `std::size_t write_at(std::int64_t offset, char const*, std::size_t, std::error_code&)`: all bytes, or an error;
    - `std::int64_t size(std::error_code&)` and `void resize(std::int64_t, std::error_code&)`;
    and may have, as file_device has it,
    - `void sync(std::error_code&)` and `void close(std::error_code&)`;
    - `std::int64_t available(std::int64_t offset)`: what can be read without waiting;
    - `bool exclusive() const`: nobody else changes the bytes, so that writing them can be put off;
    - `bool appending() const`: every write goes to the end;
    - `bool shares_position() const` and, for when it does, share_position(), take_position(), leave_position(),
      read_shared(), write_shared() and lend_position();
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
        Device device, std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out | std::ios_base::binary);

    /// The same with a device that is made in place from `arguments`.
    template<class... Arguments>
    basic_device_streambuf(std::in_place_t, std::ios_base::openmode mode, Arguments&&... arguments)
        : window_(std::in_place, std::forward<Arguments>(arguments)...)
    {
        constexpr auto most = std::ios_base::in | std::ios_base::out | std::ios_base::binary;
        if (mode != most || !usable(window_.device()))
            start(mode);
        else
        {
            position_.offset = std::as_const(window_).device().position();
            begin(mode);
        }
    }

    /// Goes on where `other` was, which is closed afterwards.
    basic_device_streambuf(basic_device_streambuf&& other);

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_device_streambuf& operator=(basic_device_streambuf&& other);

    /// Exchanges everything, as std::basic_filebuf does.
    void swap(basic_device_streambuf& other);

    friend void swap(basic_device_streambuf& a, basic_device_streambuf& b) { a.swap(b); }

    /// Closes, ignoring errors; in a child process that fork made it only closes.
    ~basic_device_streambuf() override;

    /** Begins with a device.

        The locale and the buffer given to pubsetbuf() stay. `trunc` makes the device empty, `ate` begins at its end,
        `app` writes at the end always; without `binary` the lines end as the platform's text files' do.

        @returns this; null if it is open already, or for a mode that std::filebuf::open refuses (`invalid_argument`),
        or where the device can't do what the mode asks for. The device is dropped then.
    */
    basic_device_streambuf* open(Device device, std::ios_base::openmode mode);

    /** Writes what is pending and closes the device, in any case.

        In a child process that fork made it only closes: what the child itself wrote and did not flush is lost, and that
        is `operation_not_permitted`.

        @returns this; null if it is closed already, or where writing or closing failed: last_error() tells.
        @throws std::ios_base::failure for a conversion error, after closing.
    */
    basic_device_streambuf* close();

    /// Whether there is a device.
    bool is_open() const noexcept { return open_; }

    /** The device, for use beside the stream: what is pending is written, and what was read ahead is forgotten.

        Device::native_handle() begins to share the stream's position with others who have the handle.
    */
    Device& device();

    /// The device, for looking at it only.
    Device const& device() const noexcept { return window_.device(); }

    /// The last failure since open(), close() or a successful rollover; an empty code without one.
    std::error_code last_error() const noexcept { return errors_.last(); }

    /// The error by which written characters were lost: refused since open() or a successful rollover, or dropped since
    /// open(), so that the content is not what was written; an empty code if none were. What was accepted and is still
    /// to be written does not count.
    std::error_code lost_write() const noexcept { return errors_.lost_write(); }

    /// The first error of the device in writing since open(), also where what it kept from being written was written
    /// later; an empty code without one.
    std::error_code write_error() const noexcept { return window_.write_error(); }

    /// Takes over the duty to write what is pending, in a child process that fork made; to be called there before
    /// anything else.
    void adopt() noexcept
    {
        keep_inherited();
        owner_ = detail::process_generation();
    }

    /** The size in bytes, with what is pending.

        @returns 0 with an error in `ec`.
        @throws std::ios_base::failure for a conversion error.
    */
    std::int64_t size(std::error_code& ec);

    /** Makes the content `size` bytes long; cuts it, or adds a hole of zeros. The position stays. What is pending is
        written first, as far as it remains: what is cut off cannot fail for want of room.

        @throws std::ios_base::failure for a conversion error.
    */
    void resize(std::int64_t size, std::error_code& ec);

    /// As pubsync(), with the error: writes what is pending.
    bool flush(std::error_code& ec);

protected:
    int_type underflow() override;
    int_type pbackfail(int_type c = Traits::eof()) override;
    std::streamsize showmanyc() override;
    std::streamsize xsgetn(CharT* s, std::streamsize n) override;
    int_type overflow(int_type c = Traits::eof()) override;
    std::streamsize xsputn(CharT const* s, std::streamsize n) override;
    pos_type seekoff(off_type offset, std::ios_base::seekdir way,
        std::ios_base::openmode = std::ios_base::in | std::ios_base::out) override;
    pos_type seekpos(pos_type position, std::ios_base::openmode = std::ios_base::in | std::ios_base::out) override;
    base* setbuf(CharT* s, std::streamsize n) override;
    int sync() override;
    void imbue(std::locale const& loc) override;

private:
    friend class detail::streambuf_access;

    using state_type = typename Traits::state_type;
    using position_type = detail::text_position<state_type>;
    using area_type = detail::get_area<CharT>;
    using encoding_type = detail::encoding<CharT, Traits>;
    using reader_type = detail::character_reader<Device, CharT, Traits>;
    using writer_type = detail::character_writer<Device, CharT, Traits>;

    enum class phase : unsigned char
    {
        idle,    // no areas; position_ is that of the next character
        reading, // position_ is that of eback()
        writing  // position_ is that of pbase()
    };

    // What the next operation has to see to first.
    enum notice : unsigned char
    {
        position_left = 1,   // the handle's position counts, if others share it: there are no areas
        area_withheld = 2,   // the end of the get area is hidden
        forks_unheard = 4,   // nothing was read or written yet: inherit() is not called in children
        inherits_pending = 8 // this is a child, and what was pending at the fork is still here
    };

    // Where a read of several characters began.
    struct read_start
    {
        position_type position;
        std::int64_t area;    // where the get area begins that it is in
        std::ptrdiff_t index; // in that; -1: not known before what was written is converted
    };

    // Opening, closing and moving; what is pending: impl/device_streambuf.hpp

    bool start(std::ios_base::openmode mode);
    void begin(std::ios_base::openmode mode);
    static bool usable(Device const& device) noexcept;
    void take(basic_device_streambuf& other);
    void commit_memory();
    void follow_memory(char* old);
    void finish(std::error_code& ec, std::exception_ptr& thrown);
    void drain(std::error_code& ec, std::exception_ptr& thrown);
    bool convert_pending(std::error_code& ec);
    void convert_put_area(std::error_code& ec);
    bool end_output(std::error_code& ec);
    bool end_output();
    bool flush_window(std::error_code& ec);
    bool flush_window();
    bool write_pending(std::error_code& ec);
    bool ensure_encoding();
    void prepare();
    void pass_buffer_on();
    bool may(std::ios_base::openmode what) noexcept;
    void fail(std::error_code const& ec) noexcept;
    void fail(std::errc e) noexcept { fail(std::make_error_code(e)); }

    // The areas: impl/streambuf_areas.hpp

    area_type shown_area() const noexcept;
    area_type content_area() const noexcept;
    void show(area_type const& area);
    void reset_areas() noexcept;
    void drop_areas();
    void commit_put_area();
    std::streamsize take_from_area(CharT* s, std::streamsize n);
    std::streamsize put_into_area(CharT const* s, std::streamsize n);
    void put_pointer_forward(std::streamsize n);
    bool has_begun(std::ios_base::openmode what);
    bool direct(std::ios_base::openmode what, std::streamsize n);

    bool begin_read(std::size_t wanted);
    bool begin_read_memory();
    bool read_converted();
    read_start where_read_starts();
    void read_more(CharT* s, std::streamsize n, std::streamsize& done, read_start start);
    std::streamsize read_directly(CharT* s, std::streamsize n);
    void go_back_to(read_start const& start) noexcept;
    void give_back(CharT* s, std::streamsize n);

    bool begin_write(std::size_t wanted, std::error_code& ec);
    bool begin_write_nearby(std::streamsize n);
    bool begin_write_converted(std::error_code& ec);
    std::streamsize put_more(CharT const* s, std::streamsize n);
    std::streamsize write_directly(CharT const* s, std::streamsize n);
    bool put_directly(CharT c);

    // In a forked child: impl/streambuf_inheritance.hpp

    static void inherit(void* self) noexcept;
    void listen_to_forks(bool listens) noexcept;
    bool has_own_pending() const noexcept;
    void keep_inherited() noexcept;
    void heed_inheritance() noexcept;
    void pass_over_inherited() noexcept;

    // Positions, also those shared with others: impl/streambuf_positions.hpp

    bool ready(std::error_code& ec);
    bool ready();
    void ready_to_read();
    bool heed(std::error_code& ec);
    bool heed();
    bool come_back(std::error_code& ec);
    bool leave_position(std::error_code& ec);
    bool leave_for(std::int64_t offset);
    std::int64_t byte_position() const noexcept;
    position_type converted_position();
    void go_to_converted_position();
    pos_type move_to(position_type const& to);
    bool scale(std::int64_t& by) const noexcept;
    static pos_type failed_position() { return pos_type(off_type(-1)); }
    static pos_type as_pos_type(position_type const& position);

    // Putting back: impl/streambuf_putback.hpp

    void leave_putback() noexcept;
    bool flush_before_hiding(std::error_code& ec);
    void hold_putback();
    void show_held_putback();
    bool step_back();
    bool step_back_bytes();
    bool step_back_converted();
    bool step_back_to_previous();
    template<class Read>
    bool read_from(position_type const& position, Read read);

    static CharT* characters(char* bytes) noexcept { return reinterpret_cast<CharT*>(bytes); }
    detail::conversion<Device, CharT, Traits> conversion() { return {window_, encoding_, errors_}; }

    detail::device_window<Device> window_;
    position_type position_;
    std::ios_base::openmode mode_ = std::ios_base::openmode();
    phase phase_ = phase::idle;
    bool open_ = false;
    unsigned char notices_ = 0;      // of type notice
    std::uint32_t writes_begun_ = 0; // put areas and direct writes: a view of the content ends with the next one
    std::ptrdiff_t withheld_ = 0;    // how many characters of the get area are hidden behind egptr()
    std::size_t announced_ = 0;      // how many characters the caller of uflow or overflow goes on to want
    std::uint64_t owner_ = 0;        // the process that writes what is pending
    std::ptrdiff_t inherited_ = 0;   // how many characters of the put area are the parent's
    encoding_type encoding_;
    detail::character_buffer<CharT> characters_;
    reader_type reader_;
    writer_type writer_;
    detail::putback<CharT, state_type> putback_;
    detail::stream_errors errors_;
    detail::fork_listener forks_;
};

// Instantiated in the library for char and wchar_t; the file that does so must not see these (see streams/streambuf.cpp).
#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMBUFS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<file_device, char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_device_streambuf<file_device, wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#include <boost/tempfile/impl/device_streambuf.hpp>
#include <boost/tempfile/impl/streambuf_areas.hpp>
#include <boost/tempfile/impl/streambuf_inheritance.hpp>
#include <boost/tempfile/impl/streambuf_positions.hpp>
#include <boost/tempfile/impl/streambuf_putback.hpp>

#endif
