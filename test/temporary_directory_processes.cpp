//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 3: a directory goes at exit, and nothing that a forked child inherited is removed by it. Promise 6: no handle is
// leaked.

#define BOOST_TEST_MODULE temporary_directory_processes
#include "unit_test.hpp"

#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(forks, "made by calls that Windows has not; windows_access, windows_inherits")

#else

#include "processes.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/syscall.h>
#endif

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::fill;
using test::touch;
using test::sys::call;

BOOST_AUTO_TEST_CASE(no_handle_is_held_and_none_is_leaked)
{
    test::scratch dir;
    auto const handles = test::open_handles();
    {
        tf::temporary_directory directory(dir.options());
        fill(directory.path());
        BOOST_TEST(test::open_handles() <= handles + 1); // one where there is no birth time
        test::failing const refused(call::remove_entry, std::errc::operation_not_permitted);
        std::error_code ec;
        directory.cleanup(ec);
        BOOST_TEST(bool(ec));
    }
    BOOST_TEST(test::open_handles() == handles);
}

// ---- processes -----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_goes_at_exit)
{
    test::scratch dir;
    for (bool const of_static_storage : {true, false})
    {
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                static std::unique_ptr<tf::temporary_directory> kept;
                auto made = std::make_unique<tf::temporary_directory>(dir.options());
                fill(made->path());
                if (of_static_storage)
                    kept = std::move(made);
                else
                    (void)made.release(); // its destructor never runs
                std::exit(0);
            }));
        BOOST_TEST(dir.empty());
    }
}

namespace
{

pid_t fork_by_fork()
{
    return ::fork();
}

#if BOOST_TEMPFILE_SYSTEM_LINUX
// What _Fork and clone do: no handler of pthread_atfork runs.
pid_t fork_by_clone()
{
    return static_cast<pid_t>(::syscall(SYS_clone, 17 /* SIGCHLD */, nullptr, nullptr, nullptr, nullptr));
}
#endif

template<class Body>
bool in_fork(pid_t (*fork)(), Body body)
{
    std::fflush(nullptr);
    pid_t const child = fork();
    if (child == 0)
    {
        body();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::vector<pid_t (*)()> forks()
{
#if BOOST_TEMPFILE_SYSTEM_LINUX
    return {&fork_by_fork, &fork_by_clone};
#else
    return {&fork_by_fork};
#endif
}

} // namespace

BOOST_AUTO_TEST_CASE(a_forked_child_removes_nothing_unless_told)
{
    test::scratch dir;
    for (auto const fork : forks())
    {
        auto directory = std::make_unique<tf::temporary_directory>(dir.options());
        fill(directory->path());
        BOOST_TEST(in_fork(fork, [&] { directory.reset(); }));
        BOOST_TEST(fs::exists(*directory / "a/b/file"));
        BOOST_TEST(in_fork(fork,
            [&]
            {
                tf::temporary_directory moved(std::move(*directory));
                *directory = std::move(moved);
                tf::temporary_directory own(dir.options());
                swap(own, *directory);
            }));
        BOOST_TEST(fs::exists(*directory / "a/b/file"));
        BOOST_TEST(dir.names().size() == 2u); // the child's own was left by _exit
        fs::path const path = directory->path();
        BOOST_TEST(in_fork(fork, [&] { directory->cleanup(); }));
        BOOST_TEST(!fs::exists(path));
        std::error_code ec;
        directory->cleanup(ec);
        BOOST_TEST(!ec, ec.message());
        for (std::string const& name : dir.names())
            fs::remove_all(dir / name);
    }
}

BOOST_AUTO_TEST_CASE(a_forked_child_can_take_it_over)
{
    test::scratch dir;
    for (auto const fork : forks())
    {
        auto directory = std::make_unique<tf::temporary_directory>(dir.options());
        fill(directory->path());
        BOOST_TEST(in_fork(fork,
            [&]
            {
                directory->adopt();
                directory.reset();
            }));
        BOOST_TEST(dir.empty());
    }
}

#endif
