//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_LISTING_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_LISTING_HPP

// The entries of an open directory.

#include "open_directory.hpp"

#include <cstddef>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

enum class entry_kind : unsigned char
{
    unknown,
    directory,
    other // links, and everything else that can stand for a directory and is none, included
};

struct directory_entry
{
    native_char const* name = nullptr;
    std::size_t size = 0; // of the name, in units
    entry_kind kind = entry_kind::unknown;
};

// Fills `buffer`, which is aligned for anything, with the next entries, and returns how many bytes of it were used: 0
// at the end and on an error. next_entry decodes them one by one from `offset`, which starts as 0; the directory's
// names for itself and its parent are left out.
std::size_t list_directory(directory&, char* buffer, std::size_t size, std::error_code&) noexcept;
bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry&) noexcept;

// Whether a listing that used this much of a buffer was not cut off by its end: most likely there is no more to come.
bool probably_complete(std::size_t used, std::size_t size) noexcept;

// The next listing starts over.
void rewind_directory(directory&, std::error_code&) noexcept;

// Whether list_directory may be called in a signal handler.
bool lists_in_handlers() noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
