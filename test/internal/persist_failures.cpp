//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: whichever call fails, and wherever the process is killed, the target is the whole old or the whole new file.

#define BOOST_TEST_MODULE persist_failures
#include "unit_test.hpp"

#include "creation/creation.hpp"

#include <boost/tempfile/sweep.hpp>

#include "persisting.hpp"
#include "platform.hpp"
#include "sweeping.hpp"

#include <csignal>
#include <cstdlib>
#include <set>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace test;

namespace
{

int calls_left;
std::error_code injected;

std::error_code fail_in_turn(sys::call_site const& site) noexcept
{
    // Closing never fails for these files, and memory is another test's.
    return site.which != sys::call::close && --calls_left == 0 ? injected : std::error_code();
}

} // namespace

// Promise: whichever call fails, with whichever error, the target is the whole old or the whole new file; after an
// error it can be tried again, and nothing else is left.
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::create_directory(scratch / "t");
    fs::path const target = scratch / "t" / "target";
    for (auto const kind : kinds)
        for (auto const mode : every_mode)
            for (bool const shared : test::shared_or_not)
                for (std::error_code const error : test::every_error())
                    for (int nth = 1;; ++nth)
                    {
                        bool const replaces =
                            mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
                        fs::permissions(scratch / "t", fs::perms(shared ? 0777 : 0700));
                        fs::remove(target);
                        if (replaces)
                            put(target, old_text);
                        bool reached = false, second_name = false;
                        {
                            temporary t(kind, scratch / "t");
                            injected = error;
                            calls_left = nth;
                            std::error_code ec;
                            {
                                test::interception const installed(&fail_in_turn);
                                ec = t.persist(target, mode, tf::durability::data_and_entry);
                            }
                            reached = calls_left <= 0;
                            std::string const now = fs::exists(target) ? contents(target) : std::string();
                            bool const is_new = now == new_text;
                            bool const is_old = now == (replaces ? old_text : std::string());
                            bool const whole = is_new || is_old;
                            // A name that is said to be gone, or can't be removed.
                            second_name = shared && is_new && (ec || error == std::errc::no_such_file_or_directory);
                            bool const told = ec ? is_old || t.entry.path() == target : is_new;
                            if (!whole || !told)
                                BOOST_TEST_ERROR("kind " << kind << " mode " << int(mode) << " call " << nth << " "
                                                         << injected.message() << ": " << ec.message() << ", "
                                                         << now.size() << " bytes");
                            // A retry works, but for a failed fsync.
                            std::error_code const again =
                                is_new ? std::error_code() : t.persist(target, mode, tf::durability::data);
                            if (again && again != injected)
                                BOOST_TEST_ERROR("kind " << kind << " mode " << int(mode) << " call " << nth << " "
                                                         << injected.message() << ": again " << again.message());
                        }
                        fs::remove(target);
                        if (!fs::is_empty(scratch / "t"))
                        {
                            if (!second_name)
                                BOOST_TEST_ERROR("kind " << kind << " mode " << int(mode) << " call " << nth << " "
                                                         << injected.message() << " leaves something");
                            fs::remove_all(scratch / "t");
                            fs::create_directory(scratch / "t");
                        }
                        if (!reached)
                            break;
                    }
    BOOST_TEST(scratch.names().size() == 1u);
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    persisting_on_posix, "links, modes and stolen names as POSIX has them; windows_persist, windows_sweep")

#else

#include "processes.hpp"

#include <sys/stat.h>

namespace
{

std::error_code die_in_turn(sys::call_site const&) noexcept
{
    if (--calls_left == 0)
        ::kill(::getpid(), SIGKILL);
    return {};
}

} // namespace

// Promise: the same for a file that comes from another directory, step by step (nobody_is_let_in_on_the_way).
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn_on_the_way)
{
    test::scratch scratch(test::scratch::in_memory);
    for (char const* name : {"from", "to"})
        fs::create_directory(scratch / name);
    fs::path const target = scratch / "to/target";
    for (auto const kind : named_kinds)
        for (bool const shared : {false, true})
            for (std::error_code const error : test::every_error())
                for (int nth = 1;; ++nth)
                {
                    bool reached = false, second_name = false;
                    put(target, old_text);
                    fs::permissions(scratch / "from", fs::perms(shared ? 0777 : 0755));
                    {
                        temporary t(kind, scratch / "from");
                        fs::path const name = t.entry.path();
                        injected = error;
                        calls_left = nth;
                        std::error_code ec;
                        {
                            test::interception const installed(&fail_in_turn);
                            ec = t.persist(target, tf::persist_mode::replace_or_copy, tf::durability::data_and_entry);
                        }
                        reached = calls_left <= 0;
                        std::string const now = contents(target);
                        bool const is_new = now == new_text;
                        // What came too late to remove the old name of, or is said to be.
                        second_name = shared && reached;
                        bool const told = ec ? now == old_text || t.entry.path() == target : is_new;
                        if ((!is_new && now != old_text) || !told)
                            BOOST_TEST_ERROR("kind " << kind << " call " << nth << " " << error.message() << ": "
                                                     << ec.message() << ", " << now.size() << " bytes");
                        if (!is_new && !fs::exists(t.entry.path()))
                            BOOST_TEST_ERROR(
                                "kind " << kind << " call " << nth << " " << error.message() << " loses the file");
                        std::error_code const again =
                            is_new ? std::error_code() : t.persist(target, tf::persist_mode::replace);
                        if (again && again != injected)
                            BOOST_TEST_ERROR("kind " << kind << " call " << nth << " " << error.message() << ": again "
                                                     << again.message());
                    }
                    if (!fs::remove(target) || !fs::is_empty(scratch / "to") ||
                        (!second_name && !fs::is_empty(scratch / "from")))
                        BOOST_TEST_ERROR(
                            "kind " << kind << " call " << nth << " " << error.message() << " leaves something");
                    for (char const* name : {"from", "to"})
                    {
                        fs::remove_all(scratch / name);
                        fs::create_directory(scratch / name);
                    }
                    if (!reached)
                        break;
                }
}

// Promise: killed before any call, the target is the whole old or the whole new file, and a sweep leaves no litter.
BOOST_AUTO_TEST_CASE(killed_before_every_call)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    fs::create_directory(scratch / "private");
    fs::permissions(scratch / "private", fs::perms(0700));
    for (auto const kind : {kinds[1], temporary::anonymous})
        for (auto const mode : every_mode)
            for (int const way : {0, 1, 2}) // within a directory, to another file system, to another directory
                for (int nth = 1;; ++nth)
                {
                    bool const replaces =
                        mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
                    fs::remove(target);
                    if (replaces)
                        put(target, old_text);
                    int const status = test::status_of_child(
                        [&]
                        {
                            temporary t(kind, way == 2 ? scratch / "private" : scratch.path());
                            calls_left = nth;
                            crossings = way == 1 ? 1 : 0;
                            test::interception const installed(
                                [](sys::call_site const& site) noexcept
                                {
                                    bool const crosses = (site.which == sys::call::rename_file ||
                                                             site.which == sys::call::link_handle) &&
                                                         crossings > 0 && crossings-- > 0;
                                    return crosses ? std::make_error_code(std::errc::cross_device_link)
                                                   : die_in_turn(site);
                                });
                            (void)t.persist(target, mode, tf::durability::data_and_entry);
                        });
                    std::string const now = fs::exists(target) ? contents(target) : std::string();
                    BOOST_TEST((now == new_text || now == (replaces ? old_text : std::string())));
                    test::sweep_all(scratch.path());
                    test::sweep_all(scratch / "private");
                    fs::remove(target);
                    BOOST_TEST(scratch.names().size() == 1u);
                    BOOST_TEST(fs::is_empty(scratch / "private"));
                    if (!WIFSIGNALED(status))
                    {
                        BOOST_TEST(nth > 1);
                        break;
                    }
                }
}

// A name that the file had before it got the target's, in a directory that others can write to, and that cannot be removed:
// that is told, and tried again at the end of the process.
BOOST_AUTO_TEST_CASE(a_second_name_that_stays_goes_with_the_process)
{
    for (auto const kind : named_kinds)
        for (bool const exists : {false, true})
        {
            test::scratch scratch;
            fs::path const target = scratch / "target";
            if (exists)
                put(target, old_text);
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    auto& t = *new temporary(kind, scratch.path());
                    {
                        fs::path const name = t.entry.path();
                        static fs::path::value_type const* second;
                        second = name.c_str();
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept
                            {
                                bool const old = site.which == sys::call::unlink_entry && fs::path(second) == site.path;
                                return std::make_error_code(old ? std::errc::io_error : std::errc());
                            });
                        EXPECT(t.persist(target) == std::errc::io_error);
                    }
                    EXPECT(contents(target) == new_text);
                    EXPECT(scratch.names().size() == 2);
                    std::exit(0);
                }));
            BOOST_TEST(scratch.names() == std::set<std::string>{"target"}, boost::test_tools::per_element());
        }
}

#endif
