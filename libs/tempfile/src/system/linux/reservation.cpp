//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../mapping.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

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

// Gives back what was reserved and is not written: what reads as a hole. Whatever somebody else writes there in the
// meantime is no hole any more when it is looked at; only between that look and the call could it be lost.
void give_back(native_handle_type handle, std::int64_t offset, std::int64_t end) noexcept
{
    while (offset < end)
    {
        off_t const hole = ::lseek(handle, offset, SEEK_HOLE);
        if (hole < 0 || hole >= end)
            return;
        off_t data = ::lseek(handle, hole, SEEK_DATA);
        if (data < 0 || data > end)
            data = end;
        (void)::fallocate(handle, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, hole, data - hole);
        offset = data;
    }
}

} // namespace

void reserve_blocks(native_handle_type handle, std::int64_t offset, std::int64_t end, std::error_code& ec) noexcept
{
    ec.clear();
    for (std::int64_t at = offset; at < end;)
    {
        int error = 0;
        std::int64_t const size = (std::min)(end - at, reserved_at_once);
        if (!intercepted(call::reserve_blocks, handle, nullptr, nullptr, ec) &&
            uninterrupted([&] { return ::fallocate(handle, 0, at, size); }) != 0)
            error = errno;
        if (error == EOPNOTSUPP || error == ENOSYS || error == ENODEV || error == EINVAL || error == EPERM)
            return; // not for this file
        if (error != 0)
            ec = std::error_code(error, std::system_category());
        if (ec)
        {
            off_t const position = ::lseek(handle, 0, SEEK_CUR); // which looking for holes moves
            give_back(handle, offset, at + size);
            (void)::lseek(handle, position, SEEK_SET);
            return;
        }
        at += size;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
