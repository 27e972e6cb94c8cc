//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SAVE_OPTIONS_HPP
#define BOOST_TEMPFILE_SAVE_OPTIONS_HPP

// What a save_file is told besides its target.

#include <boost/tempfile/persist.hpp>

#include <filesystem>

namespace boost
{
namespace tempfile
{

/// Whether a target that cannot be replaced may be written over.
enum class overwrite
{
    /// It is an error.
    never,
    /** It is written over. That is not atomic: a reader can see a part of the new content, and a failure or a crash
        after the first byte leaves a mixture of both; basic_save_file::overwrote() says that it was done.

        It is done where the target is a mount point, such as a single file that is mounted into a container, and where
        nothing can be made in its directory. Never for a target that does not exist, and never with
        persist_mode::create_new.
    */
    when_needed
};

/** How a save_file makes its target.

    An aggregate; the order of the members is part of the interface, additions go last.

    @code
    boost::tempfile::save_options o;
    o.overwrite = boost::tempfile::overwrite::when_needed;
    boost::tempfile::save_file f("/etc/resolv.conf", o);
    @endcode
*/
struct save_options
{
    /// What survives a power loss when commit() returns.
    tempfile::durability durability = tempfile::durability::none;
    /// persist_mode::replace or persist_mode::create_new: there is nothing to copy.
    persist_mode mode = persist_mode::replace;
    /// Of a new file, less the umask; within 0777. unknown: 0666. A file that is replaced keeps its own.
    std::filesystem::perms permissions = std::filesystem::perms::unknown;
    /// What becomes of a target that cannot be replaced.
    tempfile::overwrite overwrite = tempfile::overwrite::never;
};

} // namespace tempfile
} // namespace boost

#endif
