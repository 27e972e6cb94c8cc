//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: remove_all_registered() can be called in a signal handler, and ends whatever others do meanwhile (facts 20).

#define BOOST_TEST_MODULE cleanup_handlers
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/remove_all.hpp>

#include "creation/creation.hpp"
#include "platform.hpp"
#include "registered.hpp"
#include "scratch.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(cleanup_handlers_on_posix, "no handler interrupts a thread; windows_ends does so")

#else

#include "processes.hpp"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>

#if defined(__linux__)
#include <sys/auxv.h>
#include <sys/syscall.h>
#endif

#include <atomic>
#include <csignal>
#include <cstdarg>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using test::everything;
using test::owned_directory;
using test::owned_file;

namespace
{

// What the kernel itself puts on a handler's stack, which depends on the processor's registers.
std::size_t frame_of_kernel()
{
#if defined(__linux__)
    return ::getauxval(AT_MINSIGSTKSZ);
#else
    return MINSIGSTKSZ;
#endif
}

} // namespace

// Facts 20: a deep and a wide tree go from a handler on an 8 KiB alternate stack,
// beyond what the signal's frame takes.
BOOST_AUTO_TEST_CASE(a_deep_tree_goes_on_a_small_stack)
{
    if (!test::trees_go_in_handlers && test::skipped("a signal handler cannot list directories here"))
        return;
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

            std::size_t const page = 4096, frame = frame_of_kernel(), size = (frame / page + 1) * page + 8192;
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
    if (!test::trees_go_in_handlers && test::skipped("a signal handler cannot list directories here"))
        return;
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

#endif
