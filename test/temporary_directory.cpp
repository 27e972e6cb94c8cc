//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promises 1, 3, 6 and 7 for directories: made without a race and nobody else's, gone with its owner and once only, no
// error lost, nothing leaked, bad input refused.

#define BOOST_TEST_MODULE temporary_directory
#include "unit_test.hpp"

#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"
#endif

#include <atomic>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::fill;
using test::touch;
using test::sys::call;

// ---- made ----------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_is_made_empty_with_an_absolute_path_and_goes_with_everything_in_it)
{
    fs::path path;
    {
        tf::temporary_directory const directory;
        path = directory.path();
        BOOST_TEST(path.is_absolute());
        BOOST_TEST(fs::is_directory(path));
        BOOST_TEST(fs::is_empty(path));
        BOOST_TEST(directory / "x" == path / "x");
        fill(path);
    }
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(an_empty_one_goes)
{
    fs::path const path = tf::temporary_directory().path();
    BOOST_TEST(!path.empty());
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(the_options_say_where_and_how_it_is_called)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.prefix = "before-";
    o.suffix = "-after";
    {
        tf::temporary_directory const directory(o);
        std::string const name = directory.path().filename().string();
        BOOST_TEST(directory.path().parent_path() == dir.path());
        BOOST_TEST(name.substr(0, 7) == "before-");
        BOOST_TEST(name.substr(name.size() - 6) == "-after");
        BOOST_TEST(name.size() >= 7u + 12 + 6); // 12 characters of 36 are 62 bits
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(names_differ)
{
    test::scratch dir;
    std::vector<tf::temporary_directory> directories;
    for (int i = 0; i != 200; ++i)
        directories.emplace_back(dir.options());
    BOOST_TEST(dir.names().size() == 200u);
    directories.clear();
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_and_leaves_nothing)
{
    test::scratch dir;
    touch(dir / "file");
    auto const refused = [](tf::options const& o, std::errc expected)
    {
        std::error_code ec;
        tf::temporary_directory const directory(o, ec);
        BOOST_TEST((ec == expected), ec.message());
        BOOST_TEST(directory.path().empty());
        BOOST_CHECK_EXCEPTION(tf::temporary_directory{o}, fs::filesystem_error,
            [&](fs::filesystem_error const& e) { return e.code() == expected; });
    };
    tf::options o = dir.options();
    o.prefix = "a/b";
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.suffix = "a/b";
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.suffix = fs::path(std::string("a\0b", 3));
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.permissions = fs::perms(01777);
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.dir = dir / "missing";
    refused(o, std::errc::no_such_file_or_directory);
    o.dir = dir / "file";
    refused(o, std::errc::not_a_directory);
    o = dir.options();
    o.prefix = std::string(300, 'n');
    refused(o, std::errc::filename_too_long);
    BOOST_TEST(dir.names() == std::set<std::string>{"file"});
}

BOOST_AUTO_TEST_CASE(the_error_code_is_cleared_on_success)
{
    std::error_code ec = std::make_error_code(std::errc::io_error);
    tf::temporary_directory directory({}, ec);
    BOOST_TEST(!ec);
    ec = std::make_error_code(std::errc::io_error);
    directory.cleanup(ec);
    BOOST_TEST(!ec);
}

namespace
{

std::atomic<int> countdown{0};

// Where no birth is told a new directory is looked into, and taken for empty if that fails.
std::atomic<bool> forgiven{false};

std::error_code failing_call(test::sys::call_site const& site) noexcept
{
    if (site.which == call::close || countdown.fetch_sub(1) != 1)
        return {};
    forgiven = site.which == call::open_directory || site.which == call::list_directory;
    return std::make_error_code(std::errc::io_error);
}

} // namespace

BOOST_AUTO_TEST_CASE(whatever_call_fails_in_making_it_nothing_is_left)
{
    test::scratch dir;
    bool failed = true;
    int failures = 0;
    for (int n = 1; failed; ++n)
    {
        std::error_code ec;
        {
            countdown = n;
            forgiven = false;
            auto const intercepted = std::make_unique<test::interception>(&failing_call);
            tf::temporary_directory const directory(dir.options(), ec);
            failed = countdown <= 0;
        }
        BOOST_TEST((failed == bool(ec) || forgiven));
        failures += failed;
        BOOST_TEST(dir.empty());
    }
    BOOST_TEST(failures >= 2); // mkdir and statx at least
}

// ---- moved, kept, cleaned up ---------------------------------------------------------------------------------------

static_assert(!std::is_copy_constructible<tf::temporary_directory>::value, "one owner");
static_assert(std::is_nothrow_move_constructible<tf::temporary_directory>::value, "goes into containers");
static_assert(std::is_nothrow_move_assignable<tf::temporary_directory>::value, "goes into containers");
static_assert(std::is_nothrow_swappable<tf::temporary_directory>::value, "goes into containers");
static_assert(!std::is_convertible<tf::options, tf::temporary_directory>::value, "explicit");

BOOST_AUTO_TEST_CASE(what_was_moved_from_removes_nothing)
{
    test::scratch dir;
    {
        tf::temporary_directory target(dir.options());
        fs::path const path = target.path();
        {
            tf::temporary_directory source(std::move(target));
            BOOST_TEST(target.path().empty());
            BOOST_TEST(source.path() == path);
            target.cleanup();
            BOOST_TEST(fs::exists(path));
            target = std::move(source);
            BOOST_TEST(source.path().empty());
        }
        BOOST_TEST(fs::exists(path));
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(assignment_removes_what_was_owned)
{
    test::scratch dir;
    tf::temporary_directory a(dir.options());
    tf::temporary_directory b(dir.options());
    fs::path const first = a.path(), second = b.path();
    fill(first);
    a = std::move(b);
    BOOST_TEST(!fs::exists(first));
    BOOST_TEST(fs::exists(second));
    BOOST_TEST(a.path() == second);
    tf::temporary_directory& self = a;
    a = std::move(self);
    BOOST_TEST(a.path() == second);
    BOOST_TEST(fs::exists(second));
}

BOOST_AUTO_TEST_CASE(swap_exchanges_everything)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.removal = tf::removal::never;
    fs::path kept, gone;
    {
        tf::temporary_directory a(o), b(dir.options());
        kept = a.path();
        gone = b.path();
        swap(a, b);
        BOOST_TEST(a.path() == gone);
        BOOST_TEST(b.path() == kept);
        a.swap(b);
        BOOST_TEST(a.path() == kept);
        swap(a, a);
        BOOST_TEST(a.path() == kept);
    }
    BOOST_TEST(fs::exists(kept));
    BOOST_TEST(!fs::exists(gone));
}

BOOST_AUTO_TEST_CASE(a_kept_one_stays)
{
    test::scratch dir;
    fs::path path;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        path = directory.path();
        BOOST_TEST(directory.keep() == path);
        directory.cleanup();
        BOOST_TEST(directory.keep().empty());
    }
    BOOST_TEST(fs::exists(path / "a/b/file"));
}

BOOST_AUTO_TEST_CASE(one_that_is_never_removed_stays_unless_told)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.removal = tf::removal::never;
    fs::path const path = tf::temporary_directory(o).path();
    BOOST_TEST(fs::exists(path));
    tf::temporary_directory directory(o);
    fill(directory.path());
    directory.cleanup();
    BOOST_TEST(!fs::exists(directory.path()));
}

BOOST_AUTO_TEST_CASE(one_that_was_never_to_be_removed_is_tried_again_after_a_cleanup_that_failed)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.removal = tf::removal::never;
    {
        tf::temporary_directory directory(o);
        fill(directory.path());
        std::error_code ec;
        test::failing const denied(test::sys::call::open_directory, std::errc::io_error);
        directory.cleanup(ec);
        BOOST_TEST((ec == std::errc::io_error));
        BOOST_TEST(directory.owns_path());
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(cleanup_can_be_called_twice)
{
    test::scratch dir;
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    directory.cleanup();
    BOOST_TEST(dir.empty());
    fs::create_directory(directory.path()); // somebody else's
    touch(directory / "theirs");
    directory.cleanup();
    BOOST_TEST(fs::exists(directory / "theirs"));
}

BOOST_AUTO_TEST_CASE(it_says_whether_it_owns_something)
{
    test::scratch dir;
    std::error_code ec = std::make_error_code(std::errc::io_error);
    tf::temporary_directory directory(dir.options(), ec);
    BOOST_TEST(!ec);
    BOOST_TEST(directory.owns_path());
    tf::temporary_directory moved(std::move(directory));
    BOOST_TEST(!directory.owns_path());
    BOOST_TEST(moved.owns_path());
    fill(moved.path());
    {
        test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
        moved.cleanup(ec);
        BOOST_TEST((ec == std::errc::operation_not_permitted));
        BOOST_TEST(moved.owns_path());
    }
    moved.cleanup();
    BOOST_TEST(!moved.owns_path());
    tf::temporary_directory kept(dir.options());
    fs::remove(kept.keep());
    BOOST_TEST(!kept.owns_path());
    tf::temporary_directory const by_default(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(by_default.owns_path());
}

BOOST_AUTO_TEST_CASE(cleanup_takes_the_options_of_a_removal)
{
    test::scratch dir;
    for (bool const empty : {true, false})
    {
        tf::temporary_directory directory(dir.options());
        if (!empty)
            fill(directory.path());
        std::uintmax_t seen = 0;
        tf::remove_options how;
        how.observer = [&](std::uintmax_t gone) { seen = gone; };
        std::error_code ec;
        directory.cleanup(how, ec);
        BOOST_TEST(!ec, ec.message());
        BOOST_TEST(seen == (empty ? 1u : 6u));
        BOOST_TEST(!directory.owns_path());
    }
    tf::temporary_directory directory(dir.options());
    fill(directory.path());
    tf::remove_options how;
    how.observer = [](std::uintmax_t) { throw std::runtime_error("enough"); };
    BOOST_CHECK_THROW(directory.cleanup(how), std::runtime_error);
    BOOST_TEST(directory.owns_path());
    test::virtual_time const time;
    test::failing const held(call::remove_entry, std::errc::device_or_resource_busy);
    how = {};
    how.deadline = std::chrono::milliseconds(0);
    try
    {
        fill(directory.path());
        directory.cleanup(how);
        BOOST_ERROR("no exception");
    }
    catch (fs::filesystem_error const& e)
    {
        BOOST_TEST((e.code() == std::errc::device_or_resource_busy));
    }
    BOOST_TEST(time.waited().count() == 0);
}

BOOST_AUTO_TEST_CASE(a_failed_cleanup_names_what_stayed_and_can_be_repeated)
{
    test::scratch dir;
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        {
            test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
            std::error_code ec;
            directory.cleanup(ec);
            BOOST_TEST((ec == std::errc::operation_not_permitted), ec.message());
            BOOST_CHECK_EXCEPTION(directory.cleanup(), fs::filesystem_error,
                [&](fs::filesystem_error const& e)
                {
                    return e.code() == std::errc::operation_not_permitted &&
                           (e.path1() == directory / "file" || e.path1() == directory / "a" / "b" / "file");
                });
            BOOST_TEST(fs::exists(directory / "file"));
        }
        touch(directory / "another");
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(the_destructor_swallows_errors)
{
    test::scratch dir;
    {
        test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
        tf::temporary_directory const directory(dir.options());
        fill(directory.path());
    }
    BOOST_TEST(!dir.empty());
}

BOOST_AUTO_TEST_CASE(it_goes_when_an_exception_is_thrown)
{
    test::scratch dir;
    BOOST_CHECK_THROW(
        {
            tf::temporary_directory const directory(dir.options());
            fill(directory.path());
            throw std::runtime_error("thrown");
        },
        std::runtime_error);
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(nested_ones_go_in_any_order)
{
    test::scratch dir;
    for (int order = 0; order != 6; ++order)
    {
        std::vector<std::unique_ptr<tf::temporary_directory>> directories;
        tf::options o = dir.options();
        for (int i = 0; i != 3; ++i)
        {
            directories.push_back(std::make_unique<tf::temporary_directory>(o));
            o.dir = directories.back()->path();
            fill(o.dir);
        }
        int const first = order % 3, second = (first + 1 + order / 3) % 3;
        directories[static_cast<std::size_t>(first)].reset();
        std::error_code ec;
        directories[static_cast<std::size_t>(second)]->cleanup(ec);
        BOOST_TEST(!ec, ec.message());
        directories.clear();
        BOOST_TEST(dir.empty());
    }
}
