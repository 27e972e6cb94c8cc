//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "file_systems.hpp"

#include <sys/xattr.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <new>
#include <string>

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

// Whether `directory` lies in what an overlay shows as something else. Locks on the overlay's files are not seen on
// the files underneath: their owners would seem dead.
bool under_overlay(char const* directory)
{
    std::unique_ptr<char, void (*)(void*)> const real(::realpath(directory, nullptr), &std::free);
    if (!real)
        return false;
    std::string const path = std::string(real.get()) + '/';
    std::ifstream mounts("/proc/self/mountinfo");
    for (std::string line; std::getline(mounts, line);)
    {
        std::size_t const separator = line.find(" - overlay ");
        std::size_t at = separator == std::string::npos ? separator : line.find("upperdir=", separator);
        if (at == std::string::npos)
            continue;
        at += std::strlen("upperdir=");
        std::string const upper = line.substr(at, line.find_first_of(", ", at) - at) + '/';
        if (path.compare(0, upper.size(), upper) == 0)
            return true;
    }
    // An overlay of another mount namespace marks its directories, which the superuser can see.
    for (std::string above = real.get(); !above.empty(); above.resize(above.find_last_of('/')))
    {
        char names[4096];
        ssize_t const size = ::llistxattr(above.c_str(), names, sizeof names);
        for (char const* n = names; size > 0 && n < names + size; n += std::strlen(n) + 1)
            if (std::strncmp(n, "trusted.overlay.", 16) == 0 || std::strncmp(n, "user.overlay.", 13) == 0)
                return true;
    }
    return false;
}

} // namespace

void check_sweepable(char const* directory, std::error_code& ec) noexcept
try
{
    ec.clear();
    if (intercepted(call::check_sweepable, invalid_handle(), directory, nullptr, ec))
        return;
    struct statfs s;
    if (failed(uninterrupted([&] { return ::statfs(directory, &s); }), ec))
        return;
    switch (magic_of(s))
    {
    case ext_magic:
    case xfs_magic:
    case btrfs_magic:
    case tmpfs_magic:
        if (!under_overlay(directory))
            return;
        break;
    case overlay_magic:
        return;
    default:
        break;
    }
    ec = std::make_error_code(std::errc::operation_not_supported);
}
catch (std::bad_alloc const&)
{
    fail(ENOMEM, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
