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
#include <unistd.h>

namespace tempfile = boost::tempfile;

namespace
{

int make(std::filesystem::path const& path)
{
    return bench::check(::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600), "open(O_EXCL)");
}

void rows(bench::place const& where)
{
    constexpr int batch = 500, rounds = 101;
    tempfile::options o;
    o.dir = where.directory;
    auto const directory = std::make_shared<tempfile::temporary_directory>(o);
    std::filesystem::path const path = *directory / "file";
    bench::compare("temporary_path of a file (" + where.name + ")", "open, unlink, close", 1.15, rounds, batch,
        {[directory, path]
            {
                for (int i = 0; i != batch; ++i)
                {
                    int const file = make(path);
                    {
                        tempfile::temporary_path const owner(path);
                    }
                    ::close(file);
                }
            }},
        {[directory, path]
            {
                for (int i = 0; i != batch; ++i)
                {
                    int const file = make(path);
                    bench::check(::unlink(path.c_str()), "unlink");
                    ::close(file);
                }
            }});
}

} // namespace

int main(int argc, char** argv)
{
    for (bench::place const& where : bench::places())
        rows(where);
    return bench::compare_main(argc, argv);
}
