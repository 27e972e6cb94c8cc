//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SWEEP_HPP
#define BOOST_TEMPFILE_SWEEP_HPP

// What is left after a crash, SIGKILL or power loss, and where large files should go.
//
//   1. options o; o.prefix = "myprogram-"; o.sweepable = true;    for everything that the program makes
//   2. sweep(gettempdir(), "myprogram-");                         when it starts: what dead instances left goes
//
// What is made with options::sweepable has a name of a form of its own, the prefix, `~`, sixteen characters of
// [0-9a-z], `~`, the suffix, and holds a lock that the system drops when its owner dies, however that happens. sweep()
// takes what has such a name, is this user's, and is not locked. A kept or persisted file has a plain name again, and
// what mkstemp or another library makes never had a marked one.
//
// A child process that inherited the file by fork keeps the lock as long as it lives.

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>

#include <filesystem>
#include <system_error>
#include <vector>

namespace boost
{
namespace tempfile
{

/** Removes the sweepable files and directories in `dir` whose owner is dead, and nothing else.

    Safe against other sweeps at the same time, against files that are just being made, against links, and against what
    other users put there: what is not ours, no file or directory, a running program, or where something is mounted, is
    passed over without asking it anything. Nobody's lock is waited for, and what another user, who may read a file, has
    locked goes all the same when its owner is dead (on Linux, as far as /proc/locks tells). What has other names keeps
    its permissions. (Who may rename what is ours, in a directory that others may write to without the sticky bit,
    can give anything of ours in it such a name: keep to other directories.)

    @param dir The directory; an empty path means gettempdir().
    @param prefix The prefix that the files were made with: options::prefix, or gettempprefix().
    @return The paths of what was removed; a directory counts once.

    @throws std::filesystem::filesystem_error `operation_not_supported` where a lock does not tell whether the owner is
    alive: anywhere but on ext2 to ext4, xfs, btrfs, f2fs, bcachefs, zfs, tmpfs and overlay on Linux, and in the directory
    in which an overlay keeps its changes; `invalid_argument` for a prefix with a separator or a NUL; the system's code where the
    directory cannot be read, or, after all the others were removed, for the first that could not be.

    The directory of a target in the current directory is `beside(target).dir`: its `parent_path()` is empty, which means
    gettempdir() here.

    Complexity: seven system calls for each file with such a name.

    @code
    for (auto const& path : boost::tempfile::sweep(boost::tempfile::gettempdir(), "myprogram-"))
        std::clog << "left by a crash: " << path << '\n';
    @endcode
*/
BOOST_TEMPFILE_DECL std::vector<std::filesystem::path> sweep(
    std::filesystem::path const& dir, std::filesystem::path const& prefix);

/// The same, reporting into `ec`, which is cleared on success; returns what was removed also on an error.
BOOST_TEMPFILE_DECL std::vector<std::filesystem::path> sweep(
    std::filesystem::path const& dir, std::filesystem::path const& prefix, std::error_code& ec);

/// The same for paths of which one or both are Boost.Filesystem's.
template<class Dir, class Prefix, detail::if_foreign_path<Dir, Prefix> = 0>
std::vector<std::filesystem::path> sweep(Dir const& dir, Prefix const& prefix)
{
    return tempfile::sweep(detail::standard_path(dir), detail::standard_path(prefix));
}

/// The same for paths of which one or both are Boost.Filesystem's.
template<class Dir, class Prefix, detail::if_foreign_path<Dir, Prefix> = 0>
std::vector<std::filesystem::path> sweep(Dir const& dir, Prefix const& prefix, std::error_code& ec)
{
    return tempfile::sweep(detail::standard_path(dir), detail::standard_path(prefix), ec);
}

/** A directory for temporary files on storage: for what may be larger than memory.

    `/tmp` is in memory on many systems. The candidates are those of gettempdir(), and `/var/tmp`; the first on a file
    system that is not in memory, and in which a file can be created and written to, is returned. Each call looks again.

    @return An absolute path, for options::dir.
    @throws std::filesystem::filesystem_error with what was tried in `what()` when there is none.

    @code
    boost::tempfile::options o;
    o.dir = boost::tempfile::disk_tempdir();
    boost::tempfile::spooled_temporary_file f(std::size_t(64) << 20, o); // 64 MiB in memory, the rest on the disk
    @endcode
*/
BOOST_TEMPFILE_DECL std::filesystem::path disk_tempdir();

/// The same, reporting into `ec`, which is cleared on success; an empty path on failure.
BOOST_TEMPFILE_DECL std::filesystem::path disk_tempdir(std::error_code& ec);

/** A directory for temporary files in memory: for what should never reach a disk, or be fast.

    As disk_tempdir(), on a file system in memory (tmpfs, ramfs); `/dev/shm` and `$XDG_RUNTIME_DIR` are tried as well.
    The system may still swap it out.

    @return An absolute path, for options::dir.
    @throws std::filesystem::filesystem_error with what was tried in `what()` when there is none.
*/
BOOST_TEMPFILE_DECL std::filesystem::path memory_tempdir();

/// The same, reporting into `ec`, which is cleared on success; an empty path on failure.
BOOST_TEMPFILE_DECL std::filesystem::path memory_tempdir(std::error_code& ec);

} // namespace tempfile
} // namespace boost

#endif
