//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/ioctl.h>

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
    constexpr unsigned long ficlone = _IOW(0x94, 9, int); // linux/fs.h: all of it shared, or nothing done
    if (::ioctl(to, ficlone, from) == 0)
        return;
    off_t read = 0, written = 0;
    for (;;)
    {
        ssize_t const n =
            uninterrupted([&] { return ::copy_file_range(from, &read, to, &written, std::size_t(1) << 30, 0); });
        if (n == 0 && read != 0)
            return;
        if (n <= 0)
            break;
    }
    // Some kernels say 0 at once for a file that they cannot copy: only reading tells. What cannot be done at all says
    // so at the first byte.
    if (read != 0)
    {
        ec = last_error();
        return;
    }
    copy_by_hand(from, to, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
