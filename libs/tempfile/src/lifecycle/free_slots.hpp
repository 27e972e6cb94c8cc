//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_FREE_SLOTS_HPP
#define BOOST_TEMPFILE_SRC_FREE_SLOTS_HPP

#include "registry.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

// The registry's slots that nobody uses. A slot is made only when there is none here: there are as many as were used
// at the same time, and a few for each thread.

// A slot in phase `free`; null where there is no memory.
registry_slot* take_slot() noexcept;

// Gives one back.
void put_slot(registry_slot*) noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
