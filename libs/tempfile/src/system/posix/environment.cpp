//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// For secure_getenv and statx.
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "posix.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

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

char const* secure_environment(char const* name) noexcept
{
#if defined(__GLIBC__) || (defined(__linux__) && !defined(__ANDROID__))
    return ::secure_getenv(name);
#else
    return ::issetugid() == 0 ? std::getenv(name) : nullptr;
#endif
}

std::filesystem::perms permissions_of(mode_t mode) noexcept
{
    return static_cast<std::filesystem::perms>(mode & 07777u);
}

file_type type_of(mode_t mode) noexcept
{
    return S_ISREG(mode)   ? file_type::regular
           : S_ISDIR(mode) ? file_type::directory
           : S_ISLNK(mode) ? file_type::link
                           : file_type::other;
}

// On the handle `at` if `path` is empty, else on the path relative to it, a last link not followed.
file_status plain_status_at(int at, char const* path, std::error_code& ec) noexcept
{
    file_status found;
    struct stat s;
    int const result = path[0] == '\0' ? ::fstat(at, &s) : ::fstatat(at, path, &s, AT_SYMLINK_NOFOLLOW);
    if (result != 0)
    {
        ec = last_error();
        return found;
    }
    found.type = type_of(s.st_mode);
    found.permissions = permissions_of(s.st_mode);
    found.owner = s.st_uid;
    found.links = static_cast<std::uint64_t>(s.st_nlink);
    found.identity.device = static_cast<std::uint64_t>(s.st_dev);
    found.identity.number[0] = static_cast<std::uint64_t>(s.st_ino);
    return found;
}

// The same, with the time of birth where the system tells it.
file_status status_at(int at, char const* path, std::error_code& ec) noexcept
{
#if defined(STATX_BTIME)
    struct statx s;
    int const flags = AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH;
    if (::statx(at, path, flags, STATX_BASIC_STATS | STATX_BTIME, &s) != 0)
    {
        if (errno == EPERM) // a container's filter that does not know the call
            return plain_status_at(at, path, ec);
        ec = last_error();
        return file_status();
    }
    file_status found;
    found.type = type_of(s.stx_mode);
    found.permissions = permissions_of(s.stx_mode);
    found.owner = s.stx_uid;
    found.links = s.stx_nlink;
    constexpr std::uint64_t mount_root = 0x2000; // STATX_ATTR_MOUNT_ROOT, younger than some headers
    found.mounted_on = (s.stx_attributes & mount_root) != 0;
    found.identity.device = (std::uint64_t(s.stx_dev_major) << 32) | s.stx_dev_minor;
    found.identity.number[0] = s.stx_ino;
    if ((s.stx_mask & STATX_BTIME) != 0)
        found.identity.birth = s.stx_btime.tv_sec * 1000000000 + s.stx_btime.tv_nsec;
    return found;
#else
    return plain_status_at(at, path, ec);
#endif
}

bool has_separator_or_null(char const* text, std::size_t size) noexcept
{
    return std::memchr(text, '/', size) != nullptr || std::memchr(text, '\0', size) != nullptr;
}

} // namespace

void check_affixes(char const* prefix, std::size_t prefix_size, char const* suffix, std::size_t suffix_size,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (has_separator_or_null(prefix, prefix_size) || has_separator_or_null(suffix, suffix_size))
        ec = std::error_code(EINVAL, std::system_category());
}

native_string absolute_path(native_string const& path, std::error_code& ec)
{
    ec.clear();
    return !path.empty() && path.front() == '/' ? path : std::filesystem::absolute(path, ec).native();
}

bool is_root(native_string const& path) noexcept
{
    return path.empty();
}

std::vector<native_string> tempdir_candidates()
{
    std::vector<native_string> candidates;
    for (char const* const name : {"TMPDIR", "TEMP", "TMP"})
    {
        char const* const value = secure_environment(name);
        if (value != nullptr && *value != '\0')
            candidates.emplace_back(value);
    }
    candidates.insert(candidates.end(), {"/tmp", "/var/tmp", "/usr/tmp", "."});
    return candidates;
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

void check_writable(char const* dir, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::check_writable, invalid_handle(), dir, nullptr, ec))
        return;
    struct stat s;
    if (::stat(dir, &s) != 0)
        ec = last_error();
    else if (!S_ISDIR(s.st_mode))
        ec = std::error_code(ENOTDIR, std::system_category());
    else if (::faccessat(AT_FDCWD, dir, W_OK | X_OK, AT_EACCESS) != 0)
        ec = last_error();
}

void create_directory(char const* path, std::filesystem::perms permissions, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::create_directory, invalid_handle(), path, nullptr, ec))
        return;
    if (::mkdir(path, static_cast<mode_t>(permissions)) != 0)
        ec = last_error();
}

std::uintptr_t current_thread() noexcept
{
    static_assert(sizeof(::pthread_t) <= sizeof(std::uintptr_t), "a thread's number fits");
    ::pthread_t const self = ::pthread_self();
    std::uintptr_t number = 0;
    std::memcpy(&number, &self, sizeof self);
    return number;
}

std::uint64_t current_process() noexcept
{
    return static_cast<std::uint64_t>(::getpid());
}

void pause(unsigned turns) noexcept
{
    if (turns < 64)
        (void)::sched_yield();
    else
        (void)::poll(nullptr, 0, turns < 1000 ? 1 : 20);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
