//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../exchange.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_DARWIN

#include <cerrno>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// POSIX has only rename(), which replaces.
void rename_to_unused(native_char const*, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::rename_to_unused, invalid_handle(), to, nullptr, ec))
        ec = std::error_code(ENOSYS, std::system_category());
}

void exchange(native_char const*, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::exchange, invalid_handle(), to, nullptr, ec))
        ec = std::error_code(ENOSYS, std::system_category());
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
