//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../position.hpp"

#include <unistd.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

std::int64_t position(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::get_position, handle, nullptr, nullptr, ec))
        return 0;
    off_t const at = ::lseek(handle, 0, SEEK_CUR);
    if (at < 0)
        ec = last_error();
    return at < 0 ? 0 : at;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
