//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_CHARACTER_WRITER_HPP
#define BOOST_TEMPFILE_DETAIL_CHARACTER_WRITER_HPP

#include <boost/tempfile/detail/character_reader.hpp>
#include <boost/tempfile/detail/minmax.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Converts characters to bytes and writes these, and knows what is left over from that: the beginning of a result that
// was written before an error, and whether a shift sequence is to be ended.
template<class Device, class CharT, class Traits>
class character_writer
{
public:
    using target = conversion<Device, CharT, Traits>;
    using state_type = typename Traits::state_type;
    using position_type = text_position<state_type>;

    // What was written may end in another shift state than the initial one.
    bool must_unshift() const noexcept { return must_unshift_; }

    // What follows goes on in the shift state of what was written.
    void continue_shift() noexcept { must_unshift_ = false; }

    // Another encoding, or another file.
    void reset() noexcept
    {
        sent_ = 0;
        must_unshift_ = false;
    }

    // Converts and writes characters at `position`, moving `from` behind what is done. A character that cannot be
    // converted is dropped, and thrown for, so that the ones behind it can still be written.
    void write(target const& to, position_type& position, CharT const*& from, CharT const* end, std::error_code& ec)
    {
        char bytes[512];
        if (!to.window.go_to_end(position.offset, ec))
            return;
        while (from != end && !ec)
        {
            state_type after = position.shift;
            CharT const* next = from;
            char* last = bytes;
            auto const result = to.codec.out(after, from, end, next, bytes, bytes + sizeof(bytes), last);
            if (last != bytes && !write_bytes(to, position, bytes, static_cast<std::size_t>(last - bytes), ec))
                return;
            position.shift = after;
            must_unshift_ = to.codec.width() < 0;
            bool const stuck = next == from && last == bytes;
            from = next;
            if (result == std::codecvt_base::error || (stuck && from != end))
            {
                if (from != end)
                    ++from;
                to.errors.drop(std::make_error_code(std::errc::illegal_byte_sequence));
                to.errors.throw_conversion_error("boost::tempfile: a character that the encoding does not have");
            }
        }
    }

    // Goes over characters that another process converts and writes, and over the end of their shift sequence. An
    // exception of the facet's leaves the position where it is.
    void pass_over(target const& to, position_type& position, CharT const* from, CharT const* end)
    {
        char bytes[512];
        position_type at = position;
        at.offset -= static_cast<std::int64_t>(sent_);
        reset();
        while (from != end)
        {
            CharT const* next = from;
            char* last = bytes;
            auto const result = to.codec.out(at.shift, from, end, next, bytes, bytes + sizeof(bytes), last);
            at.offset += last - bytes;
            bool const stuck = next == from && last == bytes;
            from = next;
            if (from != end && (result == std::codecvt_base::error || stuck))
                ++from; // dropped there as well
        }
        position = at;
    }

    // Writes what brings the encoding back to its initial state. On an error of the device it is still to be done.
    void unshift(target const& to, position_type& position, std::error_code& ec)
    {
        char bytes[64];
        char* last = bytes;
        state_type after = position.shift;
        auto const result = to.codec.unshift(after, bytes, bytes + sizeof(bytes), last);
        if (result == std::codecvt_base::error || result == std::codecvt_base::partial)
            to.errors.drop(ec = std::make_error_code(std::errc::illegal_byte_sequence));
        else if (result == std::codecvt_base::ok && last != bytes)
        {
            if (!to.window.go_to_end(position.offset, ec) ||
                !write_bytes(to, position, bytes, static_cast<std::size_t>(last - bytes), ec))
                return;
        }
        position.shift = after;
        must_unshift_ = false;
    }

private:
    // Writes all bytes, or fails so that a retry can continue: a failed rollover refuses them, and what else was written
    // before an error is the beginning of what the same characters give the next time.
    bool write_bytes(
        target const& to, position_type& position, char const* bytes, std::size_t size, std::error_code& ec)
    {
        if (!device_window<Device>::fits(position.offset, size, ec))
            return false;
        if (size != 0 && to.window.memory_backed())
        {
            (void)to.window.writable(position.offset + static_cast<std::int64_t>(size) - 1, 1, ec);
            if (ec)
                return false;
            if (!to.window.memory_backed())
                to.errors.rolled_over();
        }
        std::int64_t at = position.offset;
        std::size_t const before = least(sent_, size);
        std::size_t const done = before + to.window.write(at, bytes + before, size - before, ec);
        bool const all = done == size;
        bool const again = !all && to.window.device().seekable() && !to.window.appends();
        if (!again) // else the same bytes go to the same place the next time
        {
            position.offset = at;
            sent_ = all ? 0 : done;
        }
        return all;
    }

    std::size_t sent_ = 0; // bytes of the next conversion result that were already written
    bool must_unshift_ = false;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
