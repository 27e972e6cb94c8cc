//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: a process that a signal ends leaves nothing, whatever its threads are doing (facts 18, 19).

#define BOOST_TEST_MODULE cleanup_signals
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>

#include "creation/creation.hpp"
#include "platform.hpp"
#include "registered.hpp"
#include "scratch.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(cleanup_signals_on_posix, "no handler interrupts a thread; windows_ends does so")

#else

#include "handled_trees.hpp"
#include "processes.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using test::everything;
using test::owned_directory;
using test::owned_file;

// Promise: the process ends by the same signal, with nothing left; an ignored signal stays ignored and a handler of the
// program's own stays (facts 19).
BOOST_AUTO_TEST_CASE(signals_end_the_process_and_leave_nothing)
{
    test::scratch scratch;
    for (int const number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGABRT, SIGSEGV})
    {
        int const status = test::status_of_child(
            [&]
            {
                std::signal(number, SIG_DFL); // Boost.Test has its own
                EXPECT(tf::cleanup_on_signals({number}) == std::vector<int>{number});
                everything all(scratch.options());
                number == SIGABRT ? std::abort() : static_cast<void>(std::raise(number));
            });
        BOOST_TEST(WIFSIGNALED(status));
        BOOST_TEST(WTERMSIG(status) == number);
        BOOST_TEST(test::handlers_left_nothing(scratch.path()));
    }
}

namespace
{

// Until a thread of this process but the first sleeps in the kernel, where the system tells.
void wait_until_another_sleeps()
{
    for (;;)
    {
        std::error_code ec;
        fs::directory_iterator const threads("/proc/self/task", ec);
        if (ec)
            return;
        for (auto const& thread : threads)
        {
            std::string state;
            std::getline(std::ifstream(thread.path() / "stat") >> std::ws, state);
            bool const first = thread.path().filename() == std::to_string(::getpid());
            if (!first && state.find(") S ") != std::string::npos)
                return;
        }
        std::this_thread::yield();
    }
}

} // namespace

// The handler sends the signal anew. By kill() another thread could take it, while the handler goes on to _exit(), whose
// status would win: always, if that thread waits for it.
BOOST_AUTO_TEST_CASE(other_threads_do_not_take_the_signal)
{
    for (int const number : {SIGTERM, SIGQUIT})
    {
        int const status = test::status_of_child(
            [number]
            {
                std::signal(number, SIG_DFL);
                rlimit const no_core{0, 0};
                EXPECT(::setrlimit(RLIMIT_CORE, &no_core) == 0);
                tf::cleanup_on_signals({number});
                std::thread waits(
                    [number]
                    {
                        sigset_t awaited;
                        sigemptyset(&awaited);
                        sigaddset(&awaited, number);
                        ::pthread_sigmask(SIG_BLOCK, &awaited, nullptr);
                        for (int taken;;)
                            ::sigwait(&awaited, &taken);
                    });
                wait_until_another_sleeps();
                waits.detach();
                std::raise(number);
            });
        BOOST_TEST(WIFSIGNALED(status));
        BOOST_TEST(WTERMSIG(status) == number);
    }
}

BOOST_AUTO_TEST_CASE(only_signals_that_are_free_are_taken)
{
    BOOST_TEST(test::child_succeeds(
        []
        {
            std::signal(SIGHUP, SIG_IGN);
            std::signal(
                SIGUSR2, +[](int) {});
            for (int const number : {SIGINT, SIGTERM})
                std::signal(number, SIG_DFL);
            auto const taken = tf::cleanup_on_signals(
                {SIGHUP, SIGINT, SIGUSR2, SIGCHLD, SIGKILL, SIGTSTP, SIGWINCH, -1, 4711, SIGTERM, SIGINT});
            EXPECT((taken == std::vector<int>{SIGINT, SIGTERM}));
            EXPECT((tf::cleanup_on_signals({SIGTERM}) == std::vector<int>{SIGTERM}));
            struct sigaction hup, term;
            ::sigaction(SIGHUP, nullptr, &hup);
            ::sigaction(SIGTERM, nullptr, &term);
            EXPECT(hup.sa_handler == SIG_IGN);
            EXPECT(sigismember(&term.sa_mask, SIGINT) == 1); // all are blocked while one is handled
        }));
}

// Facts 18, 19: signals at random moments, one or two at once, while threads create and remove: never anything left.
BOOST_AUTO_TEST_CASE(signals_while_threads_create)
{
    test::scratch scratch;
    for (int round = 0; round < 60; ++round)
    {
        int to_parent[2];
        BOOST_REQUIRE(::pipe(to_parent) == 0);
        pid_t const child = ::fork();
        if (child == 0)
        {
            for (int const number : {SIGINT, SIGTERM})
                std::signal(number, SIG_DFL);
            tf::cleanup_on_signals({SIGINT, SIGTERM});
            std::vector<std::thread> threads;
            for (int t = 0; t < 4; ++t)
                threads.emplace_back(
                    [&, t]
                    {
                        bool told = false;
                        for (;;)
                        {
                            owned_file a(scratch.options()), b(scratch.options());
                            owned_directory d(scratch.options());
                            std::ofstream(d.entry.path / "inside") << t;
                            if (!told)
                                told = ::write(to_parent[1], "x", 1) == 1;
                            fs::remove(d.entry.path / "inside");
                            if (d.entry.entry.claim())
                                fs::remove(d.entry.path);
                        }
                    });
            for (;;)
                ::pause();
        }
        char x;
        BOOST_REQUIRE(::read(to_parent[0], &x, 1) == 1);
        for (int spin = (round * 7919) % 4000; spin > 0; --spin)
            ::getppid();
        ::kill(child, SIGTERM);
        ::kill(child, SIGINT);
        int status = 0;
        BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
        ::close(to_parent[0]);
        ::close(to_parent[1]);
        BOOST_TEST(WIFSIGNALED(status));
        BOOST_TEST((WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGINT));
        bool const nothing_left = test::handlers_left_nothing(scratch.path());
        BOOST_TEST(nothing_left);
        if (!nothing_left)
            break;
    }
}

#endif
