//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "dispose.hpp"
#include "path.hpp"
#include "tree.hpp"

#include <cwchar>
#include <memory>
#include <new>

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

// Repeats `mark` without the attribute that a file is read-only, if it failed for that. The other reason for the same
// status is a mapping.
template<class Mark>
NTSTATUS mark_read_only(HANDLE handle, Mark mark) noexcept
{
    NTSTATUS result = mark();
    FILE_ATTRIBUTE_TAG_INFO info;
    if (result != status_cannot_delete || attributes_of(handle, info) != status_success)
        return result;
    if ((info.FileAttributes & FILE_ATTRIBUTE_READONLY) == 0)
        return status_user_mapped_file;
    FILE_BASIC_INFO basic{}; // a time of 0 stays as it is
    basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    if (set_information(handle, &basic, sizeof basic, basic_class) != status_success)
        return result;
    result = mark();
    // The file may have other names, somewhere else.
    basic.FileAttributes = info.FileAttributes;
    (void)set_information(handle, &basic, sizeof basic, basic_class);
    return result == status_cannot_delete ? status_user_mapped_file : result;
}

constexpr ULONG remove_as_posix = 0x1 | 0x2; // FILE_DISPOSITION_DELETE, FILE_DISPOSITION_POSIX_SEMANTICS
constexpr ULONG although_read_only = 0x10;   // FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE, Windows 10 1809

NTSTATUS mark_as_posix(HANDLE handle, ULONG flags) noexcept
{
    return set_information(handle, &flags, sizeof flags, disposition_ex_class);
}

} // namespace

NTSTATUS dispose_later(HANDLE handle) noexcept
{
    return mark_read_only(handle,
        [handle]() noexcept
        {
            unsigned char remove = TRUE;
            return set_information(handle, &remove, sizeof remove, disposition_class);
        });
}

NTSTATUS dispose_at_once(HANDLE handle) noexcept
{
    NTSTATUS const result = mark_as_posix(handle, remove_as_posix | although_read_only);
    if (result != status_invalid_parameter)
        return result;
    return mark_read_only(handle, [handle]() noexcept { return mark_as_posix(handle, remove_as_posix); });
}

NTSTATUS dispose(HANDLE handle) noexcept
{
    NTSTATUS const result = dispose_at_once(handle);
    // The old way also says better what is wrong.
    return result == status_success || result == status_directory_not_empty ? result : dispose_later(handle);
}

namespace
{

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

} // namespace

bool knows_old_way_alone(directory const& d) noexcept
{
    return state_of(d).whole->old_way.load(std::memory_order_relaxed);
}

// `inside`: any directory of the tree; `exclusive`: nobody else has a handle.
NTSTATUS dispose_of_entry(directory const& inside, HANDLE handle, bool exclusive) noexcept
{
    bool old_way = inside && knows_old_way_alone(inside);
    if (!old_way)
    {
        NTSTATUS const at_once = dispose_at_once(handle);
        if (at_once == status_success || at_once == status_directory_not_empty)
            return at_once;
        old_way = is_unsupported(at_once);
        if (old_way && inside)
            state_of(inside).whole->old_way.store(true, std::memory_order_relaxed);
    }
    NTSTATUS const result = dispose_later(handle); // says better what is wrong, if anything is
    if (!old_way)
        return result;
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

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
