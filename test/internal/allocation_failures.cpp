//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6 where memory runs out: each allocation in turn fails, and neither a handle nor a file is left, nothing ends
// the process, and what was not done can be done again. stream_exceptions.cpp does so for the streams' own work.

#define BOOST_TEST_MODULE allocation_failures
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>
#include <boost/tempfile/temporary_path.hpp>

#include "failing_allocations.hpp"
#include "interception.hpp"
#include "lifecycle/registry.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/xattr.h>
#endif
#endif

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <new>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using test::put;

using test::allocations_left;

namespace
{

// A file that neither std::string nor std::filesystem::path keeps in itself.
std::string const long_prefix(40, 'p');

// There is one if it ended well, and nothing else; it is removed.
void check_kept(test::scratch const& dir, bool done)
{
    BOOST_TEST(dir.names().size() == (done ? 1u : 0u));
    for (auto const& name : dir.names())
        fs::remove(dir / name);
}

// Runs `action` after `prepare` with each of its allocations failing in turn, and `check` after each, which is told
// whether the action ended well. An error that is reported is one of memory.
template<class Prepare, class Action, class Check>
void each_allocation_fails(Prepare prepare, Action action, Check check)
{
    int failures = 0;
    for (long n = 1;; ++n)
    {
        prepare();
#if !defined(BOOST_WINDOWS)
        auto const handles = test::open_handles();
#endif
        bool done = false;
        std::error_code ec;
        allocations_left = n;
        try
        {
            action(ec);
            done = !ec;
        }
        catch (std::bad_alloc const&)
        {
        }
        bool const reached = allocations_left.exchange(0) == 0;
        BOOST_TEST(
            (!ec || ec == std::errc::not_enough_memory), "allocation " << n << ": " << ec << ", " << ec.message());
#if !defined(BOOST_WINDOWS)
        BOOST_TEST(test::open_handles() == handles, "allocation " << n);
#endif
        BOOST_TEST_CONTEXT("allocation " << n)
        {
            check(done);
        }
        if (!reached)
        {
            BOOST_TEST(done);
            break;
        }
        ++failures;
    }
#if defined(BOOST_WINDOWS)
    (void)failures; // a DLL, and the standard library is one, allocates by an operator new of its own
#else
    BOOST_TEST(failures != 0);
#endif
}

void make_tree(fs::path const& root)
{
    fs::path inner = root;
    fs::create_directory(inner);
    for (int i = 0; i != 12; ++i)
    {
        fs::create_directory(inner / "empty");
        put(inner / "file", "x");
        fs::create_directory(inner /= "d");
    }
}

void nothing() {}

} // namespace

BOOST_AUTO_TEST_CASE(removing_a_tree)
{
    for (sys::interceptor const hook : {sys::interceptor(nullptr), sys::interceptor(&test::no_moves)})
        for (unsigned const threads : {1u, 2u})
        {
            test::scratch dir;
            fs::path const tree = dir / "tree";
            tf::remove_options o;
            o.threads = threads;
            test::interception const installed(hook);
            each_allocation_fails([&] { make_tree(tree); }, [&](std::error_code& ec) { tf::remove_all(tree, o, ec); },
                [&](bool done)
                {
                    BOOST_TEST(fs::exists(tree) == !done);
                    tf::remove_all(tree);
                });
        }
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_made_and_cleaned_up)
{
    for (bool const sweepable : test::sweepable_or_not)
    {
        test::scratch dir;
        tf::options o = dir.options();
        o.prefix = long_prefix;
        o.sweepable = sweepable;
        each_allocation_fails(
            &nothing,
            [&](std::error_code& ec)
            {
                tf::temporary_directory directory(o, ec);
                if (ec)
                    return;
                fs::create_directory(directory / "inside");
                directory.cleanup(ec);
            },
            [&](bool) { BOOST_TEST(dir.empty()); });
        each_allocation_fails(
            &nothing,
            [&](std::error_code& ec)
            {
                tf::temporary_directory directory(o, ec);
                if (!ec)
                    (void)directory.keep(ec);
            },
            [&](bool done) { check_kept(dir, done); });
    }
}

BOOST_AUTO_TEST_CASE(a_path_that_is_owned_and_removed)
{
    test::scratch dir;
    fs::path const tree = dir / "tree with a name that no string keeps in itself";
    bool owned = false;
    each_allocation_fails(
        [&]
        {
            owned = false;
            make_tree(tree);
        },
        [&](std::error_code& ec)
        {
            tf::temporary_path path(tree, ec);
            owned = !ec;
            if (owned)
                path.remove(ec);
        },
        [&](bool)
        {
            BOOST_TEST(fs::exists(tree) == !owned); // its destructor tries again
            tf::remove_all(tree);
        });
}

BOOST_AUTO_TEST_CASE(a_path_that_is_kept_or_persisted)
{
    test::scratch dir;
    fs::path const file = dir / "file", target = dir / "a target whose name no string keeps in itself";
    std::error_code no_links;
    fs::create_symlink("nowhere", file, no_links);
    fs::remove(file);
    if (no_links)
        test::skipped("there are no links here; files are kept and persisted");
    for (bool const keeps : {false, true})
        for (bool const link : {false, true})
        {
            if (link && no_links)
                continue;
            bool owned = false;
            each_allocation_fails(
                [&]
                {
                    owned = false;
                    if (link)
                        fs::create_symlink("nowhere", file);
                    else
                        put(file, "text");
                },
                [&](std::error_code& ec)
                {
                    tf::temporary_path path(file, ec);
                    owned = !ec;
                    if (owned && keeps)
                        path.keep(ec);
                    else if (owned)
                        path.persist(target, tf::persist_mode::replace, ec);
                },
                [&](bool done) { check_kept(dir, done || !owned); });
        }
}

// A path that is too long for a slot of the registry.
BOOST_AUTO_TEST_CASE(a_long_path_that_is_registered)
{
    test::scratch dir;
    tf::options o;
    o.dir = dir / std::string(100, 'd') / std::string(100, 'e') / std::string(100, 'f');
#if defined(BOOST_WINDOWS)
    o.dir = dir.path(); // it would be too long for others
#endif
    fs::create_directories(o.dir);
    each_allocation_fails(
        &nothing, [&](std::error_code& ec) { tf::named_temporary_file const file(o, ec); },
        [&](bool) { BOOST_TEST(fs::is_empty(o.dir)); });
}

// What fails while there is no memory for its path is an error all the same.
BOOST_AUTO_TEST_CASE(an_entry_that_stays_while_memory_is_out)
{
    test::scratch dir;
    test::virtual_time const no_waiting;
    fs::path const tree = dir / "tree with a name that no string keeps in itself";
    tf::remove_options o;
    o.threads = 1;
    for (auto const which : {sys::call::remove_entry, sys::call::list_directory})
    {
        bool reached = true;
        for (long n = 1; reached; ++n)
        {
            make_tree(tree);
            bool failed = false;
            {
                test::failing const no(which, std::errc::io_error);
                allocations_left = n;
                try
                {
                    std::error_code ec;
                    tf::remove_all(tree, o, ec);
                    failed = bool(ec);
                }
                catch (std::bad_alloc const&)
                {
                    failed = true;
                }
                reached = allocations_left.exchange(0) == 0;
            }
            BOOST_TEST(failed, "allocation " << n);
            BOOST_TEST(fs::exists(tree));
            tf::remove_all(tree);
        }
    }
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

BOOST_AUTO_TEST_CASE(a_file_with_attributes_that_is_replaced)
{
    test::scratch dir;
    fs::path const target = dir / "target";
    bool has_attributes = true;
    each_allocation_fails(
        [&]
        {
            put(target, "old");
            has_attributes = ::setxattr(target.c_str(), "user.colour", "blue", 4, 0) == 0;
        },
        [&](std::error_code& ec)
        {
            tf::save_file file(target, tf::durability::none, ec);
            if (ec)
                return;
            file.exceptions(std::ios_base::badbit); // so that it is known to be one of memory
            file << "new";
            file.commit(ec);
        },
        [&](bool done)
        {
            BOOST_TEST(contents(target) == (done ? "new" : "old"));
            BOOST_TEST(dir.names().size() == 1u);
            char value[10];
            if (has_attributes)
                BOOST_TEST(::getxattr(target.c_str(), "user.colour", value, sizeof value) == 4);
        });
}

#endif

#if !defined(BOOST_WINDOWS)

// What a cleanup() that threw has left is still owned, and so goes with the process.
BOOST_AUTO_TEST_CASE(a_directory_whose_cleanup_threw_goes_with_the_process)
{
    test::scratch dir;
    bool thrown = false;
    for (long n = 1, failed = 1; failed != 0; ++n)
    {
        int const status = test::status_of_child(
            [&]
            {
                tf::temporary_directory directory(dir.options());
                fs::create_directory(directory / "inside");
                int how = 0;
                allocations_left = n;
                try
                {
                    directory.cleanup();
                }
                catch (std::bad_alloc const&)
                {
                    how = 1;
                }
                catch (fs::filesystem_error const&)
                {
                    how = 2;
                }
                allocations_left = 0;
                // As at an exit, where a directory may be listed on every system.
                tf::detail::remove_at_exit();
                EXPECT(dir.empty());
                ::_exit(how);
            });
        BOOST_TEST_REQUIRE(WIFEXITED(status));
        failed = WEXITSTATUS(status);
        BOOST_TEST_REQUIRE(failed < 3, "allocation " << n);
        thrown = thrown || failed == 1;
    }
    BOOST_TEST(thrown);
}

#endif

BOOST_AUTO_TEST_CASE(a_file_that_is_made_and_kept)
{
    for (bool const sweepable : test::sweepable_or_not)
    {
        test::scratch dir;
        tf::options o = dir.options();
        o.prefix = long_prefix;
        o.sweepable = sweepable;
        each_allocation_fails(
            &nothing,
            [&](std::error_code& ec)
            {
                tf::named_temporary_file file(o, ec);
                if (!ec)
                    (void)file.keep(ec);
            },
            [&](bool done) { check_kept(dir, done); });
    }
}

namespace
{

template<class Make>
void persisting(Make make)
{
    for (tf::persist_mode const mode : {tf::persist_mode::replace, tf::persist_mode::create_new})
    {
        test::scratch dir;
        fs::path const target = dir / long_prefix;
        bool const replaces = mode == tf::persist_mode::replace;
        each_allocation_fails(
            [&]
            {
                if (replaces)
                    put(target, "old");
            },
            [&](std::error_code& ec)
            {
                auto file = make(dir.options());
                file.exceptions(std::ios_base::badbit); // what the stream catches is told
                file << "new";
                file.persist(target, mode, ec);
            },
            [&](bool done)
            {
                BOOST_TEST(contents(target) == (done ? "new" : replaces ? "old" : ""));
                fs::remove(target);
                BOOST_TEST(dir.empty());
                for (auto const& name : dir.names())
                    fs::remove(dir / name);
            });
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(a_file_that_is_persisted)
{
    persisting([](tf::options const& o) { return tf::temporary_file(o); });
    persisting([](tf::options const& o) { return tf::spooled_temporary_file(100, o); });
    persisting([](tf::options const& o) { return tf::named_temporary_file(o); });
}

BOOST_AUTO_TEST_CASE(a_file_that_is_saved)
{
    test::scratch dir;
    fs::path const target = dir / long_prefix;
    for (bool const exists : {false, true})
        each_allocation_fails(
            [&]
            {
                if (exists)
                    put(target, "old");
            },
            [&](std::error_code& ec)
            {
                tf::save_file file(target, ec);
                if (ec)
                    return;
                file.exceptions(std::ios_base::badbit);
                file << "new";
                file.commit(ec);
            },
            [&](bool done)
            {
                BOOST_TEST(contents(target) == (done ? "new" : exists ? "old" : ""));
                fs::remove(target);
                BOOST_TEST(dir.empty());
                for (auto const& name : dir.names())
                    fs::remove(dir / name);
            });
}

#if BOOST_TEMPFILE_TEST_SWEEPS

BOOST_AUTO_TEST_CASE(a_sweep)
{
    test::scratch dir;
    std::error_code refused;
    (void)tf::sweep(dir.path(), "tmp", refused);
    if (refused && test::skipped("the file system cannot be swept"))
        return;
    each_allocation_fails(
        [&]
        {
            put(dir / "tmp~0123456789abcdef~", "x");
            fs::create_directories(dir / "tmp~fedcba9876543210~" / "d");
        },
        [&](std::error_code& ec) { (void)tf::sweep(dir.path(), "tmp", ec); },
        [&](bool done) { BOOST_TEST((!done || dir.empty())); });
}

#endif

BOOST_AUTO_TEST_CASE(the_search_for_a_directory)
{
    fs::path const before = tf::gettempdir();
    each_allocation_fails(
        [] { tf::settempdir({}); }, [](std::error_code& ec) { (void)tf::gettempdir(ec); }, [](bool) {});
    std::error_code none;
    if (!tf::disk_tempdir(none).empty())
        each_allocation_fails(
            &nothing, [](std::error_code& ec) { (void)tf::disk_tempdir(ec); }, [](bool) {});
    tf::settempdir(before);
}
