//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_PERSIST_HPP
#define BOOST_TEMPFILE_PERSIST_HPP

// Turning a temporary file into a real one: what the streams' persist() functions are told.
//
//   1. write to a temporary file; best one made beside the target, options::dir = target.parent_path(), since a file
//      cannot move to another file system
//   2. f.persist(target): everything is written, and the target is this file from one moment to the next
//
// On failure the target is as it was, the file is still temporary, whole, and persist() can be tried again.

#include <boost/tempfile/config.hpp>

namespace boost
{
namespace tempfile
{

/** What becomes of a file that has the target's name already, and whether a copy will do.

    A target that is a link is followed, and what it leads to is replaced; create_new refuses a link. A target that is
    no regular file is refused.
*/
enum class persist_mode
{
    /// Replaced, in one atomic step.
    replace,
    /// An error, `std::errc::file_exists`; that is atomic as well.
    create_new,
    /// As replace; to another file system, the file is copied beside the target first, and the copy becomes the target.
    replace_or_copy,
    /// As create_new, copying to another file system.
    create_new_or_copy
};

/// What survives a power loss when the call returns.
enum class durability
{
    /// Whatever the system has written by then: either the old file or the new one, or, on some file systems, an empty
    /// one.
    none,
    /// The contents: whichever file has the name, it is whole.
    data,
    /// The contents and the name.
    data_and_entry
};

} // namespace tempfile
} // namespace boost

#endif
