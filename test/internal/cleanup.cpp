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
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "lifecycle/registry.hpp"
#include "platform.hpp"
#include "registered.hpp"
#include "scratch.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    cleanup_on_posix, "there is no fork, and no handler that interrupts a thread; windows_ends does so")

#else

#include "handled_trees.hpp"
#include "processes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/syscall.h>
#endif

#include <csignal>
#include <fstream>
#include <memory>
#include <thread>

using test::everything;
using test::owned_directory;
using test::owned_file;

namespace
{

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

// Promise: where objects are destroyed after that (macOS), what they create works as before, and goes with its owner.
BOOST_AUTO_TEST_CASE(what_is_created_after_an_early_pass_goes_with_its_owner)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            new everything(scratch.options());
            tf::detail::remove_at_early_exit();
            EXPECT(scratch.empty());
            {
                tf::named_temporary_file const file(scratch.options());
                tf::temporary_directory const directory(scratch.options());
                EXPECT(scratch.names().size() == 2);
            }
            EXPECT(scratch.empty());
            // Unless the program has said that nothing is to be created any more.
            tf::remove_all_registered();
            tf::detail::remove_at_early_exit();
            std::error_code ec;
            tf::named_temporary_file const refused(scratch.options(), ec);
            EXPECT(ec == std::errc::operation_canceled);
        }));
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
            int const by_signal = test::status_of_child([] { std::raise(SIGTERM); });
            EXPECT(WTERMSIG(by_signal) == SIGTERM);
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

#if BOOST_TEMPFILE_SYSTEM_LINUX && !defined(BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR)

// Facts 10: nor where the system cannot wipe a page in children, from a process that has never asked.
BOOST_AUTO_TEST_CASE(without_wiped_pages_a_child_is_told_apart_as_well)
{
#if defined(BOOST_TEMPFILE_TEST_THREADS_ARE_WATCHED)
    BOOST_TEST(test::skipped("the sanitizer needs the call that is taken away"));
    return;
#endif
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
    if (BOOST_TEMPFILE_SYSTEM_DARWIN && test::skipped("there is no quick_exit"))
        return;
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
                test::quick_exit(5);
            });
        BOOST_TEST(WEXITSTATUS(status) == 5);
        if (asked)
            BOOST_TEST(test::handlers_left_nothing(scratch.path())); // it may be called in one
        else
            BOOST_TEST(scratch.names().size() == 2u);
        if (!asked)
            BOOST_TEST(
                test::child_succeeds([&] { std::system(("chmod -R u+rwx " + scratch.path().string()).c_str()); }));
        for (auto const& name : scratch.names())
            fs::remove_all(scratch / name);
    }
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
            EXPECT(test::handlers_left_nothing(scratch.path()));
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
