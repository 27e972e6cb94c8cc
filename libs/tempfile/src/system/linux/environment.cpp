//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/auxv.h>

#include <cstdlib>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// secure_getenv(3), which not every C library has: file capabilities count as well.
bool has_rights_of_caller() noexcept
{
    return ::getauxval(AT_SECURE) == 0;
}

char const* secure_environment(char const* name) noexcept
{
    return has_rights_of_caller() ? std::getenv(name) : nullptr;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
