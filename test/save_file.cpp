//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: the target is the whole old or the whole new file, always.

#define BOOST_TEST_MODULE save_file
#include "unit_test.hpp"

#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>

#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using test::put;

namespace
{

std::string const old_text = "the old file\n";
std::string const new_text(20000, 'n');

} // namespace

BOOST_AUTO_TEST_CASE(commit_creates_and_replaces)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    for (auto const durable : {tf::durability::none, tf::durability::data, tf::durability::data_and_entry})
    {
        tf::save_file f(target, durable);
        BOOST_TEST(f.target() == target);
        f << new_text << int(durable);
        BOOST_TEST(contents(target) != new_text + std::to_string(int(durable)));
        f.commit();
        BOOST_TEST(contents(target) == new_text + std::to_string(int(durable)));
        BOOST_TEST(!f.is_open());
        BOOST_TEST(f.target() == target);
        BOOST_TEST(bool(f));
        std::error_code ec;
        f.commit(ec);
        BOOST_TEST((ec == std::errc::bad_file_descriptor));
        BOOST_TEST(!(f << "more" << std::flush));
    }
    BOOST_TEST(scratch.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_a_commit_nothing_happens)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    {
        tf::save_file f(target);
        f << new_text;
    }
    BOOST_TEST(scratch.empty());
    put(target, old_text);
    tf::save_file f(target), g(target), h(target);
    f << "f";
    g << "g";
    f = std::move(g); // gives up f's, goes on as g
    swap(f, h);
    tf::save_file moved(std::move(h));
    moved << "h";
    f.abandon();
    moved.commit();
    BOOST_TEST(contents(target) == "gh");
    BOOST_TEST(scratch.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(wide_characters_are_utf8)
{
    test::scratch scratch;
    tf::wsave_file f(scratch / "target");
    f << L"\u00e4\u20ac";
    f.commit();
    BOOST_TEST(contents(scratch / "target") == "\xc3\xa4\xe2\x82\xac");
}

BOOST_AUTO_TEST_CASE(bad_targets)
{
    test::scratch scratch;
    std::error_code ec;
    tf::save_file const directory(scratch.path(), ec);
    BOOST_TEST((ec == std::errc::is_a_directory));
    BOOST_TEST(directory.bad());
    BOOST_TEST((directory.last_error() == std::errc::is_a_directory));
    tf::save_file const missing(scratch / "missing" / "target", ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    tf::save_file const nowhere("", ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    BOOST_CHECK_THROW(tf::save_file(scratch.path()), fs::filesystem_error);
    BOOST_TEST(scratch.empty());
}

// Promise: a write error is remembered, whatever becomes of the state.
BOOST_AUTO_TEST_CASE(write_errors_are_remembered)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    tf::save_file f(target);
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        f << new_text << std::flush;
        BOOST_TEST(f.bad());
    }
    f.clear();
    f << "after" << std::flush;
    BOOST_TEST(bool(f));
    std::error_code ec;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_CHECK_THROW(f.commit(), fs::filesystem_error);
    BOOST_TEST(contents(target) == old_text);
    {
        tf::save_file retried(target); // where nothing is missing in the end, too
        retried << "one";
        {
            test::failing const full(sys::call::write, std::errc::no_space_on_device);
            retried.flush();
        }
        retried.clear();
        retried.flush();
        BOOST_TEST(bool(retried));
        retried.commit(ec);
        BOOST_TEST((ec == std::errc::no_space_on_device));
        BOOST_TEST(contents(target) == old_text);
    }
    tf::save_file g(target);
    g << "pending";
    test::failing const full(sys::call::write, std::errc::no_space_on_device);
    g.commit(ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(contents(target) == old_text);
}

// Promise: the file is whole before it takes its place, with what ends a shift sequence.
BOOST_AUTO_TEST_CASE(a_shift_sequence_is_ended_before_the_commit)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    tf::wsave_file f(target);
    f.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<wchar_t>()));
    f << L"\u00e1" << std::flush;
    std::error_code ec;
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        f.commit(ec);
    }
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(!fs::exists(target));
    tf::wsave_file g(target);
    g.imbue(f.getloc());
    g << L"\u00e1" << std::flush;
    g.commit();
    BOOST_TEST(contents(target) == "\x0e\x61\x0f");
}

// Promise: neither an error of seeking nor one of reading keeps the new file from taking its place, once it is cleared.
BOOST_AUTO_TEST_CASE(other_errors_are_not)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    tf::save_file f(target);
    f << "one";
    f.rdbuf()->sgetc(); // it is not open for reading
    f.seekp(-10);
    BOOST_TEST(f.fail());
    f << "dropped";
    std::error_code ec;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_TEST(!fs::exists(target));
    f.clear();
    f << "two";
    f.commit(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(contents(target) == "onetwo");
}

// The new file has no name until it has the target's, where the system can do that; without O_TMPFILE it has
// the mark, if sweep() works there.
BOOST_AUTO_TEST_CASE(the_new_file_is_invisible)
{
    test::scratch scratch;
    put(scratch / "target", old_text);
    {
        test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
        tf::save_file f(scratch / "target");
        f << new_text;
        BOOST_TEST(scratch.names().size() == 2u);
        BOOST_TEST(scratch.names().begin()->find("tmp~") == std::string::npos);
#if BOOST_TEMPFILE_TEST_SWEEPS
        BOOST_TEST(scratch.names().rbegin()->find("tmp~") == 0u);
        BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
#else
        BOOST_TEST(scratch.names().rbegin()->find('~') == std::string::npos);
#endif
        f.commit();
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(scratch.names().size() == 1u);
        tf::save_file dropped(scratch / "target");
        dropped << "x" << std::flush;
    }
    BOOST_TEST(scratch.names().size() == 1u);
#if BOOST_TEMPFILE_SYSTEM_LINUX
    tf::save_file f(scratch / "target");
    f << "x" << std::flush;
    BOOST_TEST(scratch.names().size() == 1u);
#endif
}

// Durability is asked of the system, and what could not be made durable is told.
BOOST_AUTO_TEST_CASE(failed_synchronization)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    std::error_code ec;
    {
        test::failing const file(sys::call::sync_file, std::errc::io_error);
        tf::save_file f(target, tf::durability::data);
        f << new_text;
        f.commit(ec);
        BOOST_TEST((ec == std::errc::io_error));
        BOOST_TEST(f.is_open());
        BOOST_TEST(contents(target) == old_text);
    }
    test::failing const directory(sys::call::sync_directory, std::errc::io_error);
    tf::save_file f(target, tf::durability::data_and_entry);
    f << new_text;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::io_error));
    BOOST_TEST(!f.is_open()); // in place, and perhaps not for long
    BOOST_TEST(contents(target) == new_text);
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    save_file_on_posix, "modes, owners and access lists as POSIX has them; windows_persist, windows_sweep")

#else

#include "processes.hpp"

#include <atomic>
#include <thread>

namespace
{

tf::lost_attributes save(fs::path const& target, std::string const& text = new_text)
{
    tf::save_file f(target);
    f << text;
    f.commit();
    return f.lost();
}

} // namespace

// Promise: a reader that opens the target in a loop while 10,000 commits run never sees a missing or mixed file.
BOOST_AUTO_TEST_CASE(a_reader_never_sees_half_a_file)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    save(target, std::string(4096, 'a'));
    std::atomic<bool> done{false};
    int bad = 0;
    std::atomic<int> seen{0};
    std::thread reader(
        [&]
        {
            while (!done)
            {
                std::string const now = contents(target);
                bool const whole = now.size() == 4096 && now.find_first_not_of(now[0]) == std::string::npos;
                bad += whole ? 0 : 1;
                ++seen;
            }
        });
    for (int i = 0; i < 10000; ++i)
        save(target, std::string(4096, static_cast<char>('a' + i % 26)));
    done = true;
    reader.join();
    BOOST_TEST(bad == 0);
    BOOST_TEST(seen > 10);
    BOOST_TEST(scratch.names().size() == 1u);
}

// Where there are neither files without a name nor locks (a network file system), it is saved all the same; nothing
// carries a mark that a sweep would believe.
BOOST_AUTO_TEST_CASE(without_locks)
{
    test::scratch scratch;
    put(scratch / "target", old_text);
    for (std::errc const error :
        {std::errc::no_lock_available, std::errc::operation_not_supported, std::errc::function_not_supported})
    {
        static std::error_code refused;
        refused = std::make_error_code(error);
        test::interception const installed(
            [](sys::call_site const& site) noexcept
            {
                if (site.which == sys::call::open_anonymous)
                    return std::make_error_code(std::errc::operation_not_supported);
                return site.which == sys::call::lock_shared ? refused : std::error_code();
            });
        std::error_code ec;
        tf::save_file f(scratch / "target", ec);
        BOOST_TEST_REQUIRE(!ec, ec.message());
        f << new_text << std::flush;
        BOOST_TEST(scratch.names().size() == 2u);
        for (auto const& name : scratch.names())
            BOOST_TEST(name.find('~') == std::string::npos);
        f.commit();
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// Promise 3: what a child inherited by fork it neither writes nor removes.
BOOST_AUTO_TEST_CASE(a_child_leaves_it_alone)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
    tf::save_file f(target);
    f << "once";
    BOOST_TEST(test::child_succeeds([&] { tf::save_file const inherited(std::move(f)); }));
    BOOST_TEST(scratch.names().size() == 1u);
    f.commit();
    BOOST_TEST(contents(target) == "once");
}

// adopt(): what a child takes over it commits whole, what was pending at the fork included, or removes.
BOOST_AUTO_TEST_CASE(a_child_that_adopts_it_commits_or_removes_it)
{
    for (bool const commits : {false, true})
    {
        test::scratch scratch;
        fs::path const target = scratch / "target";
        test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
        tf::save_file f(target);
        f << "parent";
        BOOST_TEST(scratch.names().size() == 1u);
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                tf::save_file taken(std::move(f));
                taken.adopt();
                taken << " and child";
                if (commits)
                    taken.commit();
            }));
        BOOST_TEST(contents(target) == (commits ? "parent and child" : ""));
        BOOST_TEST(scratch.names().size() == (commits ? 1u : 0u));
    }
}

#endif
