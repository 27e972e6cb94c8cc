//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_STREAMBUF_ACCESS_HPP
#define BOOST_TEMPFILE_DETAIL_STREAMBUF_ACCESS_HPP

#include <cstdint>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What the owners of a basic_device_streambuf, the library's streams, need of it beyond its public members.
class streambuf_access
{
public:
    // Takes the failure of an owner's own work as the last one; an empty code forgets the last failure.
    template<class Buffer>
    static void last_error(Buffer& buffer, std::error_code const& ec) noexcept
    {
        buffer.errors_.set_last(ec);
    }

    // The last failure, if it is the reason of the stream's present state; else empty.
    template<class Buffer>
    static std::error_code reason(Buffer const& buffer) noexcept
    {
        return buffer.errors_.reason();
    }

    // After a rollover: clears lost_write(), unless accepted characters were dropped.
    template<class Buffer>
    static void forget_lost_write(Buffer& buffer) noexcept
    {
        buffer.errors_.forget_refused();
    }

    // As flush(), with what brings a state-dependent encoding back to its initial state, as before a seek: the content
    // is whole then, and what is written next begins in the initial state. In a forked child what was pending at the
    // fork is a part of that.
    // Throws std::ios_base::failure for a conversion error.
    template<class Buffer>
    static bool finish_output(Buffer& buffer, std::error_code& ec)
    {
        buffer.keep_inherited();
        return buffer.ready(ec) && buffer.end_output(ec) && buffer.write_pending(ec);
    }

    // Writes what is pending, forgets what was read ahead and makes the stream's position the handle's, which others
    // share from now on. Where the device cannot seek, what was read ahead stays.
    // Throws std::ios_base::failure for a conversion error.
    template<class Buffer>
    static void share_position(Buffer& buffer, std::error_code& ec)
    {
        if (!buffer.ready(ec) || !buffer.convert_pending(ec))
            return;
        if (buffer.window_.shares_position())
        {
            (void)buffer.leave_position(ec);
            return;
        }
        if (!buffer.flush_before_hiding(ec))
            return;
        buffer.hold_putback();
        if (!buffer.flush_window(ec))
            return;
        if (buffer.window_.device().seekable())
            buffer.window_.drop();
        buffer.window_.device().share_position(buffer.position_.offset, ec);
        buffer.notices_ |= Buffer::position_left;
    }

    // As std::flush: writes what is pending, and no shift sequence. No put area is left, so that writes_begun() tells of
    // the next write; a character that was put back stays.
    // Throws std::ios_base::failure for a conversion error.
    template<class Buffer>
    static bool settle(Buffer& buffer, std::error_code& ec)
    {
        if (!buffer.ready(ec) || !buffer.convert_pending(ec))
            return false;
        if (buffer.pubsync() != 0)
            ec = buffer.last_error();
        else if (!buffer.putback_.active())
            buffer.drop_areas();
        return !ec;
    }

    // Whether it has changed says whether there was a write since.
    template<class Buffer>
    static std::uint32_t const& writes_begun(Buffer const& buffer) noexcept
    {
        return buffer.writes_begun_;
    }

    // What follows settle(): what others write is read from now on.
    template<class Buffer>
    static void forget_read_ahead(Buffer& buffer) noexcept
    {
        if (!buffer.putback_.active())
            buffer.window_.drop();
    }

    // Where the next character comes from or goes to; after settle().
    // Throws std::ios_base::failure for a conversion error.
    template<class Buffer>
    static std::int64_t position(Buffer& buffer)
    {
        return buffer.encoding_.converts() ? buffer.converted_position().offset : buffer.byte_position();
    }

    // The device as it is, whatever is pending.
    template<class Buffer>
    static typename Buffer::device_type& device(Buffer& buffer) noexcept
    {
        return buffer.window_.device();
    }

    // Runs `action(device, ec)`, which may move the device's bytes elsewhere, with nothing pending in the areas. A
    // character that was put back and differs from the content is still there afterwards.
    // Throws std::ios_base::failure for a conversion error.
    template<class Buffer, class Action>
    static void with_device(Buffer& buffer, Action action, std::error_code& ec)
    {
        buffer.heed_inheritance();
        if (!buffer.convert_pending(ec))
            return;
        if (buffer.encoding_.converts() && buffer.phase_ == Buffer::phase::reading)
            return action(buffer.window_.device(), ec); // what was converted is not the device's memory, and stays
        buffer.hold_putback();
        action(buffer.window_.device(), ec);
        buffer.show_held_putback();
    }
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
