//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LIFECYCLE_TEMPORARY_PATH_ACCESS_HPP
#define BOOST_TEMPFILE_SRC_LIFECYCLE_TEMPORARY_PATH_ACCESS_HPP

#include <boost/tempfile/temporary_path.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What the library's own sources do to a temporary_path.
class temporary_path_access
{
public:
    // Owns what has this name now, which is absolute, and of which `mark` says where the sweepable part begins; 0
    // without one. A sweepable thing is locked: false if somebody has swept it meanwhile.
    static bool own(temporary_path&, std::filesystem::path, std::size_t mark, std::error_code&);

    // Holds the lock that keeps sweep() away.
    static void lock(temporary_path& p, unique_handle held) noexcept { p.made_.pin = std::move(held); }

    // Owns the file with this identity; `lock` keeps sweep() away from it.
    static void own_file(temporary_path&, std::filesystem::path, std::size_t mark, file_identity const&,
        unique_handle lock, std::error_code&);
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
