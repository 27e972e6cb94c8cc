//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_FILE_SYSTEMS_HPP
#define BOOST_TEMPFILE_SRC_LINUX_FILE_SYSTEMS_HPP

// What statfs(2) calls the file systems.

#include "linux.hpp"

#include <sys/vfs.h>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// linux/magic.h, not all of which older headers have.
enum : unsigned long
{
    ext_magic = 0xef53,
    xfs_magic = 0x58465342,
    f2fs_magic = 0xf2f52010,
    bcachefs_magic = 0xca451a4e,
    zfs_magic = 0x2fc12fc1,
    btrfs_magic = 0x9123683e,
    tmpfs_magic = 0x01021994,
    ramfs_magic = 0x858458f6,
    hugetlbfs_magic = 0x958458f6,
    overlay_magic = 0x794c7630,
    nfs_magic = 0x6969,
    smb_magic = 0x517b,
    smb2_magic = 0xfe534d42,
    cifs_magic = 0xff534d42,
    fuse_magic = 0x65735546,
    afs_magic = 0x5346414f,
    coda_magic = 0x73757245,
    ceph_magic = 0x00c36400,
    ninep_magic = 0x01021997
};

inline unsigned long magic_of(struct statfs const& s) noexcept
{
    return static_cast<unsigned long>(s.f_type) & 0xffffffffu; // negative in some ABIs
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
