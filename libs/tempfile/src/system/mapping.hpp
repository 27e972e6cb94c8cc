//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_MAPPING_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_MAPPING_HPP

// Files in memory.

#include "calls.hpp"

#include <cstddef>
#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

enum class map_access
{
    read,
    write // as well; shared with everybody who has the file open or mapped
};

// Whole pages.
struct mapping
{
    char* begin = nullptr;
    std::size_t size = 0;
};

// Maps `size` bytes, which are not none, from `offset` on, which is any. Returns where the first of them is.
char* map(native_handle_type, std::int64_t offset, std::size_t size, map_access, mapping&, std::error_code&) noexcept;

void unmap(mapping) noexcept;

// Writes what was changed to storage.
void flush_mapping(mapping, std::error_code&) noexcept;

// Sees to it that writing to the bytes from `offset` to `end`, which are within the file, does not fail for want of
// space (errc::no_space_on_device). On failure what was reserved is given back, where the system can do that. No error
// where it cannot reserve anything for this file.
void reserve_blocks(native_handle_type, std::int64_t offset, std::int64_t end, std::error_code&) noexcept;

// Blocks are reserved in pieces of this size: a signal interrupts the reservation of a large one, and it would never
// end where signals come often.
constexpr std::int64_t reserved_at_once = std::int64_t(32) << 20;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
