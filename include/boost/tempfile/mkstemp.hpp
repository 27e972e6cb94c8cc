//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_MKSTEMP_HPP
#define BOOST_TEMPFILE_MKSTEMP_HPP

// The low level: a file or directory with a unique name, which the caller owns and removes.
//
//   1. auto [handle, path] = mkstemp(options);   the file exists, empty, open, and nobody else can have it
//   2. write through handle.get(), or give the handle to a file_device or to an API that wants a descriptor
//   3. std::filesystem::remove(path), or keep the file: the library does neither

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{

/// An open file and its name: `auto [handle, path] = mkstemp();`
struct named_handle
{
    /// Closes the file when destroyed.
    unique_handle handle;
    /// Absolute. Nothing is removed when it is destroyed.
    std::filesystem::path path;
};

/** Creates a new, empty file with a name that nobody can guess, open for reading and writing.

    The file is never an existing one, never reached through a link, not inherited across exec, and readable and
    writable by its owner alone, unless `options::permissions` says otherwise. Its name is the prefix, twelve characters
    of `[0-9a-z]` from the system's random generator, and the suffix. The caller removes it; `options::removal` is not
    looked at.

    @throws std::filesystem::filesystem_error with the path and the system's code: `invalid_argument` for a prefix or
    suffix that cannot be part of a name and for permissions outside 0777, `no_such_file_or_directory` where the
    directory is missing, `not_a_directory` where something else is in its place, `permission_denied`,
    `filename_too_long`, `too_many_files_open`, `operation_not_supported` for `options::sweepable`: what sweep() may
    take must have an owner.

    Exception Safety: strong; no file is left behind.
    Thread Safety: may be called by any number of threads.

    @code
    boost::tempfile::options o;
    o.suffix = ".csv";
    auto [handle, path] = boost::tempfile::mkstemp(o);
    @endcode
*/
BOOST_TEMPFILE_DECL named_handle mkstemp(options const& o);

/// The same with default options.
BOOST_TEMPFILE_DECL named_handle mkstemp();

/// The same, reporting into `ec`, which is cleared on success; on failure both members are empty.
BOOST_TEMPFILE_DECL named_handle mkstemp(options const& o, std::error_code& ec);

/** Creates a new, empty directory with a name that nobody can guess.

    Its permissions are exactly 0700 or what `options::permissions` asks for, whatever the umask and the parent's access
    list; a set-group-ID bit that it inherits stays. The caller removes it, with remove_all(), say.

    @return Its absolute path.

    @throws std::filesystem::filesystem_error as mkstemp().

    Thread Safety: may be called by any number of threads.
*/
BOOST_TEMPFILE_DECL std::filesystem::path mkdtemp(options const& o = {});

/// The same, reporting into `ec`, which is cleared on success; on failure the path is empty.
BOOST_TEMPFILE_DECL std::filesystem::path mkdtemp(options const& o, std::error_code& ec);

/** Returns a path at which nothing was a moment ago.

    Anybody may create something there before the caller does: mkstemp() has no such race.

    @throws std::filesystem::filesystem_error as mkstemp().
*/
[[deprecated("somebody else can create the file first: use mkstemp")]] BOOST_TEMPFILE_DECL std::filesystem::path mktemp(
    options const& o = {});

/// The same, reporting into `ec`, which is cleared on success; on failure the path is empty.
[[deprecated("somebody else can create the file first: use mkstemp")]] BOOST_TEMPFILE_DECL std::filesystem::path mktemp(
    options const& o, std::error_code& ec);

} // namespace tempfile
} // namespace boost

#endif
