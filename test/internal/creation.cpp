//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promises 1, 2, 6 and 7: creation has no race, is private, refuses bad input before anything is made, and leaks
// nothing.

#define BOOST_TEST_MODULE creation
#include "unit_test.hpp"

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/tempdir.hpp>

#include "creation/creation.hpp"
#include "creation/names.hpp"
#include "interception.hpp"
#include "makers.hpp"
#include "scratch.hpp"

#include <map>
#include <set>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::create_anonymous;
using test::makers;

BOOST_AUTO_TEST_CASE(names)
{
    test::scratch scratch;
    tf::options o = scratch.options();
    std::error_code ec;
    for (auto const& [what, make] : makers)
    {
        BOOST_TEST_CONTEXT(what)
        {
            o.prefix.reset();
            o.suffix.clear();
            fs::path path = make(o, ec);
            BOOST_TEST(!ec);
            BOOST_TEST(path.is_absolute());
            BOOST_TEST(path.parent_path() == scratch.path());
            std::string name = path.filename().string();
            BOOST_TEST(name.size() == 15u);
            BOOST_TEST(name.substr(0, 3) == "tmp");
            BOOST_TEST(name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
            o.prefix = "";
            o.suffix = ".csv";
            name = make(o, ec).filename().string();
            BOOST_TEST(name.size() == 16u);
            BOOST_TEST(name.substr(12) == ".csv");
            o.prefix = "report-";
            name = make(o, ec).filename().string();
            BOOST_TEST(name.substr(0, 7) == "report-");
            BOOST_TEST(name.size() == 23u);
        }
    }
}

// Promise 1: at least 60 random bits: each of the twelve places takes all 36 characters, about equally often, and no
// name comes twice.
BOOST_AUTO_TEST_CASE(randomness)
{
    constexpr std::size_t places = tf::detail::random_characters, count = 36000;
    std::set<std::string> names;
    std::map<char, std::size_t> seen[places];
    std::error_code ec;
    for (std::size_t i = 0; i < count; ++i)
    {
        tf::detail::native_char name[places];
        tf::detail::random_name(name, places, ec);
        for (std::size_t p = 0; p < places; ++p)
            ++seen[p][static_cast<char>(name[p])];
        names.insert(std::string(name, name + places));
    }
    BOOST_TEST(names.size() == count);
    for (auto const& place : seen)
    {
        BOOST_TEST(place.size() == 36u);
        for (auto const& [character, times] : place)
            BOOST_TEST((times > 800 && times < 1200)); // 1000 expected, deviation 31
    }
}

// Promise 7: refused before anything is created, also where no name is made.
BOOST_AUTO_TEST_CASE(bad_input)
{
    test::scratch scratch;
    std::vector<tf::options> bad(9, scratch.options());
    bad[0].prefix = "a/b";
    bad[1].suffix = "/";
    bad[2].prefix = fs::path(std::string("a\0b", 3));
    bad[3].suffix = fs::path(std::string("\0", 1));
    bad[4].permissions = fs::perms(01000);
    bad[5].permissions = fs::perms(04755);
    bad[6].prefix = "../x";
    bad[7].dir = fs::path(scratch.path().string() + std::string("\0x", 2));
    bad[8].suffix = "/../x";
    for (auto const& o : bad)
    {
        std::error_code ec;
        for (auto const& [what, make] : makers)
        {
            BOOST_TEST(make(o, ec).empty());
            BOOST_TEST((ec == std::errc::invalid_argument), what);
        }
        BOOST_TEST((create_anonymous(o) == std::errc::invalid_argument));
        bool const by_prefix = o.prefix.has_value(), by_suffix = !o.suffix.empty();
        fs::path const wrong = by_prefix ? *o.prefix : by_suffix ? o.suffix : o.dir;
        auto const names_it = [&](fs::filesystem_error const& e) { return e.path1() == wrong; };
        BOOST_CHECK_EXCEPTION(tf::mkstemp(o), fs::filesystem_error, names_it);
        BOOST_CHECK_EXCEPTION(tf::mkdtemp(o), fs::filesystem_error, names_it);
        BOOST_CHECK_EXCEPTION(tf::mktemp(o), fs::filesystem_error, names_it);
    }
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(bad_directories)
{
    test::scratch scratch;
    std::error_code ec;
    fs::path const file = tf::mkstemp(scratch.options()).path;
    std::pair<fs::path, std::errc> const bad[] = {
        {scratch / "missing", std::errc::no_such_file_or_directory},
        {file, std::errc::not_a_directory},
        {file / "below", std::errc::not_a_directory},
    };
    for (auto const& [dir, error] : bad)
    {
        tf::options o;
        o.dir = dir;
        for (auto const& [what, make] : makers)
        {
            BOOST_TEST(make(o, ec).empty());
            BOOST_TEST((ec == error), what << ": " << ec.message());
        }
        BOOST_TEST((create_anonymous(o) == error));
        try
        {
            tf::mkstemp(o);
            BOOST_TEST_ERROR("no exception");
        }
        catch (fs::filesystem_error const& e)
        {
            BOOST_TEST((e.code() == error));
            BOOST_TEST(e.path1().string().find(dir.string()) == 0u);
        }
    }
    BOOST_TEST(scratch.names().size() == 1u);
}

// Promise 7: an endless name is refused, but only where one is made.
BOOST_AUTO_TEST_CASE(endless_names)
{
    test::scratch scratch;
    tf::options o = scratch.options();
    for (bool const in_suffix : {false, true})
    {
        o.prefix = in_suffix ? "" : std::string(300, 'x');
        o.suffix = in_suffix ? std::string(300, 'x') : "";
        std::error_code ec;
        for (auto const& [what, make] : makers)
        {
            BOOST_TEST(make(o, ec).empty());
            BOOST_TEST((ec == std::errc::filename_too_long), what << ": " << ec.message());
        }
        BOOST_TEST(!create_anonymous(o));
        test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
        BOOST_TEST(!create_anonymous(o));
    }
    BOOST_TEST(scratch.empty());
}

// A name that exists is never used; somebody who could predict names would not keep us busy for ever.
BOOST_AUTO_TEST_CASE(existing_names)
{
    static int left;
    test::scratch scratch;
    std::error_code ec;
    for (auto const& [what, make] : makers)
    {
        if (what == "mktemp")
            continue;
        for (int const collisions : {3, 1000000})
        {
            left = collisions;
            test::interception const taken(
                [](sys::call_site const& site) noexcept
                {
                    bool const makes =
                        site.which == sys::call::create_file || site.which == sys::call::create_directory;
                    return makes && left-- > 0 ? std::make_error_code(std::errc::file_exists) : std::error_code();
                });
            BOOST_TEST(make(scratch.options(), ec).empty() == (collisions > 3));
            BOOST_TEST((collisions > 3 ? ec == std::errc::file_exists : !ec), what);
        }
    }
}

// Without random bytes there is no name.
BOOST_AUTO_TEST_CASE(no_random_bytes)
{
    test::scratch scratch;
    test::failing const none(sys::call::random, std::errc::resource_unavailable_try_again);
    std::error_code ec;
    for (int i = 0; i < 100 && !ec; ++i) // until the pool is empty
        tf::mktemp(scratch.options(), ec);
    BOOST_TEST((ec == std::errc::resource_unavailable_try_again));
    for (auto const& [what, make] : makers)
    {
        BOOST_TEST(make(scratch.options(), ec).empty());
        BOOST_TEST((ec == std::errc::resource_unavailable_try_again), what);
    }
    BOOST_TEST(scratch.empty());
}

// Promise 3: named entries remove once, and only what they own.
BOOST_AUTO_TEST_CASE(named_entries)
{
    test::scratch scratch;
    std::error_code ec;
    fs::path where, path;
    {
        tf::detail::named_entry a, b;
        auto const file = tf::detail::create_named(scratch.options(), a, where, ec);
        path = a.path();
        b = std::move(a);
        BOOST_TEST(!a.armed());
        BOOST_TEST(b.armed());
        a = tf::detail::named_entry();
        BOOST_TEST(fs::exists(path));
    }
    BOOST_TEST(scratch.empty());
    {
        tf::detail::named_entry kept, removed;
        auto const k = tf::detail::create_named(scratch.options(), kept, where, ec);
        tf::unique_handle r = tf::detail::create_named(scratch.options(), removed, where, ec);
        BOOST_TEST(kept.keep(ec) == kept.path());
        path = removed.path();
        removed.remove(r.get(), ec);
        BOOST_TEST(!ec);
        r.close(); // which is when the name goes where the system keeps it until then
        BOOST_TEST(!fs::exists(path));
        BOOST_TEST(removed.path() == path);
        fs::create_directory(path); // somebody else's now
    }
    BOOST_TEST(fs::exists(path));
    BOOST_TEST(scratch.names().size() == 2u);
}
