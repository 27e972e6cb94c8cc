//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_POSIX_POSIX_HPP
#define BOOST_TEMPFILE_SRC_POSIX_POSIX_HPP

// What the files of the POSIX system layer share. Each includes it, or linux.hpp, first.

#include "features.hpp"

#include "../select.hpp"
#include "../system.hpp"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// ---- errors --------------------------------------------------------------------------------------------------------

inline std::error_code last_error() noexcept
{
    return std::error_code(errno, std::system_category());
}

inline void fail(int code, std::error_code& ec) noexcept
{
    ec = std::error_code(code, std::system_category());
}

inline bool failed(int result, std::error_code& ec) noexcept
{
    if (result == 0)
        return false;
    ec = last_error();
    return true;
}

// What O_NOFOLLOW says of a link: ELOOP, EMLINK (FreeBSD) or EFTYPE (NetBSD).
#if defined(EFTYPE)
constexpr int error_of_netbsd = EFTYPE;
#else
constexpr int error_of_netbsd = ELOOP;
#endif
inline bool says_link(int error) noexcept
{
    return error == ELOOP || error == EMLINK || error == error_of_netbsd;
}

// Repeats a call that returns -1 with EINTR, which says that nothing was done.
template<class Call>
auto uninterrupted(Call call) noexcept -> decltype(call())
{
    for (;;)
    {
        auto const result = call();
        if (result != -1 || errno != EINTR)
            return result;
    }
}

// As uninterrupted(), for what opens a handle that is kept. A program may have been started with descriptor 0, 1 or 2
// closed, as execve(2) leaves it to its caller. What is written to the standard output then must not end up in a file of
// ours: none gets such a number.
template<class Open>
int open_handle(Open open) noexcept
{
    int const fd = uninterrupted(open);
    if (fd < 0 || fd > STDERR_FILENO)
        return fd;
    int const kept = ::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int const error = errno;
    (void)::close(fd);
    errno = error;
    return kept;
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

// Where names are looked up.
inline int place(directory const& parent) noexcept
{
    return parent ? parent.handle : AT_FDCWD;
}

inline mode_t mode_of(std::filesystem::perms permissions) noexcept
{
    return static_cast<mode_t>(permissions);
}

// ---- steps that systems have each in their own way, or fall back on ------------------------------------------------
//
// These set `ec` on failure, and leave it alone otherwise.

// Of the handle `at` if `name` is empty, else of the entry, a last link not followed.
file_status status_at(int at, char const* name, std::error_code&) noexcept;
file_status plain_status_at(int at, char const* name, std::error_code&) noexcept;

// Opens a directory, following no link: what is no directory is ENOTDIR. The second does not cross a mount point
// (EXDEV); the third is the second without a call that does it in one step.
int open_entry(int at, char const* name, int flags, std::error_code&) noexcept;
int open_beneath(int at, char const* name, int flags, std::error_code&) noexcept;
int open_and_compare(int at, char const* name, int flags, std::error_code&) noexcept;
inline int open_entry(int at, char const* name, mounts crossing, int flags, std::error_code& ec) noexcept
{
    return crossing == mounts::cross ? open_entry(at, name, flags, ec) : open_beneath(at, name, flags, ec);
}

// A handle that needs no permission on the directory, as far as there are such.
int open_to_hold(char const* path, std::error_code&) noexcept;

// chmod of an open file or directory, which may be open for nothing but that.
bool change_mode(int handle, mode_t, std::error_code&) noexcept;

constexpr mode_t owner_access = 0700;

// Adds owner_access to a directory that is ours; nobody else's are touched, whoever was let in.
bool grant(int handle, std::error_code&) noexcept;
bool grant_by_name(int at, char const* name, mounts, file_identity const* expected, std::error_code&) noexcept;

// Gives the directory at `path`, if it is the one, this mode and the set-group-ID bit that it has.
void change_directory_mode(char const* path, file_identity const&, mode_t, std::error_code&) noexcept;

// rename that replaces nothing (EEXIST). False where there is no such call, or the file system does not know it.
bool rename_if_absent(int from, char const* name, int to, char const* new_name, std::error_code&) noexcept;

// Whether a signal ends a process that does nothing about it.
bool ends_by_default(int signal) noexcept;

// fsync, to storage.
int flush(int fd) noexcept;

void copy_by_hand(int from, int to, std::int64_t begin, std::int64_t end, std::error_code&) noexcept;

// Calls `copy` for each range of a file that has data, where the file system tells, and gives `to` the size: holes stay.
using copy_range = void (*)(int from, int to, std::int64_t begin, std::int64_t end, std::error_code&) noexcept;
void copy_data(int from, int to, copy_range copy, std::error_code&) noexcept;

// Whether the process has no other rights than its caller, who then may choose a directory for it.
bool has_rights_of_caller() noexcept;

// The environment, but null in a process with another user's rights.
char const* secure_environment(char const* name) noexcept;

// A user's own directory, where the system gives out such; empty elsewhere.
native_string user_tempdir();

// Huge pages cut the page faults of a growing spool to a five-hundredth; a system without them ignores the advice.
void advise_huge_pages(void*, std::size_t size) noexcept;

// Makes the mapping larger, wherever it is then. Null where it stays as it was, which is always so without the first.
extern bool const mappings_grow;
void* enlarge_mapping(void*, std::size_t size, std::size_t new_size) noexcept;

// A mapping of this size that is filled with zeros in every child but vfork's; null where the system has no such pages.
void* map_wiped_by_fork(std::size_t size) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
