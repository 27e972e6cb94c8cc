//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_CREATION_HPP
#define BOOST_TEMPFILE_SRC_CREATION_HPP

// Creation as the library's own sources use it; what headers need is in detail/creation.hpp.

#include "../system/system.hpp"

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/mkstemp.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What the library's own sources do to an entry.
class entry_access
{
public:
    // A file that exists under this name is the entry's from now on.
    static void set(named_entry& e, std::filesystem::path path, std::size_t mark, registration registered, removal when)
    {
        e.path_ = std::move(path);
        e.mark_ = mark;
        e.registration_ = std::move(registered);
        e.when_ = when;
        e.armed_ = when != removal::never;
        e.ours_ = true;
        e.removed_ = e.failed_ = false;
    }
    // The file has another name now and is nobody's to remove.
    static void installed(named_entry& e, std::filesystem::path&& path) noexcept
    {
        e.armed_ = e.ours_ = false;
        e.registration_.release();
        e.lock_ = unique_handle();
        e.mark_ = 0;
        e.removed_ = e.failed_ = false;
        e.path_ = std::move(path);
    }
    // The name could not be removed, while the file got another: it goes at the end of the process.
    static void leave(named_entry& e, file_identity const& identity) noexcept
    {
        if (e.owned())
            e.registration_.leave(identity);
    }
    // The same file under another name, with the same duty.
    static void renamed(named_entry& e, std::filesystem::path path, std::size_t mark, registration registered)
    {
        e.path_ = std::move(path);
        e.mark_ = mark;
        e.registration_ = std::move(registered);
    }
    // Takes the name and the registration away from an entry, which has no duty left.
    static registration take(named_entry& e, std::filesystem::path& path) noexcept
    {
        e.armed_ = false;
        path = std::move(e.path_);
        return std::move(e.registration_);
    }
    // The lock of a sweepable file that outlives its stream.
    static unique_handle take_lock(named_entry& e) noexcept { return std::move(e.lock_); }
    static std::size_t mark(named_entry const& e) noexcept { return e.mark_; }
    static void created(named_entry& e, std::error_code& ec) noexcept { e.registration_.created({}, ec); }
    static void lock(named_entry& e, unique_handle lock) noexcept { e.lock_ = std::move(lock); }
    static std::error_code& damage(named_entry& e) noexcept { return e.damage_; }
};

// Builds the paths of one creation, of which all but the random characters stay the same from one try to the next.
class unique_path
{
public:
    unique_path(unique_path const&) = delete;
    unique_path& operator=(unique_path const&) = delete;

    // Asks gettempdir() where options::dir is empty, and makes it absolute otherwise. On failure `where` is the
    // directory.
    unique_path(options const&, std::filesystem::path& where, std::error_code&);

    // The same in this directory, which has to stay.
    unique_path(options const&, native_string const& directory) noexcept;

    // The path with another random part; empty on failure. Where options::sweepable is set, that is marked: "~", sixteen
    // characters, "~".
    native_string next(std::error_code&);

    // Where the mark begins in these paths; 0 without one.
    std::size_t mark() const noexcept;

    // The directory, for messages.
    std::filesystem::path directory() const;

private:
    std::size_t random_at() const noexcept;

    native_string const* dir_;
    native_string own_dir_;
    options const& options_;
};

// The mark of what sweep() may take, in the middle of a name.
constexpr native_char mark_character = '~';
constexpr std::size_t marked_characters = 16;
constexpr std::size_t mark_size = marked_characters + 2;

// gettempprefix(), with a NUL.
extern native_char const default_prefix[];
constexpr std::size_t default_prefix_size = 3;

// Gives what has a mark in its name another name without one; never replaces anything. On success `path` is the new
// one, and so is `copy`: both had to be made before, as nothing may fail afterwards. What is not `ours`, where that is
// known, keeps its name: errc::no_such_file_or_directory.
void remove_mark(std::filesystem::path& path, std::filesystem::path& copy, std::size_t mark, file_identity const& ours,
    native_handle_type handle, std::error_code&);

// How often a name that exists already is replaced by another before the creation fails with errc::file_exists. With 62
// random bits once is unlikely; somebody who can predict names should not keep us busy for ever.
constexpr int most_tries = 100;

// What options::permissions stands for.
std::filesystem::perms file_permissions(options const&) noexcept;
std::filesystem::perms directory_permissions(options const&) noexcept;

// check(), and that a sweepable file or directory has an owner, who has to live as long as it.
void check_owned(options const&, std::filesystem::path& where, std::error_code&);

// A new file with a name, which belongs to the caller from the start and is not registered.
named_handle create_owned(options const&, std::filesystem::path& where, std::error_code&);

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
