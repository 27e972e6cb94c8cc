//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_CHARACTER_READER_HPP
#define BOOST_TEMPFILE_DETAIL_CHARACTER_READER_HPP

#include <boost/tempfile/detail/character_buffer.hpp>
#include <boost/tempfile/detail/device_window.hpp>
#include <boost/tempfile/detail/encoding.hpp>
#include <boost/tempfile/detail/get_area.hpp>
#include <boost/tempfile/detail/minmax.hpp>
#include <boost/tempfile/detail/stream_errors.hpp>
#include <boost/tempfile/detail/text_position.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What conversions take place between.
template<class Device, class CharT, class Traits>
struct conversion
{
    device_window<Device>& window;
    encoding<CharT, Traits> const& codec;
    stream_errors& errors;
};

// Converts bytes to the characters of a get area, and knows where each of these comes from: where the area ends, and
// the area before it, from which the last character can be had once more in an encoding of variable width.
template<class Device, class CharT, class Traits>
class character_reader
{
public:
    using source = conversion<Device, CharT, Traits>;
    using position_type = text_position<typename Traits::state_type>;

    static constexpr std::size_t bytes_at_once = 512;

    // Converts what is at `begin`, which becomes where the new get area begins.
    // Returns how many characters there are; 0 at the end.
    std::size_t read(source const& from, character_buffer<CharT>& to, position_type& begin)
    {
        std::size_t const produced = convert(from, to, begin);
        if (produced != 0)
            forget_previous();
        return produced;
    }

    // The same with what is behind a get area of `count` characters that begins at `begin`.
    std::size_t read_on(source const& from, character_buffer<CharT>& to, position_type& begin, std::size_t count)
    {
        position_type at = end_;
        std::size_t const produced = convert(from, to, at);
        if (produced == 0)
            return 0;
        previous_ = begin;
        previous_count_ = count; // an empty area says nothing
        begin = at;
        return produced;
    }

    // Behind the bytes of the get area.
    position_type const& end() const noexcept { return end_; }

    // Where the next character of the get area comes from, which begins at `begin`.
    position_type position_of_next(source const& from, position_type const& begin, get_area<CharT> const& area) const
    {
        if (area.next == area.begin)
            return behind_previous(from, begin);
        // A state-dependent encoding may have bytes behind the last character that only shift. Whether they were
        // converted with it depends on what was in the window; the position does not.
        if (area.next == area.end && from.codec.width() >= 0)
            return end_;
        if (from.codec.width() > 0)
            return fixed_position(from, begin, area);
        std::size_t const size = static_cast<std::size_t>(end_.offset - begin.offset);
        if (!from.window.device().seekable() && !from.window.cached(begin.offset, size))
            return end_; // they cannot be read again, and positions are of no use there
        return behind(from, begin, end_.offset, area.read());
    }

    // The same for going back there after an error: any position that gives the same characters. Throws where it takes
    // bytes which cannot be read again.
    position_type position_to_resume(source const& from, position_type const& begin, get_area<CharT> const& area) const
    {
        if (area.next == area.end)
            return end_;
        if (from.codec.width() > 0)
            return fixed_position(from, begin, area);
        if (area.next == area.begin || !from.window.device().seekable())
            return begin;
        return behind(from, begin, end_.offset, area.read());
    }

    // ---- the area before -------------------------------------------------------------------------------------------

    position_type const& previous() const noexcept { return previous_; }

    // How many characters it had; 0 where it is not known.
    std::size_t previous_count() const noexcept { return previous_count_; }

    void forget_previous() noexcept { previous_count_ = 0; }

    // A get area that begins at `begin` goes: what was read of it is the area before.
    void leave(position_type const& begin, get_area<CharT> const& area) noexcept
    {
        if (area.read() == 0)
            return;
        previous_ = begin;
        previous_count_ = area.read();
    }

private:
    static position_type fixed_position(
        source const& from, position_type const& begin, get_area<CharT> const& area) noexcept
    {
        std::int64_t const read = static_cast<std::int64_t>(area.read());
        return position_type{begin.offset + from.codec.width() * read, begin.shift};
    }

    // Where a get area begins: right behind the last character of the one before.
    position_type behind_previous(source const& from, position_type const& begin) const
    {
        if (from.codec.width() >= 0 || previous_count_ == 0 || !from.window.device().seekable())
            return begin;
        return behind(from, previous_, begin.offset, previous_count_);
    }

    // Behind `count` characters from `at` on, whose bytes end before `end`. There may be fewer by now, as others can cut
    // the file.
    static position_type behind(source const& from, position_type at, std::int64_t end, std::size_t count)
    {
        std::size_t const size = static_cast<std::size_t>(end - at.offset);
        std::error_code ec;
        byte_area const bytes = from.window.readable(at.offset, size, 0, ec);
        from.errors.throw_if_read_failed(ec);
        std::size_t const there = least(size, bytes.size());
        if (there != 0)
            at.offset += from.codec.length(at.shift, bytes.at, bytes.at + there, count);
        return at;
    }

    // Converts from `first` on until there are characters, which end at end_. Bytes before them that only shift belong
    // to them, except where the device cannot give them once more.
    std::size_t convert(source const& from, character_buffer<CharT>& to, position_type& first)
    {
        CharT* const begin = to.get();
        position_type at = first;
        std::size_t needed = 1;
        for (;;)
        {
            std::error_code ec;
            byte_area const bytes =
                from.window.readable(at.offset, needed, to.unbuffered() ? needed : bytes_at_once, ec);
            from.errors.throw_if_read_failed(ec);
            if (bytes.empty())
                return 0;
            std::size_t const given = to.unbuffered() ? least(needed, bytes.size()) : bytes.size();
            position_type after = at;
            char const* next = bytes.at;
            CharT* end = begin;
            auto const result =
                from.codec.in(after.shift, bytes.at, bytes.at + given, next, begin, begin + to.size(), end);
            after.offset += next - bytes.at;
            if (end != begin)
            {
                end_ = after;
                if (!from.window.device().seekable())
                    first = at;
                return static_cast<std::size_t>(end - begin);
            }
            if (result == std::codecvt_base::error)
                from.errors.throw_conversion_error("boost::tempfile: invalid byte sequence");
            at = after;
            if (next != bytes.at)
                needed = 1;
            else if (bytes.size() < needed)
                from.errors.throw_conversion_error("boost::tempfile: incomplete character at the end");
            else
                needed = given + 1;
        }
    }

    position_type end_;
    position_type previous_;
    std::size_t previous_count_ = 0;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
