//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//
#include "windows.hpp"

#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>

// Everything here goes by handles (NtCreateFile relative to the parent's): a path can be made to lead elsewhere on
// Windows too. What is opened is opened as it is (FILE_OPEN_REPARSE_POINT), and the handle is asked what it is.

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

constexpr ACCESS_MASK listing_access = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES | SYNCHRONIZE;

// As directories are opened for backup, not their own permissions alone count, but what the user may do by privilege.
constexpr ULONG entry_options = FILE_OPEN_REPARSE_POINT | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT;
constexpr ULONG directory_options = entry_options | FILE_DIRECTORY_FILE;

NTSTATUS open(HANDLE root, native_char const* name, ACCESS_MASK access, ULONG share, ULONG options, ULONG flags,
    HANDLE& opened) noexcept
{
    std::size_t const bytes = std::wcslen(name) * sizeof *name;
    if (bytes > longest_text)
        return status(0xC0000106); // STATUS_NAME_TOO_LONG
    UNICODE_STRING text;
    text.Buffer = const_cast<native_char*>(name);
    text.Length = text.MaximumLength = static_cast<USHORT>(bytes);
    OBJECT_ATTRIBUTES object;
    InitializeObjectAttributes(&object, &text, flags, root, nullptr);
    IO_STATUS_BLOCK io;
    opened = nullptr;
    return ntdll().NtCreateFile(&opened, access, &object, &io, nullptr, 0, share, FILE_OPEN, options, nullptr, 0);
}

// Opens an entry of `parent`, or, where that is not open, a path.
NTSTATUS open_entry(directory const& parent, native_char const* name, ACCESS_MASK access, ULONG share, ULONG options,
    HANDLE& opened) noexcept
{
    if (!parent)
    {
        std::error_code ec;
        long_path const path(name, ec, long_path::form::native);
        if (ec)
            return status(0xC000009A); // STATUS_INSUFFICIENT_RESOURCES
        return open(nullptr, path.c_str(), access, share, options, OBJ_CASE_INSENSITIVE, opened);
    }
    // A directory can tell "a" from "A" (WSL); what was listed is meant exactly. What a user named need not be.
    NTSTATUS const result = open(parent.handle, name, access, share, options, 0, opened);
    if (result != status_object_name_not_found)
        return result;
    return open(parent.handle, name, access, share, options, OBJ_CASE_INSENSITIVE, opened);
}

// The same file once more, with other access.
NTSTATUS reopen(HANDLE handle, ACCESS_MASK access, ULONG options, HANDLE& opened) noexcept
{
    return open(handle, L"", access, share_everything, options, 0, opened);
}

// Whether an open directory is one, and no link to one.
NTSTATUS check_directory(HANDLE handle) noexcept
{
    FILE_ATTRIBUTE_TAG_INFO info;
    NTSTATUS const result = attributes(handle, info);
    if (result != status_success)
        return result;
    bool const real =
        (info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && !link(info.FileAttributes, info.ReparseTag);
    return real ? status_success : status_not_a_directory;
}

NTSTATUS open_real_directory(
    directory const& parent, native_char const* name, ACCESS_MASK access, HANDLE& opened) noexcept
{
    NTSTATUS result = open_entry(parent, name, access, share_everything, directory_options, opened);
    if (result != status_success)
        return result;
    result = check_directory(opened);
    if (result != status_success)
        ::CloseHandle(opened);
    return result;
}

// What the directories of one tree share; the root owns it, and outlives the others.
struct tree
{
    HANDLE const root;
    std::atomic<HANDLE> outside{nullptr}; // the directory in which the root stands, once it was asked for

    explicit tree(HANDLE opened) noexcept : root(opened) {}
    ~tree()
    {
        if (HANDLE const opened = outside.load())
            ::CloseHandle(opened);
    }
};

// What directory::listing points to.
struct opened_state
{
    tree* whole = nullptr;
    std::unique_ptr<tree> own; // of a root

    // To be listed once more the directory is opened once more: to start over with the same handle shows what was there
    // the first time (Wine), and the handle itself may be in use as the parent of others.
    HANDLE again = nullptr;

    ~opened_state() { list_with(nullptr); }
    void list_with(HANDLE opened) noexcept
    {
        if (again != nullptr)
            ::CloseHandle(again);
        again = opened;
    }
};

opened_state& state_of(directory const& d) noexcept
{
    return *static_cast<opened_state*>(d.listing);
}

opened_state* make_state(directory const& parent, HANDLE opened) noexcept
{
    std::unique_ptr<opened_state> made(new (std::nothrow) opened_state);
    if (made && !parent)
        made->own.reset(new (std::nothrow) tree(opened));
    if (!made || (!parent && !made->own))
        return nullptr;
    made->whole = parent ? state_of(parent).whole : made->own.get();
    return made.release();
}

directory result_of(NTSTATUS result, directory const& parent, HANDLE opened, std::error_code& ec) noexcept
{
    directory d;
    ec = status_error(result);
    if (ec)
        return d;
    d.listing = make_state(parent, opened);
    if (d.listing != nullptr)
        d.handle = opened;
    else
    {
        ::CloseHandle(opened);
        ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
    }
    return d;
}

// ---- permissions ---------------------------------------------------------------------------------------------------

// An owner can always read and write the access list. `handle` has both rights.
NTSTATUS grant(HANDLE handle) noexcept
{
    std::error_code ec;
    owner_only security(owner_only::kind::directory, ec);
    if (ec || !is_ours(handle))
        return status_access_denied;
    return ::SetKernelObjectSecurity(handle, DACL_SECURITY_INFORMATION, security.descriptor()) ? status_success
                                                                                               : status_access_denied;
}

// ---- listings ------------------------------------------------------------------------------------------------------

// What NtQueryDirectoryFile fills a buffer with.
struct listed
{
    ULONG NextEntryOffset;
    ULONG FileIndex;
    LARGE_INTEGER times[4];
    LARGE_INTEGER EndOfFile;
    LARGE_INTEGER AllocationSize;
    ULONG FileAttributes;
    ULONG FileNameLength; // bytes
    ULONG EaSize;         // of a reparse point: the tag
    // and the name, without a NUL
};
constexpr std::size_t listed_name = offsetof(listed, EaSize) + sizeof(ULONG);
static_assert(listed_name == 68, "FILE_FULL_DIR_INFORMATION");

// What it is rewritten to: names with a NUL after them, in the place of a longer header.
struct kept
{
    ULONG next;    // from the start of the buffer; 0: the last one
    USHORT length; // of the name, in units
    entry_kind kind;
};
static_assert(sizeof(kept) + sizeof(native_char) <= listed_name, "rewriting in place never overtakes reading");

entry_kind kind_of(ULONG attributes, ULONG tag) noexcept
{
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && !link(attributes, tag) ? entry_kind::directory
                                                                                  : entry_kind::other;
}

void rewrite(char* buffer) noexcept
{
    std::size_t from = 0;
    std::size_t to = 0;
    for (;;)
    {
        listed entry;
        std::memcpy(&entry, buffer + from, listed_name);
        std::size_t const bytes = entry.FileNameLength;
        std::memmove(buffer + to + sizeof(kept), buffer + from + listed_name, bytes);
        std::memset(buffer + to + sizeof(kept) + bytes, 0, sizeof(native_char));
        std::size_t const unaligned = to + sizeof(kept) + bytes + sizeof(native_char);
        std::size_t const next = (unaligned + alignof(kept) - 1) / alignof(kept) * alignof(kept);
        bool const last = entry.NextEntryOffset == 0;
        kept const header{last ? 0 : static_cast<ULONG>(next), static_cast<USHORT>(bytes / sizeof(native_char)),
            kind_of(entry.FileAttributes, entry.EaSize)};
        std::memcpy(buffer + to, &header, sizeof header);
        if (last)
            return;
        to = next;
        from += entry.NextEntryOffset;
    }
}

NTSTATUS query(HANDLE handle, void* buffer, std::size_t size, UNICODE_STRING* name, std::size_t& used) noexcept
{
    IO_STATUS_BLOCK io;
    io.Information = 0;
    ULONG const length = size < 0x10000000 ? static_cast<ULONG>(size) : 0x10000000;
    NTSTATUS const result = ntdll().NtQueryDirectoryFile(
        handle, nullptr, nullptr, nullptr, &io, buffer, length, full_directory_class, FALSE, name, FALSE);
    used = result == status_success ? static_cast<std::size_t>(io.Information) : 0;
    return result;
}

// Whether the directory lists the entry as a link. Asked where the entry's own handle says that it is a directory:
// Wine opens what a Unix link leads to, whatever it is told, and only the listing gives it away.
bool listed_as_link(directory const& parent, native_char const* name) noexcept
{
    HANDLE again;
    if (!parent || reopen(parent.handle, listing_access, directory_options, again) != status_success)
        return false;
    closing const closer(again);
    alignas(listed) char buffer[listed_name + 2 * 256 * sizeof(native_char)];
    UNICODE_STRING pattern;
    pattern.Buffer = const_cast<native_char*>(name);
    pattern.Length = pattern.MaximumLength = static_cast<USHORT>(std::wcslen(name) * sizeof *name);
    std::size_t used = 0;
    if (query(again, buffer, sizeof buffer, &pattern, used) != status_success || used < listed_name)
        return false;
    listed entry;
    std::memcpy(&entry, buffer, listed_name);
    return link(entry.FileAttributes, entry.EaSize);
}

// ---- removal -------------------------------------------------------------------------------------------------------

// Opens an entry so that it can be removed. FILE_DELETE_CHILD on the parent gives the right to delete what denies it
// itself, but not the right to write its attributes.
NTSTATUS open_to_dispose(
    directory const& parent, native_char const* name, ULONG share, ULONG options, HANDLE& opened) noexcept
{
    NTSTATUS const result = open_entry(parent, name, disposing_access, share, options, opened);
    if (result != status_access_denied)
        return result;
    return open_entry(parent, name, disposing_access & ~DWORD(FILE_WRITE_ATTRIBUTES), share, options, opened);
}

// Where the old way of deletion leaves a name until the last handle is closed, the name is moved out of the tree first,
// so that the directory can go: into the directory in which the tree stands, with a name that nobody can guess.

HANDLE open_outside(tree const& t) noexcept
{
    constexpr DWORD form = FILE_NAME_NORMALIZED | VOLUME_NAME_DOS; // \\?\...
    DWORD const room = ::GetFinalPathNameByHandleW(t.root, nullptr, 0, form);
    std::unique_ptr<native_char[]> const path(room == 0 ? nullptr : new (std::nothrow) native_char[room]);
    if (!path || ::GetFinalPathNameByHandleW(t.root, path.get(), room, form) >= room)
        return nullptr;
    native_char* const last = std::wcsrchr(path.get(), L'\\');
    if (last == nullptr)
        return nullptr;
    last[1] = 0; // the separator stays: it may be that of a drive
    std::error_code ec;
    long_path const native(path.get(), ec, long_path::form::native);
    HANDLE opened = nullptr;
    constexpr ULONG options = FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT;
    if (ec || open(nullptr, native.c_str(), FILE_TRAVERSE | SYNCHRONIZE, share_everything, options,
                  OBJ_CASE_INSENSITIVE, opened) != status_success)
        return nullptr;
    return opened;
}

HANDLE outside(tree& t) noexcept
{
    HANDLE known = t.outside.load();
    if (known != nullptr)
        return known;
    HANDLE const opened = open_outside(t);
    if (opened == nullptr || t.outside.compare_exchange_strong(known, opened))
        return opened;
    ::CloseHandle(opened); // another thread was faster
    return known;
}

// Whether it was moved.
bool move_out(HANDLE handle, directory const& d) noexcept
{
    HANDLE const to = d ? outside(*state_of(d).whole) : nullptr;
    unsigned char random[16];
    std::error_code ec;
    if (to != nullptr)
        random_bytes(random, sizeof random, ec);
    if (to == nullptr || ec)
        return false;
    // With the mark of what sweep() takes: the process may be killed before the next step.
    native_char name[] = L"tmp~0123456789abcdef~";
    for (std::size_t i = 0; i < sizeof random; ++i)
        name[4 + i] = L"0123456789abcdefghijklmnopqrstuvwxyz"[random[i] % 36];
    return rename(handle, to, name, false) == status_success;
}

// Set when a file system turned out to know the old way alone.
std::atomic<bool> old_way_seen{false};

bool knows_old_way_alone(NTSTATUS result) noexcept
{
    return result == status_invalid_info_class || result == status_invalid_parameter ||
           result == status_not_supported || result == status_not_implemented;
}

// `inside`: any directory of the tree; `exclusive`: nobody else has a handle.
NTSTATUS dispose_of_entry(directory const& inside, HANDLE handle, bool exclusive) noexcept
{
    NTSTATUS result = dispose_at_once(handle);
    if (result == status_success || result == status_directory_not_empty)
        return result;
    bool const old_way = knows_old_way_alone(result);
    result = dispose_later(handle); // says better what is wrong, if anything is
    if (!old_way)
        return result;
    old_way_seen.store(true, std::memory_order_relaxed);
    if (result != status_success || exclusive)
        return result;
    // It can go, then. Moved while it is going, it goes also if the process is killed now; where that is refused, it is
    // moved while it is not going, and may stay then. In a directory nothing could be made meanwhile.
    if (move_out(handle, inside))
        return status_success;
    unsigned char keep = FALSE;
    IO_STATUS_BLOCK io;
    if (ntdll().NtSetInformationFile(handle, &io, &keep, sizeof keep, disposition_class) == status_success)
        (void)move_out(handle, inside);
    return dispose_later(handle);
}

// A link to a directory has to be opened as what it is not, to be told from a directory.
std::error_code remove_link(directory const& parent, native_char const* name) noexcept
{
    HANDLE handle;
    NTSTATUS const result = open_to_dispose(parent, name, share_everything, entry_options, handle);
    if (result != status_success)
        return status_error(result);
    closing const closer(handle);
    if (check_directory(handle) != status_success)
        return status_error(dispose_of_entry(parent, handle, false));
    if (listed_as_link(parent, name))
        return to_error(ERROR_CANT_ACCESS_FILE);
    return std::make_error_code(std::errc::is_a_directory);
}

} // namespace

directory open_directory(directory const& parent, native_char const* name, mounts, std::error_code& ec) noexcept
{
    ec.clear();
    // Volumes are mounted by reparse points, which are links here.
    if (intercepted(call::open_directory, parent.handle, name, nullptr, ec))
        return directory();
    HANDLE opened = nullptr;
    NTSTATUS const result = open_real_directory(parent, name, listing_access, opened);
    return result_of(result, parent, opened, ec);
}

directory open_denied_directory(directory const& parent, native_char const* name, mounts, file_identity const* expected,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::grant_access, parent.handle, name, nullptr, ec))
        return directory();
    HANDLE denied = nullptr;
    HANDLE opened = nullptr;
    NTSTATUS result =
        open_real_directory(parent, name, READ_CONTROL | WRITE_DAC | FILE_READ_ATTRIBUTES | SYNCHRONIZE, denied);
    if (result == status_success)
    {
        closing const closer(denied);
        directory const found{denied, nullptr};
        if (expected != nullptr && identify_directory(found, ec).identity != *expected)
        {
            if (!ec)
                ec = std::make_error_code(std::errc::no_such_file_or_directory);
            return directory();
        }
        result = grant(denied);
        if (result == status_success)
            result = reopen(denied, listing_access, directory_options, opened);
    }
    return result_of(result, parent, opened, ec);
}

directory open_parent(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    // The object manager knows no "..".
    if (!intercepted(call::open_directory, d.handle, nullptr, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
    return directory();
}

void close_directory(directory& d) noexcept
{
    delete static_cast<opened_state*>(d.listing);
    std::error_code ignored;
    close(d.handle, ignored);
    d = directory();
}

void grant_access(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::grant_access, d.handle, nullptr, nullptr, ec))
        return;
    HANDLE opened;
    NTSTATUS result = reopen(d.handle, READ_CONTROL | WRITE_DAC | SYNCHRONIZE, directory_options, opened);
    if (result == status_success)
    {
        closing const closer(opened);
        result = grant(opened);
    }
    ec = status_error(result);
}

std::size_t list_directory(directory& d, char* buffer, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::list_directory, d.handle, nullptr, &size, ec))
        return 0;
    std::size_t used = 0;
    NTSTATUS const result =
        query(state_of(d).again != nullptr ? state_of(d).again : d.handle, buffer, size, nullptr, used);
    if (result == status_no_more_files || result == status_no_such_file)
        return 0;
    ec = status_error(result);
    if (ec || used < listed_name)
        return 0;
    rewrite(buffer);
    return used;
}

bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry& entry) noexcept
{
    while (offset < used)
    {
        kept header;
        std::memcpy(&header, buffer + offset, sizeof header);
        entry.name = reinterpret_cast<native_char const*>(buffer + offset + sizeof header);
        entry.size = header.length;
        entry.kind = header.kind;
        offset = header.next == 0 ? used : header.next;
        bool const dots = entry.name[0] == L'.' && (entry.size == 1 || (entry.size == 2 && entry.name[1] == L'.'));
        if (!dots)
            return true;
    }
    return false;
}

bool probably_complete(std::size_t used, std::size_t size) noexcept
{
    return used + listed_name + 256 * sizeof(native_char) <= size;
}

void rewind_directory(directory& d, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rewind_directory, d.handle, nullptr, nullptr, ec))
        return;
    HANDLE opened = nullptr;
    NTSTATUS const result = reopen(d.handle, listing_access, directory_options, opened);
    ec = status_error(result);
    if (!ec)
        state_of(d).list_with(opened);
}

void remove_entry(directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_entry, parent.handle, name, nullptr, ec))
        return;
    // Where only the old way is known, opening it for nobody else tells whether somebody else has it open.
    constexpr ULONG options = entry_options | FILE_NON_DIRECTORY_FILE;
    bool exclusive = old_way_seen.load(std::memory_order_relaxed);
    HANDLE handle = nullptr;
    NTSTATUS result = open_to_dispose(parent, name, exclusive ? 0 : share_everything, options, handle);
    if (exclusive && result == status_sharing_violation)
    {
        exclusive = false;
        result = open_to_dispose(parent, name, share_everything, options, handle);
    }
    if (result == status_file_is_a_directory)
    {
        ec = remove_link(parent, name);
        return;
    }
    if (result == status_success)
    {
        result = dispose_of_entry(parent, handle, exclusive);
        ::CloseHandle(handle);
    }
    ec = status_error(result);
}

void remove_directory(
    directory const& parent, native_char const* name, directory const& self, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_directory, parent.handle, name, nullptr, ec))
        return;
    HANDLE handle = nullptr;
    NTSTATUS result = self ? reopen(self.handle, disposing_access, directory_options, handle)
                           : open_to_dispose(parent, name, share_everything, directory_options, handle);
    if (result == status_success)
    {
        closing const closer(handle);
        result = self ? status_success : check_directory(handle);
        if (result == status_success)
            result = dispose_of_entry(self ? self : parent, handle, false);
    }
    ec = status_error(result);
}

void move_directory(directory const& from, native_char const* name, directory const& to, native_char const* new_name,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::move_directory, from.handle, name, nullptr, ec))
        return;
    HANDLE handle = nullptr;
    NTSTATUS result = open_real_directory(from, name, DELETE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, handle);
    if (result == status_success)
    {
        closing const closer(handle);
        result = rename(handle, to.handle, new_name, false);
    }
    ec = status_error(result);
}

bool may_pass(directory const&, native_char const*, std::error_code const& ec) noexcept
{
    for (std::errc const passing :
        {std::errc::directory_not_empty, // what somebody holds open is still there until it is closed
            std::errc::is_a_directory, std::errc::not_a_directory, // somebody swaps entries
            std::errc::too_many_files_open, std::errc::not_enough_memory})
        if (ec == passing)
            return true;
    if (ec.category() != std::system_category())
        return false;
    switch (ec.value())
    {
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_DELETE_PENDING:
    case ERROR_BUSY:
    case ERROR_NO_SYSTEM_RESOURCES:
        return true;
    default:
        return false; // denial, above all
    }
}

// ---- identity ------------------------------------------------------------------------------------------------------

namespace
{

NTSTATUS open_to_look(native_char const* path, HANDLE& opened) noexcept
{
    return open_real_directory(directory(), path, FILE_READ_ATTRIBUTES | SYNCHRONIZE, opened);
}

directory_status identify(HANDLE handle, std::error_code& ec) noexcept
{
    directory_status found;
    file_number number;
    if (!number_of(handle, number, ec))
        return found;
    found.identity = identity_of(number);
    return found;
}

} // namespace

directory_status identify_directory(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_directory, d.handle, nullptr, nullptr, ec))
        return directory_status();
    return identify(d.handle, ec);
}

directory_status identify_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_directory, invalid_handle(), path, nullptr, ec))
        return directory_status();
    HANDLE handle = nullptr;
    NTSTATUS const result = open_to_look(path, handle);
    if (result != status_success)
    {
        ec = status_error(result);
        return directory_status();
    }
    closing const closer(handle);
    return identify(handle, ec);
}

bool number_may_change(native_char const*, directory_identity const&) noexcept
{
    return false;
}

native_handle_type hold_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::hold_directory, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    HANDLE handle = nullptr;
    NTSTATUS const result = open_to_look(path, handle);
    ec = status_error(result);
    return ec ? invalid_handle() : handle;
}

// A directory is its owner's alone, whatever was asked for.
void set_directory_permissions(
    native_char const* path, directory_identity const&, std::filesystem::perms, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::set_directory_permissions, invalid_handle(), path, nullptr, ec);
}

std::size_t handle_limit() noexcept
{
    return std::size_t(1) << 24; // of a process, by the design of the handle table
}

// Objects of static storage in a DLL are destroyed under the loader's lock, which a new thread needs to start.
bool destructors_may_start_threads() noexcept
{
    return false;
}

signals_blocked::signals_blocked() noexcept : saved_{} {}
signals_blocked::~signals_blocked() = default;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
