//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_PROCESSES_HPP
#define BOOST_TEMPFILE_TEST_PROCESSES_HPP

// Child processes of a test, for what ends a process or changes its user. POSIX only.

#include "platform.hpp"

#include <sys/wait.h>
#include <unistd.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#endif

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

// Clang tells of the sanitizers by __has_feature, gcc by macros.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define BOOST_TEMPFILE_TEST_THREADS_ARE_WATCHED
#endif
#if __has_feature(address_sanitizer)
#define BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR
#endif
#if defined(BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR)
#include <sanitizer/lsan_interface.h>
#endif

namespace test
{

// A child that ends without running destructors leaks on purpose.
inline void leak_from_now_on()
{
#if defined(BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR)
    __lsan_disable();
#endif
}

// std::quick_exit; macOS has none.
[[noreturn]] inline void quick_exit(int status)
{
#if BOOST_TEMPFILE_SYSTEM_DARWIN
    std::exit(status);
#else
    std::quick_exit(status);
#endif
}

// Runs `body` in a child and returns its wait status; a body that returns ends the child with 0. Boost.Test knows
// nothing of the child, which reports by EXPECT and its status.
template<class Body>
int status_of_child(Body body)
{
    std::fflush(nullptr);
    pid_t const child = ::fork();
    if (child < 0)
        std::abort();
    if (child == 0)
    {
        leak_from_now_on();
        try
        {
            body();
        }
        catch (std::exception const& e)
        {
            std::fprintf(stderr, "in a child: %s\n", e.what());
            std::fflush(nullptr);
            ::_exit(99);
        }
        std::fflush(nullptr);
        ::_exit(0);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    {
    }
    return status;
}

template<class Body>
bool child_succeeds(Body body)
{
    int const status = status_of_child(body);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Whether this is root; where it is not, says why the test takes that.
inline bool is_root(char const* reason)
{
    return ::getuid() == 0 || !skipped(reason);
}

// child_succeeds() as nobody in particular: a root user is let in everywhere.
template<class Body>
bool unprivileged_child_succeeds(Body body)
{
    return child_succeeds(
        [&body]
        {
            if (::getuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
                ::_exit(98);
            body();
        });
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// Runs `body` in a child that can mount without anybody else seeing it, and that ends itself with 42 where something
// cannot be mounted here.
template<class Body>
bool with_mounts(Body body)
{
    int const status = status_of_child(
        [&]
        {
            if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
                ::_exit(42);
            body();
        });
    if (WIFEXITED(status) && WEXITSTATUS(status) == 42)
        return skipped("this user cannot mount");
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// From now on the system says `error` instead of running a call, as an older kernel or a container's filter does. In a
// child: there is no way back. False where this may not be done.
inline bool take_call_away(long number, int error)
{
    sock_filter program[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(number), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog const filter{sizeof program / sizeof program[0], program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

#endif

// How many handles are open in this process.
inline std::ptrdiff_t open_handles()
{
    namespace fs = std::filesystem;
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
}

} // namespace test

// In a child: says what is wrong and ends it.
#define EXPECT(condition)                                                                                              \
    do                                                                                                                 \
    {                                                                                                                  \
        if (!(condition))                                                                                              \
        {                                                                                                              \
            std::fprintf(stderr, "%s:%d: in a child: %s\n", __FILE__, __LINE__, #condition);                           \
            std::fflush(nullptr);                                                                                      \
            ::_exit(97);                                                                                               \
        }                                                                                                              \
    } while (false)

#endif
