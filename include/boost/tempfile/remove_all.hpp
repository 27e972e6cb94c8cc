//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_REMOVE_ALL_HPP
#define BOOST_TEMPFILE_REMOVE_ALL_HPP

// Removing a tree, whatever is in it and whoever interferes. The calling sequence is one call:
//
//     std::error_code ec;
//     std::uintmax_t const gone = boost::tempfile::remove_all("build", ec);   // the count even on an error
//     if (ec) ...                                                             // something stayed

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/detail/progress_observer.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{

/** How remove_all() works.

    An aggregate whose member order is part of the interface: new members go last.
*/
struct remove_options
{
    /** How many threads work at most, the calling one included; 0 means as many as help, at most the cores.

        Threads are started once a tree has shown to be worth it, end before remove_all() returns and take no signals.
        One that cannot be started is no error. Open handles limit them too: all together hold at most 32, or a
        quarter of what the process may have open if that is less.
    */
    unsigned threads = 0;

    /** How long to go on without progress.

        What cannot go just now (somebody holds it, or adds to it) is put aside; once everything else is gone it is
        tried again with growing pauses, until this much time has passed in which it did not become less. Zero: one try.
    */
    std::chrono::milliseconds deadline{2000};

    /** Whether what is mounted inside the tree is emptied too.

        Without it a mount point, a bind mount of the same file system included, stays as it is and is reported as
        `device_or_resource_busy`. With it, what is below goes, but the mount point itself stays, as only unmounting
        removes it, and is reported in the same way.
    */
    bool cross_mounts = false;

    /** A function of the type `void(std::uintmax_t)`, a lambda that captures too; it has to be copyable. None by default.

        Called on the calling thread now and then with the number of entries removed so far, and once at the end.

        What it throws ends the removal and is passed on, once no thread is at work any more.
    */
    detail::progress_observer observer = {};
};

/** Removes a file, a link or a directory with everything in it.

    A link is removed, never followed, at the end of `path` (with a trailing slash too) as well as inside: whatever
    other processes put in place of directories meanwhile, nothing outside the tree is removed and nobody's
    permissions outside it change. Directories of ours that deny us access are opened up. Neither the depth of the tree
    nor its size is limited by path lengths, open files or the stack; memory is at most 640 KiB a thread, plus a few
    bytes and a name for each level beyond the eighth, and 4,096 names more, where a file system cannot move
    directories (an overlay's lower layer).

    Entries that vanish meanwhile are no error. What cannot go (immutable, a mount point, somebody else's) stays,
    with the directories above it; everything else is removed. A directory deeper than the eighth level may be found
    under a random name at the top of the tree, if it stays.

    It ends, whoever goes on adding entries and whatever the file system: on FUSE a removed file that somebody has open
    is there again under another name (`.fuse_hidden...`). After the deadline such a directory is
    `directory_not_empty`. If something else has got the name of the tree by the time that it is empty, that is removed
    as well, unless the tree itself was moved to another directory and has its name there.

    Without options, call it by its qualified name: a std::filesystem::path as the argument brings
    std::filesystem::remove_all() into the choice, and the call would be ambiguous.

    @param path What to remove. Nothing there (or below something that is no directory): 0, which is no error. An empty
    path is `std::errc::no_such_file_or_directory`. The root directory, and what ends in `.` or `..`, is
    `std::errc::invalid_argument`.

    @param options How.

    @return How many entries were removed, `path` itself included.

    @throws std::filesystem::filesystem_error with the first path that stayed and the system's own code.

    @par Thread safety
    Any number of threads and processes may remove the same tree at once.

    @par Limits
    With no file descriptor to be had only an empty directory or a file can be removed, and a tree takes two. An empty
    directory that is put in place of one just emptied may go: no system compares and removes in one step.

    @code
    remove_options how;
    how.observer = [](std::uintmax_t gone) { std::clog << '\r' << gone << " removed"; };
    remove_all("/var/tmp/build", how);
    @endcode
*/
BOOST_TEMPFILE_DECL std::uintmax_t remove_all(std::filesystem::path const& path, remove_options const& options = {});

/** The same, reporting into `ec`, which is cleared on success; the count is returned on an error too. */
BOOST_TEMPFILE_DECL std::uintmax_t remove_all(std::filesystem::path const& path, std::error_code& ec);

/** The same with options; what the observer throws is passed on. */
BOOST_TEMPFILE_DECL std::uintmax_t remove_all(
    std::filesystem::path const& path, remove_options const& options, std::error_code& ec);

/// The same for a path of Boost.Filesystem.
template<class Path, detail::if_foreign_path<Path> = 0>
std::uintmax_t remove_all(Path const& path, remove_options const& options = {})
{
    return tempfile::remove_all(detail::standard_path(path), options);
}

/// The same for a path of Boost.Filesystem.
template<class Path, detail::if_foreign_path<Path> = 0>
std::uintmax_t remove_all(Path const& path, std::error_code& ec)
{
    return tempfile::remove_all(detail::standard_path(path), ec);
}

/// The same for a path of Boost.Filesystem.
template<class Path, detail::if_foreign_path<Path> = 0>
std::uintmax_t remove_all(Path const& path, remove_options const& options, std::error_code& ec)
{
    return tempfile::remove_all(detail::standard_path(path), options, ec);
}

} // namespace tempfile
} // namespace boost

#endif
