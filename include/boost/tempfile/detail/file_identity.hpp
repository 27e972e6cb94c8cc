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

// Which file or directory it is, whatever name it has. Device and inode alone do not say so: a directory that was
// removed and made again gets the same inode on ext4 every time, but another birth time. Where the file system knows no
// birth time, an open handle has to keep the inode from being used again.
struct file_identity
{
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t birth_seconds = 0;
    std::uint32_t birth_nanoseconds = 0;
    bool has_birth = false;

    friend bool operator==(file_identity const& a, file_identity const& b) noexcept
    {
        return a.device == b.device && a.inode == b.inode && a.has_birth == b.has_birth &&
               a.birth_seconds == b.birth_seconds && a.birth_nanoseconds == b.birth_nanoseconds;
    }
    friend bool operator!=(file_identity const& a, file_identity const& b) noexcept { return !(a == b); }
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
