//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5: removal of a directory never leaves it, is bounded by neither depth, path length nor open files, opens up
// what denies access, and tries again what somebody holds. Promise 6: no failure leaks, and the first path that stayed
// is named.

#define BOOST_TEST_MODULE remove_all
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"
#endif

#include <atomic>
#include <chrono>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::sys::call;

namespace
{

void touch(fs::path const& path)
{
    std::ofstream(path) << "x";
}

// `fan` directories in each, down to `depth`, with `files` files each; returns how many entries it has.
std::uintmax_t make_tree(fs::path const& root, int fan, int depth, int files)
{
    std::uintmax_t made = 1;
    fs::create_directory(root);
    for (int i = 0; i != files; ++i, ++made)
        touch(root / ("file" + std::to_string(i)));
    for (int i = 0; depth != 0 && i != fan; ++i)
        made += make_tree(root / ("directory" + std::to_string(i)), fan, depth - 1, files);
    return made;
}

std::uintmax_t entries(fs::path const& root)
{
    std::uintmax_t found = fs::exists(fs::symlink_status(root));
    if (found != 0 && fs::is_directory(fs::symlink_status(root)))
        for (auto const& entry : fs::recursive_directory_iterator(root))
            found += !entry.path().empty();
    return found;
}

tf::remove_options threads(unsigned n)
{
    tf::remove_options o;
    o.threads = n;
    return o;
}

tf::remove_options deadline(int milliseconds)
{
    tf::remove_options o;
    o.deadline = std::chrono::milliseconds(milliseconds);
    return o;
}

std::uintmax_t failing_removal(fs::path const& path, std::error_code& ec, fs::path& named, tf::remove_options const& o)
{
    try
    {
        return tf::remove_all(path, o);
    }
    catch (fs::filesystem_error const& e)
    {
        ec = e.code();
        named = e.path1();
        return 0;
    }
}

} // namespace

// ---- paths ---------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_tree_goes_and_every_entry_is_counted)
{
    test::scratch dir;
    for (unsigned n : {0u, 1u, 2u, 3u, 16u})
    {
        std::uintmax_t const made = make_tree(dir / "tree", 4, test::on_wine() ? 2 : 3, 5);
        BOOST_TEST(tf::remove_all(dir / "tree", threads(n)) == made);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(one_directory_with_many_entries_is_shared)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        std::uintmax_t const made = make_tree(dir / "tree", 0, 0, test::on_wine() ? 500 : 5000);
        BOOST_TEST(tf::remove_all(dir / "tree", threads(n)) == made);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(deeper_than_any_path_of_the_levels_held_open)
{
    test::scratch dir;
    fs::path inner = dir / "tree";
    fs::create_directory(inner);
    std::uintmax_t made = 1;
    for (int i = 0; i != 40; ++i, made += 2)
    {
        fs::create_directory(inner /= "d");
        touch(inner / "file");
    }
    for (int i = 0; i != 100; ++i, ++made)
        fs::create_directory(inner / std::to_string(i));
    BOOST_TEST(tf::remove_all(dir / "tree") == made);
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(a_file_is_removed_itself)
{
    test::scratch dir;
    touch(dir / "file");
    BOOST_TEST(tf::remove_all(dir / "file") == 1u);
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(a_missing_path_is_no_error)
{
    test::scratch dir;
    touch(dir / "file");
    for (char const* name : {"missing", "missing/below", "missing/", "file/below"})
    {
        std::error_code ec = std::make_error_code(std::errc::io_error);
        BOOST_TEST(tf::remove_all(dir / name, ec) == 0u);
        BOOST_TEST(!ec);
        BOOST_TEST(tf::remove_all(dir / name) == 0u);
    }
    BOOST_TEST(fs::exists(dir / "file"));
}

BOOST_AUTO_TEST_CASE(trailing_slashes_are_stripped)
{
    test::scratch dir;
    for (char const* name : {"tree/", "tree//", "tree///"})
    {
        std::uintmax_t const made = make_tree(dir / "tree", 2, 1, 2);
        BOOST_TEST(tf::remove_all(dir / name) == made);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(paths_that_do_not_end_in_a_name_are_refused)
{
    test::scratch dir;
    make_tree(dir / "tree", 1, 1, 1);
    for (fs::path const& path : {fs::path("."), fs::path(".."), fs::path("./"), fs::path("../"), dir / "tree" / ".",
             dir / "tree" / "..", dir / "tree" / "./", dir / "tree/directory0" / "..//", dir.path().root_path(),
             fs::path(dir.path().root_path()) / "."})
    {
        std::error_code ec;
        BOOST_TEST(tf::remove_all(path, ec) == 0u);
        BOOST_TEST((ec == std::errc::invalid_argument), path << ": " << ec.message());
        BOOST_CHECK_THROW(tf::remove_all(path), fs::filesystem_error);
    }
    BOOST_TEST(entries(dir / "tree") == 4u);
}

BOOST_AUTO_TEST_CASE(a_path_with_a_null_is_refused)
{
    test::scratch dir;
    touch(dir / "file");
    fs::path::string_type name = (dir / "file").native();
    name += fs::path::value_type();
    name += fs::path::value_type('x');
    std::error_code ec;
    BOOST_TEST(tf::remove_all(fs::path(name), ec) == 0u);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_TEST(fs::exists(dir / "file"));
}

BOOST_AUTO_TEST_CASE(an_empty_path_is_no_file)
{
    std::error_code ec;
    BOOST_TEST(tf::remove_all(fs::path(), ec) == 0u);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    BOOST_CHECK_THROW(tf::remove_all(fs::path()), fs::filesystem_error);
}

BOOST_AUTO_TEST_CASE(a_relative_path_is_taken_from_the_current_directory)
{
    test::scratch dir;
    make_tree(dir / "tree", 1, 1, 1);
    fs::path const before = fs::current_path();
    fs::current_path(dir.path());
    std::uintmax_t const removed = tf::remove_all("tree");
    fs::current_path(before);
    BOOST_TEST(removed == 4u);
    BOOST_TEST(dir.empty());
}

// ---- the observer --------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_observer_sees_the_count_grow_to_the_total)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        std::uintmax_t const made = make_tree(dir / "tree", 5, test::on_wine() ? 2 : 3, 5);
        std::vector<std::uintmax_t> seen;
        std::thread::id const here = std::this_thread::get_id();
        bool elsewhere = false;
        tf::remove_options o = threads(n);
        o.observer = [&](std::uintmax_t removed)
        {
            elsewhere = elsewhere || std::this_thread::get_id() != here;
            seen.push_back(removed);
        };
        tf::remove_all(dir / "tree", o);
        BOOST_TEST(!elsewhere);
        BOOST_TEST(seen.size() > 2u);
        BOOST_TEST(std::is_sorted(seen.begin(), seen.end()));
        BOOST_TEST(seen.back() == made);
    }
}

BOOST_AUTO_TEST_CASE(what_the_observer_throws_ends_the_removal)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        std::uintmax_t const made = make_tree(dir / "tree", 5, test::on_wine() ? 2 : 3, 5);
        tf::remove_options o = threads(n);
        o.observer = [](std::uintmax_t removed)
        {
            if (removed > 20)
                throw std::runtime_error("enough");
        };
        BOOST_CHECK_THROW(tf::remove_all(dir / "tree", o), std::runtime_error);
        std::uintmax_t const left = entries(dir / "tree");
        BOOST_TEST(left > 0u);
        BOOST_TEST(left < made);
        BOOST_TEST(tf::remove_all(dir / "tree") == left); // nothing is held, nothing is lost
        BOOST_TEST(dir.empty());
    }
}

// ---- what does not go ----------------------------------------------------------------------------------------------

namespace
{

std::atomic<int> refusals{0};  // left to give
std::atomic<bool> pass{false}; // whether what is refused may go later
std::atomic<int> attempts{0};

bool named(test::sys::call_site const& site, char const* name)
{
    fs::path const path = site.path == nullptr ? fs::path() : fs::path(site.path);
    return path.filename() == name;
}

std::error_code refuse_held(test::sys::call_site const& site) noexcept
{
    if (site.which != call::remove_entry || !named(site, "held"))
        return {};
    ++attempts;
    if (refusals.fetch_sub(1) <= 0)
        return {};
    return std::make_error_code(pass ? std::errc::directory_not_empty : std::errc::operation_not_permitted);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_can_never_go_stays_and_is_named_and_everything_else_goes)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        make_tree(dir / "tree", 4, 3, 5);
        touch(dir / "tree/directory1/directory2/held");
        std::uintmax_t const made = entries(dir / "tree");
        refusals = 1000;
        pass = false;
        attempts = 0;
        std::error_code ec;
        fs::path where;
        {
            test::interception const refused(&refuse_held);
            failing_removal(dir / "tree", ec, where, threads(n));
            BOOST_TEST(attempts == 1); // no deadline
            std::error_code again;
            BOOST_TEST(tf::remove_all(dir / "tree", again) == 0u);
            BOOST_TEST((again == std::errc::operation_not_permitted));
        }
        BOOST_TEST((ec == std::errc::operation_not_permitted));
        BOOST_TEST(where == dir / "tree" / "directory1" / "directory2" / "held");
        BOOST_TEST(entries(dir / "tree") == 4u);
        std::uintmax_t const rest = tf::remove_all(dir / "tree");
        BOOST_TEST(rest == 4u);
        BOOST_TEST(made > rest);
    }
}

namespace
{

// A file system that gives a listing in small pieces, and lets no directory go.
std::error_code short_listings_and_no_rmdir(test::sys::call_site const& site) noexcept
{
    if (site.which == call::list_directory && site.size != nullptr)
        *site.size = 1024;
    return site.which == call::remove_directory ? std::make_error_code(std::errc::device_or_resource_busy)
                                                : std::error_code();
}

} // namespace

// Everything else: also the pieces of a listing that come after one that looked complete.
BOOST_AUTO_TEST_CASE(a_directory_that_stays_is_emptied_however_short_its_listings_are)
{
    test::scratch dir;
    fs::create_directories(dir / "tree/inner");
    for (int i = 0; i != 300; ++i)
    {
        touch(dir / "tree" / std::to_string(i));
        touch(dir / "tree/inner" / std::to_string(i));
    }
    {
        test::interception const installed(&short_listings_and_no_rmdir);
        std::error_code ec;
        BOOST_TEST(tf::remove_all(dir / "tree", deadline(0), ec) == 600u);
        BOOST_TEST((ec == std::errc::device_or_resource_busy));
    }
    BOOST_TEST(entries(dir / "tree") == 2u);
}

BOOST_AUTO_TEST_CASE(the_count_is_right_on_an_error)
{
    test::scratch dir;
    make_tree(dir / "tree", 4, 3, 5);
    touch(dir / "tree/directory0/held");
    std::uintmax_t const made = entries(dir / "tree");
    refusals = 1000;
    pass = false;
    test::interception const refused(&refuse_held);
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", ec) == made - 3);
    BOOST_TEST(bool(ec));
}

BOOST_AUTO_TEST_CASE(what_passes_is_tried_again)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        make_tree(dir / "tree", 4, 3, 5);
        touch(dir / "tree/directory1/directory2/held");
        std::uintmax_t const made = entries(dir / "tree");
        refusals = 5;
        pass = true;
        test::interception const refused(&refuse_held);
        std::error_code ec;
        BOOST_TEST(tf::remove_all(dir / "tree", threads(n), ec) == made);
        BOOST_TEST(!ec);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_thousand_held_entries_share_one_deadline)
{
    test::scratch dir;
    make_tree(dir / "tree", 10, 2, 2);
    for (int i = 0; i != 10; ++i)
        for (int j = 0; j != 10; ++j)
            touch(dir / "tree" / ("directory" + std::to_string(i)) / ("directory" + std::to_string(j)) / "held");
    refusals = 1 << 30;
    pass = true;
    test::interception const refused(&refuse_held);
    test::virtual_time const time;
    std::error_code ec;
    tf::remove_all(dir / "tree", deadline(300), ec);
    BOOST_TEST((ec == std::errc::directory_not_empty));
    BOOST_TEST(entries(dir / "tree") == 1u + 10 + 100 + 100);
    BOOST_TEST((time.waited() >= std::chrono::milliseconds(300)));
    BOOST_TEST((time.waited() < std::chrono::milliseconds(500))); // the last pause may go beyond it
}

BOOST_AUTO_TEST_CASE(progress_starts_the_deadline_again)
{
    test::scratch dir;
    make_tree(dir / "tree", 0, 0, 0);
    // Each pass lets one more of them go, and each pause is shorter than the deadline; all together are longer.
    static std::atomic<int> allowed{0};
    struct hook
    {
        static std::error_code one_a_pass(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::rewind_directory)
                allowed = 1;
            if (site.which != call::remove_entry || allowed.exchange(0) == 1)
                return {};
            return std::make_error_code(std::errc::directory_not_empty);
        }
    };
    for (int i = 0; i != 200; ++i)
        touch(dir / "tree" / std::to_string(i));
    allowed = 0;
    test::interception const one(&hook::one_a_pass);
    test::virtual_time const time;
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", deadline(100), ec) == 201u);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST((time.waited() > std::chrono::milliseconds(100)));
}

BOOST_AUTO_TEST_CASE(the_longest_deadline_is_no_short_one)
{
    test::scratch dir;
    make_tree(dir / "tree", 0, 0, 0);
    touch(dir / "tree/held");
    refusals = 5;
    pass = true;
    test::interception const refused(&refuse_held);
    tf::remove_options o;
    o.deadline = std::chrono::milliseconds::max();
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", o, ec) == 2u);
    BOOST_TEST(!ec, ec.message());
}

BOOST_AUTO_TEST_CASE(a_deadline_of_zero_tries_once)
{
    test::scratch dir;
    make_tree(dir / "tree", 0, 0, 0);
    touch(dir / "tree/held");
    refusals = 1000;
    pass = true;
    attempts = 0;
    test::interception const refused(&refuse_held);
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", deadline(0), ec) == 0u);
    BOOST_TEST(bool(ec));
    BOOST_TEST(attempts == 1);
}

// ---- others at work ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(entries_that_come_meanwhile_go_as_well)
{
    test::scratch dir;
    make_tree(dir / "tree", 5, 2, 10);
    std::atomic<bool> started{false};
    std::thread adds(
        [&]
        {
            for (int i = 0; i != 300; ++i)
            {
                touch(dir / "tree" / ("late" + std::to_string(i))); // fails once the directory is gone
                touch(dir / "tree" / "directory3" / ("late" + std::to_string(i)));
                started = true;
            }
        });
    while (!started)
        std::this_thread::yield();
    std::error_code ec;
    tf::remove_all(dir / "tree", ec);
    adds.join();
    BOOST_TEST(!ec, ec.message());
    std::set<std::string> const left = dir.names();
    if (test::on_wine() && left.size() == 1)
    {
        // Renamed already, as where a directory that is to go keeps its name until the last handle is closed.
        test::skipped("Wine lets entries into a directory that is to go, and leaves it then without an error");
        BOOST_TEST(left.begin()->rfind("tmp~", 0) == 0u);
        BOOST_TEST(tf::remove_all(dir / *left.begin()) > 1u);
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(two_can_remove_the_same_tree)
{
    test::scratch dir;
    for (int round = 0; round != (test::on_wine() ? 1 : 5); ++round)
    {
        std::uintmax_t const made = make_tree(dir / "tree", 5, test::on_wine() ? 2 : 3, 5);
        std::error_code ours, theirs;
        std::uintmax_t others = 0;
        std::thread other([&] { others = tf::remove_all(dir / "tree", theirs); });
        std::uintmax_t const mine = tf::remove_all(dir / "tree", ours);
        other.join();
        BOOST_TEST(!ours, ours.message());
        BOOST_TEST(!theirs, theirs.message());
        // Each entry was removed by one of the two. Wine lets both mark a file for deletion.
        BOOST_TEST((test::on_wine() ? mine + others >= made : mine + others == made));
        BOOST_TEST(dir.empty());
    }
}

// ---- failures ------------------------------------------------------------------------------------------------------

namespace
{

std::atomic<int> countdown{0};
std::atomic<std::errc> failure{std::errc::io_error};

std::error_code fail_one(test::sys::call_site const& site) noexcept
{
    if (site.which == call::close) // which closes all the same
        return {};
    if (countdown.fetch_sub(1) == 1)
        return std::make_error_code(failure);
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(whatever_call_fails_the_rest_goes_and_the_count_is_right)
{
    test::scratch dir;
    for (std::errc const error : {std::errc::io_error, std::errc::permission_denied, std::errc::directory_not_empty,
             std::errc::too_many_files_open, std::errc::not_a_directory, std::errc::is_a_directory,
             std::errc::no_such_file_or_directory, std::errc::function_not_supported})
    {
        failure = error;
        bool failed = true;
        for (int n = 1; failed; n += (error == std::errc::io_error ? 1 : 4) * (test::on_wine() ? 5 : 1))
        {
            fs::path inner = dir / "tree/directory1"; // deep enough to be moved up
            std::uintmax_t made = make_tree(dir / "tree", 2, 1, 2);
            for (int i = 0; i != 8; ++i, ++made)
                fs::create_directory(inner /= "d");
#if !defined(BOOST_WINDOWS)
            auto const handles = test::open_handles();
#endif
            countdown = n;
            std::error_code ec;
            std::uintmax_t removed;
            {
                test::interception const one(&fail_one);
                removed = tf::remove_all(dir / "tree", deadline(5000), ec);
            }
#if !defined(BOOST_WINDOWS)
            BOOST_TEST(test::open_handles() == handles);
#endif
            failed = countdown <= 0;
            std::uintmax_t const left = entries(dir / "tree");
            BOOST_TEST(removed + left == made, "call " << n << " with " << std::make_error_code(error).message());
            if (left != 0 && error != std::errc::no_such_file_or_directory)
                BOOST_TEST(bool(ec));
            if (ec)
                BOOST_TEST(left != 0u);
            tf::remove_all(dir / "tree", ec);
            BOOST_TEST(dir.empty());
        }
    }
}

// ---- what only POSIX systems have ----------------------------------------------------------------------------------

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    links_permissions_mounts_and_limits, "made by calls that Windows has not; windows has its own")

#else

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#if defined(__linux__)
#include <linux/fs.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#endif

BOOST_AUTO_TEST_CASE(a_link_is_removed_and_not_followed)
{
    test::scratch dir;
    std::uintmax_t const made = make_tree(dir / "victim", 2, 1, 3);
    for (char const* name : {"link", "link/", "link//"})
    {
        fs::create_directory_symlink(dir / "victim", dir / "link");
        BOOST_TEST(tf::remove_all(dir / name) == 1u);
        BOOST_TEST(!fs::exists(fs::symlink_status(dir / "link")));
        BOOST_TEST(entries(dir / "victim") == made);
    }
    fs::create_symlink(dir / "nowhere", dir / "link");
    BOOST_TEST(tf::remove_all(dir / "link/") == 1u);
    BOOST_TEST(!fs::exists(fs::symlink_status(dir / "link")));
}

BOOST_AUTO_TEST_CASE(everything_that_a_directory_can_hold_goes)
{
    test::scratch dir;
    make_tree(dir / "victim", 1, 1, 2);
    for (unsigned n : {1u, 2u})
    {
        fs::path const tree = dir / "tree";
        std::uintmax_t made = make_tree(tree, 2, 1, 100);
        auto const has = [&](int result)
        {
            BOOST_TEST_REQUIRE(result >= 0);
            ++made;
        };
        has(::symlink((dir / "victim").c_str(), (tree / "to a directory").c_str()));
        has(::symlink((dir / "victim/file0").c_str(), (tree / "to a file").c_str()));
        has(::symlink("nowhere", (tree / "dangling").c_str()));
        has(::symlink("itself", (tree / "itself").c_str()));
        has(::symlink("..", (tree / "directory0/up").c_str()));
        has(::link((dir / "victim/file0").c_str(), (tree / "hard").c_str()));
        has(::mkfifo((tree / "fifo").c_str(), 0600));
        has(::mkdir((tree / std::string(255, 'n')).c_str(), 0700));
        has(::mkdir((tree / std::string(255, 'n') / std::string(255, 'm')).c_str(), 0700));
        has(::mkdir((tree / "\xff\xfe not UTF-8 \x80").c_str(), 0700));
        has(::mkdir((tree / "new\nline").c_str(), 0700));
        has(::mkdir((tree / " ").c_str(), 0700));
        has(::mkdir((tree / "...").c_str(), 0700));
        has(::mkdir((tree / "-rf *").c_str(), 0700));
        int const socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::string const name = tree / "s";
        name.copy(address.sun_path, sizeof(address.sun_path) - 1);
        has(::bind(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address));
        ::close(socket);
        if (::getuid() == 0 && ::mknod((tree / "null").c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0)
            ++made;
        BOOST_TEST(tf::remove_all(tree, threads(n)) == made);
        BOOST_TEST(!fs::exists(tree));
        BOOST_TEST(entries(dir / "victim") == 6u);
        BOOST_TEST(fs::hard_link_count(dir / "victim/file0") == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_name_of_a_thousand_kinds_of_bytes)
{
    test::scratch dir;
    fs::create_directory(dir / "tree");
    std::uintmax_t made = 1;
    for (int i = 1; i != 256; ++i)
        if (i != '/' && i != '.')
        {
            made += 2;
            std::string const name(1, static_cast<char>(i));
            BOOST_TEST_REQUIRE(::mkdir((dir / "tree" / name).c_str(), 0700) == 0);
            BOOST_TEST_REQUIRE(::mkfifo((dir / "tree" / name / name).c_str(), 0700) == 0);
        }
    BOOST_TEST(tf::remove_all(dir / "tree") == made);
    BOOST_TEST(dir.empty());
}

// A million with BOOST_TEMPFILE_TEST_MANY=1000000 in the environment.
BOOST_AUTO_TEST_CASE(very_many_entries_in_one_directory)
{
    char const* const many = std::getenv("BOOST_TEMPFILE_TEST_MANY");
    int const count = many != nullptr ? std::atoi(many) : 20000;
    test::scratch dir;
    fs::create_directory(dir / "tree");
    touch(dir / "file");
    int const tree = ::open((dir / "tree").c_str(), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i != count; ++i)
        BOOST_TEST_REQUIRE(::mkfifoat(tree, std::to_string(i).c_str(), 0600) == 0);
    ::close(tree);
    BOOST_TEST(tf::remove_all(dir / "tree") == static_cast<std::uintmax_t>(count) + 1);
    BOOST_TEST(!fs::exists(dir / "tree"));
}

// ---- limits --------------------------------------------------------------------------------------------------------

namespace
{

// A chain of directories with a file each, far longer than a path can be.
void make_chain(fs::path const& root, int levels)
{
    EXPECT(::mkdir(root.c_str(), 0700) == 0);
    int here = ::open(root.c_str(), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i != levels; ++i)
    {
        EXPECT(::mknodat(here, "file", S_IFREG | 0600, 0) == 0);
        EXPECT(::mkdirat(here, "directory", 0700) == 0);
        int const next = ::openat(here, "directory", O_RDONLY | O_DIRECTORY);
        EXPECT(next >= 0);
        ::close(here);
        here = next;
    }
    ::close(here);
}

void limit_handles(rlim_t to)
{
    rlimit const limit{to, to};
    EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

// Runs on a thread with a stack of 64 KiB.
template<class Body>
void on_small_stack(Body body)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    EXPECT(pthread_attr_setstacksize(&attributes, 64 << 10) == 0);
    pthread_t thread;
    auto const run = [](void* b) -> void*
    {
        (*static_cast<Body*>(b))();
        return nullptr;
    };
    EXPECT(pthread_create(&thread, &attributes, run, &body) == 0);
    pthread_join(thread, nullptr);
}

long peak_kilobytes()
{
    rusage usage;
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Where a deep tree costs least.
fs::path memory_or(fs::path const& directory)
{
    return ::access("/dev/shm", W_OK | X_OK) == 0 ? fs::path("/dev/shm") : directory;
}

bool instrumented()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return true;
#else
    return false;
#endif
#else
    return false;
#endif
}

std::error_code no_openat2(test::sys::call_site const& site) noexcept
{
    return site.which == call::open_directory_beneath ? std::make_error_code(std::errc::function_not_supported)
                                                      : std::error_code();
}

void remove_chain(int levels, long kilobytes, test::sys::interceptor hook)
{
    test::scratch outer;
    tf::options o;
    o.dir = memory_or(outer.path());
    fs::path const root = tf::mkdtemp(o);
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            make_chain(root / "tree", levels);
            limit_handles(20);
            test::interception const intercepted(hook);
            long const before = peak_kilobytes();
            on_small_stack(
                [&]
                {
                    std::error_code ec;
                    std::uintmax_t const removed = tf::remove_all(root / "tree", ec);
                    EXPECT(!ec);
                    EXPECT(removed == 2 * static_cast<std::uintmax_t>(levels) + 1);
                });
            EXPECT(instrumented() || peak_kilobytes() - before <= kilobytes);
        }));
    BOOST_TEST(fs::is_empty(root));
    std::error_code ignored;
    tf::remove_all(root, ignored);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_hundred_thousand_levels_with_twenty_handles_on_a_small_stack)
{
    remove_chain(100000, 4096, nullptr);
}

BOOST_AUTO_TEST_CASE(deep_trees_go_where_directories_cannot_be_moved)
{
    remove_chain(20000, 4096, &test::no_moves);
}

BOOST_AUTO_TEST_CASE(deep_trees_go_without_openat2)
{
    remove_chain(2000, 4096, &no_openat2);
}

BOOST_AUTO_TEST_CASE(what_stays_below_where_nothing_can_be_moved_is_named)
{
    test::scratch dir;
    fs::path inner = dir / "tree";
    make_tree(inner, 2, 1, 2);
    for (int i = 0; i != 20; ++i)
    {
        fs::create_directory(inner /= "d");
        touch(inner / "file");
    }
    make_tree(inner / "more", 3, 2, 2);
    fs::path const held = inner / "more" / "directory1" / "held";
    touch(held);
    static std::string const forbidden = "held";
    struct hook
    {
        static std::error_code both(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::remove_entry && site.path == forbidden)
                return std::make_error_code(std::errc::operation_not_permitted);
            return test::no_moves(site);
        }
    };
    std::error_code ec;
    fs::path where;
    {
        test::interception const intercepted(&hook::both);
        failing_removal(dir / "tree", ec, where, {});
    }
    BOOST_TEST((ec == std::errc::operation_not_permitted), ec.message());
    BOOST_TEST(where == held);
    BOOST_TEST(entries(dir / "tree") == 1u + 20 + 3); // what leads to it
    BOOST_TEST(tf::remove_all(dir / "tree") == 24u);
}

BOOST_AUTO_TEST_CASE(few_handles_are_enough)
{
    test::scratch dir;
    for (int free = 1; free != 8; ++free)
    {
        std::uintmax_t const made = make_tree(dir / "tree", 2, 4, 3);
        BOOST_TEST(test::child_succeeds(
                       [&]
                       {
                           std::vector<int> taken;
                           limit_handles(64);
                           for (;;)
                           {
                               int const fd = ::open("/dev/null", O_RDONLY);
                               if (fd < 0)
                                   break;
                               taken.push_back(fd);
                           }
                           for (int i = 0; i != free; ++i)
                           {
                               ::close(taken.back());
                               taken.pop_back();
                           }
                           tf::remove_options o = deadline(100);
                           std::error_code ec;
                           std::uintmax_t const removed = tf::remove_all(dir / "tree", o, ec);
                           EXPECT(free == 1 || (!ec && removed == made));
                       }),
            free << " free handles");
        std::error_code ignored;
        tf::remove_all(dir / "tree", ignored);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(without_any_handle_an_empty_directory_goes)
{
    test::scratch dir;
    fs::create_directory(dir / "tree");
    touch(dir / "file");
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            limit_handles(3);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree", ec) == 1);
            EXPECT(!ec);
            test::virtual_time const time;
            EXPECT(tf::remove_all(dir / "missing", ec) == 0);
            EXPECT(!ec);
            EXPECT(tf::remove_all(dir / "file", ec) == 1);
            EXPECT(!ec);
            EXPECT(time.waited().count() == 0);
        }));
    BOOST_TEST(dir.empty());
}

#if defined(__linux__)

namespace
{

std::atomic<std::ptrdiff_t> most_handles{0}, most_threads{0};

std::error_code count_handles_and_threads(test::sys::call_site const& site) noexcept
{
    if (site.which != call::list_directory)
        return {};
    auto const raise = [](std::atomic<std::ptrdiff_t>& most, std::ptrdiff_t now)
    {
        for (std::ptrdiff_t before = most; before < now && !most.compare_exchange_weak(before, now);)
            ;
    };
    std::error_code ignored; // a thread that ends while it is looked at
    std::ptrdiff_t found = 0;
    for (fs::directory_iterator it("/proc/self/task", ignored), end; it != end; it.increment(ignored))
        ++found;
    raise(most_threads, found);
    found = -1; // its own
    for (fs::directory_iterator it("/proc/self/fd", ignored), end; it != end; it.increment(ignored))
        ++found;
    raise(most_handles, found);
    return {};
}

} // namespace

// Facts 7: together the threads hold at most 32 handles, or a quarter of what may be open; and none outlives the call.
BOOST_AUTO_TEST_CASE(handles_and_threads_are_limited)
{
    for (rlim_t const limit : {rlim_t(1024), rlim_t(64)})
    {
        test::scratch dir;
        make_tree(dir / "tree", 3, 6, 1);
        auto const removes = [&]
        {
            limit_handles(limit);
            std::ptrdiff_t const before = test::open_handles() - 1;
            most_handles = most_threads = 0;
            {
                test::interception const counted(&count_handles_and_threads);
                std::error_code ec;
                tf::remove_all(dir / "tree", threads(16), ec);
                EXPECT(!ec);
            }
            // Each other thread that looks holds two more for it.
            std::ptrdiff_t const looking = 2 * (most_threads - 1) + 1;
            EXPECT(most_handles > before + 2);
            EXPECT(most_handles - before <= (limit == 64 ? 16 : 32) + looking);
            EXPECT(most_threads > 1 && most_threads <= (limit == 64 ? 2 : 4));
            EXPECT(test::open_handles() - 1 == before);
            EXPECT(std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator()) == 1);
        };
        BOOST_TEST(test::child_succeeds(removes));
        BOOST_TEST(dir.empty());
    }
}

#endif

BOOST_AUTO_TEST_CASE(threads_that_cannot_be_started_are_no_error)
{
    test::scratch dir;
    std::uintmax_t made = 0;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            made = make_tree(dir / "tree", 5, test::on_wine() ? 2 : 3, 5);
            rlimit const none{0, 0};
            EXPECT(::setrlimit(RLIMIT_NPROC, &none) == 0);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree", threads(4), ec) == made);
            EXPECT(!ec);
        }));
    BOOST_TEST(dir.empty());
}

namespace
{

std::atomic<pthread_t> main_thread;
std::atomic<int> alarms{0};
std::atomic<int> elsewhere{0};

void on_alarm(int)
{
    ++alarms;
    if (!pthread_equal(main_thread, pthread_self()))
        ++elsewhere;
}

} // namespace

BOOST_AUTO_TEST_CASE(threads_take_no_signals_and_signals_are_no_error)
{
    test::scratch dir;
    std::uintmax_t const made = make_tree(dir / "tree", 8, 3, 8);
    main_thread = pthread_self();
    struct sigaction action = {}, before;
    action.sa_handler = &on_alarm; // no SA_RESTART: calls are interrupted
    ::sigaction(SIGALRM, &action, &before);
    itimerval const often{{0, 50}, {0, 50}}, never{};
    ::setitimer(ITIMER_REAL, &often, nullptr);
    std::error_code ec;
    std::uintmax_t const removed = tf::remove_all(dir / "tree", threads(2), ec);
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST(removed == made);
    BOOST_TEST(alarms > 0);
    BOOST_TEST(elsewhere == 0);
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    BOOST_TEST(::sigismember(&mask, SIGALRM) == 0); // as it was
}

// ---- somebody who interferes ---------------------------------------------------------------------------------------

namespace
{

// Goes on exchanging directories of the tree for links to the victim, and back, until it is killed.
[[noreturn]] void attack(fs::path const& tree, fs::path const& victim)
{
    for (;;)
        for (char const* name : {"directory0", "directory1", "directory2", "directory0/directory1"})
        {
            fs::path const target = tree / name;
            fs::path const hidden = tree.parent_path() / "hidden";
            // Relative, as the kernel takes an absolute one for a way to another mount.
            fs::path const link = victim.lexically_relative(target.parent_path());
            (void)::rename(target.c_str(), hidden.c_str());
            (void)!::symlink(link.c_str(), target.c_str());
            (void)::unlink(target.c_str());
            (void)::rename(hidden.c_str(), target.c_str());
        }
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_outside_is_touched_whoever_exchanges_directories_for_links)
{
    test::scratch dir;
    // The victim has what the tree has, so that each name that is looked up in the tree would be found in it.
    std::uintmax_t const victims = make_tree(dir / "victim", 3, 2, 3);
    fs::permissions(dir / "victim", fs::perms(0755));
    fs::permissions(dir / "victim/directory1", fs::perms(0500));
    fs::create_directory(dir / "work");
    pid_t const attacker = ::fork();
    if (attacker == 0)
        attack(dir / "work/tree", dir / "victim");
    for (int round = 0; round != 2000; ++round)
    {
        std::error_code ec;
        fs::create_directory(dir / "work/tree", ec);
        for (int i = 0; i != 3; ++i) // some of it is exchanged while it is made: then the victim would get it
            for (char const* below : {"", "/directory0", "/directory1"})
            {
                std::string const name = "directory" + std::to_string(i) + below;
                // Without permissions from the start: chmod(2) would follow a link into the victim.
                (void)::mkdir((dir / "work/tree" / name).c_str(), name == "directory2/directory0" ? 0 : 0700);
            }
        tf::remove_options o = threads(round % 2 == 0 ? 1 : 2);
        o.deadline = std::chrono::milliseconds(1);
        tf::remove_all(dir / "work/tree", o, ec);
    }
    ::kill(attacker, SIGKILL);
    ::waitpid(attacker, nullptr, 0);
    BOOST_TEST(entries(dir / "victim") == victims);
    BOOST_TEST((fs::status(dir / "victim").permissions() == fs::perms(0755)));
    BOOST_TEST((fs::status(dir / "victim/directory1").permissions() == fs::perms(0500)));
    BOOST_TEST(tf::remove_all(dir / "work") > 0u);
}

namespace
{

std::atomic<int> calls_until_exchange{0};
fs::path exchanged, hidden, put_in_its_place;

std::error_code exchange_before_call(test::sys::call_site const&) noexcept
{
    if (calls_until_exchange.fetch_sub(1) == 1)
    {
        (void)::rename(exchanged.c_str(), hidden.c_str());
        (void)!::symlink(put_in_its_place.c_str(), exchanged.c_str());
    }
    return {};
}

} // namespace

// What an attacker needs luck for: the exchange right before each of the calls in turn.
BOOST_AUTO_TEST_CASE(nothing_outside_is_touched_whenever_a_directory_is_exchanged_for_a_link)
{
    test::scratch dir;
    std::uintmax_t victims = 0;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            victims = make_tree(dir / "victim", 2, 1, 2);
            ::chmod((dir / "victim").c_str(), 0500);
            for (char const* name : {"directory1", "directory1/directory0", "directory0", "."})
            {
                bool reached = true;
                for (int n = 1; reached; ++n)
                {
                    make_tree(dir / "tree", 2, 2, 2);
                    ::chmod((dir / "tree/directory1").c_str(), 0100); // calls to open it up
                    exchanged = (dir / "tree" / name).lexically_normal();
                    if (!exchanged.has_filename())
                        exchanged = exchanged.parent_path();
                    hidden = exchanged.parent_path() / "hidden"; // beside: one that denies access cannot go elsewhere
                    // Relative, as the kernel takes an absolute one for a way to another mount.
                    put_in_its_place = fs::relative(dir / "victim", exchanged.parent_path());
                    calls_until_exchange = n;
                    {
                        test::interception const intercepted(&exchange_before_call);
                        std::error_code ec;
                        tf::remove_all(dir / "tree", deadline(0), ec);
                    }
                    reached = calls_until_exchange <= 0;
                    EXPECT(entries(dir / "victim") == victims);
                    EXPECT(fs::status(dir / "victim").permissions() == fs::perms(0500));
                    tf::remove_all(dir / "tree");
                    tf::remove_all(hidden);
                    EXPECT(entries(dir / "victim") == victims);
                }
            }
            ::chmod((dir / "victim").c_str(), 0700);
        }));
}

BOOST_AUTO_TEST_CASE(what_another_process_adds_for_a_while_goes)
{
    test::scratch dir;
    make_tree(dir / "tree", 3, 1, 5);
    pid_t const adder = ::fork();
    if (adder == 0)
    {
        auto const end = std::chrono::steady_clock::now() + std::chrono::milliseconds(200);
        for (int i = 0; std::chrono::steady_clock::now() < end; ++i)
        {
            fs::path const name = dir / "tree/directory1" / std::to_string(i);
            (void)::mkdir(name.c_str(), 0700);
            (void)::mkdir((name / "below").c_str(), 0700);
        }
        ::_exit(0);
    }
    std::error_code ec;
    tf::remove_all(dir / "tree", ec);
    ::waitpid(adder, nullptr, 0);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST(dir.empty());
}

// ---- permissions, as an ordinary user ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(directories_that_deny_access_are_opened_up)
{
    test::scratch dir;
    for (int mode = 0; mode != 8; ++mode)
        for (int where = 0; where != 4; ++where)
        {
            BOOST_TEST(test::unprivileged_child_succeeds(
                           [&]
                           {
                               fs::path const tree = dir / "tree";
                               std::uintmax_t made = make_tree(tree, 2, 2, 2);
                               fs::path inner = tree / "directory0/directory0";
                               for (int i = 0; i != 12; ++i, ++made)
                                   fs::create_directory(inner /= "d");
                               fs::path const places[] = {tree, tree / "directory1", tree / "directory1/directory0",
                                   tree / "directory0/directory0/d/d/d/d/d/d"}; // the last one is moved up
                               if (where == 2)                                  // above it too
                                   EXPECT(::chmod(places[2].c_str(), static_cast<mode_t>(mode << 6)) == 0 &&
                                          ::chmod(places[1].c_str(), static_cast<mode_t>(mode << 6)) == 0);
                               else
                                   EXPECT(::chmod(places[where].c_str(), static_cast<mode_t>(mode << 6)) == 0);
                               std::error_code ec;
                               EXPECT(tf::remove_all(tree, ec) == made);
                               EXPECT(!ec);
                           }),
                "mode " << mode << "00 at place " << where);
            BOOST_TEST(dir.empty());
        }
}

// Also where several below the levels that are held open do, and where nothing can be moved up from there.
BOOST_AUTO_TEST_CASE(deep_directories_that_deny_access_are_opened_up)
{
    test::scratch dir;
    mode_t const modes[] = {0700, 0500, 0400, 0100, 0000};
    for (test::sys::interceptor const hook : {test::sys::interceptor(nullptr), &test::no_moves})
        for (mode_t const last_held : modes)
            for (mode_t const below : modes)
            {
                BOOST_TEST(test::unprivileged_child_succeeds(
                               [&]
                               {
                                   // Nothing but directories: a file that is refused would have them opened up.
                                   std::vector<fs::path> way{dir / "tree"};
                                   fs::create_directory(way[0]);
                                   for (int i = 0; i != 11; ++i)
                                       fs::create_directory(way.emplace_back(way.back() / "d"));
                                   fs::create_directory(way.back() / "empty");
                                   for (std::size_t i = way.size() - 1; i > 7; --i)
                                       EXPECT(::chmod(way[i].c_str(), below) == 0);
                                   EXPECT(::chmod(way[7].c_str(), last_held) == 0);
                                   test::interception const installed(hook);
                                   std::error_code ec;
                                   EXPECT(tf::remove_all(way[0], ec) == way.size() + 1);
                                   EXPECT(!ec);
                               }),
                    "modes " << last_held << " and " << below << (hook == nullptr ? "" : ", nothing moved"));
                BOOST_TEST(dir.empty());
                std::error_code ignored;
                tf::remove_all(dir / "tree", ignored);
            }
}

// One that can be listed, but not searched: what is in it stays, and everything beside it goes at once.
BOOST_AUTO_TEST_CASE(what_is_somebody_elses_deep_below_keeps_nothing_else)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    for (mode_t const mode : {0744u, 0755u, 0700u})
    {
        test::scratch dir;
        fs::path inner = dir / "tree";
        fs::create_directory(inner);
        for (int i = 0; i != 10; ++i)
            fs::create_directory(inner /= "d");
        fs::create_directory(inner / "theirs");
        touch(inner / "theirs/file");
        for (int i = 0; i != 20; ++i)
        {
            fs::create_directory(inner / std::to_string(i));
            touch(inner / std::to_string(i) / "file");
        }
        for (auto const& entry : fs::recursive_directory_iterator(dir / "tree"))
            BOOST_TEST_REQUIRE(::chown(entry.path().c_str(), 65534, 65534) == 0);
        BOOST_TEST_REQUIRE(::chown((dir / "tree").c_str(), 65534, 65534) == 0);
        BOOST_TEST_REQUIRE(::chown((inner / "theirs/file").c_str(), 0, 0) == 0);
        BOOST_TEST_REQUIRE(::chown((inner / "theirs").c_str(), 0, 0) == 0);
        BOOST_TEST_REQUIRE(::chmod((inner / "theirs").c_str(), mode) == 0);
        BOOST_TEST(test::unprivileged_child_succeeds(
                       [&]
                       {
                           test::interception const installed(&test::no_moves);
                           test::virtual_time const time;
                           std::error_code ec;
                           EXPECT(tf::remove_all(dir / "tree", ec) == 40);
                           EXPECT(ec == std::errc::permission_denied);
                           EXPECT(time.waited().count() == 0);
                       }),
            "mode " << mode);
        BOOST_TEST(entries(dir / "tree") == 13u);
    }
}

// What is empty, and in a directory of ours, goes as rmdir lets it go.
BOOST_AUTO_TEST_CASE(an_empty_directory_of_somebody_else_goes_as_the_root)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    for (mode_t const mode : {0744u, 0755u, 0700u})
    {
        test::scratch dir;
        fs::create_directory(dir / "theirs");
        BOOST_TEST_REQUIRE(::chmod((dir / "theirs").c_str(), mode) == 0);
        BOOST_TEST(test::unprivileged_child_succeeds(
                       [&]
                       {
                           std::error_code ec;
                           EXPECT(tf::remove_all(dir / "theirs", ec) == 1);
                           EXPECT(!ec);
                       }),
            "mode " << mode);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(an_empty_directory_that_denies_everything_goes_unopened)
{
    test::scratch dir;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            EXPECT(::mkdir((dir / "tree").c_str(), 0700) == 0);
            EXPECT(::mkdir((dir / "tree/empty").c_str(), 0) == 0);
            test::failing const no_grants(call::grant_access, std::errc::io_error);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree", ec) == 2);
            EXPECT(::mkdir((dir / "empty").c_str(), 0) == 0);
            EXPECT(tf::remove_all(dir / "empty", ec) == 1);
        }));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(what_is_somebody_elses_stays_and_is_named)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch dir;
    fs::create_directory(dir / "tree");
    ::chmod((dir / "tree").c_str(), 0777);
    fs::create_directory(dir / "tree/theirs");
    touch(dir / "tree/theirs/file");
    ::chmod((dir / "tree/theirs").c_str(), 0755);
    fs::create_directory(dir / "tree/secret");
    touch(dir / "tree/secret/file");
    ::chmod((dir / "tree/secret").c_str(), 0700);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            make_tree(dir / "tree/ours", 2, 1, 2);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree/ours", ec) == 9);
            make_tree(dir / "tree/ours", 2, 1, 2);
            EXPECT(tf::remove_all(dir / "tree", ec) == 9);
            EXPECT(ec == std::errc::permission_denied);
            fs::path where;
            failing_removal(dir / "tree", ec, where, {});
            EXPECT(where == dir / "tree/theirs/file" || where == dir / "tree/secret");
        }));
    BOOST_TEST(entries(dir / "tree") == 5u);
    BOOST_TEST((fs::status(dir / "tree/theirs").permissions() == fs::perms(0755)));
    BOOST_TEST((fs::status(dir / "tree/secret").permissions() == fs::perms(0700)));
}

BOOST_AUTO_TEST_CASE(without_permission_in_the_parent_only_the_root_stays)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch dir;
    fs::create_directory(dir / "parent");
    ::chmod((dir / "parent").c_str(), 0755);
    fs::create_directory(dir / "parent/tree");
    BOOST_TEST_REQUIRE(::chown((dir / "parent/tree").c_str(), 65534, 65534) == 0);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            make_tree(dir / "parent/tree/inner", 2, 1, 2);
            std::error_code ec;
            fs::path where;
            failing_removal(dir / "parent/tree", ec, where, {});
            EXPECT(ec == std::errc::permission_denied);
            EXPECT(where == dir / "parent/tree");
        }));
    BOOST_TEST(entries(dir / "parent") == 2u);
}

#if defined(__linux__)

BOOST_AUTO_TEST_CASE(an_immutable_entry_stays)
{
    test::scratch dir;
    make_tree(dir / "tree", 3, 1, 2);
    int const file = ::open((dir / "tree/directory1/file0").c_str(), O_RDONLY);
    int flags = FS_IMMUTABLE_FL;
    if (::ioctl(file, FS_IOC_SETFLAGS, &flags) != 0)
    {
        ::close(file);
        test::skipped("this user or this file system cannot make a file immutable");
        return;
    }
    std::error_code ec;
    fs::path where;
    failing_removal(dir / "tree", ec, where, {});
    flags = 0;
    ::ioctl(file, FS_IOC_SETFLAGS, &flags);
    ::close(file);
    BOOST_TEST((ec == std::errc::operation_not_permitted));
    BOOST_TEST(where == dir / "tree/directory1/file0");
    BOOST_TEST(entries(dir / "tree") == 3u);
}

// ---- older systems -------------------------------------------------------------------------------------------------

namespace
{

struct missing_call
{
    long number;
    int error; // EPERM is a container's word for a call that it does not know
};

#if !defined(SYS_fchmodat2)
constexpr long SYS_fchmodat2 = 452;
#endif
#if !defined(SYS_openat2)
constexpr long SYS_openat2 = 437;
#endif

} // namespace

BOOST_AUTO_TEST_CASE(newer_calls_are_not_needed)
{
    test::scratch dir;
    for (missing_call const missing :
        {missing_call{SYS_statx, ENOSYS}, {SYS_statx, EPERM}, {SYS_openat2, ENOSYS}, {SYS_openat2, EPERM},
            {SYS_fchmodat2, ENOSYS}, {SYS_fchmodat2, EPERM}, {SYS_renameat2, ENOSYS}, {SYS_renameat2, EPERM}})
    {
        BOOST_TEST(test::unprivileged_child_succeeds(
                       [&]
                       {
                           std::uintmax_t made = make_tree(dir / "tree", 3, 2, 2);
                           fs::path inner = dir / "tree/directory1";
                           for (int i = 0; i != 12; ++i, ++made)
                               fs::create_directory(inner /= "d"); // deep enough to be moved up
                           EXPECT(::chmod(inner.c_str(), 0) == 0);
                           EXPECT(::chmod((dir / "tree/directory0").c_str(), 0) == 0);
                           EXPECT(::chmod((dir / "tree/directory2/directory1").c_str(), 0100) == 0);
                           if (!test::take_call_away(missing.number, missing.error))
                               return;
                           std::error_code ec;
                           std::uintmax_t const removed = tf::remove_all(dir / "tree", ec);
                           EXPECT(!ec);
                           EXPECT(removed == made);
                       }),
            "call " << missing.number << " with error " << missing.error);
        std::error_code ignored;
        tf::remove_all(dir / "tree", ignored);
        BOOST_TEST(dir.empty());
    }
}

// ---- mounts --------------------------------------------------------------------------------------------------------

namespace
{

void bind(fs::path const& what, fs::path const& where)
{
    EXPECT(::mount(what.c_str(), where.c_str(), nullptr, MS_BIND, nullptr) == 0);
}

} // namespace

BOOST_AUTO_TEST_CASE(mount_points_inside_stay_as_they_are)
{
    for (int const filtered : {0, ENOSYS, EPERM})
    {
        test::scratch dir;
        std::uintmax_t const victims = make_tree(dir / "victim", 2, 1, 2);
        make_tree(dir / "tree", 2, 1, 2);
        BOOST_TEST(test::with_mounts(
            [&]
            {
                bind(dir / "victim", dir / "tree/directory0"); // of the same file system
                bind(dir / "victim/file0", dir / "tree/directory1/file1");
                EXPECT(::mkdir((dir / "tree/other").c_str(), 0700) == 0);
                EXPECT(::mount("none", (dir / "tree/other").c_str(), "tmpfs", 0, nullptr) == 0);
                EXPECT(::mkdir((dir / "tree/other/x").c_str(), 0700) == 0);
                EXPECT(filtered == 0 || test::take_call_away(SYS_openat2, filtered));
                test::virtual_time const time;
                std::error_code ec;
                EXPECT(tf::remove_all(dir / "tree", ec) == 3); // two files and another
                EXPECT(ec);
                EXPECT(ec == std::errc::cross_device_link || ec == std::errc::device_or_resource_busy);
                EXPECT(time.waited().count() == 0);
                EXPECT(fs::exists(dir / "tree/other/x"));
                EXPECT(fs::exists(dir / "tree/directory0/directory1/file1"));
                EXPECT(fs::exists(dir / "tree/directory1/file1"));
            }));
        BOOST_TEST(entries(dir / "victim") == victims);
    }
}

BOOST_AUTO_TEST_CASE(mount_points_are_emptied_when_asked_and_stay)
{
    test::scratch dir;
    make_tree(dir / "inside", 2, 1, 2);
    make_tree(dir / "tree", 2, 1, 2);
    bool const ran = test::with_mounts(
        [&]
        {
            bind(dir / "inside", dir / "tree/directory0");
            tf::remove_options o;
            o.cross_mounts = true;
            std::error_code ec;
            fs::path where;
            failing_removal(dir / "tree", ec, where, o);
            EXPECT(ec == std::errc::device_or_resource_busy);
            EXPECT(where == dir / "tree/directory0");
            EXPECT(fs::is_empty(dir / "inside"));
            EXPECT(entries(dir / "tree") == 2);
        });
    BOOST_TEST(ran);
}

BOOST_AUTO_TEST_CASE(a_root_that_is_a_mount_point_is_emptied_and_stays)
{
    test::scratch dir;
    make_tree(dir / "inside", 2, 1, 2);
    fs::create_directory(dir / "tree");
    BOOST_TEST(test::with_mounts(
        [&]
        {
            bind(dir / "inside", dir / "tree");
            std::error_code ec;
            fs::path where;
            failing_removal(dir / "tree", ec, where, {});
            EXPECT(ec == std::errc::device_or_resource_busy);
            EXPECT(where == dir / "tree");
            EXPECT(fs::is_empty(dir / "inside"));
        }));
}

BOOST_AUTO_TEST_CASE(an_overlay_s_lower_layer_goes_as_well)
{
    test::scratch dir;
    fs::path inner = dir / "lower";
    fs::create_directory(inner);
    for (int i = 0; i != 30; ++i)
    {
        fs::create_directory(inner /= i == 0 ? "tree" : "d");
        touch(inner / "file");
        fs::create_directory(inner / "empty");
    }
    for (char const* name : {"upper", "work", "merged"})
        fs::create_directory(dir / name);
    BOOST_TEST(test::with_mounts(
        [&]
        {
            std::string const data = "lowerdir=" + (dir / "lower").string() + ",upperdir=" + (dir / "upper").string() +
                                     ",workdir=" + (dir / "work").string();
            if (::mount("none", (dir / "merged").c_str(), "overlay", 0, data.c_str()) != 0)
                ::_exit(42);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "merged/tree", ec) == 90);
            EXPECT(!ec);
            EXPECT(fs::is_empty(dir / "merged"));
        }));
    BOOST_TEST(entries(dir / "lower") == 91u);
}

#endif
#endif
