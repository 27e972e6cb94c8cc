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

// Which file systems have locks that tell is known for Linux alone.
void check_sweepable(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::check_sweepable, invalid_handle(), directory, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
}

void check_file_system_sweepable(char const* directory, std::error_code& ec) noexcept
{
    check_sweepable(directory, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
