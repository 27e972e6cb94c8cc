//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/mman.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void advise_huge_pages(void* data, std::size_t size) noexcept
{
    (void)::madvise(data, size, MADV_HUGEPAGE);
}

bool const mappings_grow = true;

void* enlarge_mapping(void* data, std::size_t size, std::size_t new_size) noexcept
{
    void* const p = ::mremap(data, size, new_size, MREMAP_MAYMOVE);
    return p == MAP_FAILED ? nullptr : p;
}

void* map_wiped_by_fork(std::size_t size) noexcept
{
    constexpr int wipe_on_fork = 18; // MADV_WIPEONFORK, since 4.14
    void* const p = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return nullptr;
    if (::madvise(p, size, wipe_on_fork) == 0)
        return p;
    (void)::munmap(p, size);
    return nullptr;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
