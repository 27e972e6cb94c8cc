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

// To storage, where that was asked for; and where errors of writing would show later than the rename. An error is
// final: the system may have dropped what it could not write.
void make_durable(native_handle_type, named_entry&, durability, std::error_code&);

// Another file with the same contents, extended attributes and times, for its owner alone, beside the target; `made` is
// its name, if it has one. On an error there is none.
unique_handle copy_beside(native_handle_type, std::filesystem::path const& target, naming, named_entry& made,
    std::filesystem::path& where, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
