//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "request.hpp"

#include <sys/ioctl.h>

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

void copy_in_kernel(int from, int to, std::int64_t begin, std::int64_t end, std::error_code& ec) noexcept
{
    off_t read = static_cast<off_t>(begin), written = read;
    while (read < end)
    {
        std::size_t const most = static_cast<std::size_t>((std::min)(end - read, std::int64_t(1) << 30));
        if (uninterrupted([&] { return ::copy_file_range(from, &read, to, &written, most, 0); }) <= 0)
            break;
    }
    // Some kernels say 0 for a file that they cannot copy: only reading tells. An error is met again there.
    if (read < end)
        copy_by_hand(from, to, read, end, ec);
}

} // namespace

void copy_contents(native_handle_type from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::copy_contents, from, nullptr, nullptr, ec))
        return;
    constexpr auto ficlone = _IOW(0x94, 9, int); // linux/fs.h: all of it shared, or nothing done
    if (request(&::ioctl, to, ficlone, from) != 0)
        copy_data(from, to, &copy_in_kernel, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
