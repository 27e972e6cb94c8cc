//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_DARWIN

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// What launchd sets TMPDIR to (confstr(3)): programs expect it where that is unset.
native_string user_tempdir()
{
    char path[1024];
    std::size_t const size = ::confstr(_CS_DARWIN_USER_TEMP_DIR, path, sizeof path);
    return size > 1 && size <= sizeof path ? native_string(path, size - 1) : native_string();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
