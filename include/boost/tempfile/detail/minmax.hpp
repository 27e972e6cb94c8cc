//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_MINMAX_HPP
#define BOOST_TEMPFILE_DETAIL_MINMAX_HPP

namespace boost
{
namespace tempfile
{
namespace detail
{

// std::min and std::max, for headers that need nothing else of <algorithm>, which is large.
template<class T>
constexpr T least(T a, T b) noexcept
{
    return b < a ? b : a;
}

template<class T>
constexpr T greatest(T a, T b) noexcept
{
    return a < b ? b : a;
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
