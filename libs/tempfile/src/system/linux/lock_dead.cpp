//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "../identity.hpp"
#include "openat2.hpp"
#include "other_locks.hpp"

#include <sys/file.h>

#include <cstring>
#include <utility>

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

// The entry itself, without asking it anything: a file system that somebody mounted there may never answer. Neither a
// link nor a mount point is followed.
int hold_entry(int parent, char const* name) noexcept
{
    constexpr int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
    int const fd = openat2(parent, name, flags, resolve_no_xdev);
    return fd < 0 && is_unknown_call(errno) ? open_handle([&] { return ::openat(parent, name, flags); }) : fd;
}

// The held entry for reading, whatever has its name by now.
int open_held(int held, int flags) noexcept
{
    return open_handle([&] { return ::open(proc_path(held).text, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); });
}

// Whether a program runs from it (execve(2), ETXTBSY), as far as one who may write to it can tell.
bool runs(int held, std::filesystem::perms permissions) noexcept
{
    constexpr std::filesystem::perms executable =
        std::filesystem::perms::owner_exec | std::filesystem::perms::group_exec | std::filesystem::perms::others_exec;
    if ((permissions & executable) == std::filesystem::perms::none)
        return false;
    closing const writable{open_held(held, O_WRONLY)};
    return writable.fd < 0 && errno == ETXTBSY;
}

// The held entry with its mode while it is looked at. What denies even its owner to open it is let be read; unless it
// goes, the mode is put back. What has other names keeps its mode: those may be somebody else's business.
class readable
{
public:
    readable(int held, file_status const& found) noexcept : held_(held), mode_(mode_of(found.permissions))
    {
        fd_ = open_held(held, O_RDONLY);
        bool const single = found.type == file_type::directory || found.links == 1;
        if (fd_ >= 0 || errno != EACCES || !single)
            return;
        std::error_code ec;
        granted_ = change_mode(held, mode_ | S_IRUSR, ec);
        if (granted_)
            fd_ = open_held(held, O_RDONLY);
    }
    ~readable()
    {
        if (fd_ >= 0)
            (void)::close(fd_);
        std::error_code ignored;
        if (granted_)
            (void)change_mode(held_, mode_, ignored);
    }
    readable(readable const&) = delete;
    readable& operator=(readable const&) = delete;

    int fd() const noexcept { return fd_; }
    int release() noexcept
    {
        granted_ = false;
        return std::exchange(fd_, -1);
    }

private:
    int held_;
    int fd_ = -1;
    mode_t mode_;
    bool granted_ = false;
};

} // namespace

native_handle_type lock_dead(
    native_handle_type parent, char const* path, file_status& found, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::lock_dead, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    char const* const name = std::strrchr(path, '/') + 1;
    closing const held{hold_entry(parent, name)};
    if (held.fd < 0)
    {
        // Gone, or mounted on; but what this process is short of tells nothing of the entry.
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            ec = last_error();
        return invalid_handle();
    }
    // Errors about what is not known to be ours are none.
    std::error_code about_others;
    found = status_at(held.fd, "", about_others);
    found.ours = !about_others && found.owner == ::geteuid();
    bool const sweepable = found.type == file_type::directory || found.type == file_type::regular;
    if (!found.ours || !sweepable || found.mounted_on)
        return invalid_handle();
    if (found.type == file_type::regular && runs(held.fd, found.permissions))
        return invalid_handle();
    readable entry(held.fd, found);
    if (entry.fd() < 0)
    {
        // A lease that somebody has on it, or a mode that stays.
        if (errno != EACCES && errno != EPERM && errno != EWOULDBLOCK && errno != ENOENT && errno != ENXIO)
            ec = last_error();
        return invalid_handle();
    }
    if (::flock(entry.fd(), LOCK_EX | LOCK_NB) != 0)
    {
        if (errno != EWOULDBLOCK)
            ec = last_error();
        if (ec || !only_others_lock(entry.fd(), found.identity))
            return invalid_handle();
    }
    // Between the look and the lock another may have been put there, or another sweeper been faster.
    file_status const named = status_at(parent, name, ec);
    if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
    else if (!ec && compare(named.identity, found.identity) != likeness::different)
        return entry.release();
    return invalid_handle();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
