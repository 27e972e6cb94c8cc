//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../exchange.hpp"

#include <cerrno>
#include <cstdio>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void rename_directory(native_char const* from, native_char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_directory, invalid_handle(), to, nullptr, ec) || ::rename(from, to) == 0)
        return;
    // POSIX lets rename() say either of a directory that is not empty.
    ec = std::error_code(errno == EEXIST ? ENOTEMPTY : errno, std::system_category());
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
