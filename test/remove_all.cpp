//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// remove_all(): which paths it takes, what it counts, and the observer.

#define BOOST_TEST_MODULE remove_all
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::deadline;
using test::entries;
using test::failing_removal;
using test::make_tree;
using test::threads;
using test::touch;
using test::sys::call;

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
