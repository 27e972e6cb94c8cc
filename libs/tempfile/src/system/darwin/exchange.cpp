//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#include "../exchange.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include <cerrno>
#include <cstdio>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void rename_to_unused(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::rename_to_unused, invalid_handle(), to, nullptr, ec) &&
        ::renamex_np(from, to, RENAME_EXCL) != 0)
        ec = std::error_code(errno, std::system_category());
}

void exchange(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::exchange, invalid_handle(), to, nullptr, ec) && ::renamex_np(from, to, RENAME_SWAP) != 0)
        ec = std::error_code(errno, std::system_category());
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
