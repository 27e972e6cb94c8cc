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
#include <boost/tempfile/detail/file_identity.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <system_error>
#include <vector>

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
    remove_file,
    close,
    inspect,
    read,
    write,
    size,
    available,
    resize,
    set_position,
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
    read_link,
    rename_file,
    link_handle,
    sync_file,
    sync_directory,
    set_file_permissions,
    copy_contents,
    carry_permissions,
    carry_attributes,
    is_trusted,
    reopen_file,
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

// How many bytes wait in a pipe, socket or terminal.
std::int64_t available(native_handle_type, std::error_code&) noexcept;
void resize(native_handle_type, std::int64_t size, std::error_code&) noexcept;

// Where the next unpositioned transfer by anybody who shares the open file takes place.
void set_position(native_handle_type, std::int64_t, std::error_code&) noexcept;

// ---- directories ---------------------------------------------------------------------------------------------------
//
// What the removal of a tree needs, all of it relative to open directories: a path is used once, to reach the root.
// A `parent` that is not open means that the name given with it is a path. Names end with a NUL, or are as next_entry
// gave them. One directory is used by one thread at a time, except as the parent of others.

struct directory
{
    native_handle_type handle = invalid_handle();
    void* listing = nullptr; // the state of a listing, where the handle itself has none

    explicit operator bool() const noexcept { return handle != invalid_handle(); }
};

enum class entry_kind : unsigned char
{
    unknown,
    directory,
    other // links, and everything else that can stand for a directory and is none, included
};

struct directory_entry
{
    native_char const* name = nullptr;
    std::size_t size = 0; // of the name, in units
    entry_kind kind = entry_kind::unknown;
};

enum class mounts
{
    stay_out, // an entry on which something is mounted is errc::cross_device_link, a bind mount included
    cross
};

// Opens an entry to list it and to work in it. Follows no link: whatever is no directory, a link to one included, is
// errc::not_a_directory. Permissions that deny it are errc::permission_denied. Not inherited across exec.
directory open_directory(directory const& parent, native_char const* name, mounts, std::error_code&) noexcept;

// The same for one that denied it, and is ours: its owner's permissions to read, write and search are granted first.
// With an identity, only to the directory that has it: another one keeps what it has, and is
// errc::no_such_file_or_directory.
directory open_denied_directory(
    directory const& parent, native_char const* name, mounts, file_identity const* expected, std::error_code&) noexcept;
inline directory open_denied_directory(
    directory const& parent, native_char const* name, mounts crossing, std::error_code& ec) noexcept
{
    return open_denied_directory(parent, name, crossing, nullptr, ec);
}

// The directory in which an open one stands, whatever its path was; errc::operation_not_supported where that takes a
// path.
directory open_parent(directory const&, std::error_code&) noexcept;

void close_directory(directory&) noexcept;

// Grants the owner of an open directory, if that is us, to read, write and search it.
void grant_access(directory const&, std::error_code&) noexcept;

// Fills `buffer`, which is aligned for anything, with the next entries, and returns how many bytes of it were used: 0
// at the end and on an error. next_entry decodes them one by one from `offset`, which starts as 0; the directory's
// names for itself and its parent are left out.
std::size_t list_directory(directory&, char* buffer, std::size_t size, std::error_code&) noexcept;
bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry&) noexcept;

// Whether a listing that used this much of a buffer was not cut off by its end: most likely there is no more to come.
bool probably_complete(std::size_t used, std::size_t size) noexcept;

// The next listing starts over.
void rewind_directory(directory&, std::error_code&) noexcept;

// Removes an entry that is no directory (a directory is errc::is_a_directory): the entry itself, never what it leads
// to. A read-only one goes as well.
void remove_entry(directory const& parent, native_char const* name, std::error_code&) noexcept;

// Removes an empty directory (errc::directory_not_empty); `self` is its open handle if there is one. With a path, the
// handle decides where the name is looked up, or what goes.
void remove_directory(
    directory const& parent, native_char const* name, directory const& self, std::error_code&) noexcept;

// Moves a directory without replacing anything (errc::file_exists).
void move_directory(directory const& from, native_char const* name, directory const& to, native_char const* new_name,
    std::error_code&) noexcept;

// Whether what kept an entry from going can pass without anybody's help: it is worth trying again.
bool may_pass(directory const& parent, native_char const* name, std::error_code const&) noexcept;

using directory_identity = file_identity;

struct directory_status
{
    directory_identity identity;
    std::filesystem::perms permissions = std::filesystem::perms::unknown; // within 0777; unknown where there are none
    bool mounted_on = false; // it is the root of what is mounted there, as far as the system tells
};

// One call. Of a path, the last component is not followed, and what is no directory is errc::not_a_directory.
directory_status identify_directory(directory const&, std::error_code&) noexcept;
directory_status identify_directory(native_char const* path, std::error_code&) noexcept;

// Whether the file system may give a directory another number while nobody has it open. Cheap where the last one asked
// about was on the same device.
bool number_may_change(native_char const* path, directory_identity const&) noexcept;

// A handle that needs no permission on the directory and keeps its number from being used again; not followed.
native_handle_type hold_directory(native_char const* path, std::error_code&) noexcept;

// Gives the directory exactly these permissions, if it still is the one: otherwise errc::no_such_file_or_directory.
void set_directory_permissions(
    native_char const* path, directory_identity const&, std::filesystem::perms, std::error_code&) noexcept;

// How many handles the process may have open.
std::size_t handle_limit() noexcept;

// Whether an object's destructor may start threads (not under the Windows loader's lock).
bool destructors_may_start_threads() noexcept;

// While it exists, this thread takes no signal, and a thread that it starts never does.
class signals_blocked
{
public:
    signals_blocked() noexcept;
    ~signals_blocked();
    signals_blocked(signals_blocked const&) = delete;
    signals_blocked& operator=(signals_blocked const&) = delete;

private:
    alignas(8) unsigned char saved_[128];
};

// ---- names, environment, directories -------------------------------------------------------------------------------

// Refuses (errc::invalid_argument) what cannot be the beginning or the end of a name: both may hold embedded nulls.
void check_affixes(native_char const* prefix, std::size_t prefix_size, native_char const* suffix,
    std::size_t suffix_size, std::error_code&) noexcept;

// The path, absolute: as it is where it is so already. std::filesystem knows no paths such as `\\?\C:\dir` everywhere.
native_string absolute_path(native_string const&, std::error_code&);

// Whether a path without separators at its end names the root of a file system, of which everything is a part.
bool is_root(native_string const&) noexcept;

// What gettempdir() tries, best first: no empty ones, relative ones as the environment has them. The environment is
// left out in a process with another user's rights.
std::vector<native_string> tempdir_candidates();

enum class file_type : unsigned char
{
    regular,
    directory,
    link,
    other
};

struct file_status
{
    file_type type = file_type::other;
    std::filesystem::perms permissions = std::filesystem::perms::none; // with the set-id and sticky bits
    bool ours = false;       // owned by the effective user; of what lock_dead() found
    std::uint64_t owner = 0; // the user's number, where users have one
    std::uint64_t links = 0;
    bool mounted_on = false; // as directory_status has it
    file_identity identity;
};

// Of the thing itself, also where it is a link.
file_status identify_file(native_char const* path, std::error_code&) noexcept;
file_status identify_file(native_handle_type, std::error_code&) noexcept;

// Whether a file could be made in `dir`, as far as one can know without trying: errc::no_such_file_or_directory,
// not_a_directory, permission_denied.
void check_writable(native_char const* dir, std::error_code&) noexcept;

// A new, empty directory; never an existing one (errc::file_exists). The umask and access lists may take permissions
// away.
void create_directory(native_char const* path, std::filesystem::perms, std::error_code&) noexcept;

// ---- lifecycle: locks, sweeping, persisting
// --------------------------------------------------------------------------

// Takes the lock that says that the file's owner is alive, and that goes with the last duplicate of the handle. Waits
// for a sweeper that has the file in its hands.
void lock_shared(native_handle_type, std::error_code&) noexcept;

// A second handle for the same open file, which shares its lock; not inherited across exec.
native_handle_type duplicate(native_handle_type, std::error_code&) noexcept;

// A handle of a directory that can be locked; not followed.
native_handle_type open_for_lock(native_char const* directory, std::error_code&) noexcept;

// For sweep(): a handle of the file or directory that excludes its owner and other sweepers, if it is this user's and
// its owner is dead. An invalid handle without an error says that it is to be left alone.
native_handle_type lock_dead(native_char const* path, file_status&, std::error_code&) noexcept;

// errc::operation_not_supported where a lock does not tell whether the owner is alive.
void check_sweepable(native_char const* directory, std::error_code&) noexcept;

enum class storage
{
    disk,
    memory
};

// What keeps the bytes of files in the directory.
storage storage_of(native_char const* directory, std::error_code&) noexcept;

// Further directories that disk_tempdir() and memory_tempdir() try.
std::vector<native_string> storage_candidates(storage);

// What a link leads to, which may be relative to its directory.
native_string read_link(native_char const* path, std::error_code&);

// Whether nobody but us and the superuser can replace a file in the directory that is ours.
bool is_trusted(native_char const* directory, std::error_code&) noexcept;

enum class replacement
{
    allowed,
    refused // errc::file_exists, atomically
};

// One atomic step, within a file system (errc::cross_device_link otherwise). `handle` is open on the file, or invalid.
void rename_file(
    native_char const* from, native_char const* to, replacement, native_handle_type handle, std::error_code&) noexcept;

// Gives an open file another name, or its first one; never replaces anything (errc::file_exists). Where the system
// cannot name this file by its handle: errc::operation_not_supported.
void link_handle(native_handle_type, native_char const* to, std::error_code&) noexcept;

// Whether errors of writing may show only when the file is synchronized or closed: a network file system.
bool reports_errors_late(native_handle_type) noexcept;

// To storage: the contents of a file, and the names in a directory.
void sync_file(native_handle_type, std::error_code&) noexcept;
void sync_directory(native_char const* path, std::error_code&) noexcept;

// Within 07777.
void set_file_permissions(native_handle_type, std::filesystem::perms, std::error_code&) noexcept;

// All bytes of `from` to the empty file `to`, by sharing them where the file system can.
void copy_contents(native_handle_type from, native_handle_type to, std::error_code&) noexcept;

// Makes `handle` stand for the file that `other` is open on, for whoever has it. False where the system cannot do that.
bool redirect(native_handle_type handle, native_handle_type other) noexcept;

// What of an existing file its replacement could not be given; a set.
enum class lost : unsigned
{
    nothing = 0,
    owner = 1,
    group = 2,
    set_id = 4,     // the set-user-ID and set-group-ID bits
    acl = 8,        // the access list, or entries of it
    attributes = 16 // extended attributes
};
constexpr lost operator|(lost a, lost b) noexcept
{
    return static_cast<lost>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

// Gives `to` the owner, group, permissions, access list and extended attributes of the file at `from`, in this order,
// and never lets anybody do more with it than with `from`. An error means that `to` must not take its place.
lost carry_attributes(native_char const* from, native_handle_type to, std::error_code&) noexcept;

// Gives `to` the permissions of the file at `from`, within 0777, but a group that `from` does not have nothing more
// than everybody has.
void carry_permissions(native_char const* from, native_handle_type to, std::error_code&) noexcept;

// A second, independent handle of the file at `path`, if it is the one with this identity: otherwise
// errc::no_such_file_or_directory.
native_handle_type reopen_file(native_char const* path, file_identity const&, std::error_code&) noexcept;

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

// Tells threads and processes apart; async-signal-safe. A thread's number stays the same in a forked child.
std::uintptr_t current_thread() noexcept;
std::uint64_t current_process() noexcept;

// The end of the process. `clean` is async-signal-safe, and does nothing the second time.
using end_function = void (*)() noexcept;

// Calls `clean` when the process ends normally, as late as possible: after the destructors of static objects, which
// may still create something. Cheap, and may be called again with the same function.
void run_at_exit(end_function clean) noexcept;

// False where there is no room for it.
bool run_at_quick_exit(end_function clean) noexcept;

// From now on, those of `signals` that have their default disposition, which is to end the process, call `clean` and
// then do so. Returns those and the ones taken before.
std::vector<int> run_on_signals(std::initializer_list<int> signals, end_function clean);

// Whether list_directory may be called in a signal handler.
bool lists_in_handlers() noexcept;

// Whether the process' other threads are gone, ended wherever they were: Windows does that before it ends DLLs.
bool others_have_ended() noexcept;

// Lets other threads run; async-signal-safe. `turns` counts the calls of one wait: the pauses grow.
void pause(unsigned turns) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
