//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promises: options::dir is taken as TMPDIR and settempdir() are; beside() says where a target is; what gettempdir()
// remembers is given up when it is gone.

#define BOOST_TEST_MODULE given_directories
#include "unit_test.hpp"

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "creation/creation.hpp"
#include "failing_allocations.hpp"
#include "interception.hpp"
#include "makers.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <string>
#include <utility>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::makers;

namespace
{

// The current directory, for as long as it exists.
class current
{
public:
    explicit current(fs::path const& dir) : before_(fs::current_path()) { fs::current_path(dir); }
    ~current() { fs::current_path(before_); }
    current(current const&) = delete;
    current& operator=(current const&) = delete;

private:
    fs::path before_;
};

} // namespace

BOOST_AUTO_TEST_CASE(beside_a_target)
{
    std::pair<fs::path, fs::path> const cases[] = {
        {"report.txt", "."},
        {"", "."},
        {"dir/report.txt", "dir"},
        {"./report.txt", "."},
        {"../report.txt", ".."},
        {"dir/", "."},
        {"a/dir//", "a"},
        {"/report.txt", "/"},
    };
    for (auto const& [target, dir] : cases)
        BOOST_TEST(tf::beside(target).dir == dir, target << ": " << tf::beside(target).dir);
    test::scratch scratch;
    BOOST_TEST(tf::beside(scratch / "report.txt").dir == scratch.path());
    tf::options const o = tf::beside("report.txt");
    BOOST_TEST(!o.prefix);
    BOOST_TEST((o.permissions == fs::perms::unknown && o.removal == tf::removal::on_close && !o.sweepable));
}

// The advice of the documentation, for a target in the current directory.
BOOST_AUTO_TEST_CASE(beside_a_bare_name_it_is_persisted)
{
    test::scratch scratch;
    fs::create_directory(scratch / "elsewhere");
    current const here(scratch.path());
    fs::path const before = tf::gettempdir();
    tf::settempdir(scratch / "elsewhere");
    {
        tf::named_temporary_file f(tf::beside("report.txt"));
        BOOST_TEST(f.path().parent_path() == fs::current_path());
        f << "all is well\n";
        f.persist("report.txt");
    }
    tf::settempdir(before);
    BOOST_TEST(test::contents(scratch / "report.txt") == "all is well\n");
}

// What is written in several ways is the same directory, for options::dir as for settempdir().
BOOST_AUTO_TEST_CASE(a_given_directory_is_normalized)
{
    test::scratch scratch;
    fs::create_directory(scratch / "d");
    current const here(scratch.path());
    fs::path const before = tf::gettempdir(), now = fs::current_path();
    std::string const absolute = now.string();
    std::pair<fs::path, fs::path> const cases[] = {
        {".", now}, {"./", now}, {"./d", now / "d"}, {"d//", now / "d"}, {"./d/.", now / "d"}, {absolute, now},
        {absolute + "/", now}, {absolute + "/./", now}, {absolute + "//d", now / "d"}, {absolute + "/./d", now / "d"},
#if defined(BOOST_WINDOWS)
        {absolute + "/d/..", now}, // the system itself goes by the text
#else
        {absolute + "/d/..", now / "d" / ".."}, // behind a link it would be another
#endif
    };
    for (auto const& [given, expected] : cases)
    {
        tf::options o;
        o.dir = given;
        std::error_code ec;
        for (auto const& [what, make] : makers)
        {
            fs::path const made = make(o, ec);
            BOOST_TEST(!ec);
            BOOST_TEST(made.parent_path() == expected, what << " in " << given << ": " << made);
            fs::remove(made);
        }
        tf::settempdir(given);
        BOOST_TEST(tf::gettempdir() == expected, given);
        tf::settempdir(before);
    }
}

// However many directories there were, they occupy no more memory.
BOOST_AUTO_TEST_CASE(settempdir_does_not_grow)
{
    fs::path const before = tf::gettempdir();
    std::string const base = before.string() + "/a-name-that-no-string-has-room-for-in-itself-";
    tf::settempdir(base);
    long const blocks = test::blocks;
    for (int i = 0; i != 1000; ++i)
        tf::settempdir(base + std::to_string(i));
    if (test::counts_all)
        BOOST_TEST(test::blocks - blocks <= 1);
    BOOST_TEST(tf::gettempdir() == base + "999");
    BOOST_CHECK_THROW(tf::settempdir(base + std::string(5000, 'x')), fs::filesystem_error);
    BOOST_TEST(tf::gettempdir() == base + "999");
    tf::settempdir(before);
}

// An error names a directory or a path that was tried, never a part of one.
BOOST_AUTO_TEST_CASE(no_half_made_name_in_an_error)
{
    test::scratch scratch;
    test::failing const none(sys::call::random, std::errc::resource_unavailable_try_again);
    std::error_code ec;
    for (int i = 0; i < 100 && !ec; ++i) // until the pool is empty
        tf::mktemp(scratch.options(), ec);
    auto const names_it = [&](fs::filesystem_error const& e)
    { return e.path1() == scratch.path() && e.code() == std::errc::resource_unavailable_try_again; };
    for (bool const sweepable : test::sweepable_or_not)
    {
        tf::options o = scratch.options();
        o.sweepable = sweepable;
        BOOST_CHECK_EXCEPTION(tf::named_temporary_file f(o), fs::filesystem_error, names_it);
        BOOST_CHECK_EXCEPTION(tf::temporary_directory d(o), fs::filesystem_error, names_it);
    }
    BOOST_CHECK_EXCEPTION(tf::mkstemp(scratch.options()), fs::filesystem_error, names_it);
    BOOST_CHECK_EXCEPTION(tf::mkdtemp(scratch.options()), fs::filesystem_error, names_it);
    BOOST_CHECK_EXCEPTION(tf::mktemp(scratch.options()), fs::filesystem_error, names_it);
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(given_directories_on_posix, "the environment is set in children that are forked")

#else

#include "processes.hpp"

#include <boost/tempfile/cleanup.hpp>

#include <cstdlib>

// Where the directory that the search found is gone, the next creation, or the next question, searches again.
BOOST_AUTO_TEST_CASE(a_remembered_directory_that_is_gone_is_searched_again)
{
    test::scratch scratch;
    fs::create_directory(scratch / "next");
    ::setenv("TEMP", (scratch / "next").c_str(), 1);
    auto const lives_on = [&](auto create)
    {
        return test::child_succeeds(
            [&]
            {
                fs::create_directory(scratch / "first");
                ::setenv("TMPDIR", (scratch / "first").c_str(), 1);
                tf::settempdir({});
                EXPECT(tf::gettempdir() == scratch / "first");
                fs::remove(scratch / "first");
                create();
                EXPECT(tf::gettempdir() == scratch / "next");
            });
    };
    BOOST_TEST(lives_on([] {}));
    BOOST_TEST(lives_on([] { tf::temporary_file f; }));
    BOOST_TEST(lives_on([] { EXPECT(fs::exists(tf::named_temporary_file().path())); }));
    BOOST_TEST(lives_on([] { EXPECT(fs::exists(tf::temporary_directory().path())); }));
    for (auto const& each : makers)
    {
        auto const& make = each.second;
        auto const made = [&]
        {
            std::error_code ec;
            EXPECT(make({}, ec).parent_path() == scratch / "next" && !ec);
        };
        BOOST_TEST(lives_on(made), each.first);
    }
    ::unsetenv("TEMP");
}

// One that the program named stays what it is.
BOOST_AUTO_TEST_CASE(a_named_directory_that_is_gone_is_an_error)
{
    test::scratch scratch;
    fs::path const before = tf::gettempdir();
    tf::settempdir(scratch / "gone");
    std::error_code ec;
    for (auto const& [what, make] : makers)
    {
        BOOST_TEST(make({}, ec).empty());
        BOOST_TEST((ec == std::errc::no_such_file_or_directory), what);
    }
    BOOST_TEST(tf::gettempdir() == scratch / "gone");
    tf::settempdir(before);
}

#if defined(__linux__) && !defined(BOOST_TEMPFILE_PLAIN_POSIX)

// After remove_all_registered() what has no name can still be made, also where gettempdir() was not asked before.
BOOST_AUTO_TEST_CASE(after_the_pass_gettempdir_searches)
{
    BOOST_TEST(test::child_succeeds(
        []
        {
            tf::settempdir({});
            tf::remove_all_registered();
            std::error_code ec;
            tf::temporary_file f(tf::options(), ec);
            EXPECT(!ec);
            f << "text" << std::flush;
            EXPECT(f.good());
            EXPECT(!tf::gettempdir(ec).empty() && !ec);
            tf::named_temporary_file g(tf::options(), ec);
            EXPECT(ec == std::errc::operation_canceled);
        }));
}

#endif
#endif
