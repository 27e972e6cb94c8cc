//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_CALLS_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_CALLS_HPP

// What all topics of the system layer share: the types of native text, and the way of replacing the layer in tests.
// An interceptor is asked before each call and can make it fail, shorten a transfer, count, or end the process.

#include <boost/tempfile/config.hpp>

#include <atomic>
#include <cstddef>
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

enum class call
{
    open_anonymous,
    create_file,
    create_unlinked,
    remove_file,
    close,
    inspect,
    read,
    write,
    size,
    available,
    resize,
    set_position,
    get_position,
    grow_memory,
    random,
    // directories
    open_directory,         // also with every permission granted first, and the parent of an open one
    open_directory_beneath, // the one call that cannot cross a mount point: an error here means it is not there
    grant_access,
    list_directory,
    rewind_directory,
    remove_entry,
    remove_directory,
    move_directory,
    identify_directory,
    hold_directory,
    set_directory_permissions,
    // lifecycle
    identify_file,
    check_writable,
    create_directory,
    lock_shared,
    lock_dead,
    open_for_lock,
    duplicate,
    check_sweepable,
    file_system, // `size` is the number of the kind, and may be replaced
    read_link,
    rename_file,
    link_handle,
    link_name,
    sync_file,
    sync_directory,
    set_file_permissions,
    copy_contents,
    carry_permissions,
    carry_attributes,
    is_trusted,
    hold_parent,
    exchange_entries, // asked before rename_file, which it is one of
    reserve_entry,
    unlink_entry,
    copy_attributes,
    reserve_space,
    open_to_overwrite,
    reopen_file,
    // directories put in place of others
    rename_to_unused,
    exchange,
    rename_directory,
    sync_entry,
    // the content as a whole
    map,
    flush_mapping,
    reserve_blocks, // for each piece
    reopen_handle,
    open_c_file,
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

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
