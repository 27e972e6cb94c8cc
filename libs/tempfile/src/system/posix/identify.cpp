//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/stat.h>

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

file_type type_of(mode_t mode) noexcept
{
    return S_ISREG(mode)   ? file_type::regular
           : S_ISDIR(mode) ? file_type::directory
           : S_ISLNK(mode) ? file_type::link
                           : file_type::other;
}

} // namespace

// Without a time of birth: elsewhere than on Linux it can change.
file_status plain_status_at(int at, char const* name, std::error_code& ec) noexcept
{
    file_status found;
    struct stat s;
    if (failed(name[0] == '\0' ? ::fstat(at, &s) : ::fstatat(at, name, &s, AT_SYMLINK_NOFOLLOW), ec))
        return found;
    found.type = type_of(s.st_mode);
    found.permissions = static_cast<std::filesystem::perms>(s.st_mode & 07777u);
    found.owner = s.st_uid;
    found.links = static_cast<std::uint64_t>(s.st_nlink);
    found.identity.device = static_cast<std::uint64_t>(s.st_dev);
    found.identity.number[0] = static_cast<std::uint64_t>(s.st_ino);
    return found;
}

file_status identify_file(char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_file, invalid_handle(), path, nullptr, ec))
        return {};
    return status_at(AT_FDCWD, path, ec);
}

file_status identify_file(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_file, handle, nullptr, nullptr, ec))
        return {};
    return status_at(handle, "", ec);
}

file_status identify_directory(directory const& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_directory, opened.handle, nullptr, nullptr, ec))
        return {};
    return status_at(opened.handle, "", ec);
}

// FUSE asks its server by the name that it had, NFS by a number that its server has forgotten.
bool is_removed(native_handle_type directory) noexcept
{
    std::error_code ec;
    file_status const found = identify_directory(system::directory{directory, nullptr}, ec);
    return ec ? ec.value() == ENOENT || ec.value() == ESTALE : found.links == 0;
}

file_status identify_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_directory, invalid_handle(), path, nullptr, ec))
        return {};
    file_status const found = status_at(AT_FDCWD, path, ec);
    if (!ec && found.type != file_type::directory)
        fail(ENOTDIR, ec);
    return found;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
