//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 8: nobody else can make sweep(), or a creation, wait or fail, and what is not litter of ours is passed over.

#define BOOST_TEST_MODULE sweep_neighbours
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(__linux__) || defined(BOOST_TEMPFILE_PLAIN_POSIX)

BOOST_TEMPFILE_SKIPPED_TEST(sweep_neighbours_on_linux, "sweep() works by locks on Linux alone")

#else

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "processes.hpp"
#include "scratch.hpp"
#include "system/linux/other_locks.hpp"
#include "system/linux/upper_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include <csignal>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

namespace
{

constexpr char marked[] = "tmp~0123456789abcdef~";

tf::options sweepable(test::scratch const& scratch)
{
    tf::options o = scratch.options();
    o.sweepable = true;
    return o;
}

// A process that goes on until it is told to end.
class process
{
public:
    // `prepare` runs in it, before this returns.
    template<class Prepare>
    explicit process(Prepare prepare)
    {
        int ready[2];
        BOOST_REQUIRE(::pipe(ready) == 0);
        number_ = ::fork();
        if (number_ == 0)
        {
            test::leak_from_now_on();
            prepare();
            (void)!::write(ready[1], "x", 1);
            for (;;)
                ::pause();
        }
        char c;
        ::close(ready[1]);
        prepared_ = ::read(ready[0], &c, 1) == 1;
        ::close(ready[0]);
    }
    ~process()
    {
        ::kill(number_, SIGKILL);
        ::waitpid(number_, nullptr, 0);
    }
    process(process const&) = delete;
    process& operator=(process const&) = delete;

    bool prepared() const { return prepared_; }

private:
    pid_t number_;
    bool prepared_;
};

void become_somebody_else()
{
    if (::setgid(65534) != 0 || ::setuid(65534) != 0)
        ::_exit(98);
}

} // namespace

// What is neither a file nor a directory is not touched, nor is what has other names changed.
BOOST_AUTO_TEST_CASE(other_things_are_passed_over)
{
    test::scratch scratch;
    auto const name = [](int i) { return "tmp~000000000000000" + std::to_string(i) + "~"; };
    BOOST_TEST(::mkfifo((scratch / name(0)).c_str(), 0600) == 0);
    fs::create_symlink("/", scratch / name(1));
    fs::create_symlink(scratch / "nowhere", scratch / name(2));
    std::size_t expected = 3;
    if (::mknod((scratch / name(3)).c_str(), S_IFCHR | 0600, 0) == 0) // takes root
        ++expected;
    ::alarm(60);
    std::error_code ec;
    BOOST_TEST(tf::sweep(scratch.path(), "tmp", ec).empty());
    ::alarm(0);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST(scratch.names().size() == expected);
}

BOOST_AUTO_TEST_CASE(what_has_other_names_keeps_its_mode)
{
    test::scratch scratch;
    fs::path const other = scratch / "other";
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            test::put(other, "text");
            fs::permissions(other, fs::perms::none);
            EXPECT(::link(other.c_str(), (scratch / marked).c_str()) == 0);
            std::error_code ec;
            tf::sweep(scratch.path(), "tmp", ec);
            EXPECT(!ec);
            EXPECT(fs::status(other).permissions() == fs::perms::none);
        }));
}

// A running program cannot be opened for writing; it stays.
BOOST_AUTO_TEST_CASE(a_running_program_is_passed_over)
{
    test::scratch scratch;
    fs::copy_file("/bin/sleep", scratch / marked);
    fs::permissions(scratch / marked, fs::perms(0700));
    pid_t const child = ::fork();
    if (child == 0)
    {
        ::execl((scratch / marked).c_str(), "sleep", "600", nullptr);
        ::_exit(1);
    }
    fs::path const program = "/proc/" + std::to_string(child) + "/exe";
    std::error_code ec;
    while (fs::read_symlink(program, ec) != scratch / marked && ::waitpid(child, nullptr, WNOHANG) == 0)
        ::sched_yield();
    BOOST_TEST(tf::sweep(scratch.path(), "tmp", ec).empty());
    BOOST_TEST(!ec, ec.message());
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    BOOST_TEST(tf::sweep(scratch.path(), "tmp", ec).size() == 1u);
}

// A directory may be on a link.
BOOST_AUTO_TEST_CASE(a_link_to_the_directory_is_as_good)
{
    test::scratch scratch;
    fs::create_directory(scratch / "d");
    fs::create_directory_symlink(scratch / "d", scratch / "link");
    test::put(scratch / "d" / marked, "text");
    auto const removed = tf::sweep(scratch / "link", "tmp");
    BOOST_TEST(removed.size() == 1u);
    BOOST_TEST(removed.front() == scratch / "link" / marked);
    BOOST_TEST(fs::is_empty(scratch / "d"));
}

// Somebody who may read litter locks it: it goes all the same. What somebody of ours has locked stays.
BOOST_AUTO_TEST_CASE(a_readers_lock_keeps_no_litter)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch scratch;
    for (int const how : {LOCK_SH, LOCK_EX})
        for (bool const directory : {false, true})
        {
            fs::path const path = scratch / marked;
            directory ? static_cast<void>(fs::create_directory(path)) : test::put(path, "text");
            fs::permissions(path, fs::perms(0755));
            auto const lock = [&]
            {
                int const file = ::open(path.c_str(), O_RDONLY);
                if (::flock(file, how | LOCK_NB) != 0)
                    ::_exit(97);
            };
            {
                process const ours(lock);
                BOOST_TEST(ours.prepared());
                BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
            }
            process const reader(
                [&]
                {
                    become_somebody_else();
                    lock();
                });
            BOOST_TEST(reader.prepared());
            BOOST_TEST(tf::sweep(scratch.path(), "tmp").size() == 1u);
            BOOST_TEST(scratch.empty());
        }
}

// Promise 6: of several errors the first is reported, with its path; what does not fail goes.
BOOST_AUTO_TEST_CASE(the_first_error_is_reported_with_its_path)
{
    static std::vector<fs::path> failed;
    test::scratch scratch;
    for (char const last : {'0', '1', '2', '3'})
        test::put(scratch / ("tmp~000000000000000" + std::string(1, last) + "~"), "text");
    failed.clear();
    test::interception const installed(
        [](sys::call_site const& site) noexcept
        {
            if (site.which != sys::call::remove_file || failed.size() == 2)
                return std::error_code();
            failed.emplace_back(site.path);
            return std::make_error_code(failed.size() == 1 ? std::errc::io_error : std::errc::permission_denied);
        });
    try
    {
        tf::sweep(scratch.path(), "tmp");
        BOOST_TEST(false);
    }
    catch (fs::filesystem_error const& e)
    {
        BOOST_REQUIRE(failed.size() == 2u);
        BOOST_TEST((e.code() == std::errc::io_error));
        BOOST_TEST(e.path1() == failed[0]);
    }
    BOOST_TEST(scratch.names().size() == 2u);
    BOOST_TEST((fs::exists(failed[0]) && fs::exists(failed[1])));
}

BOOST_AUTO_TEST_CASE(what_stayed_in_a_tree_is_named)
{
    test::scratch scratch;
    fs::create_directory(scratch / marked);
    test::put(scratch / marked / "inside", "text");
    test::virtual_time const no_waiting;
    test::failing const no(sys::call::remove_entry, std::errc::io_error);
    try
    {
        tf::sweep(scratch.path(), "tmp");
        BOOST_TEST(false);
    }
    catch (fs::filesystem_error const& e)
    {
        BOOST_TEST((e.code() == std::errc::io_error));
        BOOST_TEST(e.path1() == scratch / marked / "inside");
    }
}

// The lock is there before anybody else may open the file or directory.
BOOST_AUTO_TEST_CASE(what_others_may_open_is_locked_before)
{
    static std::vector<std::pair<sys::call, fs::perms>> seen;
    static fs::path where;
    test::scratch scratch;
    where = scratch.path();
    tf::options o = sweepable(scratch);
    o.permissions = fs::perms(0755);
    seen.clear();
    test::interception const watched(
        [](sys::call_site const& site) noexcept
        {
            if (site.which == sys::call::lock_shared)
                for (auto const& entry : fs::directory_iterator(where))
                    seen.emplace_back(site.which, entry.status().permissions());
            return std::error_code();
        });
    tf::temporary_directory const directory(o);
    BOOST_REQUIRE(seen.size() == 1u);
    BOOST_TEST((seen[0].second == fs::perms(0700)));
    BOOST_TEST((fs::status(directory.path()).permissions() == fs::perms(0755)));
}

// Promise 8: a lock that is not to be had is not waited for: another is made.
BOOST_AUTO_TEST_CASE(a_locked_newborn_is_given_up)
{
    static int left;
    test::scratch scratch;
    test::interception const locked(
        [](sys::call_site const& site) noexcept
        {
            bool const taken = site.which == sys::call::lock_shared && left-- > 0;
            return taken ? std::error_code(EWOULDBLOCK, std::system_category()) : std::error_code();
        });
    for (int const permissions : {0600, 0644})
    {
        tf::options o = sweepable(scratch);
        o.permissions = fs::perms(permissions);
        left = 3;
        tf::named_temporary_file const file(o);
        left = 3;
        tf::temporary_directory const directory(o);
        BOOST_TEST(scratch.names().size() == 2u);
        left = 1000000;
        std::error_code ec;
        tf::named_temporary_file const none(o, ec);
        BOOST_TEST((ec == std::errc::file_exists), ec.message());
        BOOST_TEST(scratch.names().size() == 2u);
    }
}

// proc_locks(5)
BOOST_AUTO_TEST_CASE(whose_a_lock_is)
{
    tf::detail::file_identity identity;
    identity.device = (std::uint64_t(8) << 32) | 17;
    identity.number[0] = 4711;
    auto const owner = [](long process) {
        return process < 100 ? sys::whose::ours : process < 200 ? sys::whose::others : sys::whose::unknown;
    };
    std::string const unrelated = "1: POSIX  ADVISORY  WRITE 150 08:11:4711 0 EOF\n"
                                  "2: FLOCK  ADVISORY  READ 150 08:11:4712 0 EOF\n"
                                  "3: FLOCK  ADVISORY  READ 150 08:12:4711 0 EOF\n";
    std::pair<char const*, bool> const cases[] = {
        {"", false},
        {"4: FLOCK  ADVISORY  READ 150 08:11:4711 0 EOF\n", true},
        {"4: FLOCK  ADVISORY  WRITE 150 08:11:4711 0 EOF\n4: -> FLOCK  ADVISORY  WRITE 5 08:11:4711 0 EOF\n", true},
        {"4: FLOCK  ADVISORY  READ 50 08:11:4711 0 EOF\n", false},
        {"4: FLOCK  ADVISORY  READ 150 08:11:4711 0 EOF\n5: FLOCK  ADVISORY  READ 50 08:11:4711 0 EOF\n", false},
        {"4: FLOCK  ADVISORY  READ 250 08:11:4711 0 EOF\n", false},
    };
    for (auto const& [lines, others] : cases)
    {
        std::istringstream list(unrelated + lines);
        BOOST_TEST(sys::only_others_lock(list, identity, owner) == others, lines);
    }
}

// proc_pid_fdinfo(5), proc_pid_mountinfo(5): the file system's device, which on btrfs is not that of stat(2).
BOOST_AUTO_TEST_CASE(the_device_in_the_list_of_locks)
{
    auto const device = [](char const* about)
    {
        std::istringstream handle(about), mounts("28 1 0:26 / / rw - ext4 /dev/sda1 rw\n"
                                                 "229 28 0:46 /@home /home rw - btrfs /dev/sdb1 rw\n"
                                                 "29 28 259:3 / /mnt rw,noatime - xfs /dev/sdc1 rw\n");
        return sys::listed_device(handle, mounts);
    };
    BOOST_TEST(device("pos:\t0\nflags:\t0100000\nmnt_id:\t229\nino:\t257\n") == 46u);
    BOOST_TEST(device("mnt_id:\t29\n") == ((std::uint64_t(259) << 32) | 3));
    BOOST_TEST(device("mnt_id:\t2\n") == 0u);
    BOOST_TEST(device("pos:\t0\n") == 0u);
    BOOST_TEST(device("") == 0u);
}

// proc_pid_mountinfo(5): escaped by the kernel, by overlay, or relative to what nobody knows.
BOOST_AUTO_TEST_CASE(upper_directories)
{
    auto const is_upper = [](std::string const& options, std::string const& dir)
    {
        std::istringstream mounts(
            "22 1 0:21 / /proc rw - proc proc rw\n36 35 0:98 / /m rw - overlay over\\040lay " + options + "\n");
        return sys::is_upper_directory(mounts, dir);
    };
    BOOST_TEST(is_upper("rw,lowerdir=/l,upperdir=/base/u,workdir=/w", "/base/u"));
    BOOST_TEST(is_upper("rw,lowerdir=/l,upperdir=/base/u,workdir=/w", "/base/u/below"));
    BOOST_TEST(!is_upper("rw,lowerdir=/l,upperdir=/base/u,workdir=/w", "/base/u2"));
    BOOST_TEST(!is_upper("rw,lowerdir=/l,upperdir=/base/u,workdir=/w", "/base"));
    BOOST_TEST(is_upper("rw,upperdir=/base/u/,workdir=/w", "/base/u"));
    BOOST_TEST(is_upper("rw,upperdir=/with\\040space/u", "/with space/u"));
    BOOST_TEST(is_upper("rw,upperdir=/with\\011tab/u", "/with\ttab/u"));
    BOOST_TEST(is_upper("rw,upperdir=/with\\054comma/u", "/with,comma/u"));
    BOOST_TEST(is_upper("rw,upperdir=/with\\134back/u", "/with\\back/u"));
    BOOST_TEST(is_upper("rw,upperdir=/with\\134\\134back/u", "/with\\back/u"));
    BOOST_TEST(is_upper("rw,lowerdir=l,upperdir=some/u,workdir=w", "/anywhere/some/u/below"));
    BOOST_TEST(is_upper("rw,upperdir=../some/u", "/anywhere/some/u"));
    BOOST_TEST(!is_upper("rw,upperdir=some/u", "/anywhere/someone/u"));
    BOOST_TEST(is_upper("rw,upperdir=.", "/anywhere")); // nobody knows
    BOOST_TEST(!is_upper("rw,lowerdir=/base/u", "/base/u"));
}

// An overlay of another mount namespace is known by what it wrote down.
BOOST_AUTO_TEST_CASE(upper_directories_of_others)
{
    test::scratch scratch;
    fs::create_directory(scratch / "d");
    BOOST_TEST(tf::sweep(scratch / "d", "tmp").empty());
    if (::setxattr(scratch.path().c_str(), "trusted.overlay.opaque", "y", 1, 0) != 0 &&
        test::skipped("only the superuser can mark a directory as an overlay does"))
        return;
    std::error_code ec;
    BOOST_TEST(tf::sweep(scratch / "d", "tmp", ec).empty());
    BOOST_TEST((ec == std::errc::operation_not_supported));
}

// File systems are told by their numbers.
BOOST_AUTO_TEST_CASE(file_systems)
{
    static std::size_t kind;
    test::scratch scratch(test::scratch::in_memory);
    test::interception const another(
        [](sys::call_site const& site) noexcept
        {
            if (site.which == sys::call::file_system)
                *site.size = kind;
            return std::error_code();
        });
    std::error_code ec;
    for (std::size_t const tells :
        {0xef53u, 0x58465342u, 0x9123683eu, 0x01021994u, 0x794c7630u, 0xf2f52010u, 0xca451a4eu, 0x2fc12fc1u})
    {
        kind = tells;
        tf::sweep(scratch.path(), "tmp", ec);
        BOOST_TEST(!ec, std::hex << tells << ": " << ec.message());
    }
    for (std::size_t const other : {0x6969u, 0x65735546u, 0x2011bab0u, 0u})
    {
        kind = other;
        tf::sweep(scratch.path(), "tmp", ec);
        BOOST_TEST((ec == std::errc::operation_not_supported), std::hex << other);
    }
}

// keep() of a sweepable directory where renameat2 is refused, by a container's filter or an older kernel.
BOOST_AUTO_TEST_CASE(a_sweepable_directory_is_kept_without_renameat2)
{
    test::scratch scratch;
    for (int const error : {EPERM, ENOSYS, EINVAL})
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                tf::temporary_directory directory(sweepable(scratch));
                test::put(directory.path() / "inside", "text");
                EXPECT(test::take_call_away(SYS_renameat2, error));
                std::error_code ec;
                fs::path const kept = directory.keep(ec);
                EXPECT(!ec);
                EXPECT(kept.filename().string().find('~') == std::string::npos);
                EXPECT(test::contents(kept / "inside") == "text");
                fs::remove_all(kept);
            }));
    BOOST_TEST(scratch.empty());
}

// Another directory in its place is not the one that is kept.
BOOST_AUTO_TEST_CASE(a_replaced_directory_is_not_kept)
{
    test::scratch scratch;
    tf::temporary_directory directory(sweepable(scratch));
    fs::path const path = directory.path();
    fs::rename(path, scratch / "moved");
    fs::create_directory(path);
    std::error_code ec;
    BOOST_TEST(directory.keep(ec).empty());
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    BOOST_TEST(fs::exists(path));
}

// A program that was started without a standard output writes nothing into a file of ours.
BOOST_AUTO_TEST_CASE(no_handle_below_three)
{
    test::scratch scratch;
    for (int const closed : {0, 1, 2})
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                ::close(closed);
                std::set<int> handles;
                tf::options const o = scratch.options();
                tf::named_temporary_file named(o), swept(sweepable(scratch));
                tf::temporary_directory directory(sweepable(scratch));
                for (int fd : {named.native_handle(), swept.native_handle()})
                    if (fd <= 2)
                        ::_exit(10);
                if (::fcntl(closed, F_GETFD) != -1)
                    ::_exit(11);
            }));
}

#endif
