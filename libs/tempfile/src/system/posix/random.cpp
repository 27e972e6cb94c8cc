//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if __has_include(<sys/random.h>)
#include <sys/random.h> // macOS; others have it in unistd.h
#endif

#include <algorithm>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void random_bytes(void* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::random, invalid_handle(), nullptr, &size, ec))
        return;
    char* p = static_cast<char*>(data);
    while (size != 0) // getentropy(3) gives at most 256 bytes a call
    {
        std::size_t const n = (std::min)(size, std::size_t(256));
        if (uninterrupted([&] { return ::getentropy(p, n); }) != 0)
        {
            ec = last_error();
            return;
        }
        p += n;
        size -= n;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
