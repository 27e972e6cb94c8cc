//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/file.h>
#include <sys/stat.h>

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void lock_shared(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_shared, handle, nullptr, nullptr, ec))
        return;
    (void)failed(uninterrupted([&] { return ::flock(handle, LOCK_SH | LOCK_NB); }), ec);
}

native_handle_type open_for_lock(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_for_lock, invalid_handle(), directory, nullptr, ec))
        return invalid_handle();
    int const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int const fd = open_handle([&] { return ::open(directory, flags); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
