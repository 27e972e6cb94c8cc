//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../overwrite.hpp"

#include <fcntl.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_handle_type open_to_overwrite(char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_to_overwrite, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    int const flags = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int const fd = open_handle([&] { return ::open(path, flags); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
