//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_FILES_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_FILES_HPP

// Files with names, and what is done with an open one.

#include "calls.hpp"

#include <boost/tempfile/detail/file_identity.hpp>

#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// A new file with a name, for reading and writing: never an existing one (errc::file_exists), never through a link,
// not inherited across exec. Named files can be opened a second time by anybody the permissions let.
native_handle_type create_file(native_char const* path, std::filesystem::perms, std::error_code&) noexcept;

// The same, but its name goes at once, or with the handle where the system has nothing better; nobody else can open it.
native_handle_type create_unlinked(native_char const* path, std::filesystem::perms, std::error_code&) noexcept;

// Removes a named file: `handle` is its open handle, or an invalid one. A name that is gone already is no error.
void remove_file(native_char const* path, native_handle_type handle, std::error_code&) noexcept;

// A second, independent handle of the file at `path`, if it is the one with this identity: otherwise
// errc::no_such_file_or_directory.
native_handle_type reopen_file(native_char const* path, file_identity const&, std::error_code&) noexcept;

void close(native_handle_type, std::error_code&) noexcept;

// A second handle for the same open file, which shares its lock; not inherited across exec.
native_handle_type duplicate(native_handle_type, std::error_code&) noexcept;

// Makes `handle` stand for the file that `other` is open on, for whoever has it. False where the system cannot do that.
bool redirect(native_handle_type handle, native_handle_type other) noexcept;

struct handle_state
{
    bool seekable = false;     // has positions: a file or a block device
    bool appending = false;    // every write goes to the end (O_APPEND)
    std::int64_t position = 0; // where the next unpositioned transfer would take place
};

// What an adopted handle is.
handle_state inspect(native_handle_type, std::error_code&) noexcept;

std::int64_t size(native_handle_type, std::error_code&) noexcept;

// How many bytes wait in a pipe, socket or terminal.
std::int64_t available(native_handle_type, std::error_code&) noexcept;
void resize(native_handle_type, std::int64_t size, std::error_code&) noexcept;

// Where the next unpositioned transfer by anybody who shares the open file takes place.
void set_position(native_handle_type, std::int64_t, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
