//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_BSD

#include <sys/mman.h>

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

// minherit(2): FreeBSD 12 and OpenBSD have pages that children find zeroed, macOS has none.
#if defined(INHERIT_ZERO)
constexpr int zeroed_in_children = INHERIT_ZERO;
#elif defined(MAP_INHERIT_ZERO)
constexpr int zeroed_in_children = MAP_INHERIT_ZERO;
#else
constexpr int zeroed_in_children = -1;
#endif

} // namespace

void advise_huge_pages(void*, std::size_t) noexcept {}

bool const mappings_grow = false;

void* enlarge_mapping(void*, std::size_t, std::size_t) noexcept
{
    return nullptr;
}

void* map_wiped_by_fork(std::size_t size) noexcept
{
    if (zeroed_in_children < 0)
        return nullptr;
    void* const page = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (page == MAP_FAILED)
        return nullptr;
    if (::minherit(page, size, zeroed_in_children) == 0)
        return page;
    (void)::munmap(page, size);
    return nullptr;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
