//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_OPTIONS_HPP
#define BOOST_TEMPFILE_OPTIONS_HPP

#include <boost/tempfile/config.hpp>

#include <filesystem>
#include <optional>

namespace boost
{
namespace tempfile
{

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

    /// The directory to create in; empty means gettempdir(). A relative one is resolved when the object is made.
    std::filesystem::path dir = {};

    /// When a named file is removed. A directory goes with its owner, unless this is removal::never.
    tempfile::removal removal = tempfile::removal::on_close;

    /** The permissions, within 0777; `unknown` means 0600 for files and 0700 for directories.

        Of a file's the umask is taken away, as of any new file's; a directory gets exactly what is asked for.
        On Windows the owner alone has access, whatever is asked for, except that a file of 0666 is like any new one:
        its directory says who has access.
    */
    std::filesystem::perms permissions = std::filesystem::perms::unknown;

    /// Whether sweep() may take it once its owner has died without removing it.
    bool sweepable = false;
};

} // namespace tempfile
} // namespace boost

#endif
