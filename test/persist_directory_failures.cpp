//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: whatever fails, and whenever the process is killed, the target of temporary_directory::persist() is the old
// tree or the new one.

#define BOOST_TEST_MODULE persist_directory_failures
#include "unit_test.hpp"

#include <boost/tempfile/temporary_directory.hpp>

#include "directory_targets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#include <atomic>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::create_new;
using test::exchanges;
using test::fill;
using test::is_new;
using test::is_old;
using test::make_old;
using test::replace;
using test::sys::call;

namespace
{

std::atomic<int> countdown{0};
std::atomic<std::errc> failure{std::errc::io_error};

std::error_code fail_one(test::sys::call_site const& site) noexcept
{
    if (site.which != call::close && countdown.fetch_sub(1) == 1)
        return std::make_error_code(failure);
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(whatever_call_fails_the_target_is_old_or_new_and_nothing_is_left)
{
    test::scratch dir;
    for (tf::persist_mode const mode : {create_new, replace})
        for (std::errc const error : {std::errc::io_error, std::errc::permission_denied, std::errc::file_exists,
                 std::errc::no_such_file_or_directory, std::errc::cross_device_link, std::errc::not_enough_memory,
                 std::errc::function_not_supported, std::errc::operation_not_permitted, std::errc::directory_not_empty,
                 std::errc::not_a_directory, std::errc::too_many_files_open})
        {
            failure = error;
            bool failed = true;
            for (int n = 1; failed; ++n)
            {
                if (mode == replace)
                    make_old(dir / "target");
                {
                    tf::temporary_directory directory(dir.options());
                    fs::path const temporary = directory.path();
                    fill(directory.path());
                    countdown = n;
                    std::error_code ec;
                    {
                        test::virtual_time const time;
                        test::interception const one(&fail_one);
                        directory.persist(dir / "target", mode, tf::durability::data_and_entry, ec);
                    }
                    failed = countdown <= 0;
                    bool const placed = is_new(dir / "target");
                    BOOST_TEST((placed || mode == create_new || is_old(dir / "target")));
                    BOOST_TEST((placed || ec));
                    if (!placed)
                    {
                        BOOST_TEST(directory.owns_path());
                        BOOST_TEST(is_new(directory.path()));
                        BOOST_TEST((mode == replace || !fs::exists(dir / "target")));
                    }
                    else if (directory.owns_path())
                    {
                        BOOST_TEST(bool(ec));
                        BOOST_TEST(directory.path() == temporary);
                    }
                }
                // The system is believed where it says that something is gone.
                bool const lied = error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
                BOOST_TEST((lied || dir.names().size() <= 1u),
                    "call " << n << " with " << std::make_error_code(error).message());
                fs::remove_all(dir / "target");
                for (std::string const& name : dir.names())
                    fs::remove_all(dir / name);
            }
        }
}

// Promise: it can be tried again, unless something could not be written: the system may have dropped that (fsync(2)).
BOOST_AUTO_TEST_CASE(only_what_could_not_be_written_is_final)
{
    test::scratch dir;
    for (call const which : {call::open_directory, call::list_directory, call::sync_entry})
        for (std::errc const error : {std::errc::io_error, std::errc::too_many_files_open, std::errc::file_too_large})
        {
            tf::temporary_directory directory(dir.options());
            fill(directory.path());
            std::error_code ec;
            {
                test::failing const denied(which, error);
                directory.persist(dir / "target", create_new, tf::durability::data, ec);
                BOOST_TEST((ec == error));
            }
            directory.persist(dir / "target", create_new, tf::durability::data, ec);
            bool const lost = which == call::sync_entry && error != std::errc::too_many_files_open;
            BOOST_TEST(bool(ec) == lost);
            if (lost)
                directory.persist(dir / "target", create_new, ec);
            BOOST_TEST(is_new(dir / "target"));
            fs::remove_all(dir / "target");
        }
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(a_process_killed_at_any_call_leaves_the_old_tree_or_the_new, "Windows has no fork")

#else

#include "processes.hpp"

namespace
{

std::error_code end_at_once(test::sys::call_site const&) noexcept
{
    if (countdown.fetch_sub(1) == 1)
        ::_exit(0);
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_process_killed_at_any_call_leaves_the_old_tree_or_the_new)
{
    test::scratch dir;
    int old_ones = 0, new_ones = 0;
    for (int n = 1;; ++n)
    {
        make_old(dir / "target");
        int const status = test::status_of_child(
            [&]
            {
                tf::temporary_directory directory(dir.options());
                fill(directory.path());
                countdown = n;
                test::interception const ending(&end_at_once);
                std::error_code ec;
                directory.persist(dir / "target", replace, tf::durability::data_and_entry, ec);
                ::_exit(ec ? 2 : 1); // it was not ended
            });
        bool const ended = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        BOOST_TEST((is_old(dir / "target") || is_new(dir / "target")), "ended at call " << n);
        ++(is_old(dir / "target") ? old_ones : new_ones);
        for (std::string const& name : dir.names())
            fs::remove_all(dir / name);
        if (!ended)
            break;
    }
    BOOST_TEST(old_ones > 5);
    BOOST_TEST((new_ones > 3 || !exchanges()));
}

#endif
