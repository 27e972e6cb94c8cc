//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../handler_calls.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// A handler of Windows has a thread of its own.
void bind_handler_calls() noexcept {}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
