//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5: removal is bounded by neither depth, path length, open files nor stack.

#define BOOST_TEST_MODULE remove_all_limits
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(deep_trees_and_few_handles, "made by calls that Windows has not; windows has its own")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <atomic>
#include <string>
#include <system_error>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::deadline;
using test::entries;
using test::failing_removal;
using test::make_tree;
using test::threads;
using test::touch;
using test::sys::call;

// ---- limits --------------------------------------------------------------------------------------------------------

namespace
{

// A chain of directories with a file each, far longer than a path can be.
void make_chain(fs::path const& root, int levels)
{
    EXPECT(::mkdir(root.c_str(), 0700) == 0);
    int here = ::open(root.c_str(), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i != levels; ++i)
    {
        int const file = ::openat(here, "file", O_WRONLY | O_CREAT, 0600);
        EXPECT(file >= 0);
        ::close(file);
        EXPECT(::mkdirat(here, "directory", 0700) == 0);
        int const next = ::openat(here, "directory", O_RDONLY | O_DIRECTORY);
        EXPECT(next >= 0);
        ::close(here);
        here = next;
    }
    ::close(here);
}

void limit_handles(rlim_t to)
{
    rlimit const limit{to, to};
    EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

// Runs on a thread with a stack of 64 KiB.
template<class Body>
void on_small_stack(Body body)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    EXPECT(pthread_attr_setstacksize(&attributes, 64 << 10) == 0);
    pthread_t thread;
    auto const run = [](void* b) -> void*
    {
        (*static_cast<Body*>(b))();
        return nullptr;
    };
    EXPECT(pthread_create(&thread, &attributes, run, &body) == 0);
    pthread_join(thread, nullptr);
}

long peak_kilobytes()
{
    rusage usage;
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Where a deep tree costs least.
fs::path memory_or(fs::path const& directory)
{
    return ::access("/dev/shm", W_OK | X_OK) == 0 ? fs::path("/dev/shm") : directory;
}

bool instrumented()
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return true;
#else
    return false;
#endif
#else
    return false;
#endif
}

std::error_code no_openat2(test::sys::call_site const& site) noexcept
{
    return site.which == call::open_directory_beneath ? std::make_error_code(std::errc::function_not_supported)
                                                      : std::error_code();
}

void remove_chain(int levels, long kilobytes, test::sys::interceptor hook)
{
    test::scratch outer;
    tf::options o;
    o.dir = memory_or(outer.path());
    fs::path const root = tf::mkdtemp(o);
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            make_chain(root / "tree", levels);
            limit_handles(20);
            test::interception const intercepted(hook);
            long const before = peak_kilobytes();
            on_small_stack(
                [&]
                {
                    std::error_code ec;
                    std::uintmax_t const removed = tf::remove_all(root / "tree", ec);
                    EXPECT(!ec);
                    EXPECT(removed == 2 * static_cast<std::uintmax_t>(levels) + 1);
                });
            EXPECT(instrumented() || peak_kilobytes() - before <= kilobytes);
        }));
    BOOST_TEST(fs::is_empty(root));
    std::error_code ignored;
    tf::remove_all(root, ignored);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_hundred_thousand_levels_with_twenty_handles_on_a_small_stack)
{
    remove_chain(100000, 4096, nullptr);
}

BOOST_AUTO_TEST_CASE(deep_trees_go_where_directories_cannot_be_moved)
{
    remove_chain(20000, 4096, &test::no_moves);
}

BOOST_AUTO_TEST_CASE(deep_trees_go_without_openat2)
{
    remove_chain(2000, 4096, &no_openat2);
}

BOOST_AUTO_TEST_CASE(what_stays_below_where_nothing_can_be_moved_is_named)
{
    test::scratch dir;
    fs::path inner = dir / "tree";
    make_tree(inner, 2, 1, 2);
    for (int i = 0; i != 20; ++i)
    {
        fs::create_directory(inner /= "d");
        touch(inner / "file");
    }
    make_tree(inner / "more", 3, 2, 2);
    fs::path const held = inner / "more" / "directory1" / "held";
    touch(held);
    static std::string const forbidden = "held";
    struct hook
    {
        static std::error_code both(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::remove_entry && site.path == forbidden)
                return std::make_error_code(std::errc::operation_not_permitted);
            return test::no_moves(site);
        }
    };
    std::error_code ec;
    fs::path where;
    {
        test::interception const intercepted(&hook::both);
        failing_removal(dir / "tree", ec, where, {});
    }
    BOOST_TEST((ec == std::errc::operation_not_permitted), ec.message());
    BOOST_TEST(where == held);
    BOOST_TEST(entries(dir / "tree") == 1u + 20 + 3); // what leads to it
    BOOST_TEST(tf::remove_all(dir / "tree") == 24u);
}

BOOST_AUTO_TEST_CASE(few_handles_are_enough)
{
    test::scratch dir;
    for (int free = 1; free != 8; ++free)
    {
        std::uintmax_t const made = make_tree(dir / "tree", 2, 4, 3);
        BOOST_TEST(test::child_succeeds(
                       [&]
                       {
                           std::vector<int> taken;
                           limit_handles(64);
                           for (;;)
                           {
                               int const fd = ::open("/dev/null", O_RDONLY);
                               if (fd < 0)
                                   break;
                               taken.push_back(fd);
                           }
                           for (int i = 0; i != free; ++i)
                           {
                               ::close(taken.back());
                               taken.pop_back();
                           }
                           tf::remove_options o = deadline(100);
                           std::error_code ec;
                           std::uintmax_t const removed = tf::remove_all(dir / "tree", o, ec);
                           EXPECT(free == 1 || (!ec && removed == made));
                       }),
            free << " free handles");
        std::error_code ignored;
        tf::remove_all(dir / "tree", ignored);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(without_any_handle_an_empty_directory_goes)
{
    test::scratch dir;
    fs::create_directory(dir / "tree");
    touch(dir / "file");
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            limit_handles(3);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree", ec) == 1);
            EXPECT(!ec);
            test::virtual_time const time;
            EXPECT(tf::remove_all(dir / "missing", ec) == 0);
            EXPECT(!ec);
            EXPECT(tf::remove_all(dir / "file", ec) == 1);
            EXPECT(!ec);
            EXPECT(time.waited().count() == 0);
        }));
    BOOST_TEST(dir.empty());
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

namespace
{

std::atomic<std::ptrdiff_t> most_handles{0}, most_threads{0};

std::error_code count_handles_and_threads(test::sys::call_site const& site) noexcept
{
    if (site.which != call::list_directory)
        return {};
    auto const raise = [](std::atomic<std::ptrdiff_t>& most, std::ptrdiff_t now)
    {
        for (std::ptrdiff_t before = most; before < now && !most.compare_exchange_weak(before, now);)
            ;
    };
    std::error_code ignored; // a thread that ends while it is looked at
    std::ptrdiff_t found = 0;
    for (fs::directory_iterator it("/proc/self/task", ignored), end; it != end; it.increment(ignored))
        ++found;
    raise(most_threads, found);
    found = -1; // its own
    for (fs::directory_iterator it("/proc/self/fd", ignored), end; it != end; it.increment(ignored))
        ++found;
    raise(most_handles, found);
    return {};
}

} // namespace

// Facts 7: together the threads hold at most 32 handles, or a quarter of what may be open; and none outlives the call.
BOOST_AUTO_TEST_CASE(handles_and_threads_are_limited)
{
    for (rlim_t const limit : {rlim_t(1024), rlim_t(64)})
    {
        test::scratch dir;
        make_tree(dir / "tree", 3, 6, 1);
        auto const removes = [&]
        {
            limit_handles(limit);
            std::ptrdiff_t const before = test::open_handles() - 1;
            most_handles = most_threads = 0;
            {
                test::interception const counted(&count_handles_and_threads);
                std::error_code ec;
                tf::remove_all(dir / "tree", threads(16), ec);
                EXPECT(!ec);
            }
            // Each other thread that looks holds two more for it.
            std::ptrdiff_t const looking = 2 * (most_threads - 1) + 1;
            EXPECT(most_handles > before + 2);
            EXPECT(most_handles - before <= (limit == 64 ? 16 : 32) + looking);
            EXPECT(most_threads > 1 && most_threads <= (limit == 64 ? 2 : 4));
            EXPECT(test::open_handles() - 1 == before);
            EXPECT(std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator()) == 1);
        };
        BOOST_TEST(test::child_succeeds(removes));
        BOOST_TEST(dir.empty());
    }
}

#endif

BOOST_AUTO_TEST_CASE(threads_that_cannot_be_started_are_no_error)
{
    test::scratch dir;
    std::uintmax_t made = 0;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            made = make_tree(dir / "tree", 5, test::on_wine() ? 2 : 3, 5);
            rlimit const none{0, 0};
            EXPECT(::setrlimit(RLIMIT_NPROC, &none) == 0);
            std::error_code ec;
            EXPECT(tf::remove_all(dir / "tree", threads(4), ec) == made);
            EXPECT(!ec);
        }));
    BOOST_TEST(dir.empty());
}

namespace
{

std::atomic<pthread_t> main_thread;
std::atomic<int> alarms{0};
std::atomic<int> elsewhere{0};

void on_alarm(int)
{
    ++alarms;
    if (!pthread_equal(main_thread, pthread_self()))
        ++elsewhere;
}

} // namespace

BOOST_AUTO_TEST_CASE(threads_take_no_signals_and_signals_are_no_error)
{
    test::scratch dir;
    std::uintmax_t const made = make_tree(dir / "tree", 8, 3, 8);
    main_thread = pthread_self();
    struct sigaction action = {}, before;
    action.sa_handler = &on_alarm; // no SA_RESTART: calls are interrupted
    ::sigaction(SIGALRM, &action, &before);
    itimerval const often{{0, 50}, {0, 50}}, never{};
    ::setitimer(ITIMER_REAL, &often, nullptr);
    std::error_code ec;
    std::uintmax_t const removed = tf::remove_all(dir / "tree", threads(2), ec);
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST(removed == made);
    BOOST_TEST(alarms > 0);
    BOOST_TEST(elsewhere == 0);
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    BOOST_TEST(sigismember(&mask, SIGALRM) == 0); // as it was
}

#endif
