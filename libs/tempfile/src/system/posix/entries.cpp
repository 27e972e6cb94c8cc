//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../entries.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

#if defined(O_PATH)
constexpr int finding = O_PATH;
#elif defined(O_SEARCH)
constexpr int finding = O_SEARCH;
#else
constexpr int finding = O_RDONLY;
#endif

int at(native_handle_type directory) noexcept
{
    return directory == invalid_handle() ? AT_FDCWD : directory;
}

} // namespace

native_handle_type hold_parent(char const* directory, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::hold_parent, invalid_handle(), directory, nullptr, ec))
        return invalid_handle();
    int const fd = open_handle([&] { return ::open(directory, finding | O_DIRECTORY | O_CLOEXEC); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

sharing sharing_of(native_handle_type directory, char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    sharing found;
    if (intercepted(call::is_trusted, directory, path, nullptr, ec))
        return found;
    struct stat s;
    if ((directory == invalid_handle() ? ::stat(path, &s) : ::fstat(directory, &s)) != 0)
    {
        ec = last_error();
        return found;
    }
    bool const others_write = (s.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    found.sticky = others_write && (s.st_mode & S_ISVTX) != 0;
    found.trusted = (!others_write || found.sticky) && (s.st_uid == 0 || s.st_uid == ::geteuid());
    found.owner = s.st_uid;
    return found;
}

bool is_strangers(sharing const& directory, file_status const& file) noexcept
{
    return directory.sticky && file.owner != directory.owner && is_others(file);
}

bool is_others(file_status const& file) noexcept
{
    return file.owner != ::geteuid();
}

file_status identify_entry(entry_path const& entry, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::identify_file, invalid_handle(), entry.path, nullptr, ec))
        return {};
    return status_at(at(entry.directory), entry.in_directory(), ec);
}

native_handle_type reserve_entry(entry_path const& entry, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::reserve_entry, invalid_handle(), entry.path, nullptr, ec))
        return invalid_handle();
    int const flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int const fd =
        uninterrupted([&] { return ::openat(at(entry.directory), entry.in_directory(), flags, S_IRUSR | S_IWUSR); });
    if (fd < 0)
        ec = last_error();
    return fd;
}

void unlink_entry(entry_path const& entry, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::unlink_entry, invalid_handle(), entry.path, nullptr, ec))
        return;
    if (::unlinkat(at(entry.directory), entry.in_directory(), 0) != 0 && errno != ENOENT)
        ec = last_error();
}

bool is_forgotten(std::error_code const& ec) noexcept
{
    return ec.value() == ESTALE;
}

void sync_entries(native_handle_type directory, char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::sync_directory, directory, path, nullptr, ec))
        return;
    // What is open for finding entries alone cannot be synchronized.
    int const flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int const fd = uninterrupted(
        [&] { return directory == invalid_handle() ? ::open(path, flags) : ::openat(directory, ".", flags); });
    if (fd < 0)
    {
        ec = last_error();
        return;
    }
    // A file system whose directories cannot be synchronized need not be (fsync(2)).
    if (uninterrupted([&] { return ::fsync(fd); }) != 0 && errno != EINVAL)
        ec = last_error();
    (void)::close(fd);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
