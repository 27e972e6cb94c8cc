//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX && !BOOST_TEMPFILE_SYSTEM_BSD

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

void advise_huge_pages(void*, std::size_t) noexcept {}

bool const mappings_grow = false;

void* enlarge_mapping(void*, std::size_t, std::size_t) noexcept
{
    return nullptr;
}

void* map_wiped_by_fork(std::size_t) noexcept
{
    return nullptr;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
