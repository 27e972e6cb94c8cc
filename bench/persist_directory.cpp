//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Putting a temporary directory in place of another one, against what a program would do instead, which is not one step:
// rename the old one away, rename the new one there, remove the old one.

#include "compare.hpp"
#include "places.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include <csignal>
#include <cstddef>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tempfile = boost::tempfile;

namespace
{

void make_files(std::string const& directory, int count)
{
    for (int i = 0; i != count; ++i)
    {
        std::string const name = directory + "/file" + std::to_string(i);
        int const file = bench::check(::open(name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600), "open");
        bench::check(::write(file, "ten bytes\n", 10), "write");
        ::close(file);
    }
}

// One after the other replaces the same target, as a site is published again and again. The first old tree is made by
// the first round, which is not timed.
void replacing(bench::place const& where, std::string const& what, int files, double target, int batch, int rounds)
{
    tempfile::options o;
    o.dir = where.directory;
    auto const target_of = [=](char const* side) { return where.directory + "/" + side + std::to_string(files); };
    auto const made = std::make_shared<std::deque<tempfile::temporary_directory>>();
    auto const prepare = [=](std::string const& path)
    {
        made->clear();
        (void)::mkdir(path.c_str(), 0700);
        for (int i = 0; i != batch; ++i)
            make_files(made->emplace_back(o).path().string(), files);
    };
    std::string const ours = target_of("ours"), theirs = target_of("theirs"), aside = target_of("aside");
    auto const persist = [=]
    {
        for (tempfile::temporary_directory& each : *made)
            each.persist(ours, tempfile::persist_mode::replace);
    };
    auto const by_hand = [=]
    {
        for (tempfile::temporary_directory& each : *made)
        {
            bench::check(::rename(theirs.c_str(), aside.c_str()), "rename");
            bench::check(::rename(each.path().c_str(), theirs.c_str()), "rename");
            if (files == 0)
                bench::check(::rmdir(aside.c_str()), "rmdir");
            else
                tempfile::remove_all(aside);
        }
    };
    bench::compare("persist() replaces " + what + " (" + where.name + ")", "rename, rename, remove", target, rounds,
        batch, {persist, [=] { prepare(ours); }}, {by_hand, [=] { prepare(theirs); }});
}

} // namespace

int main(int argc, char** argv)
{
    tempfile::cleanup_on_signals({SIGHUP, SIGINT, SIGTERM});
    std::deque<tempfile::temporary_directory> made; // go also where Google Benchmark ends the program
    for (bench::place const& where : bench::places())
    {
        tempfile::options o;
        o.dir = where.directory;
        o.prefix = "persist-";
        bench::place const here{where.name, made.emplace_back(o).path()};
        replacing(here, "an empty directory", 0, 1.05, 500, 101); // the step, nearly alone
        replacing(here, "a tree of 1,000 files", 1000, 1.05, 1, 51);
    }
    return bench::compare_main(argc, argv);
}
