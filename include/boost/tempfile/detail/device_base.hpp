//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DEVICE_BASE_HPP
#define BOOST_TEMPFILE_DETAIL_DEVICE_BASE_HPP

#include <boost/tempfile/detail/device_traits.hpp>
#include <boost/tempfile/detail/throw.hpp>

#include <cstdint>
#include <ios>
#include <limits>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What Boost.Iostreams asks for as a device's category: <boost/tempfile/iostreams.hpp> defines it.
struct device_category;

// offset + by, or -1 where that is negative or too large.
inline std::int64_t advanced(std::int64_t offset, std::int64_t by) noexcept
{
    if (by > 0 && offset > (std::numeric_limits<std::int64_t>::max)() - by)
        return -1;
    return offset + by < 0 ? -1 : offset + by;
}

// The sequential face of a device, which Boost.Iostreams' SeekableDevice asks for, over its positioned one: Derived has
// read_at, write_at, size and seekable. One position serves reading and writing.
template<class Derived>
class device_base
{
public:
    /// Devices transfer bytes.
    using char_type = char;

    /// A seekable device; not closable, so that a chain or boost::iostreams::copy leaves it open. To be used with
    /// Boost.Iostreams it needs <boost/tempfile/iostreams.hpp>.
    using category = device_category;

    /** Reads up to `size` bytes at the position and moves it on.

        @returns how many bytes were read: fewer than `size` at the end of a file, or when a pipe has no more at the
        moment; -1 at the end.
        @throws std::filesystem::filesystem_error with the system's code; what was read before the error is returned
        first.
    */
    std::streamsize read(char* data, std::streamsize size)
    {
        std::error_code ec;
        std::streamsize done = 0;
        find_position(ec);
        while (done < size && !ec)
        {
            std::size_t const n = read_here(data + done, static_cast<std::size_t>(size - done), ec);
            position_ += static_cast<std::int64_t>(n);
            done += static_cast<std::streamsize>(n);
            if (n == 0 || !self().seekable())
                break;
        }
        if (ec && done == 0)
            throw_device_error("boost::tempfile: read", ec);
        return done == 0 && size > 0 ? -1 : done;
    }

    /** Writes `size` bytes at the position and moves it on.

        @returns `size`.
        @throws std::filesystem::filesystem_error with the system's code; the position is behind what was written.
    */
    std::streamsize write(char const* data, std::streamsize size)
    {
        if (size <= 0)
            return 0;
        std::error_code ec;
        find_position(ec);
        std::size_t const n = ec ? 0 : write_here(data, static_cast<std::size_t>(size), ec);
        position_ += static_cast<std::int64_t>(n);
        if (ec)
            throw_device_error("boost::tempfile: write", ec);
        return size;
    }

    /** Moves the position; past the end is allowed.

        @throws std::filesystem::filesystem_error: `invalid_argument` for a position before the beginning,
        `invalid_seek` where the device has no positions.
    */
    std::streampos seek(std::int64_t offset, std::ios_base::seekdir way)
    {
        if (!self().seekable())
            throw_device_error("boost::tempfile: seek", std::make_error_code(std::errc::invalid_seek));
        std::error_code ec;
        std::int64_t from = 0;
        if (way == std::ios_base::cur)
        {
            find_position(ec);
            from = position_;
        }
        else if (way == std::ios_base::end)
            from = self().size(ec);
        std::int64_t const target = advanced(from, offset);
        if (!ec && target < 0)
            ec = std::make_error_code(std::errc::invalid_argument);
        if (!ec)
            leave_position(target, ec);
        if (ec)
            throw_device_error("boost::tempfile: seek", ec);
        position_ = target;
        return std::streampos(static_cast<std::streamoff>(target));
    }

    /// What Boost.Iostreams should buffer: bytes.
    std::streamsize optimal_buffer_size() const { return 16384; }

    /// Where the next read or write takes place.
    std::int64_t position() const noexcept { return position_; }

protected:
    device_base() noexcept = default;
    explicit device_base(std::int64_t position) noexcept : position_(position) {}

    std::int64_t position_ = 0;

private:
    Derived& self() noexcept { return static_cast<Derived&>(*this); }

    // Where others share the position it is the handle's.

    void find_position(std::error_code& ec) noexcept
    {
        if constexpr (has_shared_position<Derived>::value)
        {
            if (!self().shares_position())
                return;
            std::int64_t const at = self().take_position(ec);
            if (!ec)
                position_ = at;
        }
        (void)ec;
    }

    void leave_position(std::int64_t offset, std::error_code& ec) noexcept
    {
        if constexpr (has_shared_position<Derived>::value)
        {
            if (self().shares_position())
                self().leave_position(offset, ec);
        }
        (void)offset, (void)ec;
    }

    std::size_t read_here(char* data, std::size_t size, std::error_code& ec)
    {
        if constexpr (has_shared_position<Derived>::value)
        {
            if (self().shares_position())
                return self().read_shared(position_, data, size, ec);
        }
        return self().read_at(position_, data, size, ec);
    }

    std::size_t write_here(char const* data, std::size_t size, std::error_code& ec)
    {
        if constexpr (has_shared_position<Derived>::value)
        {
            if (self().shares_position())
                return self().write_shared(position_, data, size, ec);
        }
        return self().write_at(position_, data, size, ec);
    }
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
