//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_BSD

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

storage storage_of(char const*, std::error_code& ec) noexcept
{
    ec = std::make_error_code(std::errc::operation_not_supported);
    return storage::disk;
}

bool reports_errors_late(native_handle_type) noexcept
{
    return true;
}

std::vector<native_string> storage_candidates(storage wanted)
{
    if (wanted == storage::disk)
        return {"/var/tmp"};
    return {};
}

bool number_may_change(native_char const*, file_identity const&) noexcept
{
    return false;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
