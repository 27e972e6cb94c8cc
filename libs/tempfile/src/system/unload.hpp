//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_UNLOAD_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_UNLOAD_HPP

// Being unloaded by dlclose.

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What contains the library (a shared object: the library itself, or a plugin it was linked into) stays loaded from now
// on: the system has got the address of a function in it, to be called later. Does what it can; may be called again.
void stay_loaded() noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
