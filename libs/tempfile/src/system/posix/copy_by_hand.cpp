//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

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

void copy_by_hand(int from, int to, std::error_code& ec) noexcept
{
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[copy_buffer]);
    if (!buffer)
        return fail(ENOMEM, ec);
    for (std::int64_t offset = 0;;)
    {
        std::size_t const n = read_at(from, offset, buffer.get(), copy_buffer, ec);
        if (ec || n == 0)
            return;
        (void)write_at(to, offset, buffer.get(), n, ec);
        if (ec)
            return;
        offset += static_cast<std::int64_t>(n);
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
