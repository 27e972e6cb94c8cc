//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_PERSIST_DIRECTORY_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_PERSIST_DIRECTORY_HPP

#include "../system/system.hpp"

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/persist.hpp>

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What `made` is when persist_directory() returns.
enum class directory_place : unsigned char
{
    temporary, // what it was: an error
    replaced,  // the tree that was at the target, still to be removed: the new one has its place, and there is an error
    at_target  // the caller's; made.path is the target. An error then is one of making the name durable
};

// Makes the directory that `made` owns the one at `target`, in one step. The steps:
//
//   1. compare what has the name with what was made, and look what is at the target: a link is not followed
//   2. bring the tree's files to storage, if asked for
//   3. take the directory out of what the end of the process removes, and put the one that it is exchanged for there
//   4. rename, or exchange the two; then compare what the target is now with what was made
//   5. bring the names to storage, if asked for
//   6. remove the old tree, which has the temporary name; never exchange them back
//
// A process that is killed meanwhile leaves the old tree or the new one at the target, and the other one, if anything,
// under the temporary name. On an error `where` is the path concerned.
directory_place persist_directory(directory_entry& made, std::filesystem::path const& target, persist_mode, durability,
    std::filesystem::path& where, std::error_code&);

// Gives a directory a name that nothing has (errc::file_exists), also where the system has no such call: then the name
// is reserved by an empty directory first.
void rename_to_unused(native_string const& from, native_string const& to, std::error_code&) noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
