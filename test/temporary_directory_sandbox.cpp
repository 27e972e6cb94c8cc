//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 3 in a sandbox that takes system calls away after a directory was made: it is gone, or that is an error and it
// is still owned; and another directory in its place is never touched.

#define BOOST_TEST_MODULE temporary_directory_sandbox
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

BOOST_TEMPFILE_SKIPPED_TEST(sandboxes, "made by calls that only Linux has")

#else

#include "processes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::fill;
using test::touch;

namespace
{

#if !defined(SYS_openat2)
constexpr long SYS_openat2 = 437;
#endif

// openat() with O_PATH fails from now on.
bool take_path_handles_away(int error)
{
    sock_filter program[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_PATH, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog const filter{sizeof program / sizeof program[0], program};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool take_away(long call, int error)
{
    return call == SYS_openat ? take_path_handles_away(error) : test::take_call_away(call, error);
}

constexpr long calls[] = {SYS_statx, SYS_renameat2, SYS_openat2, SYS_openat};

} // namespace

BOOST_AUTO_TEST_CASE(success_is_said_only_of_what_is_gone)
{
    for (long const call : calls)
        for (int const error : {EPERM, ENOSYS})
            for (bool const sweepable : test::sweepable_or_not)
            {
                test::scratch dir;
                bool const ran = test::unprivileged_child_succeeds(
                    [&]
                    {
                        tf::options o = dir.options();
                        o.sweepable = sweepable;
                        tf::temporary_directory directory(o);
                        fs::path inner = directory.path();
                        fill(inner);
                        for (int i = 0; i != 12; ++i)
                            fs::create_directory(inner /= "d");
                        EXPECT(::chmod(inner.c_str(), 0) == 0);
                        EXPECT(::chmod((directory / "a").c_str(), 0) == 0);
                        if (!take_away(call, error))
                            return;
                        std::error_code ec;
                        directory.cleanup(ec);
                        bool const gone = !fs::exists(directory.path(), ec) && !ec;
                        directory.cleanup(ec); // tries again
                        EXPECT(gone == !ec);
                        EXPECT(directory.owns_path() == !gone);
                        EXPECT(gone || fs::exists(directory.path()));
                    });
                BOOST_TEST(ran, "call " << call << " with error " << error);
            }
}

BOOST_AUTO_TEST_CASE(an_empty_one_goes_whatever_was_taken_away)
{
    for (long const call : calls)
        for (int const error : {EPERM, ENOSYS})
        {
            test::scratch dir;
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    tf::temporary_directory directory(dir.options());
                    if (!take_away(call, error))
                        return;
                    directory.cleanup();
                }));
            BOOST_TEST(dir.empty());
        }
}

BOOST_AUTO_TEST_CASE(another_in_its_place_stays)
{
    for (long const call : calls)
        for (int const error : {EPERM, ENOSYS})
        {
            test::scratch dir;
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    tf::temporary_directory directory(dir.options());
                    fs::rename(directory.path(), dir / "aside");
                    fs::create_directory(directory.path());
                    touch(directory / "theirs");
                    if (!take_away(call, error))
                        return;
                    std::error_code ec;
                    directory.cleanup(ec);
                    EXPECT(fs::exists(directory / "theirs"));
                    tf::remove_all_registered();
                    EXPECT(fs::exists(directory / "theirs"));
                }));
        }
}

// What the destructor could not remove, the end of the process removes.
BOOST_AUTO_TEST_CASE(the_end_of_the_process_tries_what_the_destructor_could_not)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            {
                test::virtual_time const time;
                tf::temporary_directory directory(dir.options());
                fill(directory.path());
                test::failing const busy(test::sys::call::remove_entry, std::errc::device_or_resource_busy);
            }
            {
                test::virtual_time const time;
                tf::temporary_directory* directory = new tf::temporary_directory(dir.options());
                fill(directory->path());
                test::failing const busy(test::sys::call::remove_entry, std::errc::device_or_resource_busy);
                delete directory;
                EXPECT(dir.names().size() == 1);
            }
            std::exit(0);
        }));
    BOOST_TEST(dir.empty());
}

#endif
