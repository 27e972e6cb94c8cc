//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: nothing is left behind when a process ends without running destructors (promise 3, exit).

#define BOOST_TEST_MODULE cleanup
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/remove_all.hpp>

#include "creation/creation.hpp"
#include "platform.hpp"
#include "lifecycle/registry.hpp"
#include "scratch.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

namespace
{

struct owned_file
{
    explicit owned_file(tf::options const& o) : handle(tf::detail::create_named(o, entry, where, ec))
    {
        if (ec)
            throw std::system_error(ec);
    }
    std::error_code ec;
    fs::path where;
    tf::detail::named_entry entry;
    tf::unique_handle handle;
};

struct owned_directory
{
    explicit owned_directory(tf::options const& o)
    {
        std::error_code ec;
        fs::path where;
        tf::detail::create_directory(o, tf::detail::registered::yes, entry, where, ec);
        if (ec)
            throw std::system_error(ec);
    }
    tf::detail::directory_entry entry;
};

} // namespace

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    cleanup_on_posix, "there is no fork, and no handler that interrupts a thread; windows_processes ends processes")

#else

#include "processes.hpp"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <atomic>
#include <csignal>
#include <cstdarg>
#include <fstream>
#include <memory>
#include <thread>

namespace
{

// Nested, with files, links and a directory that denies everything.
void fill(fs::path const& dir, int depth)
{
    fs::path p = dir;
    for (int i = 0; i < depth; ++i)
    {
        std::ofstream(p / "file") << i;
        fs::create_directory(p / "empty");
        p /= "d";
        fs::create_directory(p);
    }
    fs::create_symlink("/", p / "link");
    fs::create_directory(p / "closed");
    std::ofstream(p / "closed" / "file") << 1;
    fs::permissions(p / "closed", fs::perms::none);
}

struct everything
{
    explicit everything(tf::options const& o) : file(o), directory(o) { fill(directory.entry.path, 20); }
    owned_file file;
    owned_directory directory;
};

std::unique_ptr<owned_file> with_static_storage;

} // namespace

// Promise: everything registered is removed at normal exit, once.
BOOST_AUTO_TEST_CASE(exit_removes_what_is_registered)
{
    test::scratch scratch;
    int const status = test::status_of_child(
        [&]
        {
            new everything(scratch.options());
            with_static_storage.reset(new owned_file(scratch.options()));
            EXPECT(scratch.names().size() == 3);
            std::exit(7);
        });
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 7);
    BOOST_TEST(scratch.empty());
}

// Promise: never by a forked child, whatever way it ends; nor what an ancestor registered.
BOOST_AUTO_TEST_CASE(a_forked_child_removes_nothing_of_its_parent)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            tf::cleanup_on_signals({SIGTERM});
            everything parents(scratch.options());
            auto const before = scratch.names();
            EXPECT(test::child_succeeds([] { std::exit(0); }));
            EXPECT(test::child_succeeds([] { tf::remove_all_registered(); }));
            EXPECT(WTERMSIG(test::status_of_child([] { std::raise(SIGTERM); })) == SIGTERM);
            EXPECT(test::child_succeeds([&] { everything moved(std::move(parents)); }));
            EXPECT(scratch.names() == before);
            // What the child makes is the child's, and it alone goes with it.
            EXPECT(test::child_succeeds(
                [&]
                {
                    new everything(scratch.options());
                    EXPECT(scratch.names().size() == 4);
                    std::exit(0);
                }));
            EXPECT(scratch.names() == before);
        }));
}

#if defined(__linux__) && !defined(BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR)

// Facts 10: nor where the system cannot wipe a page in children, from a process that has never asked.
BOOST_AUTO_TEST_CASE(without_wiped_pages_a_child_is_told_apart_as_well)
{
    auto const again = []
    {
        if (!test::take_call_away(SYS_madvise, EINVAL))
            ::_exit(0);
        ::execl("/proc/self/exe", "cleanup",
            "--run_test=a_forked_child_removes_nothing_of_its_parent,an_adopted_file_goes_with_its_new_owner",
            static_cast<char*>(nullptr));
        ::_exit(1);
    };
    BOOST_TEST(test::child_succeeds(again));
}

#endif

// Facts 10: nor by a child that vfork made, whose handlers run in the parent's memory: neither what there is goes, nor
// does the parent take itself for ended.
BOOST_AUTO_TEST_CASE(a_child_of_vfork_removes_nothing_of_its_parent)
{
    test::scratch scratch;
    for (bool const registered : {false, true})
    {
        auto const parent = [&]
        {
            ::alarm(60); // what is created in a registry that is closed would wait for ever
            std::signal(SIGTERM, SIG_DFL);
            tf::cleanup_on_signals({SIGTERM});
            std::unique_ptr<owned_file> file(registered ? new owned_file(scratch.options()) : nullptr);
            pid_t const child = ::vfork();
            if (child == 0)
            {
                (void)std::raise(SIGTERM);
                ::_exit(1);
            }
            int status = 0;
            EXPECT(::waitpid(child, &status, 0) == child);
            EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
            EXPECT(scratch.names().size() == (registered ? 1 : 0));
            owned_file another(scratch.options());
            EXPECT(scratch.names().size() == (registered ? 2 : 1));
        };
        BOOST_TEST(test::child_succeeds(parent));
        for (auto const& name : scratch.names())
            fs::remove(scratch / name);
    }
}

// Facts 10: adopt() takes ownership over, for daemons whose parent exits.
BOOST_AUTO_TEST_CASE(an_adopted_file_goes_with_its_new_owner)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            owned_file* const file = new owned_file(scratch.options());
            EXPECT(test::child_succeeds(
                [&]
                {
                    file->entry.adopt();
                    std::exit(0);
                }));
            EXPECT(scratch.empty());
        }));
}

// Promise: std::quick_exit, opt-in.
BOOST_AUTO_TEST_CASE(quick_exit_removes_when_asked_to)
{
    test::scratch scratch;
    for (bool const asked : {false, true})
    {
        int const status = test::status_of_child(
            [&]
            {
                if (asked)
                {
                    tf::cleanup_at_quick_exit();
                    tf::cleanup_at_quick_exit();
                }
                new everything(scratch.options());
                std::quick_exit(5);
            });
        BOOST_TEST(WEXITSTATUS(status) == 5);
        BOOST_TEST(scratch.names().size() == (asked ? 0u : 2u));
        if (!asked)
            BOOST_TEST(
                test::child_succeeds([&] { std::system(("chmod -R u+rwx " + scratch.path().string()).c_str()); }));
        for (auto const& name : scratch.names())
            fs::remove_all(scratch / name);
    }
}

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
        BOOST_TEST(scratch.empty());
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
            EXPECT(::sigismember(&term.sa_mask, SIGINT) == 1); // all are blocked while one is handled
        }));
}

// Promise: after remove_all_registered() nothing is created any more, and what owned the removed does no harm.
BOOST_AUTO_TEST_CASE(nothing_is_created_afterwards)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            auto owner = std::make_unique<everything>(scratch.options());
            fs::path const path = owner->file.entry.path();
            errno = 4242;
            tf::remove_all_registered();
            EXPECT(errno == 4242);
            EXPECT(scratch.empty());
            // A file that somebody else makes under the same name is not the owner's.
            std::ofstream(path) << "another";
            owner.reset();
            EXPECT(fs::exists(path));
            fs::remove(path);

            tf::detail::named_entry entry;
            tf::detail::directory_entry directory;
            std::error_code ec;
            fs::path where;
            auto const file = tf::detail::create_named(scratch.options(), entry, where, ec);
            EXPECT(!file && ec == std::errc::operation_canceled);
            tf::detail::create_directory(scratch.options(), tf::detail::registered::yes, directory, where, ec);
            EXPECT(ec == std::errc::operation_canceled);
            EXPECT(scratch.empty());
            EXPECT(test::child_succeeds(
                [&]
                {
                    owned_file in_a_child(scratch.options()); // where nothing ends
                    EXPECT(scratch.names().size() == 1);
                }));
        }));
}

// Facts 20: a deep and a wide tree go from a handler on an 8 KiB alternate stack,
// beyond what the signal's frame takes.
BOOST_AUTO_TEST_CASE(a_deep_tree_goes_on_a_small_stack)
{
    test::scratch scratch;
    int const status = test::status_of_child(
        [&]
        {
            std::signal(SIGTERM, SIG_DFL);
            owned_directory directory(scratch.options());
            fs::path const start = fs::current_path();
            fs::current_path(directory.entry.path);
            for (int i = 0; i < 3000; ++i) // far beyond PATH_MAX
            {
                EXPECT(::mkdir("directory", 0700) == 0 && ::chdir("directory") == 0);
                std::ofstream("file") << i;
            }
            fs::current_path(directory.entry.path);
            fs::create_directory("wide");
            for (int i = 0; i < 3000; ++i)
                std::ofstream("wide/" + std::to_string(i)) << i;
            fs::current_path(start);

            // What the kernel itself puts there depends on the processor's registers (getauxval(3), AT_MINSIGSTKSZ).
            std::size_t const page = 4096, frame = ::getauxval(AT_MINSIGSTKSZ), size = (frame / page + 1) * page + 8192;
            char* const guarded =
                static_cast<char*>(::mmap(nullptr, page + size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
            EXPECT(::mprotect(guarded + page, size, PROT_READ | PROT_WRITE) == 0);
            stack_t alternate = {};
            alternate.ss_sp = guarded + page;
            alternate.ss_size = size;
            EXPECT(::sigaltstack(&alternate, nullptr) == 0);
            tf::cleanup_on_signals({SIGTERM});
            std::raise(SIGTERM);
        });
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == SIGTERM);
    BOOST_TEST(scratch.empty());
}

// Other threads go on while a handler removes, and what they add does not keep the process from ending.
BOOST_AUTO_TEST_CASE(threads_that_go_on_adding_directories_do_not_keep_it_going)
{
    test::scratch scratch;
    auto const process = [&]
    {
        ::alarm(60);
        std::signal(SIGTERM, SIG_DFL);
        tf::cleanup_on_signals({SIGTERM});
        owned_directory const directory(scratch.options());
        std::atomic<int> made{0};
        std::vector<std::thread> adders;
        for (int t = 0; t != 4; ++t)
            adders.emplace_back(
                [&, t]
                {
                    std::string const above = std::string(directory.entry.path) + '/' + std::to_string(t) + '-';
                    for (;; ++made)
                    {
                        std::string name = above + std::to_string(made % 100);
                        for (int i = 0; i != 10; ++i)
                        {
                            (void)::mkdir(name.c_str(), 0700);
                            name += "/d";
                        }
                    }
                });
        while (made < 100)
            ::sched_yield();
        (void)std::raise(SIGTERM);
        for (std::thread& each : adders)
            each.join();
    };
    int const status = test::status_of_child(process);
    BOOST_TEST(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == SIGTERM);
}

// Nor does the library's own removal of the same tree, which moves what is deep below up to where the handler looks.
BOOST_AUTO_TEST_CASE(a_tree_that_another_thread_is_removing_goes)
{
    test::scratch scratch;
    for (int times = 0; times != 2; ++times)
    {
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                ::alarm(60);
                owned_directory const directory(scratch.options());
                fs::path inner = directory.entry.path;
                int handle = ::open(inner.c_str(), O_RDONLY | O_DIRECTORY);
                for (int i = 0; i != 1500; ++i)
                {
                    for (char const* name : {"a", "b", "c", "d"})
                        EXPECT(::mkdirat(handle, name, 0700) == 0);
                    int const below = ::openat(handle, "d", O_RDONLY | O_DIRECTORY);
                    EXPECT(below >= 0);
                    ::close(handle);
                    handle = below;
                }
                ::close(handle);
                std::atomic<bool> begun{false};
                std::thread other(
                    [&]
                    {
                        tf::remove_options o;
                        o.threads = 1;
                        o.observer = [&](std::uintmax_t) { begun = true; };
                        std::error_code ignored;
                        tf::remove_all(directory.entry.path, o, ignored);
                    });
                while (!begun)
                    ::sched_yield();
                tf::remove_all_registered();
                bool const gone = !fs::exists(directory.entry.path);
                other.join();
                EXPECT(gone);
            }));
        BOOST_TEST(scratch.empty());
    }
}

// A directory that was put in the place of ours is not ours, and a link in it is not followed (promise 5).
BOOST_AUTO_TEST_CASE(a_replaced_directory_stays)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            owned_directory ours(scratch.options());
            fs::remove(ours.entry.path);
            fs::create_directory(ours.entry.path);
            std::ofstream(ours.entry.path / "file") << "theirs";
            tf::remove_all_registered();
            EXPECT(fs::exists(ours.entry.path / "file"));
        }));
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(BOOST_CLANG)

namespace
{

// Initialized before there are threads, and read by functions that must not allocate.
thread_local bool in_handler = false;
std::atomic<int> unsafe_calls{0};

void note() noexcept
{
    if (in_handler)
        ++unsafe_calls;
}

template<class Function>
Function* next(char const* name) noexcept
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}
int (*const real_lock)(pthread_mutex_t*) = next<int(pthread_mutex_t*)>("pthread_mutex_lock");

} // namespace

// In place of the C library's, for this program: who calls them in the handler is noted. Besides memory and locks, what
// one is most likely to call by mistake: none of it is async-signal-safe (signal-safety(7)).
extern "C"
{
    int __cxa_guard_acquire(void*);
    void* __cxa_allocate_exception(std::size_t) noexcept;

    int snprintf(char* text, std::size_t size, char const* format, ...)
    {
        note();
        std::va_list arguments;
        va_start(arguments, format);
        int const written = ::vsnprintf(text, size, format, arguments);
        va_end(arguments);
        return written;
    }
    DIR* fdopendir(int handle)
    {
        note();
        return next<DIR*(int)>("fdopendir")(handle);
    }
    int __cxa_guard_acquire(void* guard)
    {
        note();
        return next<int(void*)>("__cxa_guard_acquire")(guard);
    }
    void* __cxa_allocate_exception(std::size_t size) noexcept
    {
        note();
        return next<void*(std::size_t)>("__cxa_allocate_exception")(size);
    }

    void* __libc_malloc(std::size_t);
    void* __libc_calloc(std::size_t, std::size_t);
    void* __libc_realloc(void*, std::size_t);
    void __libc_free(void*);

    void* malloc(std::size_t size)
    {
        note();
        return __libc_malloc(size);
    }
    void* calloc(std::size_t count, std::size_t size)
    {
        note();
        return __libc_calloc(count, size);
    }
    void* realloc(void* p, std::size_t size)
    {
        note();
        return __libc_realloc(p, size);
    }
    void free(void* p)
    {
        if (p != nullptr)
            note();
        __libc_free(p);
    }
    int pthread_mutex_lock(pthread_mutex_t* mutex)
    {
        note();
        return real_lock != nullptr ? real_lock(mutex) : 0;
    }
}

// Promise: remove_all_registered() is async-signal-safe: no allocation and no lock, in a handler that interrupts
// threads which create and remove files and directories all the time.
BOOST_AUTO_TEST_CASE(no_allocation_and_no_lock_in_a_handler)
{
    test::scratch scratch;
    // As nobody in particular, so that what denies access does; and without the newer calls, so that those in their place
    // are looked at as well.
    for (int round = 0; round < 20; ++round)
    {
        int const status = test::status_of_child(
            [&]
            {
                EXPECT(::getuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0));
#if defined(SYS_openat2) && defined(SYS_renameat2)
                constexpr long newer[] = {SYS_openat2, SYS_renameat2, SYS_statx, 452 /* fchmodat2 */};
                for (int i = 0; i != round % 5; ++i)
                    (void)test::take_call_away(newer[i], ENOSYS);
#endif
                std::signal(
                    SIGUSR1,
                    +[](int)
                    {
                        in_handler = true;
                        tf::remove_all_registered();
                        in_handler = false;
                        ::_exit(unsafe_calls == 0 ? 0 : 3);
                    });
                everything all(scratch.options());
                std::atomic<int> made{0};
                std::vector<std::thread> threads;
                for (int t = 0; t < 3; ++t)
                    threads.emplace_back(
                        [&]
                        {
                            try
                            {
                                for (;; ++made)
                                {
                                    owned_file file(scratch.options());
                                    owned_directory directory(scratch.options());
                                    directory.entry.entry.claim();
                                    fs::remove(directory.entry.path);
                                }
                            }
                            catch (std::system_error const&) // nothing is created any more
                            {
                                for (;;)
                                    ::pause();
                            }
                        });
                while (made < 20 + round)
                    ::sched_yield();
                ::kill(::getpid(), SIGUSR1);
                for (;;)
                    ::pause();
            });
        BOOST_TEST(WIFEXITED(status));
        BOOST_TEST(WEXITSTATUS(status) == 0);
        BOOST_TEST(scratch.empty());
    }
}

#endif

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
        BOOST_TEST(scratch.empty());
        if (!scratch.empty())
            break;
    }
}

#endif

#if !defined(BOOST_WINDOWS)

// What is being kept is the caller's: the end of the process either was faster, or leaves it alone.
BOOST_AUTO_TEST_CASE(what_is_being_kept_stays)
{
    test::scratch scratch;
    fs::path const path = scratch / "file";
    auto const process = [&]
    {
        std::ofstream(path) << "kept";
        tf::detail::registration kept;
        std::error_code ec;
        kept.publish(tf::detail::entry_kind::file, path.c_str(), path.native().size(), ec);
        kept.created({}, ec);
        EXPECT(kept.claim_to_keep());
        tf::remove_all_registered();
        EXPECT(fs::exists(path));
        kept.release();
    };
    BOOST_TEST(test::child_succeeds(process));
    auto const too_late = [&]
    {
        tf::detail::registration gone;
        std::error_code ec;
        gone.publish(tf::detail::entry_kind::file, path.c_str(), path.native().size(), ec);
        gone.created({}, ec);
        tf::remove_all_registered();
        EXPECT(!gone.claim_to_keep());
        EXPECT(!fs::exists(path));
    };
    BOOST_TEST(test::child_succeeds(too_late));
}

#endif

// Moved-from and released registrations stand for nothing; a slot is used again.
BOOST_AUTO_TEST_CASE(slots_are_used_again)
{
    tf::detail::registry_slot* const first = tf::detail::all_slots;
    std::error_code ec;
    for (int i = 0; i < 1000; ++i)
    {
        tf::detail::registration r;
        fs::path const path = fs::path("directory") / std::string(static_cast<std::size_t>(i % 300), 'x');
        r.publish(tf::detail::entry_kind::file, path.c_str(), path.native().size(), ec);
        BOOST_TEST(!ec);
        r.created({}, ec);
        tf::detail::registration moved(std::move(r));
        BOOST_TEST(!r);
        BOOST_TEST(moved.claim());
    }
    int added = 0;
    for (auto const* s = tf::detail::all_slots.load(); s != first; s = s->next)
        ++added;
    BOOST_TEST(added <= 2);
}
