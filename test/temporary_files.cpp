//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the three stream types promise of their files: made as asked for, refused for bad input, gone with their owner,
// and no failure that leaks.

#define BOOST_TEST_MODULE temporary_files
#include "unit_test.hpp"

#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <fstream>
#include <string>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::all_of;
using test::calls_left;
using test::contents;
using test::fail_nth;
using test::files;
using test::make;
using namespace boost::tempfile;

// ---- promises 1 to 3: made without a race, nameless or named, and gone

BOOST_AUTO_TEST_CASE_TEMPLATE(a_file_is_read_back_and_gone, File, files)
{
    test::scratch dir;
    {
        File file = make<File>(dir.options());
        file << "Hello world!" << std::flush;
        BOOST_TEST(file.is_open());
        BOOST_TEST(file.size() == 12u);
        BOOST_TEST(all_of(file) == "Hello world!");
    }
    BOOST_TEST(dir.empty());
}

#if !defined(BOOST_WINDOWS)
BOOST_AUTO_TEST_CASE(an_anonymous_file_never_has_a_name)
{
    test::scratch dir;
    temporary_file file(dir.options());
    spooled_temporary_file spooled(1, dir.options());
    file << "some" << std::flush;
    spooled << "some" << std::flush;
    BOOST_TEST(spooled.rolled());
    BOOST_TEST(dir.empty());
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(an_anonymous_file_never_has_a_name, "on Windows it has one that nobody else can open")
#endif

BOOST_AUTO_TEST_CASE(without_o_tmpfile_a_file_is_unlinked_at_once)
{
    test::scratch dir;
    test::failing without(sys::call::open_anonymous, std::errc::operation_not_supported);
    options o = dir.options();
    o.prefix = std::string(300, 'p'); // which no name is made of
    temporary_file file(o);
    file << "Hello" << std::flush;
    BOOST_TEST(all_of(file) == "Hello");
    file.close();
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(a_named_file_is_called_as_asked_for)
{
    test::scratch dir;
    options o = dir.options();
    o.prefix = "report-";
    o.suffix = ".csv";
    named_temporary_file file(o);
    std::string const name = file.path().filename().string();
    BOOST_TEST(file.path().is_absolute());
    BOOST_TEST(name.substr(0, 7) == "report-");
    BOOST_TEST(name.substr(name.size() - 4) == ".csv");
    BOOST_TEST(name.size() >= 7 + 12 + 4); // 12 of 36 characters are 62 bits
    BOOST_TEST(name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 7) == name.size() - 4);
    file << "a,b\n" << std::flush;
    BOOST_TEST(contents(file.path()) == "a,b\n");
}

#if !defined(BOOST_WINDOWS)
BOOST_AUTO_TEST_CASE(only_the_owner_can_use_a_file)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    BOOST_TEST(((fs::status(file.path()).permissions() & fs::perms::all) == fs::perms(0600)));
    options o = dir.options();
    o.permissions = fs::perms(0640);
    named_temporary_file shared(o);
    BOOST_TEST(((fs::status(shared.path()).permissions() & ~fs::perms(0640)) == fs::perms::none));
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(only_the_owner_can_use_a_file, "Windows has access lists, which test/windows_access.cpp reads")
#endif

BOOST_AUTO_TEST_CASE(removal_says_when_a_named_file_goes)
{
    test::scratch dir;
    options o = dir.options();
    {
        named_temporary_file file(o);
        fs::path const path = file.path();
        file.close();
        BOOST_TEST(!fs::exists(path)); // on_close
        BOOST_TEST(file.path() == path);
    }
    {
        o.removal = removal::on_destruction;
        named_temporary_file file(o);
        file << "kept until then";
        file.close();
        BOOST_TEST(contents(file.path()) == "kept until then");
    }
    BOOST_TEST(dir.empty());
    {
        o.removal = removal::never;
        named_temporary_file file(o);
        file << "for good";
    }
    BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_kept_moved_or_closed_removes_nothing)
{
    test::scratch dir;
    fs::path kept;
    {
        named_temporary_file file(dir.options());
        file << "mine";
        kept = file.keep();
        BOOST_TEST(kept == file.path());
    }
    BOOST_TEST(contents(kept) == "mine");
    {
        named_temporary_file first(dir.options());
        fs::path const path = first.path();
        first << "some";
        {
            named_temporary_file second(std::move(first));
            BOOST_TEST(!first.is_open());
            first.close();
            BOOST_TEST(fs::exists(path));
            second << "thing";
            BOOST_TEST(all_of(second) == "something");
        }
        BOOST_TEST(!fs::exists(path));
        std::ofstream(path) << "another's";
    } // first is destroyed, and must not remove what is called so now
    BOOST_TEST(dir.names().size() == 2u);
}

BOOST_AUTO_TEST_CASE(assignment_and_swap_leave_one_owner)
{
    test::scratch dir;
    {
        named_temporary_file a(dir.options()), b(dir.options());
        fs::path const first = a.path(), second = b.path();
        a << "a";
        b << "b";
        swap(a, b);
        BOOST_TEST(a.path() == second);
        BOOST_TEST(all_of(a) == "b");
        BOOST_TEST(all_of(b) == "a");
        a = std::move(b);
        BOOST_TEST(!fs::exists(second)); // what a had
        BOOST_TEST(fs::exists(first));
        BOOST_TEST(all_of(a) == "a");
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_exception_removes, File, files)
{
    test::scratch dir;
    try
    {
        File file = make<File>(dir.options());
        file << "Hello";
        throw 1;
    }
    catch (int)
    {
    }
    BOOST_TEST(dir.empty());
}

// ---- promise 7: bad input is refused before anything is made

BOOST_AUTO_TEST_CASE_TEMPLATE(bad_input_is_refused, File, files)
{
    test::scratch dir;
    auto const refused = [&](options const& o, std::errc expected, std::ios_base::openmode mode, fs::path const& wrong)
    {
        std::error_code ec;
        File quiet = make<File>(o, mode, ec);
        BOOST_TEST((ec == expected), ec.message());
        BOOST_TEST(!quiet.is_open());
        BOOST_TEST(quiet.fail());
        BOOST_TEST(quiet.last_error() == ec);
        auto const same = [&](fs::filesystem_error const& e)
        { return e.code() == ec && (wrong.empty() || e.path1() == wrong); };
        BOOST_CHECK_EXCEPTION(make<File>(o, mode), fs::filesystem_error, same);
        BOOST_TEST(dir.empty());
    };
    auto const mode = std::ios_base::in | std::ios_base::out;
    for (fs::path const& bad :
        {fs::path("a/b"), fs::path("/"), fs::path(fs::path::string_type(3, fs::path::value_type()))})
    {
        options o = dir.options();
        o.prefix = bad;
        refused(o, std::errc::invalid_argument, mode, bad);
        o = dir.options();
        o.suffix = bad;
        refused(o, std::errc::invalid_argument, mode, bad);
    }
    options o = dir.options();
    o.permissions = fs::perms(01600);
    refused(o, std::errc::invalid_argument, mode, dir.path());
    for (auto bad : {std::ios_base::openmode(), std::ios_base::binary, std::ios_base::trunc,
             std::ios_base::in | std::ios_base::trunc, std::ios_base::out | std::ios_base::trunc | std::ios_base::app})
        refused(dir.options(), std::errc::invalid_argument, bad, {});
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_used_is_named_in_the_error)
{
    test::scratch dir;
    std::ofstream(dir / "file") << "x";
    auto const thrown = [](options const& o, std::errc expected)
    {
        auto const right = [&](fs::filesystem_error const& e) { return e.code() == expected && !e.path1().empty(); };
        BOOST_CHECK_EXCEPTION(temporary_file{o}, fs::filesystem_error, right);
        BOOST_CHECK_EXCEPTION(named_temporary_file{o}, fs::filesystem_error, right);
        spooled_temporary_file spooled(1, o); // which opens it when it rolls over
        BOOST_CHECK_EXCEPTION(spooled.rollover(), fs::filesystem_error, right);
    };
    options o;
    o.dir = dir / "missing";
    thrown(o, std::errc::no_such_file_or_directory);
    o.dir = dir / "file";
    thrown(o, std::errc::not_a_directory);
    o.dir = dir.path();
    o.suffix = std::string(300, 's');
    BOOST_CHECK_EXCEPTION(named_temporary_file{o}, fs::filesystem_error,
        [](fs::filesystem_error const& e) { return e.code() == std::errc::filename_too_long; });
    temporary_file{o}; // no name, no length
    BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_directory_that_vanishes_is_an_error_of_the_next_file)
{
    test::scratch dir;
    options o;
    o.dir = dir / "sub";
    fs::create_directory(o.dir);
    spooled_temporary_file spooled(3, o);
    named_temporary_file{o};
    fs::remove(o.dir);
    std::error_code ec;
    named_temporary_file file(o, ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    spooled << "abc";
    BOOST_TEST(spooled.good());
    spooled << "d";
    BOOST_TEST(spooled.bad());
    BOOST_TEST((spooled.last_error() == std::errc::no_such_file_or_directory));
    BOOST_TEST(all_of(spooled) == "abc");
    fs::create_directory(o.dir);
    spooled.seekp(0, std::ios_base::end);
    spooled << "d";
    BOOST_TEST(spooled.rolled());
    BOOST_TEST(all_of(spooled) == "abcd");
}

// ---- promise 6: no failure leaks

BOOST_AUTO_TEST_CASE_TEMPLATE(every_call_may_fail, File, files)
{
    test::scratch dir;
    bool went_through = false;
    for (int n = 1; !went_through; ++n)
    {
        calls_left = n;
        {
            test::interception failing(&fail_nth);
            try
            {
                File file = make<File>(dir.options());
                file << "Hello world!" << std::flush;
                file.seekg(0);
                file.get();
                file.resize(3);
                file.native_handle();
                file.close();
            }
            catch (fs::filesystem_error const& e)
            {
                BOOST_TEST((e.code() == std::errc::io_error));
            }
            went_through = calls_left > 0;
        }
        // A removal that fails leaves the file: nobody else may be blamed for that.
        if (!std::is_same<File, named_temporary_file>::value)
            BOOST_TEST(dir.empty());
        for (auto const& name : dir.names())
            fs::remove(dir / name);
    }
}
