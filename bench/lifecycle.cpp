//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What it costs to be registered for removal at the end of the process, to be locked for sweep(), and to replace a
// file, against the bare system calls that do the same.

#include "compare.hpp"
#include "places.hpp"

#include <boost/tempfile.hpp>
#include <boost/tempfile/detail/registration.hpp>

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace tempfile = boost::tempfile;

namespace
{

std::string const block(4096, 'x');

std::string unique_name(std::string const& directory)
{
    static std::mt19937_64 generator;
    char random[32];
    std::snprintf(random, sizeof(random), "/tmp%012llx", static_cast<unsigned long long>(generator() >> 16));
    return directory + random;
}

// What save_file asks of the system, call by call: a new file without a name, 4 KiB, with the permissions, owner, access
// list and attributes of the old one, linked beside it and exchanged with it; what was exchanged is looked at, and removed.
void bare_save(std::string const& directory, std::string const& target)
{
    std::string const in_directory = target.substr(directory.size() + 1);
    struct statx found;
    struct stat was, now;
    bench::check(::statx(AT_FDCWD, target.c_str(), AT_SYMLINK_NOFOLLOW, STATX_ALL, &found), "statx");
    (void)::geteuid();
    int const file = bench::check(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), "open(O_TMPFILE)");
    bench::check(::pwrite(file, block.data(), block.size(), 0), "pwrite");
    int const parent = bench::check(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), "open(O_PATH)");
    bench::check(::fstat(parent, &was), "fstat");

    // What the new file takes over.
    int const old = bench::check(::openat(parent, in_directory.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC), "openat");
    bench::check(::fstat(old, &was), "fstat");
    bench::check(::fstat(file, &now), "fstat");
    char path[64];
    std::snprintf(path, sizeof(path), "/proc/self/fd/%d", old);
    int const readable = bench::check(::open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), "open(/proc)");
    char list[256];
    (void)::fgetxattr(readable, "system.posix_acl_access", list, sizeof(list));
    (void)::fremovexattr(file, "system.posix_acl_access");
    bench::check(::fchmod(file, was.st_mode & 07777), "fchmod");
    (void)::flistxattr(readable, nullptr, 0);
    int flags = 0;
    (void)::ioctl(readable, FS_IOC_GETFLAGS, &flags);
    ::close(readable);
    ::close(old);

    struct statfs about;
    bench::check(::fstatfs(file, &about), "fstatfs");
    bench::check(::flock(file, LOCK_SH | LOCK_NB), "flock");
    std::string const beside = unique_name(directory).substr(directory.size() + 1);
    bench::check(::linkat(file, "", parent, beside.c_str(), AT_EMPTY_PATH), "linkat");
    bench::check(::renameat2(parent, beside.c_str(), parent, in_directory.c_str(), RENAME_EXCHANGE), "renameat2");

    // Whether that was the file whose access was taken over.
    bench::check(::statx(parent, beside.c_str(), AT_SYMLINK_NOFOLLOW, STATX_ALL, &found), "statx");
    bench::check(::statx(file, "", AT_EMPTY_PATH, STATX_ALL, &found), "statx");
    bench::check(::fstatat(parent, beside.c_str(), &now, AT_SYMLINK_NOFOLLOW), "fstatat");
    std::snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", parent, beside.c_str());
    (void)::lgetxattr(path, "system.posix_acl_access", list, sizeof(list));
    bench::check(::unlinkat(parent, beside.c_str(), 0), "unlinkat");
    ::close(parent);
    ::close(file);
}

void bare_locked(std::string const& directory)
{
    std::string const name = unique_name(directory);
    int const file = bench::check(::open(name.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600), "open(O_EXCL)");
    struct stat status;
    bench::check(::flock(file, LOCK_SH), "flock");
    bench::check(::fstat(file, &status), "fstat");
    bench::check(::unlink(name.c_str()), "unlink");
    ::close(file);
}

template<class Function>
std::function<void()> repeat(int times, Function function)
{
    return [=]
    {
        for (int i = 0; i != times; ++i)
            function();
    };
}

void saving(bench::place const& where)
{
    constexpr int batch = 200, rounds = 101;
    auto const directory = std::make_shared<tempfile::temporary_directory>(
        [&]
        {
            tempfile::options o;
            o.dir = where.directory;
            return o;
        }());
    std::string const in = " (" + where.name + ")";
    std::string const target = (*directory / "target").string();
    tempfile::save_file(target).commit();
    bench::compare("save_file, 4 KiB, replacing" + in, "the same system calls", 1.1, rounds, batch,
        {repeat(batch,
            [target, directory]
            {
                tempfile::save_file file(target);
                file.write(block.data(), static_cast<std::streamsize>(block.size()));
                file.commit();
            })},
        {repeat(batch, [target, directory] { bare_save(directory->path().string(), target); })});
    bench::compare("a sweepable named_temporary_file" + in, "with flock and fstat", 0, rounds, batch,
        {repeat(batch,
            [directory]
            {
                tempfile::options o;
                o.dir = directory->path();
                o.sweepable = true;
                tempfile::named_temporary_file file(o);
            })},
        {repeat(batch, [directory] { bare_locked(directory->path().string()); })});
}

void register_once()
{
    static char const path[] = "/tmp/tmp0123456789ab";
    std::error_code ec;
    tempfile::detail::registration entry;
    entry.publish(tempfile::detail::entry_kind::file, path, sizeof(path) - 1, ec);
    entry.created({}, ec);
    benchmark::DoNotOptimize(entry.claim());
}

// What one would write instead, and what no signal handler may look at.
void register_in_a_set()
{
    static std::mutex mutex;
    static std::set<std::string> paths;
    std::string const path = "/tmp/tmp0123456789ab" + std::to_string(::pthread_self());
    {
        std::lock_guard<std::mutex> const lock(mutex);
        paths.insert(path);
    }
    std::lock_guard<std::mutex> const lock(mutex);
    paths.erase(path);
}

// To be under 50 ns each, also with two threads on two cores; the batches are long enough for the scheduler to see that
// there are two.
void registering(int threads)
{
    constexpr int batch = 1'000'000;
    auto const on_threads = [threads](void (*function)())
    {
        return [threads, function]
        {
            std::vector<std::thread> others;
            for (int i = 1; i < threads; ++i)
                others.emplace_back(repeat(batch, function));
            repeat(batch, function)();
            for (std::thread& other : others)
                other.join();
        };
    };
    bench::compare("registered and unregistered, threads: " + std::to_string(threads), "std::mutex, std::set", 1.0, 21,
        batch, {on_threads(register_once)}, {on_threads(register_in_a_set)});
}

} // namespace

int main(int argc, char** argv)
{
    for (bench::place const& where : bench::places())
        saving(where);
    registering(1);
    registering(2);
    return bench::compare_main(argc, argv);
}
