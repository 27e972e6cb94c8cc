//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// There is no fork.

#include <boost/tempfile/detail/fork_listener.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

void fork_listener::begin(void*, reaction) noexcept {}

void fork_listener::leave() noexcept {}

} // namespace detail
} // namespace tempfile
} // namespace boost
