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

// There is no sweep() here (check_sweepable()).
native_handle_type lock_dead(native_handle_type, char const* path, file_status&, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::lock_dead, invalid_handle(), path, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
    return invalid_handle();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
