//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: a directory is put in place in one step, never instead of what was not to be replaced; the old tree is its
// own until it is gone.

#define BOOST_TEST_MODULE persist_directory
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "directory_targets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#include <atomic>
#include <string>
#include <system_error>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::create_new;
using test::exchanges;
using test::fill;
using test::is_new;
using test::is_old;
using test::make_old;
using test::put;
using test::replace;
using test::touch;
using test::sys::call;

BOOST_AUTO_TEST_CASE(it_becomes_the_target_and_is_nobodys_to_remove)
{
    test::scratch dir;
    for (tf::persist_mode const mode : {create_new, replace})
        for (tf::durability const durable :
            {tf::durability::none, tf::durability::data, tf::durability::data_and_entry})
        {
            {
                tf::temporary_directory directory(dir.options());
                fill(directory.path());
                BOOST_TEST(directory.owns_path());
                directory.persist(dir / "target", mode, durable);
                BOOST_TEST(!directory.owns_path());
                BOOST_TEST(directory.path() == dir / "target");
                directory.cleanup();
            }
            BOOST_TEST(is_new(dir / "target"));
            BOOST_TEST(dir.names().size() == 1u);
            fs::remove_all(dir / "target");
        }
}

BOOST_AUTO_TEST_CASE(the_default_never_replaces_anything)
{
    test::scratch dir;
    for (int kind = 0; kind != 3; ++kind)
    {
        if (kind == 0)
            put(dir / "target", "theirs");
        else
            fs::create_directory(dir / "target");
        if (kind == 2)
            touch(dir / "target/file");
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        std::error_code ec;
        directory.persist(dir / "target", ec);
        BOOST_TEST((ec == std::errc::file_exists), ec.message());
        BOOST_TEST(directory.owns_path());
        BOOST_TEST(is_new(directory.path()));
        BOOST_TEST(!is_new(dir / "target"));
        fs::remove_all(dir / "target");
        directory.persist(dir / "target", ec); // and can be tried again
        BOOST_TEST(!ec, ec.message());
        BOOST_TEST(is_new(dir / "target"));
        fs::remove_all(dir / "target");
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(a_directory_is_replaced_in_one_step_and_its_tree_removed)
{
    test::scratch dir;
    if (!exchanges() && test::skipped("this system cannot exchange directories"))
        return;
    make_old(dir / "target");
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    directory.persist(dir / "target", replace);
    BOOST_TEST(is_new(dir / "target"));
    BOOST_TEST(dir.names().size() == 1u);
    BOOST_TEST(!directory.owns_path());
}

BOOST_AUTO_TEST_CASE(an_empty_directory_is_replaced_everywhere)
{
    test::scratch dir;
    for (std::errc const error : {std::errc::function_not_supported, std::errc::invalid_argument,
             std::errc::operation_not_permitted, std::errc::cross_device_link, std::errc::operation_not_supported})
    {
        test::failing const no_exchange(call::exchange, error);
        fs::create_directory(dir / "target");
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        directory.persist(dir / "target", replace);
        BOOST_TEST(is_new(dir / "target"));
        BOOST_TEST(dir.names().size() == 1u);
        fs::remove_all(dir / "target");
    }
}

BOOST_AUTO_TEST_CASE(without_an_exchange_what_is_not_empty_stays)
{
    test::scratch dir;
    for (std::errc const error : {std::errc::function_not_supported, std::errc::invalid_argument,
             std::errc::operation_not_permitted, std::errc::cross_device_link, std::errc::operation_not_supported})
    {
        test::failing const no_exchange(call::exchange, error);
        make_old(dir / "target");
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        std::error_code ec;
        directory.persist(dir / "target", replace, ec);
        BOOST_TEST((ec == std::errc::operation_not_supported), ec.message());
        BOOST_TEST(is_old(dir / "target"));
        BOOST_TEST(directory.owns_path());
        BOOST_TEST(is_new(directory.path()));
    }
    BOOST_TEST(dir.names().size() == 1u);
}

// Where the system has no rename that refuses to replace, the name is reserved first.
BOOST_AUTO_TEST_CASE(without_a_rename_that_refuses_nothing_is_replaced_either)
{
    test::scratch dir;
    for (std::errc const error :
        {std::errc::function_not_supported, std::errc::invalid_argument, std::errc::operation_not_permitted})
    {
        test::failing const missing(call::rename_to_unused, error);
        {
            tf::temporary_directory directory(dir.options());
            fill(directory.path());
            fs::create_directory(dir / "target");
            std::error_code ec;
            directory.persist(dir / "target", create_new, ec);
            BOOST_TEST((ec == std::errc::file_exists), ec.message());
            fs::remove(dir / "target");
            directory.persist(dir / "target");
            BOOST_TEST(is_new(dir / "target"));
        }
        BOOST_TEST(dir.names().size() == 1u);
        fs::remove_all(dir / "target");
    }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_target_is_refused)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    auto const refused = [&](fs::path const& target, tf::persist_mode mode)
    {
        std::error_code ec;
        directory.persist(target, mode, ec);
        BOOST_TEST(directory.owns_path());
        BOOST_TEST(is_new(directory.path()));
        try
        {
            directory.persist(target, mode);
            BOOST_ERROR("no exception");
        }
        catch (fs::filesystem_error const& e)
        {
            BOOST_TEST((e.code() == ec));
            BOOST_TEST(!e.path1().empty() == !target.empty());
        }
        return ec;
    };
    for (tf::persist_mode const mode : {tf::persist_mode::replace_or_copy, tf::persist_mode::create_new_or_copy})
        BOOST_TEST((refused(dir / "target", mode) == std::errc::invalid_argument));
    for (tf::persist_mode const mode : {create_new, replace})
    {
        BOOST_TEST((refused("", mode) == std::errc::no_such_file_or_directory));
        BOOST_TEST((refused(dir / "missing/target", mode) == std::errc::no_such_file_or_directory));
        BOOST_TEST((refused(dir / "..", mode) == std::errc::invalid_argument));
        BOOST_TEST((refused(fs::path(std::string("a\0b", 3)), mode) == std::errc::invalid_argument));
        if (!test::on_wine() || !test::skipped("Wine says something else of moving a directory into itself"))
            BOOST_TEST((refused(directory / "inside", mode) == std::errc::invalid_argument));
    }
    put(dir / "target", "theirs");
    BOOST_TEST((refused(dir / "target", replace) == std::errc::not_a_directory));
    BOOST_TEST(test::contents(dir / "target") == "theirs");
    fs::remove(dir / "target");
}

BOOST_AUTO_TEST_CASE(its_own_path_is_a_target_like_keep)
{
    test::scratch dir;
    fs::path path;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        path = directory.path();
        std::error_code ec;
        directory.persist(path, create_new, ec);
        BOOST_TEST((ec == std::errc::file_exists), ec.message());
        test::failing const nothing_to_exchange(call::exchange, std::errc::io_error); // with itself
        directory.persist(path, replace);
        BOOST_TEST(!directory.owns_path());
    }
    BOOST_TEST(is_new(path));
}

BOOST_AUTO_TEST_CASE(owning_nothing_it_persists_nothing)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    directory.cleanup();
    std::error_code ec;
    directory.persist(dir / "target", ec);
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(another_directory_in_its_place_is_not_installed)
{
    test::scratch dir;
    for (tf::persist_mode const mode : {create_new, replace})
    {
        tf::temporary_directory directory(dir.options());
        fs::rename(directory.path(), dir / "aside");
        fs::create_directory(directory.path());
        std::error_code ec;
        directory.persist(dir / "target", mode, ec);
        BOOST_TEST((ec == std::errc::no_such_file_or_directory), ec.message());
        BOOST_TEST(!fs::exists(dir / "target"));
        fs::remove(directory.path());
        fs::remove(dir / "aside");
    }
}

// Nobody may be told of success where a stranger's directory got there.
BOOST_AUTO_TEST_CASE(one_that_is_stolen_in_the_last_moment_is_an_error)
{
    test::scratch dir;
    static fs::path path, aside;
    struct hook
    {
        static std::error_code steal(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::rename_to_unused)
            {
                fs::rename(path, aside);
                fs::create_directory(path);
            }
            return {};
        }
    };
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    path = directory.path();
    aside = dir / "aside";
    std::error_code ec;
    {
        test::interception const thief(&hook::steal);
        directory.persist(dir / "target", create_new, ec);
    }
    BOOST_TEST((ec == std::errc::no_such_file_or_directory), ec.message());
    BOOST_TEST(fs::exists(aside / "a/b/file")); // nothing was removed
}

// ---- the old tree --------------------------------------------------------------------------------------------------

namespace
{

std::error_code keep_old(test::sys::call_site const& site) noexcept
{
    bool const is_file = site.path != nullptr && fs::path(site.path).filename() == "file";
    return site.which == call::remove_entry && is_file ? std::make_error_code(std::errc::operation_not_permitted)
                                                       : std::error_code();
}

} // namespace

BOOST_AUTO_TEST_CASE(an_old_tree_that_cannot_go_is_reported_and_still_owned)
{
    test::scratch dir;
    if (!exchanges() && test::skipped("this system cannot exchange directories"))
        return;
    for (bool const sweepable : test::sweepable_or_not)
    {
        make_old(dir / "target");
        tf::options o = dir.options();
        o.sweepable = sweepable;
        {
            tf::temporary_directory directory(o);
            fs::path const temporary = directory.path();
            fill(directory.path());
            {
                test::interception const held(&keep_old);
                try
                {
                    directory.persist(dir / "target", replace);
                    BOOST_ERROR("no exception");
                }
                catch (fs::filesystem_error const& e)
                {
                    BOOST_TEST((e.code() == std::errc::operation_not_permitted));
                    BOOST_TEST(e.path1() == temporary / "old/file");
                }
                BOOST_TEST(is_new(dir / "target"));
                BOOST_TEST(directory.owns_path());
                BOOST_TEST(directory.path() == temporary);
                BOOST_TEST(is_old(temporary));
                std::error_code ec;
                directory.cleanup(ec);
                BOOST_TEST((ec == std::errc::operation_not_permitted));
            }
            if (sweepable)
                directory.cleanup(); // otherwise the destructor tries again
        }
        BOOST_TEST(is_new(dir / "target"));
        BOOST_TEST(dir.names().size() == 1u);
        fs::remove_all(dir / "target");
    }
}

// ---- durability ----------------------------------------------------------------------------------------------------

namespace
{

std::vector<std::string> steps;

std::error_code note_steps(test::sys::call_site const& site) noexcept
{
    switch (site.which)
    {
    case call::sync_entry:
        steps.push_back("file");
        break;
    case call::sync_directory:
        steps.push_back("name");
        break;
    case call::exchange:
        steps.push_back("exchange");
        break;
    case call::remove_entry:
        steps.push_back("remove");
        break;
    default:
        break;
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(the_contents_come_before_the_step_and_the_names_before_the_removal)
{
    test::scratch dir, elsewhere;
    if (!exchanges() && test::skipped("this system cannot exchange directories"))
        return;
    make_old(elsewhere / "target");
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    steps.clear();
    {
        test::interception const noted(&note_steps);
        directory.persist(elsewhere / "target", replace, tf::durability::data_and_entry);
    }
    std::vector<std::string> const expected{"file", "file", "exchange", "name", "name", "remove"};
    BOOST_TEST(steps == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_synchronized_is_not_installed)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    std::error_code ec;
    {
        test::failing const broken(call::sync_entry, std::errc::io_error);
        directory.persist(dir / "target", create_new, tf::durability::data, ec);
    }
    BOOST_TEST((ec == std::errc::io_error));
    BOOST_TEST(directory.owns_path());
    // What failed once cannot succeed: the pages may be gone.
    directory.persist(dir / "target", create_new, tf::durability::data, ec);
    BOOST_TEST((ec == std::errc::io_error));
    BOOST_TEST(!fs::exists(dir / "target"));
}

BOOST_AUTO_TEST_CASE(the_old_tree_stays_where_the_names_are_not_durable)
{
    test::scratch dir;
    if (!exchanges() && test::skipped("this system cannot exchange directories"))
        return;
    make_old(dir / "target");
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    std::error_code ec;
    {
        test::failing const broken(call::sync_directory, std::errc::io_error);
        directory.persist(dir / "target", replace, tf::durability::data_and_entry, ec);
    }
    BOOST_TEST((ec == std::errc::io_error));
    BOOST_TEST(is_new(dir / "target"));
    BOOST_TEST(directory.owns_path());
    BOOST_TEST(is_old(directory.path()));
    directory.cleanup();
    BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(deep_and_wide_trees_are_synchronized)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    test::make_tree(directory / "tree", 3, 3, 2);
    fs::path inner = directory / "tree";
    for (int i = 0; i != 30; ++i)
    {
        fs::create_directory(inner /= "d");
        touch(inner / "file");
    }
    static std::atomic<int> files;
    files = 0;
    struct hook
    {
        static std::error_code count(test::sys::call_site const& site) noexcept
        {
            files += site.which == call::sync_entry;
            return {};
        }
    };
    {
        test::interception const counted(&hook::count);
        directory.persist(dir / "target", create_new, tf::durability::data);
    }
    BOOST_TEST(files == 30 + 2 * (1 + 3 + 9 + 27));
}
