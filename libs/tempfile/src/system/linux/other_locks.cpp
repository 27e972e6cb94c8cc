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
        // On btrfs the list has the file system's device, and stat() that of the subvolume: what is locked stays there.
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

bool only_others_lock(file_identity const& identity) noexcept BOOST_TRY
{
    std::ifstream locks("/proc/locks");
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
