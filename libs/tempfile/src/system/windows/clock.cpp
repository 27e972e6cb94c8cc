//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../clock.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The number tells a directory apart.
std::int64_t birth_clock() noexcept
{
    return 0;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
