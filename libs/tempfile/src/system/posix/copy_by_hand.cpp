//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <new>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

constexpr std::size_t copy_buffer = std::size_t(64) << 10;

} // namespace

void copy_by_hand(int from, int to, std::int64_t begin, std::int64_t end, std::error_code& ec) noexcept
{
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[copy_buffer]);
    if (!buffer)
        return fail(ENOMEM, ec);
    while (begin < end)
    {
        std::size_t const most = static_cast<std::size_t>((std::min)(end - begin, std::int64_t(copy_buffer)));
        std::size_t const n = read_at(from, begin, buffer.get(), most, ec);
        if (ec || n == 0)
            return;
        (void)write_at(to, begin, buffer.get(), n, ec);
        if (ec)
            return;
        begin += static_cast<std::int64_t>(n);
    }
}

namespace
{

struct data_range
{
    std::int64_t begin, end;
};

#if defined(SEEK_DATA) && defined(SEEK_HOLE)

// The first data at or behind `at`; all of the rest where the file system does not tell (EINVAL).
data_range next_data(int file, std::int64_t at, std::int64_t size) noexcept
{
    off_t const data = ::lseek(file, static_cast<off_t>(at), SEEK_DATA);
    if (data < 0)
        return {errno == ENXIO ? size : at, size}; // nothing but a hole
    off_t const hole = ::lseek(file, data, SEEK_HOLE);
    return {static_cast<std::int64_t>(data), hole < 0 ? size : static_cast<std::int64_t>(hole)};
}

#else

data_range next_data(int, std::int64_t at, std::int64_t size) noexcept
{
    return {at, size};
}

#endif

} // namespace

void copy_data(int from, int to, copy_range copy, std::error_code& ec) noexcept
{
    struct stat s;
    if (failed(::fstat(from, &s), ec))
        return;
    off_t const position = ::lseek(from, 0, SEEK_CUR); // others may share it
    std::int64_t const size = static_cast<std::int64_t>(s.st_size);
    for (std::int64_t at = 0; at < size && !ec;)
    {
        data_range const range = next_data(from, at, size);
        if (range.begin < range.end)
            copy(from, to, range.begin, range.end, ec);
        at = range.end;
    }
    if (position >= 0)
        (void)::lseek(from, position, SEEK_SET);
    if (!ec)
        (void)failed(::ftruncate(to, s.st_size), ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
