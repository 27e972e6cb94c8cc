//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_STATUS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_STATUS_HPP

// What something is, without opening it.

#include "open_directory.hpp"

#include <boost/tempfile/detail/file_identity.hpp>

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

enum class file_type : unsigned char
{
    regular,
    directory,
    link,
    other
};

struct file_status
{
    file_type type = file_type::other;
    std::filesystem::perms permissions =
        std::filesystem::perms::unknown; // with the set-id and sticky bits; unknown where
                                         // there are none
    bool ours = false;                   // owned by the effective user; of what lock_dead() found
    std::uint64_t owner = 0;             // the user's number, where users have one
    std::uint64_t links = 0;
    std::uint64_t mount = 0; // the number of the mount that it is in, where the system has such
    bool mounted_on = false; // it is the root of what is mounted there, as far as the system tells
    file_identity identity;
};

// One call each. Of the thing itself, also where it is a link; for the directories, what is no directory is
// errc::not_a_directory.
file_status identify_file(native_char const* path, std::error_code&) noexcept;
file_status identify_file(native_handle_type, std::error_code&) noexcept;
file_status identify_directory(native_char const* path, std::error_code&) noexcept;
file_status identify_directory(directory const&, std::error_code&) noexcept;

using directory_status = file_status;
using directory_identity = file_identity;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
