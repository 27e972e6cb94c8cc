//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_HPP

// The system layer: everything the library asks of the operating system, as plain functions that src/posix/ and
// src/windows/ implement, and nothing else. Above it there is no #ifdef for a platform and no OS header.
//
// Conventions: a function that can fail takes a std::error_code& last, clears it on success and sets it to the
// system's own code (std::system_category) on failure. Interrupted calls (EINTR) are repeated here and nowhere else.
// Paths are null-terminated native strings, absolute where the docs of a function do not say otherwise. No function
// throws, but those that return a container (std::bad_alloc).
//
// Tests replace the layer by an interceptor: it is asked before each call and can make it fail, shorten a transfer,
// count, or end the process.

#include <boost/tempfile/config.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

using native_char = std::filesystem::path::value_type;
using native_string = std::filesystem::path::string_type;

namespace system
{

// ---- replacing the layer in tests ----------------------------------------------------------------------------------

enum class call
{
    open_anonymous,
    create_file,
    create_unlinked,
    create_directory,
    remove_file,
    close,
    inspect,
    read,
    write,
    size,
    resize,
    set_position,
    grow_memory,
    random,
    // directories
    // lifecycle
};

struct call_site
{
    call which;
    native_handle_type handle; // invalid where there is none
    native_char const* path;   // null where there is none
    std::size_t* size;         // of a transfer: may be lowered to make it short; null where there is none
};

// Returns an error to fail with instead of calling the system, or an empty code to go on.
using interceptor = std::error_code (*)(call_site const&) noexcept;

BOOST_TEMPFILE_DECL extern std::atomic<interceptor> installed_interceptor;

inline bool intercepted(
    call which, native_handle_type handle, native_char const* path, std::size_t* size, std::error_code& ec) noexcept
{
    interceptor const hook = installed_interceptor.load(std::memory_order_relaxed);
    if (BOOST_LIKELY(hook == nullptr))
        return false;
    ec = hook(call_site{which, handle, path, size});
    return bool(ec);
}

// ---- files ---------------------------------------------------------------------------------------------------------

// A file without a name in the directory `dir` (O_TMPFILE); errc::operation_not_supported where the system or the
// file system cannot make one, which is no verdict on `dir`.
native_handle_type open_anonymous(native_char const* dir, std::filesystem::perms, std::error_code&) noexcept;

// A new file with a name, for reading and writing: never an existing one (errc::file_exists), never through a link,
// not inherited across exec. Named files can be opened a second time by anybody the permissions let.
native_handle_type create_file(native_char const* path, std::filesystem::perms, std::error_code&) noexcept;

// The same, but its name goes at once, or with the handle where the system has nothing better; nobody else can open it.
native_handle_type create_unlinked(native_char const* path, std::filesystem::perms, std::error_code&) noexcept;

// Removes a named file: `handle` is its open handle, or an invalid one. A name that is gone already is no error.
void remove_file(native_char const* path, native_handle_type handle, std::error_code&) noexcept;

void close(native_handle_type, std::error_code&) noexcept;

struct handle_state
{
    bool seekable = false;     // has positions: a file or a block device
    bool appending = false;    // every write goes to the end (O_APPEND)
    std::int64_t position = 0; // where the next unpositioned transfer would take place
};

// What an adopted handle is.
handle_state inspect(native_handle_type, std::error_code&) noexcept;

// Reads what there is, at most `size` bytes: 0 only at the end, on an error or for a `size` of 0.
std::size_t read(native_handle_type, char*, std::size_t size, std::error_code&) noexcept;
std::size_t read_at(native_handle_type, std::int64_t offset, char*, std::size_t size, std::error_code&) noexcept;

// Writes everything; a smaller count than `size` comes with an error and is what was written before it.
std::size_t write(native_handle_type, char const*, std::size_t size, std::error_code&) noexcept;
std::size_t write_at(native_handle_type, std::int64_t offset, char const*, std::size_t size, std::error_code&) noexcept;

std::int64_t size(native_handle_type, std::error_code&) noexcept;
void resize(native_handle_type, std::int64_t size, std::error_code&) noexcept;

// Where the next unpositioned transfer by anybody who shares the open file takes place.
void set_position(native_handle_type, std::int64_t, std::error_code&) noexcept;

// ---- memory --------------------------------------------------------------------------------------------------------

// Blocks of spooled bytes. Small ones come from the heap; above about a megabyte they are pages that grow in place
// where the system can do that, huge pages where there are any.
struct memory_block
{
    char* data = nullptr;
    std::size_t capacity = 0; // bytes
    std::size_t zeroed = 0;   // the bytes from here to capacity were never written and are zero
};

// Makes the block hold at least `capacity` bytes, keeping the first `used` ones; at most twice as many as asked for.
// On failure (errc::not_enough_memory) it is as it was. `zeroed` is not below `used` when it returns.
void grow_memory(memory_block&, std::size_t capacity, std::size_t used, std::error_code&) noexcept;
void free_memory(memory_block&) noexcept;

// ---- process -------------------------------------------------------------------------------------------------------

// Bytes that nobody can guess, from the system's generator.
void random_bytes(void*, std::size_t size, std::error_code&) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
