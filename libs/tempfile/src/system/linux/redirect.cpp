//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

bool redirect(native_handle_type handle, native_handle_type other) noexcept
{
    return uninterrupted([&] { return ::dup3(other, handle, O_CLOEXEC); }) >= 0;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
