//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: the list of registered names is linear in what is registered, whatever threads do; and what could not be
// removed is left to the end of the process.

#define BOOST_TEST_MODULE registry
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "lifecycle/registry.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <algorithm>
#include <ctime>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

namespace
{

std::size_t slots()
{
    std::size_t count = 0;
    for (auto const* s = tf::detail::all_slots.load(); s != nullptr; s = s->next)
        ++count;
    return count;
}

// So many at the same time, and then none.
void burst(std::size_t count)
{
    std::vector<tf::detail::registration> registered(count);
    fs::path const path = fs::path("nowhere") / "at" / "all";
    std::error_code ec;
    for (auto& each : registered)
        each.publish(tf::detail::entry_kind::file, path.c_str(), path.native().size(), ec);
}

} // namespace

// There are never more slots than were used at the same time, but for a few that each thread keeps.
BOOST_AUTO_TEST_CASE(slots_are_bounded)
{
    constexpr std::size_t threads = 3, at_once = 200, kept = 16;
    std::size_t const before = slots();
    for (int part = 0; part != 5; ++part)
    {
        std::vector<std::thread> all;
        for (std::size_t t = 0; t != threads; ++t)
            all.emplace_back(
                []
                {
                    for (int round = 0; round != 20; ++round)
                        burst(at_once);
                });
        for (std::thread& each : all)
            each.join();
        BOOST_TEST(slots() <= before + threads * (at_once + kept));
    }
}

#if !defined(BOOST_WINDOWS)

namespace
{

// Of this thread: how busy the machine is does not count.
double time_of_burst(std::size_t count)
{
    timespec from = {}, to = {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    burst(count);
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return double(to.tv_sec - from.tv_sec) + double(to.tv_nsec - from.tv_nsec) / 1e9;
}

} // namespace

// Sixteen times the names take sixteen times as long, not 256 times.
BOOST_AUTO_TEST_CASE(names_are_registered_in_linear_time)
{
    constexpr std::size_t few = 2500, many = 16 * few;
    burst(many); // makes the slots
    double of_few = time_of_burst(few);
    for (int i = 0; i != 4; ++i)
        of_few = (std::max)(of_few, time_of_burst(few));
    double const of_many = time_of_burst(many);
    BOOST_TEST(of_many < 64 * of_few, of_many << " s for 16 times what took " << of_few << " s");
}

#include "processes.hpp"

namespace
{

// Whether a call that removes fails, as in a directory that may not be written to at the moment.
bool refused = false;

std::error_code refuse_removal(sys::call_site const& site) noexcept
{
    return refused && site.which == sys::call::remove_file ? std::make_error_code(std::errc::permission_denied)
                                                           : std::error_code();
}

} // namespace

BOOST_AUTO_TEST_CASE(what_could_not_be_removed_goes_with_the_process)
{
    test::scratch scratch;
    test::interception const denied(&refuse_removal);
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            {
                tf::named_temporary_file const file(scratch.options());
                refused = true;
            }
            refused = false;
            EXPECT(scratch.names().size() == 1);
            tf::remove_all_registered();
            EXPECT(scratch.empty());
        }));
}

// Where there are no anonymous files, one has a name for a moment.
BOOST_AUTO_TEST_CASE(a_momentary_name_that_stayed_goes_with_the_process)
{
    test::scratch scratch;
    test::interception const denied(
        [](sys::call_site const& site) noexcept
        {
            return site.which == sys::call::open_anonymous ? std::make_error_code(std::errc::operation_not_supported)
                                                           : refuse_removal(site);
        });
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            refused = true;
            std::error_code ec;
            tf::temporary_file const file(scratch.options(), ec);
            EXPECT(ec == std::errc::permission_denied);
            refused = false;
            EXPECT(scratch.names().size() == 1);
            tf::remove_all_registered();
            EXPECT(scratch.empty());
        }));
}

// Promise 8: what has the name by then is somebody else's.
BOOST_AUTO_TEST_CASE(another_of_that_name_stays)
{
    test::scratch scratch;
    test::interception const denied(&refuse_removal);
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::path path;
            {
                tf::named_temporary_file const file(scratch.options());
                path = file.path();
                refused = true;
            }
            refused = false;
            test::put(scratch / "another", "theirs");
            fs::rename(scratch / "another", path);
            tf::remove_all_registered();
            EXPECT(test::contents(path) == "theirs");
        }));
}

#else

BOOST_TEMPFILE_SKIPPED_TEST(registry_on_posix, "there is no fork; windows_processes ends processes")

#endif
