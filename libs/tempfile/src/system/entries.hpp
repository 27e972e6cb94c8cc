//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_ENTRIES_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_ENTRIES_HPP

// Names in directories that are held open: whoever exchanges a directory above one of them changes nothing.

#include "rename.hpp"
#include "status.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// An entry, by its name in an open directory; where there is none, by its path.
struct entry_path
{
    native_handle_type directory = invalid_handle();
    native_char const* path = nullptr; // absolute
    std::size_t name = 0;              // where the last component begins

    native_char const* in_directory() const noexcept { return directory == invalid_handle() ? path : path + name; }
};

// Opens a directory for nothing but finding entries in it, which takes no permission on the directory itself where the
// system can do that (O_PATH, O_SEARCH). Invalid without an error where entries are found by their paths (Windows).
native_handle_type hold_parent(native_char const* directory, std::error_code&) noexcept;

// Who may change the entries of a directory.
struct sharing
{
    bool trusted = false; // nobody but us and the superuser can replace our entries
    bool sticky = false;  // others may make entries, and only their owners can replace them
    std::uint64_t owner = 0;
};

// Of the directory that is held, or, with an invalid handle, of the one at `path`.
sharing sharing_of(native_handle_type directory, native_char const* path, std::error_code&) noexcept;

// Whether a file in a directory such as /tmp belongs neither to us nor to the directory's owner: it may have been put
// there for us to find (as the kernel has it: fs.protected_regular, proc(5)).
bool is_strangers(sharing const&, file_status const&) noexcept;

// Whether the file may belong to somebody else: only then sharing_of() is worth asking.
bool is_others(file_status const&) noexcept;

// Of the entry itself, also where it is a link.
file_status identify_entry(entry_path const&, std::error_code&) noexcept;

// One atomic step; replacement::refused never replaces (errc::file_exists), and is errc::operation_not_supported where
// that takes a hard link and the file system has none, or none may be made. `handle` is open on the file, or invalid.
void rename_entry(
    entry_path const& from, entry_path const& to, replacement, native_handle_type handle, std::error_code&) noexcept;

// Exchanges two entries in one atomic step: errc::operation_not_supported where system or file system cannot do that.
void exchange_entries(entry_path const&, entry_path const&, std::error_code&) noexcept;

// Gives an open file another name, or its first one; never replaces anything (errc::file_exists). Where this file can
// have no name by its handle, or the file system no hard links: errc::operation_not_supported.
void link_entry(native_handle_type, entry_path const& to, std::error_code&) noexcept;

// The same for what has the name `from` at that moment, whatever it is; a link is not followed.
void link_name(entry_path const& from, entry_path const& to, std::error_code&) noexcept;

// Whether an open file is one that its file system does not find any more, since it has no name (mergerfs): it can be
// read and written, and nothing else.
bool is_forgotten(std::error_code const&) noexcept;

// A new, empty file, for its owner alone: never an existing one (errc::file_exists).
native_handle_type reserve_entry(entry_path const&, std::error_code&) noexcept;

// Removes the name of a file; one that is gone already is no error.
void unlink_entry(entry_path const&, std::error_code&) noexcept;

// The names in the directory to storage.
void sync_entries(native_handle_type directory, native_char const* path, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
