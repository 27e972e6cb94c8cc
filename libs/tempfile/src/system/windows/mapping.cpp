//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../mapping.hpp"

#include "windows.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

char* map(native_handle_type handle, std::int64_t offset, std::size_t size, map_access access, mapping& mapped,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::map, handle, nullptr, nullptr, ec))
        return nullptr;
    bool const writes = access == map_access::write;
    HANDLE const section =
        ::CreateFileMappingW(handle, nullptr, writes ? PAGE_READWRITE : PAGE_READONLY, 0, 0, nullptr);
    if (section == nullptr)
    {
        ec = last_error();
        return nullptr;
    }
    SYSTEM_INFO info;
    ::GetSystemInfo(&info);
    std::uint64_t const first = static_cast<std::uint64_t>(offset);
    std::size_t const before = static_cast<std::size_t>(first % info.dwAllocationGranularity);
    std::uint64_t const start = first - before;
    void* const begin =
        size + before < size
            ? nullptr
            : ::MapViewOfFile(section, writes ? FILE_MAP_READ | FILE_MAP_WRITE : FILE_MAP_READ,
                  static_cast<DWORD>(start >> 32), static_cast<DWORD>(start & 0xffffffffu), size + before);
    if (begin == nullptr)
        ec = size + before < size ? to_error(ERROR_NOT_ENOUGH_MEMORY) : last_error();
    ::CloseHandle(section); // the view keeps it
    if (ec)
        return nullptr;
    mapped = mapping{static_cast<char*>(begin), size + before};
    return mapped.begin + before;
}

void unmap(mapping mapped) noexcept
{
    (void)::UnmapViewOfFile(mapped.begin);
}

void flush_mapping(mapping mapped, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::flush_mapping, invalid_handle(), nullptr, nullptr, ec))
        return;
    if (!::FlushViewOfFile(mapped.begin, mapped.size))
        ec = last_error();
}

// Files have no holes here unless they are made sparse, which the library's are not: making one longer takes the space.
void reserve_blocks(native_handle_type handle, std::int64_t, std::int64_t, std::error_code& ec) noexcept
{
    ec.clear();
    (void)intercepted(call::reserve_blocks, handle, nullptr, nullptr, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
