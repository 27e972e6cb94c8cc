//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

// Everything but Linux takes the plain path; the macro lets Linux test it.
#if defined(__linux__) && !defined(BOOST_TEMPFILE_PLAIN_POSIX)
#define BOOST_TEMPFILE_LINUX_CALLS
#include <sys/syscall.h>
#include <sys/vfs.h>
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

constexpr mode_t owner_access = S_IRUSR | S_IWUSR | S_IXUSR;

int place(directory const& parent) noexcept
{
    return parent ? parent.handle : AT_FDCWD;
}

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

struct status
{
    directory_identity identity;
    mode_t mode = 0;
    uid_t owner = 0;
    std::uint64_t mount = 0; // 0: unknown
    bool mounted_on = false; // is the root of a mount
};

#if defined(BOOST_TEMPFILE_LINUX_CALLS)

constexpr int handle_only = O_PATH;

// linux/openat2.h is not in every libc's tree; the layout is the kernel's ABI (openat2(2), since 5.6).
struct how_to_open
{
    std::uint64_t flags;
    std::uint64_t mode;
    std::uint64_t resolve;
};
constexpr std::uint64_t resolve_no_xdev = 1;

#if defined(SYS_openat2)
constexpr long openat2_number = SYS_openat2;
#else
constexpr long openat2_number = 437;
#endif

#if defined(SYS_fchmodat2)
constexpr long fchmodat2_number = SYS_fchmodat2;
#elif defined(__alpha__)
constexpr long fchmodat2_number = 562;
#else
constexpr long fchmodat2_number = 452; // since 6.6
#endif

#if defined(SYS_renameat2)
constexpr long renameat2_number = SYS_renameat2;
#endif

// statx(2) in the kernel's layout: glibc before 2.28 has none, and stx_mnt_id is younger than some headers.
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

// Without statx (before Linux 4.11, or by a container's filter, which says EPERM) births and mounts are unknown.
bool look_without_statx(int at, char const* name, int flags, status& out, std::error_code& ec) noexcept
{
    struct stat s;
    if (failed(::fstatat(at, name, &s, flags), ec))
        return false;
    out.identity.device = static_cast<std::uint64_t>(s.st_dev);
    out.identity.number[0] = static_cast<std::uint64_t>(s.st_ino);
    out.mode = s.st_mode;
    out.owner = s.st_uid;
    return true;
}

// In line: a return from a function that made a system call is one that the processor has not foreseen.
BOOST_FORCEINLINE bool look(int at, char const* name, int flags, status& out, std::error_code& ec) noexcept
{
    kernel_status s;
    constexpr int no_automount = 0x800;
    long const result = ::syscall(SYS_statx, at, name, flags | no_automount, want_basic | want_birth | want_mount, &s);
    if (result != 0 && (errno == ENOSYS || errno == EPERM))
        return look_without_statx(at, name, flags | no_automount, out, ec);
    if (failed(static_cast<int>(result), ec))
        return false;
    out.identity.device = (std::uint64_t(s.dev_major) << 32) | s.dev_minor;
    out.identity.number[0] = s.inode;
    if ((s.mask & want_birth) != 0)
        out.identity.birth = s.born.seconds * 1000000000 + s.born.nanoseconds;
    out.mode = s.mode;
    out.owner = s.owner;
    out.mount = (s.mask & want_mount) != 0 ? s.mount : 0;
    out.mounted_on = (s.attributes & attribute_mount_root) != 0;
    return true;
}

bool look(int handle, status& out, std::error_code& ec) noexcept
{
    return look(handle, "", AT_EMPTY_PATH, out, ec);
}

#else

#if defined(O_PATH)
constexpr int handle_only = O_PATH;
#elif defined(O_SEARCH)
constexpr int handle_only = O_SEARCH;
#else
constexpr int handle_only = O_RDONLY;
#endif

template<class Status>
auto birth_of(Status const& s, int) noexcept -> decltype(std::int64_t(s.st_birthtimespec.tv_sec))
{
    return std::int64_t(s.st_birthtimespec.tv_sec) * 1000000000 + s.st_birthtimespec.tv_nsec;
}

template<class Status>
auto birth_of(Status const& s, long) noexcept -> decltype(std::int64_t(s.st_birthtim.tv_sec))
{
    return std::int64_t(s.st_birthtim.tv_sec) * 1000000000 + s.st_birthtim.tv_nsec;
}

std::int64_t birth_of(...) noexcept
{
    return 0;
}

void take(struct stat const& s, status& out) noexcept
{
    out.identity.device = static_cast<std::uint64_t>(s.st_dev);
    out.identity.number[0] = static_cast<std::uint64_t>(s.st_ino);
    std::int64_t const birth = birth_of(s, 0);
    out.identity.birth = birth > 0 ? birth : 0;
    out.mode = s.st_mode;
    out.owner = s.st_uid;
}

bool look(int at, char const* name, int flags, status& out, std::error_code& ec) noexcept
{
    struct stat s;
    if (failed(::fstatat(at, name, &s, flags), ec))
        return false;
    take(s, out);
    return true;
}

bool look(int handle, status& out, std::error_code& ec) noexcept
{
    struct stat s;
    if (failed(::fstat(handle, &s), ec))
        return false;
    take(s, out);
    return true;
}

#endif

// What is no directory says ENOTDIR, ELOOP (macOS) or EMLINK (FreeBSD), the last two for a link.
void name_no_directory(std::error_code& ec) noexcept
{
    if (ec.value() == ELOOP || ec.value() == EMLINK)
        fail(ENOTDIR, ec);
}

int plain_open(int at, char const* name, int flags, std::error_code& ec) noexcept
{
    int const all = flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int const fd = uninterrupted([&] { return ::openat(at, name, all); });
    if (fd < 0)
    {
        ec = last_error();
        name_no_directory(ec);
    }
    return fd;
}

// Compares mounts after the fact, by their numbers where the system has them, else by device.
bool crosses(int parent, int child, std::error_code& ec) noexcept
{
    status from, to;
    if (!look(parent, from, ec) || !look(child, to, ec))
        return true;
    bool const numbered = from.mount != 0 && to.mount != 0;
    if (numbered ? from.mount == to.mount : from.identity.device == to.identity.device)
        return false;
    fail(EXDEV, ec);
    return true;
}

int open_without_crossing(int at, char const* name, int flags, std::error_code& ec) noexcept
{
#if defined(BOOST_TEMPFILE_LINUX_CALLS)
    static std::atomic<bool> missing{false};
    std::error_code injected;
    bool const skip = missing.load(std::memory_order_relaxed) ||
                      intercepted(call::open_directory_beneath, at, name, nullptr, injected);
    if (!skip)
    {
        how_to_open const how{
            static_cast<std::uint64_t>(flags | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), 0, resolve_no_xdev};
        long const fd = uninterrupted([&] { return ::syscall(openat2_number, at, name, &how, sizeof how); });
        if (fd >= 0)
            return static_cast<int>(fd);
        ec = last_error();
        name_no_directory(ec);
        // EPERM is a seccomp filter's word for a call that it does not know; opening a directory never says it.
        if (ec.value() != ENOSYS && ec.value() != EPERM)
            return -1;
        missing.store(true, std::memory_order_relaxed);
        ec.clear();
    }
#endif
    int const fd = plain_open(at, name, flags, ec);
    if (fd >= 0 && crosses(at, fd, ec))
    {
        (void)::close(fd);
        return -1;
    }
    return fd;
}

int open_at(int at, char const* name, mounts crossing, int flags, std::error_code& ec) noexcept
{
    return crossing == mounts::cross ? plain_open(at, name, flags, ec) : open_without_crossing(at, name, flags, ec);
}

// Adds the owner's permissions to a directory that is ours; nobody else's are touched, whoever was let in.
bool grant(int handle, std::error_code& ec) noexcept
{
    status s;
    if (!look(handle, s, ec))
        return false;
    if (!S_ISDIR(s.mode) || s.owner != ::geteuid())
    {
        fail(EACCES, ec);
        return false;
    }
    mode_t const mode = s.mode & 07777;
    return (mode & owner_access) == owner_access || change_mode(handle, mode | owner_access, ec);
}

// A directory that denies reading can be opened by O_PATH alone, and its mode is changed through that handle, so that
// nothing put in its place is touched. Elsewhere than on Linux fchmodat itself can refuse to follow a link.
bool grant_by_name(
    int at, char const* name, mounts crossing, file_identity const* expected, std::error_code& ec) noexcept
{
#if defined(BOOST_TEMPFILE_LINUX_CALLS)
    int const fd = open_at(at, name, crossing, O_PATH, ec);
    if (fd < 0)
        return false;
    status s;
    if (expected != nullptr && look(fd, s, ec) && s.identity != *expected)
        fail(ENOENT, ec);
    bool const granted = !ec && grant(fd, ec);
    (void)::close(fd);
    return granted;
#else
    status s;
    if (!look(at, name, AT_SYMLINK_NOFOLLOW, s, ec))
        return false;
    if (!S_ISDIR(s.mode) || s.owner != ::geteuid())
    {
        fail(S_ISDIR(s.mode) ? EACCES : ENOTDIR, ec);
        return false;
    }
    if (expected != nullptr && s.identity != *expected)
        fail(ENOENT, ec);
    status above;
    if (crossing == mounts::stay_out && look(at, above, ec) && above.identity.device != s.identity.device)
        fail(EXDEV, ec);
    mode_t const mode = (s.mode & 07777) | owner_access;
    return !ec && !failed(::fchmodat(at, name, mode, AT_SYMLINK_NOFOLLOW), ec);
#endif
}

directory_status to_public(status const& s) noexcept
{
    directory_status result;
    result.identity = s.identity;
    result.permissions = static_cast<std::filesystem::perms>(s.mode & 0777);
    result.mounted_on = s.mounted_on;
    return result;
}

} // namespace

// fchmod refuses an O_PATH handle; the newer call does not, nor does chmod of its name in /proc (facts of fchmodat2(2)
// and proc(5)).
bool change_mode(int handle, mode_t mode, std::error_code& ec) noexcept
{
    ec.clear();
#if defined(BOOST_TEMPFILE_LINUX_CALLS)
    if (::fchmod(handle, mode) == 0 || ::syscall(fchmodat2_number, handle, "", mode, AT_EMPTY_PATH) == 0)
        return true;
    return !failed(::chmod(proc_path(handle).text, mode), ec);
#else
    return !failed(::fchmod(handle, mode), ec);
#endif
}

directory open_directory(
    directory const& parent, native_char const* name, mounts crossing, std::error_code& ec) noexcept
{
    directory opened;
    ec.clear();
    if (!intercepted(call::open_directory, parent.handle, name, nullptr, ec))
        opened.handle = open_at(place(parent), name, crossing, O_RDONLY, ec);
    return opened;
}

directory open_denied_directory(directory const& parent, native_char const* name, mounts crossing,
    file_identity const* expected, std::error_code& ec) noexcept
{
    directory opened;
    ec.clear();
    if (!intercepted(call::grant_access, parent.handle, name, nullptr, ec) &&
        grant_by_name(place(parent), name, crossing, expected, ec))
        return open_directory(parent, name, crossing, ec);
    return opened;
}

directory open_parent(directory const& child, std::error_code& ec) noexcept
{
    directory opened;
    ec.clear();
    if (!intercepted(call::open_directory, child.handle, "..", nullptr, ec))
        opened.handle = plain_open(child.handle, "..", O_RDONLY, ec);
    return opened;
}

void grant_access(directory const& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (!intercepted(call::grant_access, opened.handle, nullptr, nullptr, ec))
        (void)grant(opened.handle, ec);
}

#if defined(BOOST_TEMPFILE_LINUX_CALLS)

namespace
{

// getdents64(2): what glibc's dirent64 is, without a DIR to allocate.
struct kernel_entry
{
    std::uint64_t inode;
    std::int64_t next;
    std::uint16_t size; // of the record, a multiple of 8
    unsigned char type;
    char name[1]; // ends with a NUL
};
constexpr std::size_t name_at = offsetof(kernel_entry, name);
constexpr std::size_t largest_record = name_at + 256;

} // namespace

void close_directory(directory& opened) noexcept
{
    std::error_code ignored;
    close(opened.handle, ignored);
    opened = directory{};
}

std::size_t list_directory(directory& opened, char* buffer, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::list_directory, opened.handle, nullptr, &size, ec))
        return 0;
    long const used = uninterrupted([&] { return ::syscall(SYS_getdents64, opened.handle, buffer, size); });
    if (used >= 0)
        return static_cast<std::size_t>(used);
    // A directory that was removed meanwhile has no entries, but says ENOENT.
    if (errno != ENOENT)
        ec = last_error();
    return 0;
}

bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry& entry) noexcept
{
    while (offset < used)
    {
        char const* const record = buffer + offset;
        std::uint16_t size;
        std::memcpy(&size, record + offsetof(kernel_entry, size), sizeof size);
        offset += size;
        char const* const name = record + name_at;
        if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
            continue;
        unsigned char const type = static_cast<unsigned char>(record[offsetof(kernel_entry, type)]);
        entry.name = name;
        entry.size = std::strlen(name);
        entry.kind = type == DT_DIR       ? entry_kind::directory
                     : type == DT_UNKNOWN ? entry_kind::unknown
                                          : entry_kind::other;
        return true;
    }
    return false;
}

bool probably_complete(std::size_t used, std::size_t size) noexcept
{
    return size - used >= largest_record;
}

void rewind_directory(directory& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rewind_directory, opened.handle, nullptr, nullptr, ec))
        return;
    if (::lseek(opened.handle, 0, SEEK_SET) < 0)
        ec = last_error();
}

#else

namespace
{

// One record: the kind, the name's size, the name and a NUL.
constexpr std::size_t kind_at = 0, size_at = 1, name_at = size_at + sizeof(std::uint16_t);
constexpr std::size_t largest_record = name_at + sizeof(dirent::d_name) + 1;

entry_kind kind_of(dirent const& entry) noexcept
{
#if defined(DT_UNKNOWN)
    return entry.d_type == DT_DIR       ? entry_kind::directory
           : entry.d_type == DT_UNKNOWN ? entry_kind::unknown
                                        : entry_kind::other;
#else
    (void)entry;
    return entry_kind::unknown;
#endif
}

} // namespace

void close_directory(directory& opened) noexcept
{
    std::error_code ignored;
    if (opened.listing == nullptr)
        close(opened.handle, ignored);
    else
        (void)::closedir(static_cast<DIR*>(opened.listing)); // and the handle with it
    opened = directory{};
}

std::size_t list_directory(directory& opened, char* buffer, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::list_directory, opened.handle, nullptr, &size, ec))
        return 0;
    if (opened.listing == nullptr && (opened.listing = ::fdopendir(opened.handle)) == nullptr)
    {
        ec = last_error();
        return 0;
    }
    std::size_t used = 0;
    while (size - used >= largest_record)
    {
        errno = 0;
        dirent const* const entry = ::readdir(static_cast<DIR*>(opened.listing));
        if (entry == nullptr)
        {
            if (errno != 0 && errno != ENOENT && used == 0)
                ec = last_error();
            break;
        }
        std::size_t const length = std::strlen(entry->d_name);
        std::uint16_t const stored = static_cast<std::uint16_t>(length);
        buffer[used + kind_at] = static_cast<char>(kind_of(*entry));
        std::memcpy(buffer + used + size_at, &stored, sizeof stored);
        std::memcpy(buffer + used + name_at, entry->d_name, length + 1);
        used += name_at + length + 1;
    }
    return used;
}

bool next_entry(char const* buffer, std::size_t used, std::size_t& offset, directory_entry& entry) noexcept
{
    while (offset < used)
    {
        char const* const record = buffer + offset;
        std::uint16_t size;
        std::memcpy(&size, record + size_at, sizeof size);
        offset += name_at + size + 1;
        char const* const name = record + name_at;
        if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
            continue;
        entry.name = name;
        entry.size = size;
        entry.kind = static_cast<entry_kind>(record[kind_at]);
        return true;
    }
    return false;
}

bool probably_complete(std::size_t used, std::size_t size) noexcept
{
    return size - used >= largest_record;
}

void rewind_directory(directory& opened, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::rewind_directory, opened.handle, nullptr, nullptr, ec))
        return;
    if (opened.listing != nullptr)
        ::rewinddir(static_cast<DIR*>(opened.listing));
    else if (::lseek(opened.handle, 0, SEEK_SET) < 0)
        ec = last_error();
}

#endif

void remove_entry(directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_entry, parent.handle, name, nullptr, ec))
        return;
    if (uninterrupted([&] { return ::unlinkat(place(parent), name, 0); }) == 0)
        return;
    ec = last_error();
#if !defined(__linux__)
    // POSIX lets unlink say EPERM for a directory (unlink(3p)); Linux says EISDIR.
    status s;
    std::error_code ignored;
    if (ec.value() == EPERM && look(place(parent), name, AT_SYMLINK_NOFOLLOW, s, ignored) && S_ISDIR(s.mode))
        fail(EISDIR, ec);
#endif
}

void remove_directory(
    directory const& parent, native_char const* name, directory const& self, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::remove_directory, parent.handle, name, nullptr, ec))
        return;
    int at = place(parent);
    char beside[1024];
    if (!parent && self)
    {
        // The directory above the open one is where its name is, whatever its path leads to by now.
        char const* const slash = std::strrchr(name, '/');
        char const* const last = slash == nullptr ? name : slash + 1;
        int const size = std::snprintf(beside, sizeof beside, "../%s", last);
        if (size < 0 || static_cast<std::size_t>(size) >= sizeof beside)
            return fail(ENAMETOOLONG, ec);
        at = self.handle;
        name = beside;
    }
    if (failed(uninterrupted([&] { return ::unlinkat(at, name, AT_REMOVEDIR); }), ec) && ec.value() == EEXIST)
        fail(ENOTEMPTY, ec); // rmdir(3p) allows either
}

void move_directory(directory const& from, native_char const* name, directory const& to, native_char const* new_name,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::move_directory, from.handle, name, nullptr, ec))
        return;
#if defined(BOOST_TEMPFILE_LINUX_CALLS) && defined(SYS_renameat2)
    constexpr unsigned no_replace = 1;
    if (!failed(static_cast<int>(::syscall(renameat2_number, place(from), name, place(to), new_name, no_replace)), ec))
        return;
    // EINVAL is a file system that does not know the flag, EPERM a container's filter that does not know the call.
    if (ec.value() != ENOSYS && ec.value() != EINVAL && ec.value() != EPERM)
        return;
    ec.clear();
#elif defined(RENAME_EXCL) // macOS
    if (!failed(::renameatx_np(place(from), name, place(to), new_name, RENAME_EXCL), ec) || ec.value() != ENOTSUP)
        return;
    ec.clear();
#endif
    // A directory replaces nothing but an empty directory (rename(3p)): with an unguessable name, nothing.
    (void)failed(::renameat(place(from), name, place(to), new_name), ec);
}

bool may_pass(directory const& parent, native_char const* name, std::error_code const& ec) noexcept
{
    status s;
    std::error_code ignored;
    switch (ec.value())
    {
    case EBUSY: // forever, if something is mounted on it
        return !look(place(parent), name, AT_SYMLINK_NOFOLLOW, s, ignored) || !s.mounted_on;
    case ENOTEMPTY: // somebody adds entries, or a network file system keeps open files under names of its own
    case EISDIR:    // somebody swaps entries
    case ENOTDIR:
    case EMFILE: // handles and memory come back
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
    case EINTR:
    case ETXTBSY:
    case ESTALE:
        return true;
    default:
        return false;
    }
}

directory_status identify_directory(directory const& opened, std::error_code& ec) noexcept
{
    ec.clear();
    status s;
    if (!intercepted(call::identify_directory, opened.handle, nullptr, nullptr, ec))
        (void)look(opened.handle, s, ec);
    return to_public(s);
}

directory_status identify_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    status s;
    if (!intercepted(call::identify_directory, invalid_handle(), path, nullptr, ec) &&
        look(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, s, ec) && !S_ISDIR(s.mode))
        fail(ENOTDIR, ec);
    return to_public(s);
}

// An overlay of layers on different file systems numbers directories as they come into memory, and so do file systems
// in user space that do not say what number a directory has.
bool number_may_change(native_char const* path, directory_identity const& identity) noexcept
{
#if defined(BOOST_TEMPFILE_LINUX_CALLS)
    constexpr std::uint64_t changes = 1; // beside the device, which is in the other 63 bits
    static std::atomic<std::uint64_t> last{changes};
    std::uint64_t known = last.load(std::memory_order_relaxed);
    if (BOOST_UNLIKELY(known >> 1 != identity.device))
    {
        constexpr unsigned long overlay = 0x794c7630, fuse = 0x65735546; // statfs(2)
        struct statfs about;
        if (::statfs(path, &about) != 0)
            return true;
        unsigned long const type = static_cast<unsigned long>(about.f_type);
        known = identity.device << 1 | (type == overlay || type == fuse ? changes : 0);
        last.store(known, std::memory_order_relaxed);
    }
    return (known & changes) != 0;
#else
    (void)path;
    (void)identity;
    return false;
#endif
}

native_handle_type hold_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::hold_directory, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    return plain_open(AT_FDCWD, path, handle_only, ec);
}

void set_directory_permissions(native_char const* path, directory_identity const& identity,
    std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::set_directory_permissions, invalid_handle(), path, nullptr, ec))
        return;
    mode_t const mode = static_cast<mode_t>(permissions) & 0777;
    status s;
#if defined(BOOST_TEMPFILE_LINUX_CALLS)
    int const fd = plain_open(AT_FDCWD, path, O_PATH, ec);
    if (fd < 0)
        return;
    // The bit that a set-group-ID parent hands down stays (mkdir(2)).
    if (look(fd, s, ec) && s.identity == identity)
        (void)change_mode(fd, mode | (s.mode & S_ISGID), ec);
    else if (!ec)
        fail(ENOENT, ec);
    (void)::close(fd);
#else
    if (!look(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, s, ec))
        return;
    if (s.identity != identity)
        return fail(ENOENT, ec);
    (void)failed(::fchmodat(AT_FDCWD, path, mode | (s.mode & S_ISGID), AT_SYMLINK_NOFOLLOW), ec);
#endif
}

std::size_t handle_limit() noexcept
{
    rlimit limit;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 20; // _POSIX_OPEN_MAX
    if (limit.rlim_cur == RLIM_INFINITY)
        return (std::numeric_limits<std::size_t>::max)();
    return static_cast<std::size_t>(limit.rlim_cur);
}

bool destructors_may_start_threads() noexcept
{
    return true;
}

signals_blocked::signals_blocked() noexcept
{
    static_assert(sizeof(sigset_t) <= sizeof saved_, "room for the mask");
    sigset_t all, saved;
    (void)::sigfillset(&all);
    (void)::pthread_sigmask(SIG_SETMASK, &all, &saved);
    std::memcpy(saved_, &saved, sizeof saved);
}

signals_blocked::~signals_blocked()
{
    sigset_t saved;
    std::memcpy(&saved, saved_, sizeof saved);
    (void)::pthread_sigmask(SIG_SETMASK, &saved, nullptr);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
