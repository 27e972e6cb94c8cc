//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "windows.hpp"

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

void copy_contents(native_handle_type from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::copy_contents, from, nullptr, nullptr, ec))
        return;
    constexpr std::size_t size = std::size_t(256) << 10;
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[size]);
    if (!buffer)
    {
        ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
        return;
    }
    std::int64_t offset = 0;
    while (std::size_t const n = read_at(from, offset, buffer.get(), size, ec))
    {
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
