//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPDIR_HPP
#define BOOST_TEMPFILE_TEMPDIR_HPP

// Where temporary files go, and what their names begin with.

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{

/** The directory in which temporary files are made unless options::dir names another.

    Effects: The first call looks for a directory in which a file can be created and written to, and tries that with a
    file of its own that is gone again. On POSIX the candidates are the directories that the environment variables
    `TMPDIR`, `TEMP` and `TMP` name (empty ones are skipped, relative ones made absolute), then `/tmp`, `/var/tmp`,
    `/usr/tmp`, then the current directory. In a process that runs with another user's rights (set-user-ID,
    set-group-ID, file capabilities) nothing is tried that its caller chose: neither the environment nor the current
    directory. Later calls return the same directory as long as it is there; when it is gone, the next call, or the
    creation that finds it gone, searches again. After chroot(2), a change of user or of the environment,
    `settempdir({})` makes the next call search again.

    @return An absolute path.

    @throws std::filesystem::filesystem_error when no candidate will do; `what()` lists what was tried, with the
    reasons.

    Thread Safety: may be called by any number of threads, together with settempdir().

    @code
    std::cout << "spilling to " << boost::tempfile::gettempdir() << '\n';
    @endcode
*/
BOOST_TEMPFILE_DECL std::filesystem::path gettempdir();

/** The same, reporting into `ec`, which is cleared on success.

    @return An empty path on failure. `ec` is then the system's own code for the first candidate that exists but will
    not do, or `std::errc::no_such_file_or_directory` when none exists.

    @throws std::bad_alloc
*/
BOOST_TEMPFILE_DECL std::filesystem::path gettempdir(std::error_code& ec);

/** Says where temporary files go from now on, in this process.

    @param dir The directory; a relative one is made absolute now. Whether it can be used shows when a file is made.
    It stays the directory also when it is gone. Empty means that the next gettempdir() searches again.

    @throws std::filesystem::filesystem_error when `dir` holds a NUL (`std::errc::invalid_argument`), has more than 4,095
    characters (`std::errc::filename_too_long`), or is relative and the current directory is gone.

    Thread Safety: as gettempdir().
*/
BOOST_TEMPFILE_DECL void settempdir(std::filesystem::path dir);

/// The same for a path of Boost.Filesystem.
template<class Path, detail::if_foreign_path<Path> = 0>
void settempdir(Path const& dir)
{
    settempdir(detail::standard_path(dir));
}

/// What names begin with unless options::prefix says otherwise: `"tmp"`.
BOOST_TEMPFILE_DECL std::filesystem::path gettempprefix();

} // namespace tempfile
} // namespace boost

#endif
