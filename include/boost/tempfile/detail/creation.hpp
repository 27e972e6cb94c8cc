//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_CREATION_HPP
#define BOOST_TEMPFILE_DETAIL_CREATION_HPP

// What the streams and directories are made with.

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/file_identity.hpp>
#include <boost/tempfile/detail/registration.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cstddef>
#include <filesystem>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

// Made once: an object of three paths costs as much as a part of a system call.
BOOST_TEMPFILE_DECL options const& default_options() noexcept;

// Refuses what no file is made with: separators and NUL in a prefix or suffix, permissions outside 0777. Cheap for
// default options. It does not look at lengths: they matter only where a name is made. On failure `where` is the prefix
// or suffix that it is about, or the directory.
BOOST_TEMPFILE_DECL void check(options const&, std::filesystem::path& where, std::error_code&);

// A file that has no name, or has it no longer. Null means default options. On failure `where` is the directory.
BOOST_TEMPFILE_DECL unique_handle create_anonymous(options const*, std::filesystem::path& where, std::error_code&);

// The name of a temporary file in the file system, and the duty to remove it. Move-only; empty by default.
class BOOST_TEMPFILE_DECL named_entry
{
public:
    named_entry() noexcept = default;
    named_entry(named_entry&& other) noexcept;
    named_entry& operator=(named_entry&& other) noexcept;

    // Removes the file, if that is still to be done and this process' own business. Where it fails, the end of the
    // process tries again.
    ~named_entry();

    // Absolute; it stays when the file is gone.
    std::filesystem::path const& path() const noexcept { return path_; }

    removal when() const noexcept { return when_; }

    // Whether something is still to be removed by us.
    bool armed() const noexcept { return armed_; }

    // Whether close() removes it: because it was made so, or because a removal that was asked for has failed.
    bool goes_with_close() const noexcept { return armed_ && (when_ == removal::on_close || failed_); }

    // Whether it is this process' to remove.
    bool owned() const noexcept { return armed_ && !registration_.inherited(); }

    // Removes the file. On an error it is still to be removed, and this can be called again. `handle` is its open
    // handle, or an invalid one. In a forked child the duty is given up and nothing is removed.
    void remove(native_handle_type handle, std::error_code&) noexcept;

    // The same now, whatever when() says, and in a forked child as well; nothing where the name is somebody else's by
    // now: it was kept, or the file moved.
    void remove_now(native_handle_type handle, std::error_code&) noexcept;

    // Gives the duty up and returns the path, which then is the caller's. A name that sweep() would take is exchanged
    // for another first; on failure nothing has changed. `handle` as for remove.
    std::filesystem::path keep(native_handle_type handle, std::error_code&);
    std::filesystem::path keep(std::error_code& ec) { return keep(invalid_handle(), ec); }

    // In a forked child: the duty is this process' now.
    void adopt() noexcept;

    // Whether there is a file to which a name leads: it was created, and not removed by us.
    bool named() const noexcept { return !path_.empty() && !removed_; }

    // The same name, for a second stream on the file, which removes nothing.
    named_entry another() const;

    // Which file it is, for reopening it when no handle is left. Asked for while one is open.
    void remember(native_handle_type handle, std::error_code&) noexcept;
    file_identity const& identity() const noexcept { return identity_; }

private:
    friend class entry_access;

    void take(named_entry& other) noexcept;
    void give_up() noexcept;
    file_identity identity_of(native_handle_type handle) const noexcept;

    std::filesystem::path path_;
    std::size_t mark_ = 0; // where the sweepable part of the path begins; 0 without one
    registration registration_;
    unique_handle lock_; // of a sweepable file that outlives its stream
    file_identity identity_;
    std::error_code damage_; // a failed fsync, after which the contents are no longer known to be whole
    removal when_ = removal::never;
    bool armed_ = false;   // it is to be removed some day
    bool ours_ = false;    // it may be removed
    bool removed_ = false; // it was
    bool failed_ = false;  // but that has failed
};

// A new file with a name. On failure `where` is the path that was tried, or the directory.
BOOST_TEMPFILE_DECL unique_handle create_named(
    options const&, named_entry&, std::filesystem::path& where, std::error_code&);

// A directory that was made, and what its removal needs.
struct directory_entry
{
    std::filesystem::path path; // absolute
    file_identity identity;
    registration entry;   // empty for one that is the caller's
    std::size_t mark = 0; // where the sweepable part of the path begins; 0 without one
    // An open handle of it, where its birth is unknown, its number may change or it is sweepable: it keeps the inode
    // from being used again, and the number as it is, and holds the lock.
    unique_handle pin;
    std::error_code damage; // a failed fsync, after which the contents are no longer known to be whole
};

} // namespace detail
} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
