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

void copy_contents(native_handle_type from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::copy_contents, from, nullptr, nullptr, ec))
        copy_data(from, to, &copy_by_hand, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
