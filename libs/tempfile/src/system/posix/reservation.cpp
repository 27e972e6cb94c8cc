//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_DARWIN

#include "../mapping.hpp"

#include <fcntl.h>

#include <algorithm>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// POSIX can give nothing back.
void reserve_blocks(native_handle_type handle, std::int64_t offset, std::int64_t end, std::error_code& ec) noexcept
{
    ec.clear();
    while (offset < end)
    {
        if (intercepted(call::reserve_blocks, handle, nullptr, nullptr, ec))
            return;
        std::int64_t const size = (std::min)(end - offset, reserved_at_once);
        int const error = ::posix_fallocate(handle, static_cast<off_t>(offset), static_cast<off_t>(size));
        if (error == EINTR)
            continue;
        if (error == EINVAL || error == EOPNOTSUPP || error == ENODEV || error == ENOSYS)
            return; // not for this file
        if (error != 0)
        {
            ec = std::error_code(error, std::system_category());
            return;
        }
        offset += size;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
