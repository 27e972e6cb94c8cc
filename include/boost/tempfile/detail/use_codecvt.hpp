//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_USE_CODECVT_HPP
#define BOOST_TEMPFILE_DETAIL_USE_CODECVT_HPP

#include <boost/config.hpp>

#include <locale>

namespace boost
{
namespace tempfile
{
namespace detail
{

#if !defined(BOOST_NO_RTTI)

// std::bad_cast where there is none.
template<class Codecvt>
Codecvt const& use_codecvt(std::locale const& loc)
{
    return std::use_facet<Codecvt>(loc);
}

#else

// A program without run-time type information that derives a class from a codecvt, as newline_codecvt does, cannot ask
// for it by std::use_facet: up to version 12, the one in libstdc++ begins with a dynamic_cast, which does not survive
// such an object. For a class of another name, with the same id, use_facet is compiled here, and has no dynamic_cast.
template<class Codecvt>
struct same_id : Codecvt
{
};

template<class Codecvt>
Codecvt const& use_codecvt(std::locale const& loc)
{
    return std::use_facet<same_id<Codecvt>>(loc);
}

#endif

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
