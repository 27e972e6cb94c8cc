//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_THREAD_END_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_THREAD_END_HPP

// The end of a thread.

#include "exit.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// Calls `function`, always the same one, when this thread ends, also if called more than once. False where there is no
// memory for that: then it is not called. (C++'s own way, an object with a destructor, may end the process then.)
bool run_at_thread_end(end_function function) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
