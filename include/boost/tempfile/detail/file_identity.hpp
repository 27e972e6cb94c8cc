//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_FILE_IDENTITY_HPP
#define BOOST_TEMPFILE_DETAIL_FILE_IDENTITY_HPP

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Which file or directory it is, whatever name it has. Device and number alone do not say so: a directory that was
// removed and made again gets the same number on ext4 every time, but another birth time. A birth of 0 is unknown, and
// then only a handle that is held for as long keeps the number from being used again.
struct file_identity
{
    std::uint64_t device = 0;
    std::uint64_t number[2] = {};
    std::int64_t birth = 0; // in the system's finest unit

    friend bool operator==(file_identity const& a, file_identity const& b) noexcept
    {
        return a.device == b.device && a.number[0] == b.number[0] && a.number[1] == b.number[1] && a.birth == b.birth;
    }
    friend bool operator!=(file_identity const& a, file_identity const& b) noexcept { return !(a == b); }
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
