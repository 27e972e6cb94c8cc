//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_HANDLER_CALLS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_HANDLER_CALLS_HPP

// What a signal handler calls.

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Calls once, to no effect, the functions of the C and C++ libraries that the removal in a signal handler calls. Where
// functions are bound lazily, the first call of each looks it up, which takes more stack than the removal itself.
void bind_handler_calls() noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
