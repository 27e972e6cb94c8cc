//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_handle_type open_anonymous(native_char const* dir, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::open_anonymous, invalid_handle(), dir, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

void link_handle(native_handle_type handle, char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::link_handle, handle, to, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
