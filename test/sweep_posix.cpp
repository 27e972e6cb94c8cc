//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: sweep() takes what a dead owner left and nothing else: processes are killed, users changed, things mounted.

#define BOOST_TEST_MODULE sweep_posix
#include "unit_test.hpp"

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(sweep_on_posix, "there is no fork; windows_sweep kills processes")

#elif !BOOST_TEMPFILE_TEST_SWEEPS

BOOST_TEMPFILE_SKIPPED_TEST(sweep_on_posix, "sweep() works on Linux and Windows alone")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sched.h>
#include <sys/mount.h>
#endif

#include <csignal>

namespace
{

tf::options sweepable(test::scratch const& scratch)
{
    tf::options o = scratch.options();
    o.sweepable = true;
    return o;
}

[[noreturn]] void die()
{
    ::kill(::getpid(), SIGKILL);
    std::abort();
}

// What a process that was killed leaves.
template<class Make>
void leave(Make make)
{
    test::status_of_child(
        [&]
        {
            make();
            die();
        });
}

struct all_kinds
{
    explicit all_kinds(tf::options o) : file(o), directory(o), outliving((o.removal = tf::removal::on_destruction, o))
    {
        std::ofstream(directory.path() / "inside") << "x";
        fs::create_directory(directory.path() / "d");
        outliving.close();
    }
    tf::named_temporary_file file;
    tf::temporary_directory directory;
    tf::named_temporary_file outliving;
};

} // namespace

// Promise: what a dead owner left goes, what a living one has stays, also where its stream is closed (facts 21).
BOOST_AUTO_TEST_CASE(the_living_and_the_dead)
{
    test::scratch scratch;
    all_kinds living(sweepable(scratch));
    auto const before = scratch.names();
    leave([&] { new all_kinds(sweepable(scratch)); });
    BOOST_TEST(scratch.names().size() == 6u);
    auto removed = tf::sweep(scratch.path(), "tmp");
    BOOST_TEST(removed.size() == 3u);
    for (auto const& path : removed)
    {
        BOOST_TEST(path.is_absolute());
        BOOST_TEST(before.count(path.filename().string()) == 0u);
    }
    BOOST_TEST((scratch.names() == before));
    BOOST_TEST(fs::exists(living.directory.path() / "inside"));
    BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
}

// Promise: nothing else. A kept file, an mkstemp file, a persisted target called tmp-report, a live Python file, which
// has a free lock and the prefix, links, another prefix, near misses.
BOOST_AUTO_TEST_CASE(nothing_else_goes)
{
    test::scratch scratch;
    leave(
        [&]
        {
            tf::options o = sweepable(scratch);
            (new tf::named_temporary_file(o))->keep();
            (new tf::temporary_directory(o))->keep();
            tf::mkstemp(scratch.options());
            new tf::named_temporary_file(scratch.options());
            (new tf::named_temporary_file(o))->persist(scratch / "tmp-report");
            (new tf::temporary_file(scratch.options()))->persist(scratch / "tmp~report");
            o.prefix = "other";
            new tf::named_temporary_file(o);
            die();
        });
    std::ofstream(scratch / "tmp8qz5j3_v") << "Python's";
    std::ofstream(scratch / "tmp~0123456789abcde~") << "too short";
    std::ofstream(scratch / "tmp~0123456789abcdefg~") << "too long";
    std::ofstream(scratch / "tmp~0123456789abcdeF~") << "a capital";
    std::ofstream(scratch / "Tmp~0123456789abcdef~") << "another prefix";
    std::ofstream(scratch / "target") << "of a link";
    fs::create_symlink("target", scratch / "tmp~0123456789abcde0~");
    BOOST_TEST(::mkfifo((scratch / "tmp~0123456789abcde1~").c_str(), 0600) == 0);
    auto const before = scratch.names();
    BOOST_TEST(before.size() == 15u);
    BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
    BOOST_TEST((scratch.names() == before));
}

// Facts 8: whatever the umask and the options take away, it is made, locked, and swept after its owner.
BOOST_AUTO_TEST_CASE(what_denies_access_is_locked_and_swept)
{
    test::scratch scratch;
    for (mode_t const mask : std::initializer_list<mode_t>{0, 0777})
        for (auto const permissions : {fs::perms::unknown, fs::perms::none})
        {
            auto const make = [&]
            {
                tf::options o = sweepable(scratch);
                o.permissions = permissions;
                ::umask(mask);
                tf::named_temporary_file* const file = new tf::named_temporary_file(o);
                tf::temporary_directory* const directory = new tf::temporary_directory(o);
                ::umask(022);
                EXPECT(tf::sweep(scratch.path(), "tmp").empty());
                for (fs::path const& path : {file->path(), directory->path()})
                    EXPECT(permissions == fs::perms::unknown || fs::status(path).permissions() == fs::perms::none);
                die();
            };
            int const status = test::status_of_child(
                [&]
                {
                    EXPECT(::getuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0));
                    make();
                });
            BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
            BOOST_TEST(scratch.names().size() == 2u);
            BOOST_TEST(
                test::unprivileged_child_succeeds([&] { EXPECT(tf::sweep(scratch.path(), "tmp").size() == 2); }));
            BOOST_TEST(scratch.empty());
        }
}

// Promise: another user's files stay.
BOOST_AUTO_TEST_CASE(other_users_files_stay)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch scratch;
    leave([&] { new all_kinds(sweepable(scratch)); });
    BOOST_TEST(test::unprivileged_child_succeeds([&] { EXPECT(tf::sweep(scratch.path(), "tmp").empty()); }));
    BOOST_TEST(scratch.names().size() == 3u);
    for (auto const& name : scratch.names())
        BOOST_TEST(::lchown((scratch / name).c_str(), 65534, 65534) == 0);
    BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty()); // the superuser's sweep is for the superuser's files
    BOOST_TEST(scratch.names().size() == 3u);
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// Nobody makes it fail by a lease, which keeps a file from being opened (fcntl(2)).
BOOST_AUTO_TEST_CASE(a_lease_is_no_error)
{
    test::scratch scratch;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            ::signal(SIGIO, SIG_IGN);
            fs::path const theirs = scratch / "tmp~0123456789abcdef~";
            int const file = ::open(theirs.c_str(), O_CREAT | O_RDWR, 0666);
            EXPECT(::fcntl(file, F_SETLEASE, F_WRLCK) == 0);
            EXPECT(::open(theirs.c_str(), O_RDONLY | O_NONBLOCK) == -1 && errno == EWOULDBLOCK);
            std::error_code ec;
            EXPECT(tf::sweep(scratch.path(), "tmp", ec).empty());
            EXPECT(!ec);
        }));
}

#endif

namespace
{

fs::path to_exchange, aside;

// Somebody exchanges the name at the last moment before it is changed.
std::error_code exchange_before_rename(test::sys::call_site const& site) noexcept
{
    if (site.which == test::sys::call::rename_file && !to_exchange.empty())
    {
        fs::rename(std::exchange(to_exchange, {}), aside);
        std::ofstream(site.path) << "theirs";
    }
    return {};
}

template<class Owner>
void keeps_only_its_own(Owner make)
{
    for (bool const late : {false, true})
    {
        test::scratch scratch;
        auto owner = make(sweepable(scratch));
        fs::path const path = owner.path();
        aside = scratch / "aside";
        std::error_code ec;
        {
            test::interception const installed(&exchange_before_rename);
            if (late)
                to_exchange = path;
            else
            {
                fs::rename(path, aside);
                std::ofstream(path) << "theirs";
            }
            BOOST_TEST(owner.keep(ec).empty());
        }
        BOOST_TEST((ec == std::errc::no_such_file_or_directory));
        BOOST_TEST(test::contents(path) == "theirs");
        BOOST_TEST((scratch.names() == std::set<std::string>{"aside", path.filename().string()}));
        fs::remove(path);
        fs::rename(aside, path);
        fs::path const kept = owner.keep(ec);
        BOOST_TEST(!ec, ec.message());
        BOOST_TEST(fs::exists(kept));
        BOOST_TEST((scratch.names() == std::set<std::string>{kept.filename().string()}));
    }
}

} // namespace

// Promise 8: another thing with the name is not taken for ours: it is given no other name, and is not said to be kept.
BOOST_AUTO_TEST_CASE(only_its_own_is_kept)
{
    keeps_only_its_own([](tf::options const& o) { return tf::named_temporary_file(o); });
    keeps_only_its_own([](tf::options const& o) { return tf::temporary_directory(o); });
    keeps_only_its_own(
        [](tf::options o)
        {
            o.removal = tf::removal::on_destruction;
            tf::named_temporary_file closed(o);
            closed.close();
            return closed;
        });
}

// Promise: what this process is short of is an error: nothing was looked at.
BOOST_AUTO_TEST_CASE(without_handles_it_is_an_error)
{
    test::scratch scratch;
    leave([&] { new tf::named_temporary_file(sweepable(scratch)); });
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            rlimit const few{64, 64};
            EXPECT(::setrlimit(RLIMIT_NOFILE, &few) == 0);
            int last = -1;
            for (int next; (next = ::open("/dev/null", O_RDONLY)) != -1;)
                last = next;
            ::close(last); // enough for the directory
            std::error_code ec;
            EXPECT(tf::sweep(scratch.path(), "tmp", ec).empty());
            EXPECT(ec == std::errc::too_many_files_open);
            for (int more = 1; more <= 8; ++more)
                ::close(last - more);
            EXPECT(tf::sweep(scratch.path(), "tmp", ec).size() == 1);
            EXPECT(!ec);
        }));
}

// Promise: a second sweep at the same time is no harm: each entry is removed once, by one of them.
BOOST_AUTO_TEST_CASE(two_sweeps_at_once)
{
    test::scratch scratch;
    leave(
        [&]
        {
            for (int i = 0; i < 200; ++i)
                new all_kinds(sweepable(scratch));
        });
    std::vector<fs::path> first, second;
    std::thread other([&] { first = tf::sweep(scratch.path(), "tmp"); });
    second = tf::sweep(scratch.path(), "tmp");
    other.join();
    BOOST_TEST(first.size() + second.size() == 600u);
    BOOST_TEST(scratch.empty());
}

// Facts 21: a newborn that is swept before it is locked is made again; nobody ever owns a file without a name.
BOOST_AUTO_TEST_CASE(newborns)
{
    static fs::path dir;
    static int sweeps;
    test::scratch scratch;
    dir = scratch.path();
    sweeps = 0;
    test::interception const sweeper(
        [](tf::detail::system::call_site const& site) noexcept
        {
            bool const unlocked = site.which == tf::detail::system::call::lock_shared && sweeps < 4;
            if (unlocked && ++sweeps % 2 == 1)
                BOOST_TEST(tf::sweep(dir, "tmp").size() == 1u);
            return std::error_code();
        });
    tf::named_temporary_file file(sweepable(scratch));
    tf::temporary_directory directory(sweepable(scratch));
    BOOST_TEST(sweeps >= 4);
    BOOST_TEST(fs::exists(file.path()));
    BOOST_TEST(fs::exists(directory.path()));
    BOOST_TEST(tf::sweep(dir, "tmp").empty());
}

// Facts 21: a forked child keeps a dead owner's lock: what it may be using stays until it ends.
BOOST_AUTO_TEST_CASE(a_child_keeps_the_lock)
{
    test::scratch scratch;
    int to_child[2], to_parent[2];
    BOOST_REQUIRE(::pipe(to_child) == 0 && ::pipe(to_parent) == 0);
    leave(
        [&]
        {
            new all_kinds(sweepable(scratch));
            if (::fork() != 0)
                die();
            char c = 'x';
            ::close(to_child[1]);
            EXPECT(::write(to_parent[1], &c, 1) == 1);
            (void)!::read(to_child[0], &c, 1);
            ::_exit(0);
        });
    ::close(to_parent[1]);
    char c;
    BOOST_REQUIRE(::read(to_parent[0], &c, 1) == 1);
    BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
    ::close(to_child[1]);
    (void)!::read(to_parent[0], &c, 1); // its end of the pipe closes with it, as do its locks
    for (int i = 0; !scratch.empty() && i < 1000000; ++i)
        tf::sweep(scratch.path(), "tmp");
    BOOST_TEST(scratch.empty());
    ::close(to_child[0]);
    ::close(to_parent[0]);
}

// Facts 21: systemd-tmpfiles leaves a directory alone whose lock it can't get.
BOOST_AUTO_TEST_CASE(the_lock_that_others_respect)
{
    test::scratch scratch;
    tf::temporary_directory const directory(sweepable(scratch));
    int const fd = ::open(directory.path().c_str(), O_RDONLY | O_DIRECTORY);
    BOOST_TEST(::flock(fd, LOCK_EX | LOCK_NB) == -1);
    ::close(fd);
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// Facts 21: a lock on an overlay's file is not seen on the file underneath, whose owner would seem dead.
BOOST_AUTO_TEST_CASE(what_is_underneath_an_overlay_is_left_alone)
{
    test::scratch dir;
    for (char const* name : {"lower", "up per", "work", "merged"})
        fs::create_directory(dir / name);
    auto const process = [&]
    {
        std::string const data = "lowerdir=" + (dir / "lower").string() + ",upperdir=" + (dir / "up per").string() +
                                 ",workdir=" + (dir / "work").string();
        if (::mount("none", (dir / "merged").c_str(), "overlay", 0, data.c_str()) != 0)
            ::_exit(42);
        tf::options o;
        o.dir = dir / "merged";
        o.sweepable = true;
        tf::named_temporary_file const living(o);
        std::string const name = living.path().filename();
        EXPECT(fs::exists(dir / "up per" / name));
        std::error_code ec;
        EXPECT(tf::sweep(dir / "merged", "tmp", ec).empty());
        EXPECT(!ec);
        EXPECT(tf::sweep(dir / "up per", "tmp", ec).empty());
        EXPECT(ec == std::errc::operation_not_supported);
        EXPECT(fs::exists(living.path()));
    };
    BOOST_TEST(test::with_mounts(process));
}

// What is mounted on the directory of a living owner has no lock, and is nothing of that owner's.
BOOST_AUTO_TEST_CASE(what_something_is_mounted_on_is_left_alone)
{
    test::scratch scratch;
    test::scratch precious;
    std::ofstream(precious / "data") << "precious";
    BOOST_TEST(test::with_mounts(
        [&]
        {
            tf::temporary_directory const living(sweepable(scratch));
            EXPECT(::mount(precious.path().c_str(), living.path().c_str(), nullptr, MS_BIND, nullptr) == 0);
            std::error_code ec;
            EXPECT(tf::sweep(scratch.path(), "tmp", ec).empty());
            EXPECT(!ec);
            EXPECT(::umount(living.path().c_str()) == 0);
        }));
    BOOST_TEST(fs::exists(precious / "data"));
    BOOST_TEST(scratch.empty());
}

#endif

// Where locks do not tell: refused.
BOOST_AUTO_TEST_CASE(elsewhere_it_is_not_supported)
{
    std::error_code ec;
    BOOST_TEST(tf::sweep("/proc/self/fd", "tmp", ec).empty());
    BOOST_TEST((ec == std::errc::operation_not_supported));
}

#endif
