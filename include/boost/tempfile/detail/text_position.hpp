//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_TEXT_POSITION_HPP
#define BOOST_TEMPFILE_DETAIL_TEXT_POSITION_HPP

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A place in the external bytes, and the shift state of the conversion there.
template<class State>
struct text_position
{
    std::int64_t offset = 0;
    State shift = State();
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
