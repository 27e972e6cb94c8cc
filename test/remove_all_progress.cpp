//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5: removal ends on every file system and whoever adds entries: progress is a tree that gets smaller. What has
// the root's name by then is removed, or left alone where another directory was meant.

#define BOOST_TEST_MODULE remove_all_progress
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(entries_that_come_back, "Windows has no openat")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::entries;
using test::fill;
using test::make_tree;
using test::touch;
using test::sys::call;

namespace
{

std::atomic<int> hidden{0};
bool moves = true;

// As libfuse does with a removed file that somebody has open (facts 38): it is there again under another name.
std::error_code come_back(test::sys::call_site const& site) noexcept
{
    if (site.which == call::move_directory && !moves)
        return std::make_error_code(std::errc::cross_device_link);
    if (site.which != call::remove_entry)
        return {};
    std::string const name = site.path;
    if (name == "open" || name.rfind(".fuse_hidden", 0) == 0)
    {
        std::string const other = ".fuse_hidden" + std::to_string(++hidden);
        ::close(::openat(site.handle, other.c_str(), O_CREAT | O_EXCL | O_WRONLY, 0600));
    }
    return {};
}

void put_open_file(fs::path const& tree, int depth)
{
    fs::path inner = tree;
    for (int i = 0; i != depth; ++i)
        fs::create_directory(inner /= "d");
    touch(inner / "open");
}

} // namespace

BOOST_AUTO_TEST_CASE(what_comes_back_under_another_name_is_reported_after_the_deadline)
{
    test::scratch dir;
    for (int const depth : {0, 1, 3, 12})
        for (bool const movable : {true, false})
        {
            make_tree(dir / "tree", 2, 2, 2);
            put_open_file(dir / "tree", depth);
            moves = movable;
            std::error_code ec;
            fs::path where;
            test::virtual_time const time;
            {
                test::interception const fuse(&come_back);
                test::failing_removal(dir / "tree", ec, where, {});
            }
            BOOST_TEST((ec == std::errc::directory_not_empty), ec.message());
            BOOST_TEST((time.waited() >= std::chrono::seconds(2) && time.waited() < std::chrono::seconds(3)));
            BOOST_TEST(where.string().rfind((dir / "tree").string(), 0) == 0u);
            BOOST_TEST(entries(dir / "tree") <= 2u + static_cast<unsigned>(depth)); // nothing else
            if (depth < 8)
            {
                fs::path inner = dir / "tree";
                for (int i = 0; i != depth; ++i)
                    inner /= "d";
                BOOST_TEST(where == inner);
            }
            tf::remove_all(dir / "tree", ec);
            BOOST_TEST(!ec, ec.message());
        }
}

BOOST_AUTO_TEST_CASE(cleanup_the_destructor_and_the_end_of_the_process_end_as_well)
{
    test::scratch dir;
    moves = true;
    {
        test::virtual_time const time;
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        put_open_file(directory.path(), 1);
        test::interception const fuse(&come_back);
        std::error_code ec;
        directory.cleanup(ec);
        BOOST_TEST((ec == std::errc::directory_not_empty), ec.message());
        BOOST_TEST(directory.owns_path());
    }
    for (std::string const& name : dir.names())
        fs::remove_all(dir / name);
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            auto* const directory = new tf::temporary_directory(dir.options());
            fill(directory->path());
            put_open_file(directory->path(), 1);
            static test::interception const fuse(&come_back);
            std::exit(0);
        }));
}

// What somebody goes on adding does not keep the removal going either.
BOOST_AUTO_TEST_CASE(others_that_go_on_adding_are_not_waited_for)
{
    test::scratch dir;
    fs::create_directory(dir / "tree");
    touch(dir / "tree/open");
    struct hook
    {
        static std::error_code add_two(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::remove_directory)
                for (int i = 0; i != 2; ++i)
                {
                    fs::path const added = fs::path(site.path) / std::to_string(++hidden);
                    ::close(::open(added.c_str(), O_CREAT | O_WRONLY, 0600));
                }
            return {};
        }
    };
    test::virtual_time const time;
    std::error_code ec;
    {
        test::interception const adding(&hook::add_two);
        tf::remove_all(dir / "tree", ec);
    }
    BOOST_TEST((ec == std::errc::directory_not_empty), ec.message());
}

// ---- below the eighth level, where nothing can be moved ------------------------------------------------------------

namespace
{

std::atomic<unsigned> listings{0};

std::error_code count_short_listings(test::sys::call_site const& site) noexcept
{
    if (site.which == call::list_directory)
    {
        ++listings;
        *site.size = 512;
    }
    bool const held = site.which == call::remove_entry && site.path == std::string("held");
    return held ? std::make_error_code(std::errc::operation_not_permitted) : test::no_moves(site);
}

} // namespace

// A directory is listed once, and not once more after each of its subdirectories.
BOOST_AUTO_TEST_CASE(wide_directories_far_below_take_linear_time)
{
    constexpr unsigned wide = 300;
    test::scratch dir;
    for (char const* name : {"file", "held"})
    {
        fs::path inner = dir / "tree";
        fs::create_directory(inner);
        for (int i = 0; i != 10; ++i)
            fs::create_directory(inner /= "d");
        for (unsigned i = 0; i != wide; ++i)
        {
            fs::create_directory(inner / std::to_string(i));
            touch(inner / std::to_string(i) / name);
        }
        listings = 0;
        std::error_code ec;
        {
            test::interception const counted(&count_short_listings);
            tf::remove_all(dir / "tree", ec);
        }
        BOOST_TEST(bool(ec) == (name == std::string("held")));
        BOOST_TEST(listings < 3 * wide);
        tf::remove_all(dir / "tree", ec);
        BOOST_TEST(dir.empty());
    }
}

// More names than are kept at a time.
BOOST_AUTO_TEST_CASE(very_wide_directories_far_below_go)
{
    test::scratch dir;
    fs::path inner = dir / "tree";
    fs::create_directory(inner);
    for (int i = 0; i != 10; ++i)
        fs::create_directory(inner /= "d");
    for (unsigned i = 0; i != 5000; ++i)
    {
        std::string const name = (inner / std::to_string(i)).string();
        ::mkdir(name.c_str(), 0700);
        ::mkdir((name + "/below").c_str(), 0700);
    }
    test::interception const overlay(&test::no_moves);
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", ec) == 11u + 2 * 5000);
    BOOST_TEST(!ec, ec.message());
}

// ---- the root exchanged for something else -------------------------------------------------------------------------

namespace
{

fs::path root, aside, other;

// Right before the emptied root goes, something else gets its name.
std::error_code exchange_root(test::sys::call_site const& site) noexcept
{
    bool const is_root = site.which == call::remove_directory && site.path != nullptr && root == site.path;
    if (is_root && fs::exists(fs::symlink_status(other)))
    {
        fs::rename(root, aside);
        fs::rename(other, root);
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(what_has_the_name_of_the_root_by_then_goes_as_well)
{
    test::scratch dir;
    root = dir / "tree";
    aside = dir / "aside";
    other = dir / "other";
    make_tree(dir / "victim", 1, 1, 2);
    std::uintmax_t const victims = entries(dir / "victim");
    for (int kind = 0; kind != 3; ++kind)
    {
        make_tree(root, 2, 1, 2);
        if (kind == 0)
            make_tree(other, 2, 1, 2);
        else if (kind == 1)
            touch(other);
        else
            fs::create_directory_symlink("victim", other);
        test::virtual_time const time;
        std::error_code ec;
        {
            test::interception const exchanging(&exchange_root);
            tf::remove_all(root, ec);
        }
        BOOST_TEST(!ec, ec.message());
        BOOST_TEST(!fs::exists(fs::symlink_status(root)));
        BOOST_TEST(fs::is_empty(aside)); // it was emptied, and is somebody's now
        BOOST_TEST(entries(dir / "victim") == victims);
        fs::remove(aside);
    }
}

BOOST_AUTO_TEST_CASE(what_has_the_name_of_a_temporary_directory_by_then_is_left_alone)
{
    test::scratch dir;
    aside = dir / "aside";
    other = dir / "other";
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    root = directory.path();
    std::error_code ec;
    static int calls;
    calls = 0;
    struct hook
    {
        static std::error_code second(test::sys::call_site const& site) noexcept // the first is tried on the full one
        {
            bool const is_root = site.which == call::remove_directory && site.path != nullptr && root == site.path;
            return is_root && ++calls > 1 ? exchange_root(site) : std::error_code();
        }
    };
    make_tree(other, 2, 1, 2);
    std::uintmax_t const theirs = entries(other);
    {
        test::virtual_time const time;
        test::interception const exchanging(&hook::second);
        directory.cleanup(ec);
    }
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST(entries(root) == theirs);
    BOOST_TEST(fs::is_empty(aside));
}

#endif
