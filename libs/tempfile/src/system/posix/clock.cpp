//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../clock.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Births can be changed here, so that nobody asks for them.
std::int64_t birth_clock() noexcept
{
    return 0;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
