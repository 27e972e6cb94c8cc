//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: however a process ends, at whatever moment, nothing is left behind but what SIGKILL and abort leave, and one
// sweep takes all of that.
//
// Each process makes files and directories on several threads and ends in one of ten ways at a random moment. 200
// processes in the tests; by hand, TEMPFILE_STRESS=10000 test/stress.

#define BOOST_TEST_MODULE stress
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(processes, "it forks; windows_ends ends processes at any moment")

#else

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "handled_trees.hpp"
#include "processes.hpp"
#include "scratch.hpp"
#include "sweeping.hpp"

#include <atomic>
#include <csignal>
#include <exception>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include <sched.h>
#include <sys/resource.h>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

namespace
{

enum class ending
{
    returning,
    exiting,
    quick_exiting,
    throwing,
    aborting,
    on_sigint,
    on_sigterm,
    on_any_signal,
    on_two_signals,
    killed,
    count
};

struct work
{
    test::scratch const& scratch;
    fs::path const target;
    std::atomic<int> rounds{0};

    tf::options options() const
    {
        tf::options o = scratch.options();
        o.sweepable = BOOST_TEMPFILE_TEST_SWEEPS;
        return o;
    }

    // Until the process ends; the registry is closed by then, perhaps.
    void make_and_remove()
    {
        try
        {
            for (int i = 0;; ++i)
            {
                tf::named_temporary_file a(options()), b(options());
                tf::temporary_directory d(options());
                tf::temporary_file anonymous(scratch.options());
                a << i << std::flush;
                fs::create_directory(d / "deeper"); // not create_directories, which would make d again
                fs::create_directory(d / "deeper" / "still");
                std::ofstream(d / "deeper" / "file") << i;
                if (i % 4 == 0)
                    anonymous.persist(target);
                tf::save_file saved(target);
                saved << std::string(1000, static_cast<char>('a' + i % 26));
                if (i % 2 == 0)
                    saved.commit();
                ++rounds;
            }
        }
        catch (fs::filesystem_error const&)
        {
            // A name that the end of the process removed under our hands.
            for (;;)
                ::pause();
        }
    }
};

std::unique_ptr<tf::named_temporary_file> with_static_storage;

// Those that end a process by default (signal(7)); what the processor raises can be sent as well.
constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPIPE,
    SIGXCPU, SIGXFSZ, SIGTRAP, SIGSYS, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

int any_signal(unsigned moment)
{
    return signals[moment % (sizeof signals / sizeof signals[0])];
}

void end(ending how, unsigned moment)
{
    switch (how)
    {
    case ending::returning: // as main's return does
    case ending::exiting:
        std::exit(0);
    case ending::quick_exiting:
        test::quick_exit(0);
    case ending::throwing:
        throw std::runtime_error("uncaught");
    case ending::aborting:
        std::abort();
    case ending::on_sigint:
        ::kill(::getpid(), SIGINT);
        break;
    case ending::on_sigterm:
        ::kill(::getpid(), SIGTERM);
        break;
    case ending::on_any_signal:
        std::raise(any_signal(moment));
        break;
    case ending::on_two_signals:
        ::kill(::getpid(), SIGTERM);
        ::kill(::getpid(), SIGINT);
        break;
    default:
        ::kill(::getpid(), SIGKILL);
    }
    for (;;)
        ::pause();
}

[[noreturn]] void run(
    test::scratch const& scratch, ending how, unsigned moment) noexcept // as main is for std::terminate
{
    for (int const number : signals)
        std::signal(number, SIG_DFL);         // Boost.Test has its own
    std::set_terminate([] { std::abort(); }); // without a word
    rlimit const no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    tf::cleanup_on_signals({SIGINT, SIGTERM});
    if (how == ending::on_any_signal)
        tf::cleanup_on_signals({any_signal(moment)});
    tf::cleanup_at_quick_exit();
    work w{scratch, scratch / "target"};
    with_static_storage = std::make_unique<tf::named_temporary_file>(w.options());
    new tf::named_temporary_file(scratch.options());
    new tf::temporary_directory(w.options());
    for (int t = 0; t < 3; ++t)
        std::thread([&w] { w.make_and_remove(); }).detach();
    while (w.rounds.load() < static_cast<int>(moment % 7))
        ::sched_yield();
    for (unsigned i = 0; i < moment; ++i)
        ::getppid();
    end(how, moment);
    std::abort();
}

bool leaves_something(ending how)
{
    return how == ending::killed || how == ending::aborting || how == ending::throwing;
}

// std::quick_exit as well, which may be called in one.
bool ends_in_handler(ending how)
{
    return how == ending::quick_exiting || how == ending::on_sigint || how == ending::on_sigterm ||
           how == ending::on_any_signal || how == ending::on_two_signals;
}

} // namespace

BOOST_AUTO_TEST_CASE(processes)
{
    char const* const given = std::getenv("TEMPFILE_STRESS");
    int const how_many = given != nullptr ? std::atoi(given) : 200;
    std::random_device seeds;
    unsigned const seed = seeds();
    BOOST_TEST_MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    test::scratch scratch(test::scratch::in_memory);
    int endings[static_cast<int>(ending::count)] = {};
    for (int i = 0; i < how_many; ++i)
    {
        auto const how = static_cast<ending>(i % static_cast<int>(ending::count));
        unsigned const moment = static_cast<unsigned>(random() % 3000);
        int const status = test::status_of_child([&] { run(scratch, how, moment); });
        int const ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        int const expected = how == ending::on_sigint       ? SIGINT
                             : how == ending::on_sigterm    ? SIGTERM
                             : how == ending::on_any_signal ? any_signal(moment)
                             : how == ending::killed        ? SIGKILL
                             : leaves_something(how)        ? SIGABRT
                                                            : 0;
        BOOST_TEST(
            (ended_by == expected || (how == ending::on_two_signals && (ended_by == SIGINT || ended_by == SIGTERM))),
            "ending " << i % 10 << ", signal " << ended_by);
        ++endings[i % static_cast<int>(ending::count)];

        if (fs::exists(scratch / "target"))
        {
            std::ifstream in(scratch / "target");
            std::string const text(std::istreambuf_iterator<char>(in), {});
            BOOST_TEST((text.empty() || (text.size() == 1000 && text.find_first_not_of(text[0]) == std::string::npos)));
            fs::remove(scratch / "target");
        }
        if (leaves_something(how))
        {
            // One file is not sweepable, and stays.
            test::sweep_all(scratch.path());
            BOOST_TEST(scratch.names().size() <= 1u);
            for (auto const& name : scratch.names())
            {
                BOOST_TEST(name.find('~') == std::string::npos);
                fs::remove(scratch / name);
            }
        }
        if (ends_in_handler(how) && !scratch.empty())
            BOOST_TEST(test::handlers_left_nothing(scratch.path()), "ending " << i % 10);
        auto const left = scratch.names();
        BOOST_TEST(left.empty(),
            "ending " << i % 10 << " left " << left.size() << ": " << (left.empty() ? "" : *left.begin()));
        for (auto const& name : left)
            fs::remove_all(scratch / name);
    }
    for (int const times : endings)
        BOOST_TEST(times >= how_many / static_cast<int>(ending::count));
}

#endif
