//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_IDENTITY_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_IDENTITY_HPP

#include <boost/tempfile/detail/file_identity.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

enum class likeness : unsigned char
{
    same,
    different,
    unknown // the system tells the birth of one alone: a call that tells it was taken away meanwhile
};

// Whether two looks were at one directory. Where a handle keeps its number from being used again, unknown means same.
inline likeness compare(file_identity const& a, file_identity const& b) noexcept
{
    if (a.device != b.device || a.number[0] != b.number[0] || a.number[1] != b.number[1])
        return likeness::different;
    if (a.birth == b.birth)
        return likeness::same;
    return a.birth == 0 || b.birth == 0 ? likeness::unknown : likeness::different;
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
