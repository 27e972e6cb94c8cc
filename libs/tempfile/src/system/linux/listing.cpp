//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <dirent.h>
#include <sys/syscall.h>

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

// getdents64(2): what glibc's dirent64 is, without a DIR to allocate.
struct kernel_entry
{
    std::uint64_t inode;
    std::int64_t next;
    std::uint16_t size; // of the record, a multiple of 8
    unsigned char type;
    char name[1]; // ends with a NUL
};
constexpr std::size_t name_at = offsetof(kernel_entry, name);
constexpr std::size_t largest_record = name_at + 256;

} // namespace

void close_directory(directory& opened) noexcept
{
    std::error_code ignored;
    close(opened.handle, ignored);
    opened = directory{};
}

std::size_t list_directory(directory& opened, char* buffer, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::list_directory, opened.handle, nullptr, &size, ec))
        return 0;
    long const used = uninterrupted([&] { return ::syscall(SYS_getdents64, opened.handle, buffer, size); });
    if (used >= 0)
        return static_cast<std::size_t>(used);
    // A directory that was removed meanwhile has no entries, but says ENOENT.
    if (errno != ENOENT)
        ec = last_error();
    return 0;
}

bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry& entry) noexcept
{
    while (offset < used)
    {
        char const* const record = buffer + offset;
        std::uint16_t size;
        std::memcpy(&size, record + offsetof(kernel_entry, size), sizeof size);
        offset += size;
        char const* const name = record + name_at;
        if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
            continue;
        unsigned char const type = static_cast<unsigned char>(record[offsetof(kernel_entry, type)]);
        entry.name = name;
        entry.size = std::strlen(name);
        entry.kind = type == DT_DIR       ? entry_kind::directory
                     : type == DT_UNKNOWN ? entry_kind::unknown
                                          : entry_kind::other;
        return true;
    }
    return false;
}

bool probably_complete(std::size_t used, std::size_t size) noexcept
{
    return size - used >= largest_record;
}

void rewind_directory(directory& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rewind_directory, opened.handle, nullptr, nullptr, ec))
        return;
    if (::lseek(opened.handle, 0, SEEK_SET) < 0)
        ec = last_error();
}

bool lists_in_handlers() noexcept
{
    return true; // into our own memory
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
