//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

#include "../overwrite.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// posix_fallocate changes the size, and writes where the file system cannot reserve.
void reserve_space(native_handle_type handle, std::int64_t, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::reserve_space, handle, nullptr, nullptr, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
