//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// For copy_file_range, renameat2 and the like.
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "posix.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

#if defined(__linux__)
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#elif defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__)
#include <sys/mount.h>
#include <sys/param.h>
#endif

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

bool failed(int result, std::error_code& ec) noexcept
{
    if (result == 0)
        return false;
    ec = last_error();
    return true;
}

void fail(int code, std::error_code& ec) noexcept
{
    ec = std::error_code(code, std::system_category());
}

struct closing
{
    int fd;
    ~closing()
    {
        if (fd >= 0)
            (void)::close(fd);
    }
};

#if defined(__linux__)

// linux/magic.h, not all of which older headers have.
enum : unsigned long
{
    ext_magic = 0xef53,
    xfs_magic = 0x58465342,
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

unsigned long magic_of(struct statfs const& s) noexcept
{
    return static_cast<unsigned long>(s.f_type) & 0xffffffffu; // negative in some ABIs
}

#endif

} // namespace

// ---- locks ---------------------------------------------------------------------------------------------------------

void lock_shared(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_shared, handle, nullptr, nullptr, ec))
        return;
    (void)failed(uninterrupted([&] { return ::flock(handle, LOCK_SH); }), ec);
}

native_handle_type duplicate(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::duplicate, handle, nullptr, nullptr, ec))
        return invalid_handle();
    int const fd = ::fcntl(handle, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        ec = last_error();
    return fd;
}

native_handle_type open_for_lock(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::open_for_lock, invalid_handle(), directory, nullptr, ec))
        return invalid_handle();
    int const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int const fd = uninterrupted([&] { return ::open(directory, flags); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

namespace
{

#if defined(__linux__)

// What denies even its owner to open it, and is ours, is let be read; `before` is what it was. Its lock tells afterwards
// whether it is to stay.
int open_denied(char const* path, int flags, std::filesystem::perms& before) noexcept
{
    std::error_code ec;
    closing const held{uninterrupted([&] { return ::open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC); })};
    if (held.fd < 0)
        return -1;
    file_status const found = identify_file(held.fd, ec);
    bool const sweepable = found.type == file_type::regular || found.type == file_type::directory;
    mode_t const mode = static_cast<mode_t>(found.permissions);
    if (ec || found.owner != ::geteuid() || !sweepable || (mode & S_IRUSR) != 0 ||
        !change_mode(held.fd, mode | S_IRUSR, ec))
    {
        errno = EACCES;
        return -1;
    }
    before = found.permissions;
    int const fd = uninterrupted([&] { return ::open(path, O_RDONLY | flags); });
    if (fd < 0)
    {
        int const error = errno;
        (void)change_mode(held.fd, mode, ec);
        errno = error;
    }
    return fd;
}

#else

int open_denied(char const*, int, std::filesystem::perms&) noexcept
{
    errno = EACCES;
    return -1;
}

#endif

} // namespace

native_handle_type lock_dead(char const* path, file_status& found, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_dead, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    // O_NONBLOCK: a FIFO of that name must not make us wait.
    int const flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = uninterrupted([&] { return ::open(path, O_RDONLY | flags); });
    if (fd < 0 && errno == EACCES)
        fd = uninterrupted([&] { return ::open(path, O_WRONLY | flags); });
    std::filesystem::perms denied = std::filesystem::perms::unknown;
    if (fd < 0 && (errno == EACCES || errno == EISDIR))
        fd = open_denied(path, flags, denied);
    if (fd < 0)
    {
        // Gone, a link, something with a lease or without a driver, or not to be opened by us: nothing of ours.
        if (errno != ENOENT && errno != ELOOP && errno != EMLINK && errno != EACCES && errno != EISDIR &&
            errno != ENXIO && errno != ENODEV && errno != EWOULDBLOCK)
            ec = last_error();
        return invalid_handle();
    }
    closing opened{fd};
    found = identify_file(fd, ec);
    found.ours = !ec && found.owner == ::geteuid();
    // What is mounted there is not what has the lock.
    if (!found.ours || found.mounted_on || (found.type != file_type::regular && found.type != file_type::directory))
        return invalid_handle();
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    {
        if (errno != EWOULDBLOCK)
            ec = last_error();
        if (denied != std::filesystem::perms::unknown)
            (void)::fchmod(fd, static_cast<mode_t>(denied));
        return invalid_handle();
    }
    // Between open and flock another may have been put there, or another sweeper been faster.
    file_status const named = identify_file(path, ec);
    if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
    else if (!ec && named.identity == found.identity)
        return std::exchange(opened.fd, -1);
    return invalid_handle();
}

#if defined(__linux__)

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

#else

// Which file systems have locks that tell is known for Linux alone.
void check_sweepable(char const*, std::error_code& ec) noexcept
{
    ec = std::make_error_code(std::errc::operation_not_supported);
}

#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__)

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

#else

storage storage_of(char const*, std::error_code& ec) noexcept
{
    ec = std::make_error_code(std::errc::operation_not_supported);
    return storage::disk;
}

bool reports_errors_late(native_handle_type) noexcept
{
    return true;
}

#endif
#endif

std::vector<native_string> storage_candidates(storage wanted)
{
    // file-hierarchy(7): /var/tmp survives a boot, so it is on storage; /dev/shm and the runtime directory are tmpfs.
    if (wanted == storage::disk)
        return {"/var/tmp"};
    std::vector<native_string> candidates{"/dev/shm"};
#if defined(__linux__)
    char const* const runtime = ::secure_getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && *runtime == '/')
        candidates.emplace_back(runtime);
#endif
    return candidates;
}

// ---- names ---------------------------------------------------------------------------------------------------------

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

bool is_trusted(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::is_trusted, invalid_handle(), directory, nullptr, ec))
        return false;
    struct stat s;
    if (failed(::stat(directory, &s), ec))
        return false;
    bool const shared = (s.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (s.st_mode & S_ISVTX) == 0;
    return !shared && (s.st_uid == 0 || s.st_uid == ::geteuid());
}

void rename_file(
    char const* from, char const* to, replacement how, native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rename_file, handle, from, nullptr, ec))
        return;
    if (how == replacement::allowed)
    {
        (void)failed(::rename(from, to), ec);
        return;
    }
#if defined(__linux__) && defined(SYS_renameat2)
    constexpr unsigned no_replace = 1;
    if (!failed(static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, no_replace)), ec))
        return;
    // EINVAL is a file system that does not know the flag, EPERM a seccomp filter's word for an unknown call.
    if (ec.value() != ENOSYS && ec.value() != EINVAL && ec.value() != EPERM)
        return;
    ec.clear();
#elif defined(RENAME_EXCL) // macOS
    if (!failed(::renamex_np(from, to, RENAME_EXCL), ec) || ec.value() != ENOTSUP)
        return;
    ec.clear();
#endif
    // Both names for a moment, but never another file replaced.
    if (!failed(::link(from, to), ec) && failed(::unlink(from), ec))
        (void)::unlink(to);
}

void link_handle(native_handle_type handle, char const* to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::link_handle, handle, to, nullptr, ec))
        return;
#if defined(__linux__)
    // The first says ENOENT when the credentials changed since the file was opened, the second where there is no /proc;
    // both do for a file whose last name is gone (linkat(2)).
    if (::linkat(handle, "", AT_FDCWD, to, AT_EMPTY_PATH) == 0)
        return;
    ec = last_error();
    if (ec.value() != ENOENT && ec.value() != EINVAL && ec.value() != EPERM)
        return;
    if (::linkat(AT_FDCWD, proc_path(handle).text, AT_FDCWD, to, AT_SYMLINK_FOLLOW) == 0)
        return ec.clear();
    if (errno != ENOENT)
        ec = last_error();
    struct stat s;
    bool const nameless = ::fstat(handle, &s) == 0 && s.st_nlink == 0;
    if (ec.value() != ENOENT || !nameless)
        return;
#else
    (void)to;
#endif
    ec = std::make_error_code(std::errc::operation_not_supported);
}

// ---- contents ------------------------------------------------------------------------------------------------------

void sync_file(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_file, handle, nullptr, nullptr, ec))
        return;
#if defined(F_FULLFSYNC)
    // macOS: fsync leaves the bytes in the drive's cache (fsync(2)).
    if (::fcntl(handle, F_FULLFSYNC) == 0)
        return;
#endif
    (void)failed(uninterrupted([&] { return ::fsync(handle); }), ec);
}

void sync_directory(char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_directory, invalid_handle(), path, nullptr, ec))
        return;
    closing const directory{uninterrupted([&] { return ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); })};
    if (directory.fd < 0)
        ec = last_error();
    else if (failed(uninterrupted([&] { return ::fsync(directory.fd); }), ec) && ec.value() == EINVAL)
        ec.clear(); // a file system whose directories cannot be synchronized, nor need be (fsync(2))
}

void set_file_permissions(native_handle_type handle, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::set_file_permissions, handle, nullptr, nullptr, ec))
        return;
    (void)failed(::fchmod(handle, static_cast<mode_t>(permissions)), ec);
}

namespace
{

constexpr std::size_t copy_buffer = std::size_t(64) << 10;

void copy_by_hand(int from, int to, std::error_code& ec) noexcept
{
    std::unique_ptr<char[]> const buffer(new (std::nothrow) char[copy_buffer]);
    if (!buffer)
        return fail(ENOMEM, ec);
    for (std::int64_t offset = 0;;)
    {
        std::size_t const n = read_at(from, offset, buffer.get(), copy_buffer, ec);
        if (ec || n == 0)
            return;
        (void)write_at(to, offset, buffer.get(), n, ec);
        if (ec)
            return;
        offset += static_cast<std::int64_t>(n);
    }
}

} // namespace

void copy_contents(native_handle_type from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::copy_contents, from, nullptr, nullptr, ec))
        return;
#if defined(__linux__)
    constexpr unsigned long ficlone = 0x40049409; // linux/fs.h: all of it shared, or nothing done
    if (::ioctl(to, ficlone, from) == 0)
        return;
    off_t read = 0, written = 0;
    for (;;)
    {
        ssize_t const n =
            uninterrupted([&] { return ::copy_file_range(from, &read, to, &written, std::size_t(1) << 30, 0); });
        if (n == 0 && read != 0)
            return;
        if (n <= 0)
            break;
    }
    // Some kernels say 0 at once for a file that they cannot copy: only reading tells. What cannot be done at all says
    // so at the first byte.
    if (read != 0)
    {
        ec = last_error();
        return;
    }
#endif
    copy_by_hand(from, to, ec);
}

bool redirect(native_handle_type handle, native_handle_type other) noexcept
{
#if defined(__linux__)
    return uninterrupted([&] { return ::dup3(other, handle, O_CLOEXEC); }) >= 0;
#else
    return uninterrupted([&] { return ::dup2(other, handle); }) >= 0 && ::fcntl(handle, F_SETFD, FD_CLOEXEC) == 0;
#endif
}

native_handle_type reopen_file(char const* path, file_identity const& identity, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reopen_file, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    int const flags = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    closing opened{uninterrupted([&] { return ::open(path, O_RDWR | flags); })};
    if (opened.fd < 0)
        ec = last_error();
    else if (identify_file(opened.fd, ec).identity != identity && !ec)
        fail(ENOENT, ec);
    return ec ? invalid_handle() : std::exchange(opened.fd, -1);
}

// ---- attributes ----------------------------------------------------------------------------------------------------

namespace
{

// What a group that is not the file's own may do: no more than both the old group and everybody could, since its
// members were counted among the others, and the old group's members are now.
mode_t without_group(mode_t mode, mode_t group) noexcept
{
    mode_t const both = group & mode & 07;
    return (mode & 07700) | (both << 3) | both;
}

} // namespace

#if defined(__linux__)

namespace
{

constexpr char acl_name[] = "system.posix_acl_access";

// The access list's own format (linux/posix_acl_xattr.h): a version, then entries, little-endian.
struct acl_entry
{
    std::uint16_t tag, permissions;
    std::uint32_t id;
};
constexpr std::uint16_t acl_user = 2, acl_group_object = 4, acl_group = 8, acl_mask = 16;

std::uint16_t little_endian(unsigned char const* p) noexcept
{
    return static_cast<std::uint16_t>(p[0] | (p[1] << 8));
}

// The permission bits of a file with this list, as they must be without it. The mode's group bits are the mask of the
// list and not what the group may do; and those who have entries are the group's or anybody without them, who then
// may do no more than the least of the entries says.
mode_t without_list(mode_t mode, std::vector<char> const& acl) noexcept
{
    mode_t group = 0, mask = 07, least = 07;
    bool named = false;
    for (std::size_t at = 4; at + sizeof(acl_entry) <= acl.size(); at += sizeof(acl_entry))
    {
        unsigned char const* const entry = reinterpret_cast<unsigned char const*>(acl.data()) + at;
        mode_t const permissions = little_endian(entry + 2) & 07u;
        switch (little_endian(entry))
        {
        case acl_group_object:
            group = permissions;
            break;
        case acl_mask:
            mask = permissions;
            break;
        case acl_user:
        case acl_group:
            least &= permissions;
            named = true;
            break;
        default:
            break;
        }
    }
    if (named)
        least &= mask;
    return (mode & ~mode_t(077)) | ((group & mask & least) << 3) | (mode & least);
}

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

#else

void carry_permissions(char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::carry_permissions, to, from, nullptr, ec))
        return;
    struct stat old, now;
    if (failed(::fstatat(AT_FDCWD, from, &old, AT_SYMLINK_NOFOLLOW), ec) || failed(::fstat(to, &now), ec))
        return;
    mode_t mode = old.st_mode & 0777;
    if (old.st_gid != now.st_gid)
        mode = without_group(mode, mode >> 3);
    if (mode != (now.st_mode & 07777))
        (void)failed(::fchmod(to, mode), ec);
}

lost carry_attributes(char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::carry_attributes, to, from, nullptr, ec))
        return lost::nothing;
    struct stat old, now;
    if (failed(::fstatat(AT_FDCWD, from, &old, AT_SYMLINK_NOFOLLOW), ec) || failed(::fstat(to, &now), ec))
        return lost::nothing;
    lost result = lost::acl | lost::attributes; // no common way to carry them
    mode_t mode = old.st_mode & 07777;
    bool owner = old.st_uid == now.st_uid, group = old.st_gid == now.st_gid;
    if (!(owner && group) && ::fchown(to, old.st_uid, old.st_gid) == 0)
        owner = group = true;
    if (!group && ::fchown(to, static_cast<uid_t>(-1), old.st_gid) == 0)
        group = true;
    if (!owner)
        result = result | lost::owner;
    if (!group)
        result = result | lost::group;
    if (!(owner && group) && (mode & 06000) != 0)
    {
        result = result | lost::set_id;
        mode &= 01777;
    }
    (void)failed(::fchmod(to, group ? mode : without_group(mode, mode >> 3)), ec);
    return result;
}

#endif

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
