//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5: a link is removed, never followed, and so goes whatever else a directory can hold.

#define BOOST_TEST_MODULE remove_all_kinds
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(links_and_everything_else, "made by calls that Windows has not; windows has its own")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#if __has_include(<sys/sysmacros.h>)
#include <sys/sysmacros.h>
#endif

#include <set>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::deadline;
using test::entries;
using test::failing_removal;
using test::make_tree;
using test::threads;
using test::touch;
using test::sys::call;

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
        BOOST_TEST_REQUIRE(::symlinkat(".", tree, std::to_string(i).c_str()) == 0);
    ::close(tree);
    BOOST_TEST(tf::remove_all(dir / "tree") == static_cast<std::uintmax_t>(count) + 1);
    BOOST_TEST(!fs::exists(dir / "tree"));
}

#endif
