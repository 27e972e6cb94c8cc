//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_COPY_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_COPY_HPP

#include "target.hpp"

#include <boost/tempfile/persist.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// To storage, where that was asked for; and where errors of writing would show later than the rename.
void make_durable(native_handle_type, named_entry&, durability, std::error_code&);

// Another file with the same contents, beside the target, takes its place; the handle then stands for it.
void persist_copy(native_handle_type, named_entry&, std::filesystem::path const& target, system::replacement,
    bool exists, durability, unique_handle& instead, std::filesystem::path& where, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
