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
//   1. write to a temporary file; best one made with beside(target), since a file cannot move to another file system
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
    no regular file is refused. In a directory that others may write to and that has the sticky bit, such as `/tmp`, a
    link or a file of somebody else's is refused too (`permission_denied`), as the kernel does with O_CREAT
    (fs.protected_symlinks, fs.protected_regular).

    The target is the file that was written, whoever exchanges directories above, and it never gives anybody more access
    than the file that it replaces did, also where that one changes or is replaced meanwhile.
*/
enum class persist_mode
{
    /// Replaced, in one atomic step: the two are exchanged, and the old one is removed, or, where nothing can be
    /// exchanged (FUSE, NFS, the plain POSIX path, Windows), the new one is renamed over the old one. A crash in between
    /// may leave the old one under the temporary name.
    replace,
    /// An error, `std::errc::file_exists`; that is atomic as well. Where there are no hard links (FAT, exFAT), the name
    /// is reserved with an empty file, which is renamed over: a crash in between leaves that.
    create_new,
    /// As replace; to another file system, the file is copied beside the target first, and the copy becomes the target.
    /// It has the holes, extended attributes and times of the file. A source whose name cannot be removed is an error,
    /// though the copy is in its place then.
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
