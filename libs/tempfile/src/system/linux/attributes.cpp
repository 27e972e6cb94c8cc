//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../posix/permissions.hpp"
#include "acl.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>

#include <cstring>
#include <new>
#include <vector>

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

// An attribute of the file that `path` leads to; empty, with an error, where there is none.
std::vector<char> attribute(char const* path, char const* name, int& error)
{
    std::vector<char> value(256);
    for (;;)
    {
        ssize_t const size = ::getxattr(path, name, value.data(), value.size());
        error = size < 0 ? errno : 0;
        if (size >= 0)
        {
            value.resize(static_cast<std::size_t>(size));
            return value;
        }
        if (error != ERANGE)
            return {};
        value.resize(std::size_t(65536)); // the largest there is (xattr(7))
    }
}

bool absent(int error) noexcept
{
    return error == ENODATA || error == ENOTSUP || error == EOPNOTSUPP;
}

} // namespace

void carry_permissions(char const* from, native_handle_type to, std::error_code& ec) noexcept
try
{
    ec.clear();
    if (intercepted(call::carry_permissions, to, from, nullptr, ec))
        return;
    struct stat old, now;
    if (failed(::fstatat(AT_FDCWD, from, &old, AT_SYMLINK_NOFOLLOW), ec) || failed(::fstat(to, &now), ec))
        return;
    int error = 0;
    std::vector<char> const acl = attribute(from, acl_name, error);
    mode_t mode = old.st_mode & 0777;
    if (!acl.empty())
        mode = without_list(mode, acl);
    if (old.st_gid != now.st_gid)
        mode = without_group(mode, mode >> 3);
    // A default list of the directory has given the file entries, which the mode's group bits bring to life.
    if (::fremovexattr(to, acl_name) != 0 && !absent(errno))
        ec = last_error();
    else if (mode != (now.st_mode & 07777))
        (void)failed(::fchmod(to, mode), ec);
}
catch (std::bad_alloc const&)
{
    fail(ENOMEM, ec);
}

namespace
{

// The old file, opened without needing any permission on it, so that all that is asked is of the same one.
class carried
{
public:
    carried(char const* from, int to) noexcept
        : old_{uninterrupted([&] { return ::open(from, O_PATH | O_NOFOLLOW | O_CLOEXEC); })}, name_(old_.fd),
          from_(from), to_(to)
    {
    }

    lost all(std::error_code& ec)
    {
        if (old_.fd < 0 || ::fstat(old_.fd, &before_) != 0 || ::fstat(to_, &now_) != 0)
        {
            ec = last_error();
            return lost_;
        }
        if (!S_ISREG(before_.st_mode))
        {
            fail(EINVAL, ec);
            return lost_;
        }
        owner_and_group();
        permissions_and_acl(ec);
        if (!ec)
            others();
        return lost_;
    }

private:
    void lose(lost what) noexcept { lost_ = lost_ | what; }
    bool kept(lost what) const noexcept { return (static_cast<unsigned>(lost_) & static_cast<unsigned>(what)) == 0; }

    void owner_and_group() noexcept
    {
        bool const same_owner = before_.st_uid == now_.st_uid, same_group = before_.st_gid == now_.st_gid;
        if (same_owner && same_group)
            return;
        if (::fchown(to_, before_.st_uid, before_.st_gid) == 0)
            return;
        if (!same_owner)
            lose(lost::owner);
        if (!same_group && ::fchown(to_, static_cast<uid_t>(-1), before_.st_gid) != 0)
            lose(lost::group);
    }

    // The mode is set before the list: until the list is there, nobody may do more than it lets them.
    void permissions_and_acl(std::error_code& ec)
    {
        int error = 0;
        std::vector<char> acl = attribute(name_.text, acl_name, error);
        if (error == ENOENT) // no /proc
            acl = attribute(from_, acl_name, error);
        mode_t mode = before_.st_mode & 07777;
        if (!acl.empty())
            mode = without_list(mode, acl);
        bool const owned_alike = kept(lost::owner) && kept(lost::group);
        if (!owned_alike && (mode & 06000) != 0)
        {
            lose(lost::set_id);
            mode &= 01777u;
        }
        if (!kept(lost::group))
            mode = without_group(mode, mode >> 3);
        // A default list of the directory has given the new file one of its own, whose named entries the mode's group
        // bits would bring to life.
        if (::fremovexattr(to_, acl_name) != 0 && !absent(errno))
            ec = last_error();
        if (ec || failed(::fchmod(to_, mode), ec))
            return;
        if (!acl.empty() && (!kept(lost::group) || ::fsetxattr(to_, acl_name, acl.data(), acl.size(), 0) != 0))
            lose(lost::acl);
        else if (acl.empty() && error != 0 && !absent(error))
            lose(lost::acl);
    }

    void others()
    {
        ssize_t const size = ::listxattr(name_.text, nullptr, 0);
        if (size <= 0)
        {
            if (size < 0 && !absent(errno))
                lose(lost::attributes);
            return;
        }
        std::vector<char> names(static_cast<std::size_t>(size));
        ssize_t const used = ::listxattr(name_.text, names.data(), names.size());
        if (used < 0)
            return lose(lost::attributes);
        for (char const* n = names.data(); n < names.data() + used; n += std::strlen(n) + 1)
            if (std::strcmp(n, acl_name) != 0)
                other(n);
    }

    void other(char const* name)
    {
        // A capability is the set-user-ID bit by another name.
        bool const privilege = std::strcmp(name, "security.capability") == 0;
        int error = 0;
        std::vector<char> const value = attribute(name_.text, name, error);
        bool const allowed = !privilege || (kept(lost::owner) && kept(lost::group));
        if (error == 0 && allowed && ::fsetxattr(to_, name, value.data(), value.size(), 0) == 0)
            return;
        if (error != ENODATA)
            lose(lost::attributes);
    }

    closing old_;
    proc_path name_;
    char const* from_;
    int to_;
    struct stat before_ = {};
    struct stat now_ = {};
    lost lost_ = lost::nothing;
};

} // namespace

lost carry_attributes(char const* from, native_handle_type to, std::error_code& ec) noexcept
try
{
    ec.clear();
    if (intercepted(call::carry_attributes, to, from, nullptr, ec))
        return lost::nothing;
    return carried(from, to).all(ec);
}
catch (std::bad_alloc const&)
{
    fail(ENOMEM, ec);
    return lost::nothing;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
