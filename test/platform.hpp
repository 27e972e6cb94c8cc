//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_PLATFORM_HPP
#define BOOST_TEMPFILE_TEST_PLATFORM_HPP

// Tests that cannot run everywhere say so, with the reason, where they are skipped:
//
//     #if defined(BOOST_WINDOWS)
//     BOOST_TEMPFILE_SKIPPED_TEST(a_forked_child_removes_nothing, "Windows has no fork")
//     #else
//     BOOST_AUTO_TEST_CASE(a_forked_child_removes_nothing) ...
//
// and, where only the run shows it:
//
//     if (test::skipped("Wine cannot make reparse points"))
//         return;
//
// build/run.sh windows collects the lines. What only Linux can do is asked for by BOOST_TEMPFILE_SYSTEM_LINUX, which is 0
// there as well when the plain POSIX path is tested.

#include <boost/tempfile/config.hpp>

#include "system/select.hpp"

#include <cstdio>
#include <cstdlib>

namespace test
{

// Says so and returns true.
inline bool skipped(char const* reason)
{
    std::printf("skipped: %s: %s\n", boost::unit_test::framework::current_test_case().full_name().c_str(), reason);
    return true;
}

// Whether Windows is Wine: build/run.sh windows says so.
inline bool on_wine()
{
    return std::getenv("BOOST_TEMPFILE_TEST_WINE") != nullptr;
}

// For directories that others can write to as well: on Windows ours never are.
#if defined(BOOST_WINDOWS)
constexpr bool shared_or_not[] = {false};
#else
constexpr bool shared_or_not[] = {false, true};
#endif

// Sweepable things can be made where sweep() works.
#if BOOST_TEMPFILE_SYSTEM_LINUX || defined(BOOST_WINDOWS)
#define BOOST_TEMPFILE_TEST_SWEEPS 1
constexpr bool sweepable_or_not[] = {false, true};
#else
#define BOOST_TEMPFILE_TEST_SWEEPS 0
constexpr bool sweepable_or_not[] = {false};
#endif

// What a directory is listed with allocates memory on other systems, so that a tree does not go in a signal handler there,
// unless it is empty.
#if BOOST_TEMPFILE_SYSTEM_LINUX || BOOST_TEMPFILE_SYSTEM_DARWIN || defined(BOOST_WINDOWS)
constexpr bool trees_go_in_handlers = true;
#else
constexpr bool trees_go_in_handlers = false;
#endif

// Two entries can be exchanged in one step.
#if BOOST_TEMPFILE_SYSTEM_LINUX || BOOST_TEMPFILE_SYSTEM_DARWIN
constexpr bool exchanges_entries = true;
#else
constexpr bool exchanges_entries = false;
#endif

} // namespace test

#define BOOST_TEMPFILE_SKIPPED_TEST(name, reason)                                                                      \
    BOOST_AUTO_TEST_CASE(name)                                                                                         \
    {                                                                                                                  \
        BOOST_TEST(test::skipped(reason));                                                                             \
    }

#endif
