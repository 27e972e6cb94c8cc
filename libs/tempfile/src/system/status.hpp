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
    std::filesystem::perms permissions = std::filesystem::perms::none; // with the set-id and sticky bits
    bool ours = false;       // owned by the effective user; of what lock_dead() found
    std::uint64_t owner = 0; // the user's number, where users have one
    std::uint64_t links = 0;
    bool mounted_on = false; // as directory_status has it
    file_identity identity;
};

// Of the thing itself, also where it is a link.
file_status identify_file(native_char const* path, std::error_code&) noexcept;
file_status identify_file(native_handle_type, std::error_code&) noexcept;

using directory_identity = file_identity;

struct directory_status
{
    directory_identity identity;
    std::filesystem::perms permissions = std::filesystem::perms::unknown; // within 0777; unknown where there are none
    bool mounted_on = false; // it is the root of what is mounted there, as far as the system tells
};

// One call. Of a path, the last component is not followed, and what is no directory is errc::not_a_directory.
directory_status identify_directory(directory const&, std::error_code&) noexcept;
directory_status identify_directory(native_char const* path, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
