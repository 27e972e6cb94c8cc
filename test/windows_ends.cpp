//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// How processes end on Windows: what other systems' tests do with fork and signals.

#define BOOST_TEST_MODULE windows_ends
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_ends, "this is not Windows")

#else

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "scratch.hpp"
#include "windows_work.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

using namespace test;

// ---- the end -------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(child_that_ends, *boost::unit_test::disabled())
{
    std::set_terminate([] { std::abort(); }); // without a word
    std::vector<int> const taken = tf::cleanup_on_signals({SIGINT, SIGTERM, SIGBREAK, SIGABRT, SIGSEGV});
    EXPECT(taken.size() == 4);
    with_static_storage = std::make_unique<everything>(in(child::where()));
    new everything(in(child::where())); // whose destructor never runs
    (void)end(child::how());
    std::_Exit(not_here);
}

// Promise 3: a file or directory goes when its owner goes, exit included.
BOOST_AUTO_TEST_CASE(nothing_is_left_at_the_end)
{
    for (std::wstring const how : {L"exit", L"quick_exit", L"throw", L"abort", L"terminate", L"interrupt"})
    {
        test::scratch const scratch;
        DWORD const code = child(L"child_that_ends", how, scratch.path()).wait();
        if (code == not_here && test::skipped("this C library has no quick_exit"))
            continue;
        BOOST_TEST(code == exit_code_of(how));
        BOOST_TEST(scratch.empty());
    }
}

// The same by the console's events, which a thread of the system's delivers.
BOOST_AUTO_TEST_CASE(nothing_is_left_by_ctrl_c_and_ctrl_break)
{
    for (std::wstring const how : {L"ctrl_c", L"ctrl_break"})
    {
        test::scratch const scratch;
        DWORD const code = child(L"child_that_ends", how, scratch.path(), child::with_console).wait();
        if (code == not_here && how == L"ctrl_break" && test::on_wine() && test::skipped("Wine 8 sends no Ctrl+Break"))
            continue;
        BOOST_TEST(code == interrupted);
        BOOST_TEST(scratch.empty());
    }
}

BOOST_AUTO_TEST_CASE(child_with_handlers, *boost::unit_test::disabled())
{
    std::signal(SIGINT, SIG_IGN);
    auto const own = [](int) { std::_Exit(5); };
    std::signal(SIGTERM, own);
    std::vector<int> const taken =
        tf::cleanup_on_signals({SIGINT, SIGBREAK, SIGTERM, SIGFPE, SIGILL, SIGSEGV, -1, 4711, SIGABRT, SIGBREAK});
    EXPECT((taken == std::vector<int>{SIGBREAK, SIGABRT}));
    EXPECT((tf::cleanup_on_signals({SIGABRT}) == std::vector<int>{SIGABRT}));
    EXPECT(std::signal(SIGINT, SIG_IGN) == SIG_IGN);
    // Nor is the console's event that stands for it, which is ignored, or does what the program's own handler says.
    ::SetConsoleCtrlHandler(nullptr, FALSE);
    new everything(in(child::where()));
    if (!::GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0))
        std::_Exit(not_here);
    // Its thread is not seen to be done. What follows it is: the handlers are called one event after the other.
    // (The C library's _Exit would still end the DLL, which removes.)
    std::signal(SIGINT, [](int) { ::TerminateProcess(::GetCurrentProcess(), 6); });
    EXPECT(::GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0));
    ::Sleep(INFINITE);
}

// Facts 19: a signal that is ignored stays ignored, a handler of the program's own stays, faults belong to others.
BOOST_AUTO_TEST_CASE(only_signals_that_are_free_are_taken)
{
    test::scratch const scratch;
    BOOST_TEST(child(L"child_with_handlers", L"", scratch.path(), child::with_console).wait() == 6u);
    BOOST_TEST(scratch.names().size() == 3u); // our handler would have left nothing
}

BOOST_AUTO_TEST_CASE(child_with_a_decision, *boost::unit_test::disabled())
{
    auto owner = std::make_unique<everything>(in(child::where()));
    fs::path const path = owner->outliving.path();
    tf::remove_all_registered();
    EXPECT(!fs::exists(path));
    // Where numbers of files are used again (FAT, Wine), its owner holds the directory, whose name goes with the handle.
    EXPECT(test::on_wine() ? fs::is_empty(owner->directory.path()) : !fs::exists(owner->directory.path()));
    put(path, "another's"); // under the name that was ours
    owner.reset();
    EXPECT(contents(path) == "another's");
    fs::remove(path);
    EXPECT(fs::is_empty(child::where())); // the open file's name may have stayed until it was closed
    std::error_code ec;
    tf::temporary_directory const directory(in(child::where()), ec);
    EXPECT(ec == std::errc::operation_canceled);
    tf::named_temporary_file const file(in(child::where()), ec);
    EXPECT(ec == std::errc::operation_canceled);
    std::_Exit(9);
}

// After remove_all_registered() nothing is created any more, and what owned the removed does no harm.
BOOST_AUTO_TEST_CASE(nothing_is_created_afterwards)
{
    test::scratch const scratch;
    BOOST_TEST(child(L"child_with_a_decision", L"", scratch.path()).wait() == 9u);
    BOOST_TEST(scratch.empty());
}

// ---- at any moment -------------------------------------------------------------------------------------------------

namespace
{

// Until the process ends; the registry is closed by then, perhaps.
void make_and_remove(fs::path const& dir, std::atomic<int>& rounds)
{
    try
    {
        for (int i = 0;; ++i)
        {
            tf::named_temporary_file a(sweepable(dir)), b(sweepable(dir));
            tf::temporary_directory d(sweepable(dir));
            tf::temporary_file anonymous(in(dir));
            a << i << std::flush;
            if (!test::on_wine()) // which holds a mutex while it lists
            {
                fs::create_directory(d / "deeper");
                (void)tf::mkstemp(in(d / "deeper")); // a stream's file could not go while it is open
            }
            tf::save_file saved(dir / "target");
            saved << std::string(1000, static_cast<char>('a' + i % 26));
            std::error_code ec; // another thread may have the target open at the moment
            if (i % 2 == 0)
                saved.commit(ec);
            ++rounds;
        }
    }
    catch (fs::filesystem_error const&)
    {
        ::Sleep(INFINITE); // a name that the end of the process removed under our hands
    }
}

bool leaves_something(std::wstring const& how)
{
#if defined(BOOST_TEMPFILE_DYN_LINK)
    // The system ends the other threads, wherever they are, before it tells a DLL of the end.
    if (how == L"exit")
        return true;
#endif
    return how == L"killed" || how == L"abort" || how == L"throw";
}

// Wine ends the other threads wherever they are, also while they hold a mutex of its own or talk to its server: it then
// hangs, or fails an assertion.
bool failed_by_wine(child const& process)
{
    constexpr DWORD assertion = 0x80000101;
    if (!test::on_wine())
        return false;
    DWORD const code = process.wait(20000);
    return (code == STILL_ACTIVE || code == assertion) &&
           test::skipped("Wine hung or failed an assertion of its own while it ended a process");
}

} // namespace

BOOST_AUTO_TEST_CASE(child_at_work, *boost::unit_test::disabled())
{
    std::wstring const how = child::how();
    std::set_terminate([] { std::abort(); });
    tf::cleanup_on_signals({SIGINT, SIGTERM, SIGBREAK});
    fs::path const dir = child::where();
    with_static_storage = std::make_unique<everything>(sweepable(dir));
    new everything(sweepable(dir));
    static std::atomic<int> rounds{0};
    for (int t = 0; t < 3; ++t)
        std::thread([dir] { make_and_remove(dir, rounds); }).detach();
    while (rounds < 2)
        ::SwitchToThread();
    child::ready();
    if (!end(how))
        std::_Exit(not_here);
}

// Promise 3, whatever the other threads are doing: nothing is left but by what nothing can prevent, and one sweep takes
// all of that.
BOOST_AUTO_TEST_CASE(processes_end_while_threads_create)
{
    for (int round = 0; round < 3; ++round)
        for (std::wstring const how : {L"exit", L"throw", L"abort", L"terminate", L"ctrl_c", L"killed"})
        {
            test::scratch const scratch;
            child const busy(L"child_at_work", how, scratch.path(), child::with_console);
            BOOST_TEST(busy.wait_until_ready());
            if (how == L"killed")
                busy.kill();
            if (failed_by_wine(busy))
                continue;
            BOOST_TEST(busy.wait() == exit_code_of(how));
            fs::path const target = scratch / "target";
            if (fs::exists(target))
            {
                std::string const text = contents(target);
                BOOST_TEST(
                    (text.empty() || (text.size() == 1000 && text.find_first_not_of(text[0]) == std::string::npos)));
                fs::remove(target);
            }
            if (leaves_something(how))
                tf::sweep(scratch.path(), "tmp");
            auto const left = scratch.names();
            BOOST_TEST(left.empty(), "ended by " << fs::path(how).string() << ", left " << left.size() << ": "
                                                 << (left.empty() ? std::string() : *left.begin()));
        }
}

#endif
