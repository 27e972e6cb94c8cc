//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_STORAGE_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_STORAGE_HPP

// What keeps the bytes, and what the file system promises.

#include "calls.hpp"

#include <boost/tempfile/detail/file_identity.hpp>

#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

enum class storage
{
    disk,
    memory
};

// What keeps the bytes of files in the directory.
storage storage_of(native_char const* directory, std::error_code&) noexcept;

// Further directories that disk_tempdir() and memory_tempdir() try.
std::vector<native_string> storage_candidates(storage);

// Whether errors of writing may show only when the file is synchronized or closed: a network file system.
bool reports_errors_late(native_handle_type) noexcept;

// Whether the file system may give a directory another number while nobody has it open. Cheap where the last one asked
// about was on the same device.
bool number_may_change(native_char const* path, file_identity const&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
