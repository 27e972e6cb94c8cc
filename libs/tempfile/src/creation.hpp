//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_CREATION_HPP
#define BOOST_TEMPFILE_SRC_CREATION_HPP

// Creation as the library's own sources use it; what headers need is in detail/creation.hpp.

#include "system.hpp"

#include <boost/tempfile/detail/creation.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Builds the paths of one creation, of which all but the random characters stay the same from one try to the next.
class unique_path
{
public:
    unique_path(unique_path const&) = delete;
    unique_path& operator=(unique_path const&) = delete;

    // Asks gettempdir() where options::dir is empty, and makes it absolute otherwise. On failure `where` is the
    // directory.
    unique_path(options const&, std::filesystem::path& where, std::error_code&);

    // Another random part; moves the result out.
    native_string next(std::error_code&);

    // The directory, for messages.
    std::filesystem::path directory() const;

private:
    native_string const* dir_;
    native_string own_dir_;
    options const& options_;
};

// How often a name that exists already is replaced by another before the creation fails with errc::file_exists. With 62
// random bits once is unlikely; somebody who can predict names should not keep us busy for ever.
constexpr int most_tries = 100;

// A new file with a name, which belongs to the caller from the start and is not registered.
file_handle create_owned(options const&, std::filesystem::path& path, std::filesystem::path& where, std::error_code&);

// A directory that was made, and what its removal needs.
struct directory_entry
{
    std::filesystem::path path; // absolute
    file_identity identity;
    registration entry; // empty for one that is the caller's
    file_handle pin;    // an open handle of it, where its birth is unknown: it keeps the inode from being used again
};

enum class registered
{
    no,
    yes
};

// Makes a directory with a unique name and exactly the permissions asked for. With registered::yes and a removal other
// than never it is registered before it exists. On failure nothing is left and `where` is the path that was tried, or
// the directory.
void create_directory(options const&, registered, directory_entry&, std::filesystem::path& where, std::error_code&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
