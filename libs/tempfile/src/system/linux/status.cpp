//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

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

// statx(2) in the kernel's layout: glibc before 2.28 and musl before 1.2.4 have none, and stx_mnt_id is younger than some
// headers.
struct kernel_time
{
    std::int64_t seconds;
    std::uint32_t nanoseconds;
    std::int32_t reserved;
};
struct kernel_status
{
    std::uint32_t mask, block_size;
    std::uint64_t attributes;
    std::uint32_t links, owner, group;
    std::uint16_t mode, spare0;
    std::uint64_t inode, size, blocks, attributes_mask;
    kernel_time accessed, born, changed, modified;
    std::uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
    std::uint64_t mount;
    std::uint32_t alignment[2];
    std::uint64_t spare[12];
};
static_assert(sizeof(kernel_status) == 256, "the kernel's ABI");

constexpr unsigned want_basic = 0x7ff, want_birth = 0x800, want_mount = 0x1000;
constexpr std::uint64_t attribute_mount_root = 0x2000;
constexpr int no_automount = 0x800;

file_type type_of(mode_t mode) noexcept
{
    return S_ISREG(mode)   ? file_type::regular
           : S_ISDIR(mode) ? file_type::directory
           : S_ISLNK(mode) ? file_type::link
                           : file_type::other;
}

// Without statx (before Linux 4.11, or by a container's filter, which says EPERM) births and mounts are unknown. It may
// be taken away at any moment, so that devices are numbered as it does.
file_status status_without_statx(int at, char const* name, std::error_code& ec) noexcept
{
    file_status found = plain_status_at(at, name, ec);
    dev_t const device = static_cast<dev_t>(found.identity.device);
    found.identity.device = (std::uint64_t(major(device)) << 32) | minor(device);
    return found;
}

} // namespace

file_status status_at(int at, char const* name, std::error_code& ec) noexcept
{
    kernel_status s;
    int const flags = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | no_automount;
    if (::syscall(SYS_statx, at, name, flags, want_basic | want_birth | want_mount, &s) != 0)
    {
        if (errno == ENOSYS || errno == EPERM)
            return status_without_statx(at, name, ec);
        ec = last_error();
        return file_status();
    }
    file_status found;
    found.type = type_of(s.mode);
    found.permissions = static_cast<std::filesystem::perms>(s.mode & 07777u);
    found.owner = s.owner;
    found.links = s.links;
    found.mount = (s.mask & want_mount) != 0 ? s.mount : 0;
    found.mounted_on = (s.attributes & attribute_mount_root) != 0;
    found.identity.device = (std::uint64_t(s.dev_major) << 32) | s.dev_minor;
    found.identity.number[0] = s.inode;
    if ((s.mask & want_birth) != 0)
        found.identity.birth = s.born.seconds * 1000000000 + s.born.nanoseconds;
    return found;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
