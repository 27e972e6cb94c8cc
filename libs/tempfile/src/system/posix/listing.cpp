//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_DARWIN

#include <dirent.h>

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

// One record: the kind, the name's size, the name and a NUL.
constexpr std::size_t kind_at = 0, size_at = 1, name_at = size_at + sizeof(std::uint16_t);
constexpr std::size_t largest_record = name_at + sizeof(dirent::d_name) + 1;

template<class Entry>
auto kind_of(Entry const& entry, int) noexcept -> decltype(static_cast<entry_kind>(entry.d_type))
{
    return entry.d_type == DT_DIR       ? entry_kind::directory
           : entry.d_type == DT_UNKNOWN ? entry_kind::unknown
                                        : entry_kind::other;
}

// POSIX knows no type of an entry.
template<class Entry>
entry_kind kind_of(Entry const&, long) noexcept
{
    return entry_kind::unknown;
}

} // namespace

void close_directory(directory& opened) noexcept
{
    std::error_code ignored;
    if (opened.listing == nullptr)
        close(opened.handle, ignored);
    else
        (void)::closedir(static_cast<DIR*>(opened.listing)); // and the handle with it
    opened = directory{};
}

std::size_t list_directory(directory& opened, char* buffer, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::list_directory, opened.handle, nullptr, &size, ec))
        return 0;
    if (opened.listing == nullptr && (opened.listing = ::fdopendir(opened.handle)) == nullptr)
    {
        ec = last_error();
        return 0;
    }
    std::size_t used = 0;
    while (size - used >= largest_record)
    {
        errno = 0;
        dirent const* const entry = ::readdir(static_cast<DIR*>(opened.listing));
        if (entry == nullptr)
        {
            if (errno != 0 && errno != ENOENT && used == 0)
                ec = last_error();
            break;
        }
        std::size_t const length = std::strlen(entry->d_name);
        std::uint16_t const stored = static_cast<std::uint16_t>(length);
        buffer[used + kind_at] = static_cast<char>(kind_of(*entry, 0));
        std::memcpy(buffer + used + size_at, &stored, sizeof stored);
        std::memcpy(buffer + used + name_at, entry->d_name, length + 1);
        used += name_at + length + 1;
    }
    return used;
}

bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry& entry) noexcept
{
    while (offset < used)
    {
        char const* const record = buffer + offset;
        std::uint16_t size;
        std::memcpy(&size, record + size_at, sizeof size);
        offset += name_at + size + 1;
        char const* const name = record + name_at;
        if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
            continue;
        entry.name = name;
        entry.size = size;
        entry.kind = static_cast<entry_kind>(record[kind_at]);
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
    if (opened.listing != nullptr)
        ::rewinddir(static_cast<DIR*>(opened.listing));
    else if (::lseek(opened.handle, 0, SEEK_SET) < 0)
        ec = last_error();
}

bool lists_in_handlers() noexcept
{
    return false; // fdopendir allocates
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
