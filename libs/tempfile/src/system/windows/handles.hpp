//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_HANDLES_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_HANDLES_HPP

// Handles: how they are opened, and what they are open on.
//
// The functions for directories go by handles (NtCreateFile relative to the parent's): a path can be made to lead
// elsewhere on Windows too. What is opened is opened as it is (FILE_OPEN_REPARSE_POINT), and the handle is asked what
// it is.

#include "nt.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// ---- opening --------------------------------------------------------------------------------------------------------

constexpr DWORD share_everything = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

constexpr ACCESS_MASK listing_access = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES | SYNCHRONIZE;

// As directories are opened for backup, not their own permissions alone count, but what the user may do by privilege.
constexpr ULONG entry_options = FILE_OPEN_REPARSE_POINT | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT;
constexpr ULONG directory_options = entry_options | FILE_DIRECTORY_FILE;

// The size of a name that fits a system call.
constexpr std::size_t longest_text = 0xfffc; // bytes

NTSTATUS open(HANDLE root, native_char const* name, ACCESS_MASK access, ULONG share, ULONG options, ULONG flags,
    HANDLE& opened) noexcept;

// Opens an entry of `parent`, or, where that is not open, a path.
NTSTATUS open_entry(directory const& parent, native_char const* name, ACCESS_MASK access, ULONG share, ULONG options,
    HANDLE& opened) noexcept;

// The same file once more, with other access.
NTSTATUS reopen(HANDLE handle, ACCESS_MASK access, ULONG options, HANDLE& opened) noexcept;

// Whether an open directory is one, and no link to one.
NTSTATUS check_directory(HANDLE handle) noexcept;

NTSTATUS open_real_directory(
    directory const& parent, native_char const* name, ACCESS_MASK access, HANDLE& opened) noexcept;

// A directory, to ask what it is.
NTSTATUS open_to_look(native_char const* path, HANDLE& opened) noexcept;

// By the functions of Windows itself, for which a path need not be made a native one.
HANDLE open_path(native_char const* path, DWORD access, DWORD share, DWORD flags, std::error_code&) noexcept;

// The handle once more with other access, or, where it is none, the path.
HANDLE open_again(native_handle_type handle, native_char const* path, DWORD access, std::error_code&) noexcept;

// Gives what `handle` (which has DELETE access) is open on another name: in the directory `root`, or, where that is
// null, a path in the native form. Never replaces a directory.
NTSTATUS rename(HANDLE handle, HANDLE root, native_char const* name, bool replace) noexcept;

// ---- what a handle is open on ---------------------------------------------------------------------------------------

// What an open handle is: its attributes, and its tag where it is a reparse point.
NTSTATUS attributes_of(HANDLE handle, FILE_ATTRIBUTE_TAG_INFO&) noexcept;

// Whether something stands for another name: a symbolic link or a junction. Other reparse points (files in a cloud,
// compressed or deduplicated ones) are what they look like.
constexpr bool is_link(DWORD attributes, DWORD tag) noexcept
{
    constexpr DWORD name_surrogate = 0x20000000;
    // A tag of 0 is one that was not told (Wine): a link until something shows that it is none.
    return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && (tag == 0 || (tag & name_surrogate) != 0);
}

// Whether something is neither a file nor a directory, although its attributes are a file's: sockets, and what WSL has.
constexpr bool is_special(DWORD attributes, DWORD tag) noexcept
{
    constexpr DWORD socket = 0x80000023; // IO_REPARSE_TAG_AF_UNIX
    constexpr DWORD fifo = 0x80000024, character_device = 0x80000025, block_device = 0x80000026;
    return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
           (tag == socket || tag == fifo || tag == character_device || tag == block_device);
}

struct file_number
{
    std::uint64_t volume = 0;
    std::uint64_t file[2] = {};
    bool used_once = false;
};
bool number_of(HANDLE handle, file_number&, std::error_code&) noexcept;

// Where files can be opened by their numbers, no number is used again: that of NTFS counts how often its record was,
// and that of ReFS only goes up. So nothing has to be held, and the time of creation would add nothing: a directory that
// is made again within seconds inherits it (tunnelling), and Wine changes it with every entry. Elsewhere (FAT, where a
// number is the place of the entry) the birth is unknown, so that a handle is held.
inline file_identity identity_of(file_number const& number) noexcept
{
    file_identity identity;
    identity.device = number.volume;
    identity.number[0] = number.file[0];
    identity.number[1] = number.file[1];
    identity.birth = number.used_once ? 1 : 0;
    return identity;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
