//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_READ_AHEAD_HPP
#define BOOST_TEMPFILE_DETAIL_READ_AHEAD_HPP

#include <boost/tempfile/detail/minmax.hpp>

#include <cstddef>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Decides how many bytes a read asks for beyond those that are needed: it grows while reading goes on, is the whole
// buffer after a seek nearby, and nothing after a far one, which random access repeats.
class read_ahead
{
public:
    explicit read_ahead(std::size_t bytes) noexcept : bytes_(bytes) {}

    // At the beginning: `capacity` is the buffer's.
    void begin(std::size_t capacity) noexcept { bytes_ = capacity; }

    // The next read begins where the last one ended, for `wanted` bytes.
    void go_on(std::size_t wanted, std::size_t capacity) noexcept
    {
        constexpr std::size_t smallest = 64;
        bytes_ = least(capacity, greatest(smallest, 4 * greatest(bytes_, wanted)));
    }

    // The next read is after a seek; `capacity` is 0 where nothing may be read ahead.
    void seek(bool nearby, std::size_t capacity) noexcept { bytes_ = nearby ? capacity : 0; }

    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::size_t bytes_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
