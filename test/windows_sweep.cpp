//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What processes that died leave on Windows, and who may take it.

#define BOOST_TEST_MODULE windows_sweep
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_sweep, "this is not Windows")

#else

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"
#include "windows_work.hpp"

#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

BOOST_AUTO_TEST_CASE(child_that_is_killed, *boost::unit_test::disabled())
{
    fs::path const dir = child::where();
    for (int n = std::stoi(child::how()); n > 0; --n)
        new everything(sweepable(dir));
    child::ready();
    ::Sleep(INFINITE);
}

namespace
{

void leave(fs::path const& dir, int how_many)
{
    child const left(L"child_that_is_killed", std::to_wstring(how_many), dir);
    BOOST_TEST(left.wait_until_ready());
    left.kill();
}

} // namespace

// sweep(): what a dead owner left goes, what a living one has stays, here and in another process, also where its stream
// is closed.
BOOST_AUTO_TEST_CASE(the_living_and_the_dead)
{
    test::scratch const scratch;
    everything const living(sweepable(scratch.path()));
    child const elsewhere(L"child_that_is_killed", L"1", scratch.path());
    BOOST_TEST(elsewhere.wait_until_ready());
    auto before = scratch.names();
    BOOST_TEST(before.size() == 6u);
    leave(scratch.path(), 1);
    BOOST_TEST(scratch.names().size() == 9u);
    auto const removed = tf::sweep(scratch.path(), "tmp");
    BOOST_TEST(removed.size() == 3u);
    for (auto const& path : removed)
    {
        BOOST_TEST(path.is_absolute());
        BOOST_TEST(before.count(path.filename().string()) == 0u);
    }
    BOOST_TEST((scratch.names() == before));
    BOOST_TEST(fs::exists(living.directory.path() / "d" / "file"));
    elsewhere.kill();
    BOOST_TEST(tf::sweep(scratch.path(), "tmp").size() == 3u);
    BOOST_TEST(scratch.names().size() == 3u);
}

BOOST_AUTO_TEST_CASE(child_with_other_things, *boost::unit_test::disabled())
{
    fs::path const dir = child::where();
    tf::options o = sweepable(dir);
    (new tf::named_temporary_file(o))->keep();
    (new tf::temporary_directory(o))->keep();
    tf::mkstemp(in(dir));
    new tf::named_temporary_file(in(dir));
    (new tf::named_temporary_file(o))->persist(dir / "tmp-report");
    (new tf::temporary_file(in(dir)))->persist(dir / "tmp~report");
    o.prefix = "other";
    new tf::named_temporary_file(o);
    child::ready();
    ::Sleep(INFINITE);
}

// And nothing else: what was kept, made by mkstemp, persisted, is not marked, has another prefix, or nearly the mark.
BOOST_AUTO_TEST_CASE(nothing_else_goes)
{
    test::scratch const scratch;
    child const other(L"child_with_other_things", L"", scratch.path());
    BOOST_TEST(other.wait_until_ready());
    other.kill();
    for (char const* const name : {"tmp8qz5j3_v", "tmp~0123456789abcde~", "tmp~0123456789abcdefg~",
             "tmp~0123456789abcde_~", "tnp~0123456789abcdef~"})
        put(scratch / name, "somebody else's");
    auto const before = scratch.names();
    BOOST_TEST(before.size() == 12u);
    BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
    BOOST_TEST((scratch.names() == before));
}

// A second sweep at the same time is no harm.
BOOST_AUTO_TEST_CASE(two_sweeps_at_once)
{
    test::scratch const scratch;
    leave(scratch.path(), 20);
    std::thread other([&] { tf::sweep(scratch.path(), "tmp"); });
    tf::sweep(scratch.path(), "tmp");
    other.join();
    tf::sweep(scratch.path(), "tmp"); // what one had in its hands the other left alone
    BOOST_TEST(scratch.empty());
}

namespace
{

int calls_left;

std::error_code die_in_turn(sys::call_site const&) noexcept
{
    if (--calls_left == 0)
        ::TerminateProcess(::GetCurrentProcess(), 99);
    return {};
}

std::string const old_text = "the old file\n";
std::string const new_text(10000, 'n');

} // namespace

// "what n": dies before the n-th call to the system.
BOOST_AUTO_TEST_CASE(child_that_persists, *boost::unit_test::disabled())
{
    std::wstring const how = child::how();
    fs::path const dir = child::where();
    std::wstring const what = how.substr(0, how.find(L' '));
    calls_left = std::stoi(how.substr(what.size()));
    test::interception const installed(&die_in_turn);
    if (what == L"named")
    {
        tf::named_temporary_file f(sweepable(dir));
        f << new_text;
        f.persist(dir / "target", tf::persist_mode::replace, tf::durability::data_and_entry);
    }
    else if (what == L"anonymous")
    {
        tf::temporary_file f(in(dir));
        f << new_text;
        f.persist(dir / "target", tf::persist_mode::replace, tf::durability::data_and_entry);
    }
    else
    {
        tf::save_file f(dir / "target", tf::durability::data_and_entry);
        f << new_text;
        f.commit();
    }
    std::_Exit(0);
}

// Killed before any call, the target is the whole old or the whole new file, and a sweep leaves no litter.
BOOST_AUTO_TEST_CASE(killed_before_every_call)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    for (std::wstring const what : {L"named", L"anonymous", L"saved"})
        for (int nth = 1;; ++nth)
        {
            put(target, old_text);
            DWORD const code = child(L"child_that_persists", what + L" " + std::to_wstring(nth), scratch.path()).wait();
            std::string const now = contents(target);
            BOOST_TEST((now == new_text || now == old_text));
            tf::sweep(scratch.path(), "tmp");
            fs::remove(target);
            BOOST_TEST(scratch.empty(), fs::path(what).string() << ", call " << nth);
            if (code != 99)
            {
                BOOST_TEST(code == 0u);
                BOOST_TEST((now == new_text));
                BOOST_TEST(nth > 5);
                break;
            }
        }
}

#endif
