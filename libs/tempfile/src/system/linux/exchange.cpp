//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#include "../exchange.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

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

// renameat2(2), since 3.15. Not every C library has it.
constexpr unsigned no_replace = 1, exchange_both = 2;

void rename_with(unsigned flags, native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
#if defined(SYS_renameat2)
    if (::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags) != 0)
        ec = std::error_code(errno, std::system_category());
#else
    (void)flags, (void)from, (void)to;
    ec = std::error_code(ENOSYS, std::system_category());
#endif
}

} // namespace

void rename_to_unused(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::rename_to_unused, invalid_handle(), to, nullptr, ec))
        rename_with(no_replace, from, to, ec);
}

void exchange(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::exchange, invalid_handle(), to, nullptr, ec))
        rename_with(exchange_both, from, to, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
