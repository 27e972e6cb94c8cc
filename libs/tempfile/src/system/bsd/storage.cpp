//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../posix/posix.hpp"

#if BOOST_TEMPFILE_SYSTEM_BSD

#include <sys/mount.h>
#include <sys/param.h>

#include <cstring>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

storage storage_of(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    struct statfs s;
    if (failed(::statfs(directory, &s), ec))
        return storage::disk;
    bool const memory = std::strcmp(s.f_fstypename, "tmpfs") == 0 || std::strcmp(s.f_fstypename, "mfs") == 0;
    return memory ? storage::memory : storage::disk;
}

bool reports_errors_late(native_handle_type handle) noexcept
{
    struct statfs s;
    return ::fstatfs(handle, &s) != 0 || (s.f_flags & MNT_LOCAL) == 0;
}

std::vector<native_string> storage_candidates(storage wanted)
{
    if (wanted == storage::disk)
        return {"/var/tmp"};
    return {};
}

bool number_may_change(native_char const*, file_identity const&) noexcept
{
    return false;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
