//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_REPLACEMENT_FILE_HPP
#define BOOST_TEMPFILE_DETAIL_REPLACEMENT_FILE_HPP

// What save_file stands on.

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/lost_attributes.hpp>
#include <boost/tempfile/save_options.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <filesystem>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

// A file that is to become the one at a target, which is looked at first. Move-only; empty by default.
class BOOST_TEMPFILE_DECL replacement_file
{
public:
    // Follows links to `target`; refuses what is no regular file; makes the new file beside it, without a name where
    // the system can do that, or, where the target will be written over, in the temporary directory.
    void begin(
        std::filesystem::path const& target, save_options const&, std::filesystem::path& where, std::error_code&);

    // The new file, open for writing; release it to the stream that fills it.
    unique_handle handle;

    // Copies the old file's metadata to the file at `handle`, then replaces it; `placed` says that the target is the
    // new file, whatever the error.
    void commit(native_handle_type handle, bool& placed, std::filesystem::path& where, std::error_code&);

    // Drops the new file.
    void abandon(native_handle_type handle) noexcept;

    // Absolute, links followed.
    std::filesystem::path const& target() const noexcept { return target_; }

    // What of the old file the last commit could not give it.
    lost_attributes lost() const noexcept { return lost_; }

    // Whether a commit wrote over the target, or began to.
    bool overwrote() const noexcept { return overwrote_; }

    // Whether the new file has a name that others can open, because the system cannot do without.
    bool visible() const noexcept { return entry_.named(); }

    // In a forked child: the new file is this process' now.
    void adopt() noexcept { entry_.adopt(); }

private:
    void make(bool exists, bool is_mount_point, std::filesystem::path& where, std::error_code&);
    bool replace(native_handle_type, std::filesystem::path& where, std::error_code&);
    bool replace_by_copy(native_handle_type, std::filesystem::path& where, std::error_code&);
    bool write_over(native_handle_type, std::filesystem::path& where, std::error_code&);
    void make_new(native_handle_type, std::error_code&);
    std::filesystem::perms new_permissions() const noexcept;

    std::filesystem::path target_;
    named_entry entry_;
    save_options options_;
    lost_attributes lost_ = lost_attributes::nothing;
    bool is_private_ = false; // it does not have the permissions of a new file, or not any more
    bool aside_ = false;      // it is somewhere else than beside the target
    bool overwrote_ = false;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
