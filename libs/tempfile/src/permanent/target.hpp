//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_TARGET_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_TARGET_HPP

// Where a file is to go: the path, links followed, and the directory there, held open.

#include "../creation/creation.hpp"
#include "../system/entries.hpp"

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// `target` as an absolute path. Refuses an empty one, and one with a NUL.
std::filesystem::path absolute_target(std::filesystem::path const& target, std::error_code&);

// Follows `target`, which is absolute, to the file that would be replaced. The name itself is what rename replaces, so
// a link has to be followed here, and what is no regular file refused: rename makes a file out of a device. In a
// directory such as /tmp a link or a file of somebody else's is errc::permission_denied.
std::filesystem::path final_target(std::filesystem::path target, system::file_status&, bool& exists, std::error_code&);
inline std::filesystem::path final_target(std::filesystem::path target, bool& exists, std::error_code& ec)
{
    system::file_status found;
    return final_target(std::move(target), found, exists, ec);
}

// Without the separator at its end, unless it is a root. Not parent_path(): std::filesystem takes a path apart each
// time one is made, which is what a commit would mostly do.
native_string directory_of(native_string const& path);

// A directory that is held open, so that exchanging one above it changes nothing, and who may change its entries.
class held_directory
{
public:
    void open(native_string path, std::error_code&);

    native_string const& path() const noexcept { return path_; }
    system::sharing const& shared() const noexcept { return shared_; }
    native_handle_type handle() const noexcept { return handle_.get(); }

    // An entry of it; the path is one in this directory and has to stay.
    system::entry_path entry(native_string const& path) const noexcept;

private:
    native_string path_;
    unique_handle handle_;
    system::sharing shared_;
};

enum class naming
{
    avoided, // no name where the system can do that
    required
};

// A new file in the target's directory. With a name, it carries the mark, so that sweep() takes it after a crash.
unique_handle create_beside(std::filesystem::path const& target, std::filesystem::perms, naming, named_entry&,
    std::filesystem::path& where, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
