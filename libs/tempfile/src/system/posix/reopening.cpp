//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "../reopening.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// /dev/fd/N is no second opening but a duplicate, which shares the position.
native_handle_type reopen_handle(native_handle_type handle, bool, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::reopen_handle, handle, nullptr, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
