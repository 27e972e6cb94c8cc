//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Removing trees, and making and removing temporary directories, against what a program would use instead. Trees are
// made afresh for each side of each round.

#include "compare.hpp"
#include "places.hpp"

#include <boost/filesystem/operations.hpp>
#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tempfile = boost::tempfile;

namespace
{

// ---- trees ---------------------------------------------------------------------------------------------------------

using text = std::string;

// What is in `parent` is made relative to it: trees may be deeper than paths can say.
int make_directory(int parent, char const* name)
{
    bench::check(::mkdirat(parent, name, 0700), "mkdir");
    return bench::check(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open");
}

void make_files(int parent, int count, text const& content)
{
    for (int i = 0; i != count; ++i)
    {
        text const name = "file" + std::to_string(i);
        int const file = bench::check(::openat(parent, name.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600), "open");
        bench::check(::write(file, content.data(), content.size()), "write");
        ::close(file);
    }
}

struct shape
{
    text name;
    int fan, depth, files, directories;
    int trees = 1;
    text content = "ten bytes\n"; // hardly a file is empty
};

// Every directory has `fan` others down to `depth`, and `files` files, until `budget` directories are made.
void make_tree(int parent, char const* name, shape const& what, int depth, int& budget)
{
    if (budget-- <= 0)
        return;
    int const here = make_directory(parent, name);
    make_files(here, what.files, what.content);
    for (int i = 0; depth != 0 && i != what.fan; ++i)
        make_tree(here, ("directory" + std::to_string(i)).c_str(), what, depth - 1, budget);
    ::close(here);
}

// ext4 does not use the inode of a file again for seconds after it was removed, and looks past all of them for each new
// file nearby. In a directory marked as the top of a hierarchy (chattr(1), T) each tree has a place of its own on the
// disk, told by its name, so that making one takes no longer for those that were removed before it.
void mark_as_top(std::filesystem::path const& directory)
{
    int const handle = bench::check(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open");
    int flags = 0;
    if (::ioctl(handle, FS_IOC_GETFLAGS, &flags) == 0)
    {
        flags |= FS_TOPDIR_FL;
        (void)::ioctl(handle, FS_IOC_SETFLAGS, &flags); // no other file system needs it
    }
    ::close(handle);
}

// ---- what a program would use instead ------------------------------------------------------------------------------

// The least that removes a tree, on one thread.
void bare_walk(int parent, char const* name)
{
    struct entry
    {
        std::uint64_t inode;
        std::int64_t next;
        unsigned short size;
        unsigned char type;
        char name[1];
    };
    alignas(8) char buffer[32768];
    int const here = bench::check(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), "open");
    for (;;)
    {
        long const used = bench::check(::syscall(SYS_getdents64, here, buffer, sizeof(buffer)), "getdents64");
        if (used == 0)
            break;
        for (long at = 0; at < used;)
        {
            entry const* const e = reinterpret_cast<entry const*>(buffer + at);
            at += e->size;
            char const* const child = buffer + (reinterpret_cast<char const*>(e) - buffer) + offsetof(entry, name);
            if (std::strcmp(child, ".") == 0 || std::strcmp(child, "..") == 0)
                continue;
            if (e->type == DT_DIR)
                bare_walk(here, child);
            else
                bench::check(::unlinkat(here, child, 0), "unlink");
        }
    }
    ::close(here);
    bench::check(::unlinkat(parent, name, AT_REMOVEDIR), "rmdir");
}

void rm(text const& path)
{
    text given = path;
    char program[] = "rm", option[] = "-rf";
    char* const arguments[] = {program, option, given.data(), nullptr};
    pid_t child;
    bench::check(-::posix_spawnp(&child, "rm", nullptr, nullptr, arguments, environ), "rm");
    ::waitpid(child, nullptr, 0);
}

// ---- the table -----------------------------------------------------------------------------------------------------

using remover = std::function<void(text const&)>;

void compare(
    bench::place const& where, shape const& what, char const* instead, double target, int rounds, remover const& theirs)
{
    auto const trees = std::make_shared<std::vector<text>>(static_cast<std::size_t>(what.trees));
    auto const make = [=]
    {
        static int made = 0;
        for (text& tree : *trees)
        {
            tree = where.directory + "/tree" + std::to_string(made++);
            int budget = what.directories;
            make_tree(AT_FDCWD, tree.c_str(), what, what.depth, budget);
        }
    };
    auto const side = [=](remover const& remove) -> bench::side
    {
        auto const work = [=]
        {
            for (text const& tree : *trees)
                remove(tree);
        };
        return {work, make};
    };
    bench::compare(what.name + " (" + where.name + ")", instead, target, rounds, what.trees,
        side([](text const& path) { tempfile::remove_all(path); }), side(theirs));
}

void removal(bench::place const& where)
{
    constexpr int no_end = 1 << 30;
    shape const files{"11,700 files in 585 directories", 8, 3, 20, no_end};
    shape const directories{"1,641 directories with 3 files each", 8, 4, 3, 1641};
    shape const flat{"20,000 files in one directory", 0, 0, 20000, 1};
    shape const empty{"20,000 empty files in one directory", 0, 0, 20000, 1, 1, ""};
    shape const small{"100 directories with 5 files each, one by one", 0, 0, 5, 1, 100};

    remover const standard = [](text const& path) { std::filesystem::remove_all(path); };
    remover const boost_s = [](text const& path) { boost::filesystem::remove_all(path); };
    remover const bare = [](text const& path) { bare_walk(AT_FDCWD, path.c_str()); };

    for (shape const& what : {files, directories})
    {
        compare(where, what, "std::filesystem", 0.60, 21, standard);
        compare(where, what, "the bare walk", 0.70, 21, bare);
        compare(where, what, "boost::filesystem", 0, 5, boost_s);
        compare(where, what, "rm -rf", 0, 5, &rm);
    }
    compare(where, flat, "std::filesystem", 0, 11, standard);
    compare(where, flat, "the bare walk", 0.85, 21, bare);
    compare(where, flat, "boost::filesystem", 0, 5, boost_s);
    compare(where, flat, "rm -rf", 0, 5, &rm);
    compare(where, empty, "the bare walk", 0, 11, bare); // next to all of whose work is done under the directory's lock
    compare(where, small, "std::filesystem", 0, 31, standard);
    compare(where, small, "the bare walk", 1.10, 31, bare);
    compare(where, small, "boost::filesystem", 0, 11, boost_s);
}

void temporary_directories(bench::place const& where)
{
    constexpr int batch = 1000;
    // New ones in each round: a name that was never used costs the kernel more than one that it remembers.
    auto const names = std::make_shared<std::vector<text>>(batch);
    auto const rename = [=]
    {
        static int next = 0;
        for (text& name : *names)
            name = where.directory + "/bare" + std::to_string(::getpid()) + "-" + std::to_string(next++);
    };
    auto const bare = [=]
    {
        for (text const& path : *names)
        {
            struct statx status;
            bench::check(::mkdir(path.c_str(), 0700), "mkdir");
            bench::check(::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &status),
                "statx");
            bench::check(::rmdir(path.c_str()), "rmdir");
        }
    };
    auto const ours = [=]
    {
        for (int i = 0; i != batch; ++i)
            tempfile::temporary_directory const made;
    };
    bench::compare("an empty temporary_directory (" + where.name + ")", "mkdir statx rmdir", 1.05, 101, batch,
        {ours, [=] { tempfile::settempdir(where.directory); }}, {bare, rename});
}

} // namespace

int main(int argc, char** argv)
{
    tempfile::cleanup_on_signals({SIGHUP, SIGINT, SIGTERM});
    std::deque<tempfile::temporary_directory> made; // go also where Google Benchmark ends the program
    for (bench::place const& where : bench::places())
    {
        temporary_directories(where);
        tempfile::options o;
        o.dir = where.directory;
        o.prefix = "remove_all-";
        mark_as_top(made.emplace_back(o).path());
        removal({where.name, made.back().path()});
    }
    return bench::compare_main(argc, argv);
}
