//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_TRANSFER_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_TRANSFER_HPP

// Reading and writing an open file.

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

// Reads what there is, at most `size` bytes: 0 only at the end, on an error or for a `size` of 0.
std::size_t read(native_handle_type, char*, std::size_t size, std::error_code&) noexcept;
std::size_t read_at(native_handle_type, std::int64_t offset, char*, std::size_t size, std::error_code&) noexcept;

// Writes everything; a smaller count than `size` comes with an error and is what was written before it.
std::size_t write(native_handle_type, char const*, std::size_t size, std::error_code&) noexcept;
std::size_t write_at(native_handle_type, std::int64_t offset, char const*, std::size_t size, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
