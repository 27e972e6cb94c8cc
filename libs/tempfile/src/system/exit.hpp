//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_EXIT_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_EXIT_HPP

// The end of the process.

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// The end of the process. `clean` is async-signal-safe, and does nothing the second time.
using end_function = void (*)() noexcept;

// Calls `clean` when the process ends normally, as late as possible: after the destructors of static objects, which
// may still create something. Cheap, and may be called again with the same function.
void run_at_exit(end_function clean) noexcept;

// Whether that is after everything else of the program. Where it is not, objects may be destroyed afterwards that still
// create something.
bool exit_runs_last() noexcept;

// False where there is no room for it.
bool run_at_quick_exit(end_function clean) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
