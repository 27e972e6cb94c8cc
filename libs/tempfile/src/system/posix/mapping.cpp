//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../mapping.hpp"

#include <sys/mman.h>
#include <unistd.h>

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
    std::size_t const before = offset == 0 ? 0 : static_cast<std::size_t>(offset % ::sysconf(_SC_PAGESIZE));
    int const protection = access == map_access::write ? PROT_READ | PROT_WRITE : PROT_READ;
    void* const begin = size + before < size ? MAP_FAILED
                                             : ::mmap(nullptr, size + before, protection, MAP_SHARED, handle,
                                                   static_cast<off_t>(offset - static_cast<std::int64_t>(before)));
    if (begin == MAP_FAILED)
    {
        ec = size + before < size ? std::error_code(ENOMEM, std::system_category()) : last_error();
        return nullptr;
    }
    mapped = mapping{static_cast<char*>(begin), size + before};
    return mapped.begin + before;
}

void unmap(mapping mapped) noexcept
{
    (void)::munmap(mapped.begin, mapped.size);
}

void flush_mapping(mapping mapped, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::flush_mapping, invalid_handle(), nullptr, nullptr, ec))
        return;
    if (::msync(mapped.begin, mapped.size, MS_SYNC) != 0)
        ec = last_error();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
