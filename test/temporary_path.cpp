//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: what a temporary_path owns goes with it, once, and nothing else does: identity is looked at first.

#define BOOST_TEST_MODULE temporary_path
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/temporary_path.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
namespace sys = boost::tempfile::detail::system;

static_assert(std::is_nothrow_move_constructible<tf::temporary_path>::value, "");
static_assert(std::is_nothrow_move_assignable<tf::temporary_path>::value, "");
static_assert(!std::is_copy_constructible<tf::temporary_path>::value, "");
static_assert(!std::is_convertible<fs::path, tf::temporary_path>::value, "taking a thing over is said");

namespace
{

fs::path made_file(fs::path const& path, std::string const& text = "text")
{
    test::put(path, text);
    return path;
}

fs::path made_tree(fs::path const& path)
{
    fs::create_directories(path / "a" / "b");
    test::put(path / "a" / "file", "x");
    test::put(path / "a" / "b" / "file", "y");
    return path;
}

bool has_code(std::error_code const& ec, std::errc code)
{
    return ec == code;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_owned_goes_with_its_owner)
{
    test::scratch dir;
    {
        tf::temporary_path file(made_file(dir / "file"));
        tf::temporary_path tree(made_tree(dir / "tree"));
        BOOST_TEST(bool(file));
        BOOST_TEST(bool(tree));
        BOOST_TEST(file.path() == dir / "file");
        BOOST_TEST(test::contents(file.path()) == "text");
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_owned_by_default_and_removing_it_is_no_error)
{
    tf::temporary_path none;
    BOOST_TEST(!none);
    BOOST_TEST(none.path().empty());
    none.remove();
    std::error_code ec = std::make_error_code(std::errc::io_error);
    none.remove(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(none.keep().empty());
    none.persist("nowhere", ec);
    BOOST_TEST(has_code(ec, std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE(removing_happens_once)
{
    test::scratch dir;
    tf::temporary_path p(made_file(dir / "file"));
    p.remove();
    BOOST_TEST(!p);
    BOOST_TEST(p.path() == dir / "file"); // it stays
    made_file(dir / "file");
    p.remove();
    p = tf::temporary_path();
    BOOST_TEST(fs::exists(dir / "file"));
}

BOOST_AUTO_TEST_CASE(moving_and_swapping_take_the_duty_along)
{
    test::scratch dir;
    tf::temporary_path a(made_file(dir / "a")), b(made_file(dir / "b"));
    tf::temporary_path c(std::move(a));
    BOOST_TEST(!a); // NOLINT: it is empty then
    BOOST_TEST(c.path() == dir / "a");
    swap(b, c);
    BOOST_TEST(b.path() == dir / "a");
    b = std::move(c);
    BOOST_TEST(b.path() == dir / "b");
    BOOST_TEST(!fs::exists(dir / "a"));
    BOOST_TEST(fs::exists(dir / "b"));
    tf::temporary_path& self = b;
    b = std::move(self);
    BOOST_TEST(fs::exists(dir / "b"));
}

BOOST_AUTO_TEST_CASE(what_is_kept_is_the_callers)
{
    test::scratch dir;
    {
        tf::temporary_path p(made_file(dir / "file"));
        BOOST_TEST(p.keep() == dir / "file");
        BOOST_TEST(!p);
    }
    BOOST_TEST(fs::exists(dir / "file"));
}

BOOST_AUTO_TEST_CASE(paths_are_absolute_and_lose_their_last_separators)
{
    test::scratch dir;
    fs::path const before = fs::current_path();
    fs::current_path(dir.path());
    made_file("file");
    made_tree("tree");
    tf::temporary_path file(fs::path("file"));
    tf::temporary_path tree(fs::path("tree///"));
    fs::current_path(before);
    BOOST_TEST(file.path().is_absolute());
    BOOST_TEST(tree.path().filename() == "tree");
    file.remove();
    tree.remove();
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_owned_is_refused)
{
    test::scratch dir;
    struct
    {
        fs::path path;
        std::errc code;
    } const cases[] = {{dir / "nothing", std::errc::no_such_file_or_directory},
        {fs::path(), std::errc::no_such_file_or_directory}, {fs::path("/"), std::errc::invalid_argument},
        {fs::path("."), std::errc::invalid_argument}, {dir / "..", std::errc::invalid_argument},
        {dir.path().native() + fs::path::string_type(1, fs::path::value_type()), std::errc::invalid_argument}};
    for (auto const& c : cases)
    {
        std::error_code ec;
        tf::temporary_path const p(c.path, ec);
        BOOST_TEST(has_code(ec, c.code));
        BOOST_TEST(!p);
        try
        {
            tf::temporary_path const thrown(c.path);
            BOOST_TEST(false);
        }
        catch (fs::filesystem_error const& e)
        {
            BOOST_TEST(has_code(e.code(), c.code));
            BOOST_TEST(e.path1() == c.path);
        }
    }
}

// Promise: a removal that failed is not forgotten.
BOOST_AUTO_TEST_CASE(a_removal_that_failed_is_tried_again)
{
    test::scratch dir;
    for (auto const which : {sys::call::remove_file, sys::call::identify_file})
    {
        tf::temporary_path p(made_file(dir / "file"));
        {
            test::failing const no(which, std::errc::io_error);
            std::error_code ec;
            p.remove(ec);
            BOOST_TEST(has_code(ec, std::errc::io_error));
            BOOST_TEST(bool(p));
            try
            {
                p.remove();
                BOOST_TEST(false);
            }
            catch (fs::filesystem_error const& e)
            {
                BOOST_TEST(has_code(e.code(), std::errc::io_error));
                BOOST_TEST(e.path1() == dir / "file");
            }
        }
        p.remove();
        BOOST_TEST(!p);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_directory_that_could_not_go_is_tried_again)
{
    test::scratch dir;
    test::virtual_time const no_waiting;
    tf::temporary_path p(made_tree(dir / "tree"));
    {
        test::failing const no(sys::call::remove_entry, std::errc::io_error);
        std::error_code ec;
        p.remove(ec);
        BOOST_TEST(has_code(ec, std::errc::io_error));
        BOOST_TEST(bool(p));
    }
    p = tf::temporary_path();
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_owned_where_it_cannot_be_looked_at)
{
    test::scratch dir;
    made_file(dir / "file");
    test::failing const no(sys::call::identify_file, std::errc::permission_denied);
    std::error_code ec;
    tf::temporary_path const p(dir / "file", ec);
    BOOST_TEST(has_code(ec, std::errc::permission_denied));
    BOOST_TEST(!p);
    BOOST_TEST(fs::exists(dir / "file"));
}

// Promise: a directory goes only if it is the one that it was.
BOOST_AUTO_TEST_CASE(another_directory_in_its_place_stays)
{
    test::scratch dir;
    {
        tf::temporary_path p(made_tree(dir / "tree"));
        fs::rename(dir / "tree", dir / "elsewhere");
        made_tree(dir / "tree");
        std::error_code ec;
        p.remove(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(!p);
    }
    BOOST_TEST(fs::exists(dir / "tree" / "a" / "b" / "file"));
    BOOST_TEST(fs::exists(dir / "elsewhere"));
    if (test::on_wine() && test::skipped("the library holds its directories there, and a held one keeps its name"))
        return;
    {
        tf::temporary_path p(dir / "tree");
        fs::remove_all(dir / "tree");
        made_file(dir / "tree");
    }
    BOOST_TEST(fs::exists(dir / "tree")); // it was a directory
}

BOOST_AUTO_TEST_CASE(a_directory_in_the_place_of_a_file_stays)
{
    test::scratch dir;
    {
        tf::temporary_path p(made_file(dir / "thing"));
        fs::remove(dir / "thing");
        made_tree(dir / "thing");
    }
    BOOST_TEST(fs::exists(dir / "thing" / "a" / "file"));
}

BOOST_AUTO_TEST_CASE(what_is_gone_already_is_no_error)
{
    test::scratch dir;
    tf::temporary_path file(made_file(dir / "file")), tree(made_tree(dir / "tree")),
        below(made_file(dir / "tree" / "f"));
    fs::remove(dir / "file");
    fs::remove_all(dir / "tree");
    made_file(dir / "tree"); // so that "tree/f" is no path at all
    for (tf::temporary_path* p : {&file, &tree, &below})
    {
        std::error_code ec;
        p->remove(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(!*p);
    }
}

// ---- persist -------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_file_is_persisted)
{
    test::scratch dir;
    {
        tf::temporary_path p(made_file(dir / "file", "new"));
        test::put(dir / "target", "old");
        std::error_code ec;
        p.persist(dir / "target", ec); // create_new by default
        BOOST_TEST(has_code(ec, std::errc::file_exists));
        BOOST_TEST(bool(p));
        BOOST_TEST(p.path() == dir / "file");
        BOOST_TEST(test::contents(dir / "target") == "old");
        p.persist(dir / "target", tf::persist_mode::replace);
        BOOST_TEST(!p);
        BOOST_TEST(p.path() == dir / "target");
    }
    BOOST_TEST(test::contents(dir / "target") == "new");
    BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(persisting_takes_all_arguments_that_make_sense)
{
    test::scratch dir;
    std::error_code ec;
    int n = 0;
    auto const next = [&] { return tf::temporary_path(made_file(dir / std::to_string(++n))); };
    next().persist(dir / "a");
    next().persist(dir / "b", tf::durability::data_and_entry);
    next().persist(dir / "c", tf::persist_mode::replace, tf::durability::data);
    next().persist(dir / "d", ec);
    next().persist(dir / "e", tf::durability::data, ec);
    next().persist(dir / "f", tf::persist_mode::create_new_or_copy, ec);
    next().persist(dir / "g", tf::persist_mode::replace_or_copy, tf::durability::data_and_entry, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(
        dir.names() == (std::set<std::string>{"a", "b", "c", "d", "e", "f", "g"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_persisting_that_failed_can_be_tried_again)
{
    test::scratch dir;
    for (auto const which :
        {sys::call::identify_file, sys::call::reopen_file, sys::call::rename_file, sys::call::sync_file})
    {
        tf::temporary_path p(made_file(dir / "file"));
        {
            test::failing const no(which, std::errc::io_error);
            std::error_code ec;
            p.persist(dir / "target", tf::persist_mode::replace, tf::durability::data, ec);
            BOOST_TEST(has_code(ec, std::errc::io_error));
            BOOST_TEST(bool(p));
            BOOST_TEST(p.path() == dir / "file");
        }
        std::error_code ec;
        p.persist(dir / "target", tf::persist_mode::replace, tf::durability::data, ec);
        // After a failed synchronization nobody knows any more what is on the disk.
        BOOST_TEST(bool(ec) == (which == sys::call::sync_file));
        p.remove();
        fs::remove(dir / "target");
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(nobody_elses_file_is_persisted)
{
    test::scratch dir;
    tf::temporary_path p(made_file(dir / "file"));
    fs::remove(dir / "file");
    std::error_code ec;
    p.persist(dir / "target", ec);
    BOOST_TEST(has_code(ec, std::errc::no_such_file_or_directory));
    fs::create_directory(dir / "file");
    p.persist(dir / "target", ec);
    BOOST_TEST(has_code(ec, std::errc::no_such_file_or_directory));
    BOOST_TEST(!fs::exists(dir / "target"));
}
