//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_OPENMODE_HPP
#define BOOST_TEMPFILE_DETAIL_OPENMODE_HPP

#include <ios>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Whether std::basic_filebuf::open would take the mode ([filebuf.members]).
inline bool valid_openmode(std::ios_base::openmode mode) noexcept
{
    using b = std::ios_base;
    b::openmode const m = mode & (b::in | b::out | b::trunc | b::app);
    if (m == b::openmode() || m == b::trunc || m == (b::in | b::trunc))
        return false;
    return !((m & b::trunc) && (m & b::app));
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
