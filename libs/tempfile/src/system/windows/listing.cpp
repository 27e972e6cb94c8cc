//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "tree.hpp"

#include <cstddef>
#include <cstring>

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
    return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && !is_link(attributes, tag) ? entry_kind::directory
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

} // namespace

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
    return is_link(entry.FileAttributes, entry.EaSize);
}

bool is_empty(HANDLE directory) noexcept
{
    alignas(listed) char buffer[1024];
    std::size_t used = 0;
    for (;;)
    {
        NTSTATUS const result = query(directory, buffer, sizeof buffer, nullptr, used);
        if (result != status_success || used < listed_name)
            return result == status_no_more_files || result == status_no_such_file;
        rewrite(buffer);
        std::size_t offset = 0;
        directory_entry entry;
        if (next_entry(buffer, used, offset, entry)) // the names for itself and its parent are left out
            return false;
    }
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

bool lists_in_handlers() noexcept
{
    return true; // they run in threads of their own
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
