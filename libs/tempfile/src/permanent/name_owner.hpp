//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_NAME_OWNER_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_NAME_OWNER_HPP

// Whose file a name leads to.

#include "target.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

enum class name_owner
{
    ours,
    other,
    missing_or_unknown // unknown with an error
};

// Whether the name leads to the file that `handle` is open on. `has_links` says that the file has further names.
name_owner owner_of(
    system::entry_path const& name, native_handle_type handle, bool& has_links, std::error_code&) noexcept;

// Whether two names are one entry, by whatever paths; also where that cannot be ruled out, as removing the one would be
// the end of the other. There are directories that do not tell case.
bool may_be_same_entry(held_directory const&, native_string const& name, held_directory const& other_directory,
    native_string const& other) noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
