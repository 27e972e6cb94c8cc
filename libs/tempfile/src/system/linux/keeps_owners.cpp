//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../locks.hpp"
#include "../ownership.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What is known to keep locks keeps owners as well.
bool keeps_owners(char const* directory) noexcept
{
    std::error_code ec;
    check_file_system_sweepable(directory, ec);
    return !ec;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
