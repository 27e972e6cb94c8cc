//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "file_systems.hpp"

#include <atomic>

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
    if (failed(uninterrupted([&] { return ::statfs(directory, &s); }), ec))
        return storage::disk;
    unsigned long const magic = magic_of(s);
    return magic == tmpfs_magic || magic == ramfs_magic || magic == hugetlbfs_magic ? storage::memory : storage::disk;
}

bool reports_errors_late(native_handle_type handle) noexcept
{
    struct statfs s;
    if (uninterrupted([&] { return ::fstatfs(handle, &s); }) != 0)
        return true;
    switch (magic_of(s))
    {
    case nfs_magic:
    case smb_magic:
    case smb2_magic:
    case cifs_magic:
    case fuse_magic:
    case afs_magic:
    case coda_magic:
    case ceph_magic:
    case ninep_magic:
        return true;
    default:
        return false;
    }
}

std::vector<native_string> storage_candidates(storage wanted)
{
    // file-hierarchy(7): /var/tmp survives a boot, so it is on storage; /dev/shm and the runtime directory are tmpfs.
    if (wanted == storage::disk)
        return {"/var/tmp"};
    std::vector<native_string> candidates{"/dev/shm"};
    char const* const runtime = secure_environment("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime == '/')
        candidates.emplace_back(runtime);
    return candidates;
}

// An overlay of layers on different file systems numbers directories as they come into memory, and so do file systems
// in user space that do not say what number a directory has.
bool number_may_change(native_char const* path, file_identity const& identity) noexcept
{
    constexpr std::uint64_t changes = 1; // beside the device, which is in the other 63 bits
    static std::atomic<std::uint64_t> last{changes};
    std::uint64_t known = last.load(std::memory_order_relaxed);
    if (BOOST_UNLIKELY(known >> 1 != identity.device))
    {
        struct statfs about;
        if (::statfs(path, &about) != 0)
            return true;
        unsigned long const type = magic_of(about);
        known = identity.device << 1 | (type == overlay_magic || type == fuse_magic ? changes : 0);
        last.store(known, std::memory_order_relaxed);
    }
    return (known & changes) != 0;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
