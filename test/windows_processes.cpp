//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// How processes end on Windows, and what they inherit: what the other systems' tests do with fork and signals.

#define BOOST_TEST_MODULE windows_processes
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_processes, "this is not Windows")

#else

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"
#include "windows_child.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::child;
using test::contents;
using test::put;

namespace
{

constexpr DWORD not_here = 77;                       // the exit code of a child that could not do what it was to do
constexpr DWORD interrupted = STATUS_CONTROL_C_EXIT; // that of one that was ended by Ctrl+C

tf::options in(fs::path const& dir)
{
    tf::options o;
    o.dir = dir;
    return o;
}

tf::options sweepable(fs::path const& dir)
{
    tf::options o = in(dir);
    o.sweepable = true;
    return o;
}

// Everything that has a name, with something in it.
struct everything
{
    explicit everything(tf::options o) : file(o), directory(o), outliving((o.removal = tf::removal::on_destruction, o))
    {
        file << "text" << std::flush;
        fs::create_directory(directory / "d");
        put(directory / "d" / "file", "text");
        outliving.close();
    }
    tf::named_temporary_file file;
    tf::temporary_directory directory;
    tf::named_temporary_file outliving; // closed, and there until it is destroyed
};

std::unique_ptr<everything> with_static_storage;

// What the C library has of std::quick_exit: mingw-w64's older one has nothing.
bool exits_quickly()
{
#if defined(_UCRT) || defined(_MSC_VER)
    tf::cleanup_at_quick_exit();
    std::quick_exit(0);
#else
    return false;
#endif
}

// Ends this process; false where it cannot be ended so.
bool end(std::wstring const& how)
{
    if (how == L"exit")
        std::exit(0);
    if (how == L"quick_exit")
        return exits_quickly();
    if (how == L"throw")
        std::terminate(); // as an exception that nobody catches does
    if (how == L"abort")
        std::abort();
    if (how == L"terminate")
        std::raise(SIGTERM);
    if (how == L"interrupt")
        std::raise(SIGINT);
    if (how == L"ctrl_c" || how == L"ctrl_break")
    {
        ::SetConsoleCtrlHandler(nullptr, FALSE); // who starts the tests may have it ignored
        if (!::GenerateConsoleCtrlEvent(how == L"ctrl_c" ? CTRL_C_EVENT : CTRL_BREAK_EVENT, 0))
            return false;
    }
    ::Sleep(INFINITE); // what ends us does it from another thread, or is the parent
    return false;
}

DWORD exit_code_of(std::wstring const& how)
{
    return how == L"exit" || how == L"quick_exit"     ? 0
           : how == L"killed"                         ? 99
           : how == L"ctrl_c" || how == L"ctrl_break" ? interrupted
                                                      : 3;
}

} // namespace

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
    EXPECT(!fs::exists(owner->directory.path()));
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

// ---- what the dead leave -------------------------------------------------------------------------------------------

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

// ---- what is inherited ---------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(child_that_lives, *boost::unit_test::disabled())
{
    child::ready();
    child::wait_for_go();
    std::_Exit(0);
}

// Promise 1: handles are not inherited. A child that had one would keep an anonymous file's name, and deny the others
// their removal, as it does with a file of somebody who lets it be inherited.
BOOST_AUTO_TEST_CASE(a_child_inherits_no_handle)
{
    test::scratch const scratch;
    std::error_code ec;
    {
        tf::named_temporary_file named(scratch.options());
        tf::temporary_file anonymous(scratch.options());
        tf::temporary_directory directory(sweepable(scratch.path()));
        tf::save_file saved(scratch / "target");
        SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
        fs::path const path = scratch / "inherited";
        HANDLE const theirs =
            ::CreateFileW(path.c_str(), GENERIC_WRITE, 0, &inheritable, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
        child const heir(L"child_that_lives", L"", scratch.path(), child::heir);
        BOOST_TEST(heir.wait_until_ready());
        ::CloseHandle(theirs);
        BOOST_TEST(!::DeleteFileW(path.c_str()));
        named.close(ec);
        BOOST_TEST(!ec);
        anonymous.close(ec);
        BOOST_TEST(!ec);
        directory.cleanup(ec);
        BOOST_TEST(!ec);
        saved << "text";
        saved.commit(ec);
        BOOST_TEST(!ec);
        fs::remove(scratch / "target");
        BOOST_TEST(scratch.names().size() == 1u);
        heir.go();
        heir.wait();
        BOOST_TEST(::DeleteFileW(path.c_str()));
    }
    BOOST_TEST(scratch.empty());
}

// ---- the console ---------------------------------------------------------------------------------------------------

namespace
{

tf::unique_handle console(wchar_t const* name)
{
    return tf::unique_handle(::CreateFileW(
        name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr));
}

void type(HANDLE keyboard, std::wstring const& text)
{
    for (wchar_t const c : text)
    {
        INPUT_RECORD key{};
        key.EventType = KEY_EVENT;
        key.Event.KeyEvent.bKeyDown = TRUE;
        key.Event.KeyEvent.wRepeatCount = 1;
        key.Event.KeyEvent.uChar.UnicodeChar = c;
        key.Event.KeyEvent.wVirtualKeyCode = c == L'\r' ? WORD(VK_RETURN) : WORD(c - L'a' + L'A');
        DWORD count = 0;
        EXPECT(::WriteConsoleInputW(keyboard, &key, 1, &count) && count == 1);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(child_on_a_console, *boost::unit_test::disabled())
{
    using buffer = tf::basic_device_streambuf<tf::file_device, char>;
    tf::unique_handle input = console(L"CONIN$"), output = console(L"CONOUT$");
    if (!input || !output)
        std::_Exit(not_here);
    HANDLE const keyboard = input.get(), screen = output.get();
    type(keyboard, L"typed\r");
    buffer reading(tf::file_device(std::move(input)), std::ios::in); // a text file, whose lines end in \r\n
    std::istream in_stream(&reading);
    std::string line;
    EXPECT(bool(std::getline(in_stream, line)));
    EXPECT(line == "typed");
    EXPECT(in_stream.tellg() == std::streampos(std::streamoff(-1)));
    in_stream.clear();
    type(keyboard, L"again\r");
    EXPECT(bool(std::getline(in_stream, line)));
    EXPECT(line == "again");

    CONSOLE_SCREEN_BUFFER_INFO before{};
    EXPECT(::GetConsoleScreenBufferInfo(screen, &before));
    buffer writing(tf::file_device(std::move(output)), std::ios::out);
    std::ostream out_stream(&writing);
    out_stream << "shown\n" << std::flush;
    EXPECT(bool(out_stream));
    EXPECT(out_stream.tellp() == std::streampos(std::streamoff(-1)));
    wchar_t shown[5] = {};
    DWORD count = 0;
    EXPECT(::ReadConsoleOutputCharacterW(screen, shown, 5, before.dwCursorPosition, &count) && count == 5);
    EXPECT(std::wstring(shown, 5) == L"shown");
    std::_Exit(0);
}

// A console is a device in one direction without positions.
BOOST_AUTO_TEST_CASE(a_console_is_read_and_written)
{
    test::scratch const scratch;
    DWORD const code = child(L"child_on_a_console", L"", scratch.path(), child::with_console).wait();
    if (code == not_here && test::skipped("there is no console here"))
        return;
    BOOST_TEST(code == 0u);
}

#endif
