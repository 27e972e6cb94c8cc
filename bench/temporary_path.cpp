//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What it costs to have a temporary_path own a file that was made by hand, against unlinking it by hand.

#include "compare.hpp"
#include "places.hpp"

#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_path.hpp>

#include <filesystem>
#include <memory>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tempfile = boost::tempfile;

namespace
{

int make(std::filesystem::path const& path)
{
    return bench::check(::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600), "open(O_EXCL)");
}

// What tells that the name is still that of the file which was handed over.
void look_at(std::filesystem::path const& path)
{
    struct statx found;
    bench::check(::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &found), "statx");
    benchmark::DoNotOptimize(found);
}

void rows(bench::place const& where)
{
    constexpr int batch = 500, rounds = 101;
    tempfile::options o;
    o.dir = where.directory;
    auto const directory = std::make_shared<tempfile::temporary_directory>(o);
    std::filesystem::path const path = *directory / "file";
    auto const owned = [directory, path]
    {
        for (int i = 0; i != batch; ++i)
        {
            int const file = make(path);
            {
                tempfile::temporary_path const owner(path);
            }
            ::close(file);
        }
    };
    auto const by_hand = [directory, path](int looks)
    {
        for (int i = 0; i != batch; ++i)
        {
            int const file = make(path);
            for (int look = 0; look != looks; ++look)
                look_at(path);
            bench::check(::unlink(path.c_str()), "unlink");
            ::close(file);
        }
    };
    std::string const what = "temporary_path of a file (" + where.name + ")";
    bench::compare(what, "open, unlink, close", 1.15, rounds, batch, {owned}, {[by_hand] { by_hand(0); }});
    bench::compare(what, "open, 2 statx, unlink, close", 1.15, rounds, batch, {owned}, {[by_hand] { by_hand(2); }});
}

} // namespace

int main(int argc, char** argv)
{
    for (bench::place const& where : bench::places())
        rows(where);
    return bench::compare_main(argc, argv);
}
