//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "linux.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX

#include "other_locks.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <sys/stat.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <new>
#include <string>

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

// The superuser is nobody's stranger: its processes may run with our rights at other times, and /proc shows as its own
// those that may not be looked into.
whose owner_of(long process)
{
    struct stat s;
    if (::stat(("/proc/" + std::to_string(process)).c_str(), &s) != 0 || s.st_uid == 0)
        return whose::unknown;
    return s.st_uid == ::geteuid() ? whose::ours : whose::others;
}

} // namespace

bool only_others_lock(std::istream& locks, file_identity const& identity, whose (*owner)(long process))
{
    bool found = false;
    for (std::string line; std::getline(locks, line);)
    {
        char kind[16];
        long process = 0;
        unsigned major = 0, minor = 0;
        unsigned long long number = 0;
        // "1: FLOCK  ADVISORY  WRITE 708 00:13:13995 0 EOF"; of who waits for a lock, "->" comes first.
        int const fields =
            std::sscanf(line.c_str(), "%*u: %15s %*s %*s %ld %x:%x:%llu", kind, &process, &major, &minor, &number);
        bool const same = fields == 5 && std::string("FLOCK") == kind && number == identity.number[0] &&
                          ((std::uint64_t(major) << 32) | minor) == identity.device;
        if (!same)
            continue;
        if (owner(process) != whose::others)
            return false;
        found = true;
    }
    return found;
}

std::uint64_t listed_device(std::istream& handle, std::istream& mounts)
{
    // "mnt_id: 29" (proc_pid_fdinfo(5))
    long mount = -1;
    for (std::string line; mount < 0 && std::getline(handle, line);)
        (void)std::sscanf(line.c_str(), "mnt_id: %ld", &mount);
    // "29 1 8:17 / /mnt rw - btrfs /dev/sdb1 rw" (proc_pid_mountinfo(5))
    for (std::string line; std::getline(mounts, line);)
    {
        long each = -1;
        unsigned major = 0, minor = 0;
        if (std::sscanf(line.c_str(), "%ld %*d %u:%u", &each, &major, &minor) == 3 && each == mount)
            return (std::uint64_t(major) << 32) | minor;
    }
    return 0;
}

bool only_others_lock(native_handle_type handle, file_identity identity) noexcept BOOST_TRY
{
    std::ifstream about("/proc/self/fdinfo/" + std::to_string(handle));
    std::ifstream mounts("/proc/self/mountinfo");
    std::ifstream locks("/proc/locks");
    if (std::uint64_t const device = listed_device(about, mounts))
        identity.device = device;
    return only_others_lock(locks, identity, &owner_of);
}
BOOST_CATCH(std::bad_alloc const&)
{
    return false;
}
BOOST_CATCH_END

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
