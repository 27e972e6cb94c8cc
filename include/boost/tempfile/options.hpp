//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_OPTIONS_HPP
#define BOOST_TEMPFILE_OPTIONS_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>

#include <filesystem>
#include <optional>

namespace boost
{
namespace tempfile
{

class spool_budget;

/// When a *named* temporary file is removed.
enum class removal
{
    /// When the stream is closed, at the latest when it is destroyed.
    on_close,
    /// When the stream is destroyed: between close() and that, other programs can work on the file.
    on_destruction,
    /// Never by the library: the file is the caller's.
    never
};

/** Where a temporary file or directory goes, what it is called, who may use it and when it is removed.

    An aggregate whose member order is part of the interface: new members go last. With C++20,
    `named_temporary_file f({.suffix = ".csv"});`, with C++17, `options o; o.suffix = ".csv";`.

    Every function that takes options checks them before anything is created: a prefix or suffix with a directory
    separator or a NUL (on Windows also `< > : " | ? *` or a control character, a suffix ending in a dot or a space, or
    a name that would be a device's) and permissions outside 0777 are `std::errc::invalid_argument`.
*/
struct options
{
    /// What the name begins with; none means gettempprefix(), an empty one means nothing.
    std::optional<std::filesystem::path> prefix = {};

    /// What the name ends with, as it is: no dot is added.
    std::filesystem::path suffix = {};

    /// The directory to create in; empty means gettempdir(). A relative one is made absolute when the object is made, and
    /// dots and separators that say nothing are left out, as settempdir() does.
    std::filesystem::path dir = {};

    /// When a named file is removed. A directory goes with its owner, unless this is removal::never.
    tempfile::removal removal = tempfile::removal::on_close;

    /** The permissions, within 0777; `unknown` means 0600 for files and 0700 for directories.

        Of a file's the umask is taken away, as of any new file's; a directory gets exactly what is asked for.
        On Windows the owner alone has access, whatever is asked for, except that a file of 0666 is like any new one:
        its directory says who has access.
        A file system without permissions (FAT, exFAT, some shares) gives a file those of its mount, which others may
        have access by; a directory that would be open to more than asked for is an error there.
    */
    std::filesystem::perms permissions = std::filesystem::perms::unknown;

    /// Whether sweep() may take it once its owner has died without removing it.
    bool sweepable = false;

    /** The memory that a spooled file may use together with all others that were given the same; none means as much as
        its max_size says. It outlives them. Other files do not use it.
    */
    spool_budget* budget = nullptr;
};

/** Options for a file or directory that is to be persisted as `target`, or that replaces it: options::dir is the directory
    of `target`, so that it can be put in place in one step.

    The directory of a path without one is the current directory, `"."`. (`target.parent_path()` is empty then, which as
    options::dir means gettempdir().)

    @param target A path, relative or absolute, which need not exist. A separator at its end changes nothing.

    @throws std::bad_alloc

    @code
    boost::tempfile::named_temporary_file f(boost::tempfile::beside("report.txt"));
    f << "all is well\n";
    f.persist("report.txt");
    @endcode
*/
BOOST_TEMPFILE_DECL options beside(std::filesystem::path const& target);

/// The same for a path of Boost.Filesystem.
template<class Path, detail::if_foreign_path<Path> = 0>
options beside(Path const& target)
{
    return tempfile::beside(detail::standard_path(target));
}

} // namespace tempfile
} // namespace boost

#endif
