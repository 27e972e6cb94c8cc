//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <sys/stat.h>

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

// What the kernel refuses to follow is not followed in its place either: in a directory that everybody may write to and
// that has the sticky bit, links of others than ourselves and the directory's owner (fs.protected_symlinks, proc(5)).
void check_followed(std::string const& path, std::error_code& ec)
{
    struct stat link, directory;
    std::string const above = path.substr(0, path.find_last_of('/') + 1);
    if (failed(::lstat(path.c_str(), &link), ec) || failed(::stat(above.c_str(), &directory), ec))
        return;
    constexpr mode_t shared = S_ISVTX | S_IWOTH;
    bool const trusted = link.st_uid == ::geteuid() || link.st_uid == directory.st_uid;
    if ((directory.st_mode & shared) == shared && !trusted)
        fail(EACCES, ec);
}

} // namespace

native_string read_link(char const* path, std::error_code& ec)
{
    ec.clear();
    if (intercepted(call::read_link, invalid_handle(), path, nullptr, ec))
        return {};
    check_followed(path, ec);
    if (ec)
        return {};
    std::string target(256, '\0');
    for (;;)
    {
        ssize_t const size = ::readlink(path, &target[0], target.size());
        if (size < 0)
        {
            ec = last_error();
            return {};
        }
        if (static_cast<std::size_t>(size) < target.size())
        {
            target.resize(static_cast<std::size_t>(size));
            return target;
        }
        target.resize(target.size() * 2);
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
