//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_GET_AREA_HPP
#define BOOST_TEMPFILE_DETAIL_GET_AREA_HPP

#include <cstddef>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The three pointers of a stream buffer's get area: eback(), gptr() and egptr().
template<class CharT>
struct get_area
{
    CharT* begin = nullptr;
    CharT* next = nullptr;
    CharT* end = nullptr;

    std::size_t size() const noexcept { return static_cast<std::size_t>(end - begin); }

    // How many characters of it were read.
    std::size_t read() const noexcept { return static_cast<std::size_t>(next - begin); }
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
