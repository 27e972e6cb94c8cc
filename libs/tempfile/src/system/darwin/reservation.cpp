//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

#include "../mapping.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// F_PREALLOCATE reserves only behind the last block: there is nothing for the holes of a file.
void reserve_blocks(native_handle_type handle, std::int64_t, std::int64_t, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::reserve_blocks, handle, nullptr, nullptr, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
