//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_BSD

#include <cstdlib>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

bool has_rights_of_caller() noexcept
{
    return ::issetugid() == 0;
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
