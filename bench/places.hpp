//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_BENCH_PLACES_HPP
#define BOOST_TEMPFILE_BENCH_PLACES_HPP

// Where the benchmarks make their files, and the bare system calls that they are compared with.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace bench
{

struct place
{
    std::string name;
    std::string directory;
};

inline std::string file_system(std::string const& directory)
{
    struct statfs about;
    if (::statfs(directory.c_str(), &about) != 0)
        return "?";
    switch (static_cast<unsigned long>(about.f_type))
    {
    case 0x01021994:
        return "tmpfs";
    case 0xEF53:
        return "ext4";
    case 0x58465342:
        return "xfs";
    case 0x9123683E:
        return "btrfs";
    case 0x794C7630:
        return "overlay";
    default:
        return "other";
    }
}

// One in memory, one on the disk, where there are such; TEMPFILE_BENCH_DIRS=a:b names others.
inline std::vector<place> places()
{
    std::vector<std::string> directories{"/dev/shm", "/var/tmp"};
    if (char const* given = std::getenv("TEMPFILE_BENCH_DIRS"))
    {
        directories.clear();
        std::string const list = given;
        for (std::size_t begin = 0; begin <= list.size();)
        {
            std::size_t const end = (std::min)(list.find(':', begin), list.size());
            directories.push_back(list.substr(begin, end - begin));
            begin = end + 1;
        }
    }
    std::vector<place> result;
    for (std::string const& directory : directories)
    {
        if (::access(directory.c_str(), W_OK | X_OK) == 0)
            result.push_back({file_system(directory), directory});
    }
    return result;
}

// A bare system call that fails makes the numbers meaningless.
template<class Result>
Result check(Result result, char const* what)
{
    if (result == Result(-1))
    {
        std::perror(what);
        std::abort();
    }
    return result;
}

} // namespace bench

#endif
