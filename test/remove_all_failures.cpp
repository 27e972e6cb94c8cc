//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6: what cannot be removed is named, everything else goes, and the count is right; promise 5: what somebody holds
// is tried again, until the deadline has passed without progress.

#define BOOST_TEST_MODULE remove_all_failures
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"
#endif

#include <atomic>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::deadline;
using test::entries;
using test::failing_removal;
using test::make_tree;
using test::threads;
using test::touch;
using test::sys::call;

// ---- what does not go ----------------------------------------------------------------------------------------------

namespace
{

std::atomic<int> refusals{0};  // left to give
std::atomic<bool> pass{false}; // whether what is refused may go later
std::atomic<int> attempts{0};

bool named(test::sys::call_site const& site, char const* name)
{
    fs::path const path = site.path == nullptr ? fs::path() : fs::path(site.path);
    return path.filename() == name;
}

std::error_code refuse_held(test::sys::call_site const& site) noexcept
{
    if (site.which != call::remove_entry || !named(site, "held"))
        return {};
    ++attempts;
    if (refusals.fetch_sub(1) <= 0)
        return {};
    return std::make_error_code(pass ? std::errc::directory_not_empty : std::errc::operation_not_permitted);
}

} // namespace

BOOST_AUTO_TEST_CASE(what_can_never_go_stays_and_is_named_and_everything_else_goes)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        make_tree(dir / "tree", 4, 3, 5);
        touch(dir / "tree/directory1/directory2/held");
        std::uintmax_t const made = entries(dir / "tree");
        refusals = 1000;
        pass = false;
        attempts = 0;
        std::error_code ec;
        fs::path where;
        {
            test::interception const refused(&refuse_held);
            failing_removal(dir / "tree", ec, where, threads(n));
            BOOST_TEST(attempts == 1); // no deadline
            std::error_code again;
            BOOST_TEST(tf::remove_all(dir / "tree", again) == 0u);
            BOOST_TEST((again == std::errc::operation_not_permitted));
        }
        BOOST_TEST((ec == std::errc::operation_not_permitted));
        BOOST_TEST(where == dir / "tree" / "directory1" / "directory2" / "held");
        BOOST_TEST(entries(dir / "tree") == 4u);
        std::uintmax_t const rest = tf::remove_all(dir / "tree");
        BOOST_TEST(rest == 4u);
        BOOST_TEST(made > rest);
    }
}

namespace
{

// A file system that gives a listing in small pieces, and lets no directory go.
std::error_code short_listings_and_no_rmdir(test::sys::call_site const& site) noexcept
{
    if (site.which == call::list_directory && site.size != nullptr)
        *site.size = 1024;
    return site.which == call::remove_directory ? std::make_error_code(std::errc::device_or_resource_busy)
                                                : std::error_code();
}

} // namespace

// Everything else: also the pieces of a listing that come after one that looked complete.
BOOST_AUTO_TEST_CASE(a_directory_that_stays_is_emptied_however_short_its_listings_are)
{
    test::scratch dir;
    fs::create_directories(dir / "tree/inner");
    for (int i = 0; i != 300; ++i)
    {
        touch(dir / "tree" / std::to_string(i));
        touch(dir / "tree/inner" / std::to_string(i));
    }
    {
        test::interception const installed(&short_listings_and_no_rmdir);
        std::error_code ec;
        BOOST_TEST(tf::remove_all(dir / "tree", deadline(0), ec) == 600u);
        BOOST_TEST((ec == std::errc::device_or_resource_busy));
    }
    BOOST_TEST(entries(dir / "tree") == 2u);
}

BOOST_AUTO_TEST_CASE(the_count_is_right_on_an_error)
{
    test::scratch dir;
    make_tree(dir / "tree", 4, 3, 5);
    touch(dir / "tree/directory0/held");
    std::uintmax_t const made = entries(dir / "tree");
    refusals = 1000;
    pass = false;
    test::interception const refused(&refuse_held);
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", ec) == made - 3);
    BOOST_TEST(bool(ec));
}

BOOST_AUTO_TEST_CASE(what_passes_is_tried_again)
{
    test::scratch dir;
    for (unsigned n : {1u, 2u})
    {
        make_tree(dir / "tree", 4, 3, 5);
        touch(dir / "tree/directory1/directory2/held");
        std::uintmax_t const made = entries(dir / "tree");
        refusals = 5;
        pass = true;
        test::interception const refused(&refuse_held);
        std::error_code ec;
        BOOST_TEST(tf::remove_all(dir / "tree", threads(n), ec) == made);
        BOOST_TEST(!ec);
        BOOST_TEST(dir.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_thousand_held_entries_share_one_deadline)
{
    test::scratch dir;
    make_tree(dir / "tree", 10, 2, 2);
    for (int i = 0; i != 10; ++i)
        for (int j = 0; j != 10; ++j)
            touch(dir / "tree" / ("directory" + std::to_string(i)) / ("directory" + std::to_string(j)) / "held");
    refusals = 1 << 30;
    pass = true;
    test::interception const refused(&refuse_held);
    test::virtual_time const time;
    std::error_code ec;
    tf::remove_all(dir / "tree", deadline(300), ec);
    BOOST_TEST((ec == std::errc::directory_not_empty));
    BOOST_TEST(entries(dir / "tree") == 1u + 10 + 100 + 100);
    BOOST_TEST((time.waited() >= std::chrono::milliseconds(300)));
    BOOST_TEST((time.waited() < std::chrono::milliseconds(500))); // the last pause may go beyond it
}

BOOST_AUTO_TEST_CASE(progress_starts_the_deadline_again)
{
    test::scratch dir;
    make_tree(dir / "tree", 0, 0, 0);
    // Each pass lets one more of them go, and each pause is shorter than the deadline; all together are longer.
    static std::atomic<int> allowed{0};
    struct hook
    {
        static std::error_code one_a_pass(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::rewind_directory)
                allowed = 1;
            if (site.which != call::remove_entry || allowed.exchange(0) == 1)
                return {};
            return std::make_error_code(std::errc::directory_not_empty);
        }
    };
    for (int i = 0; i != 200; ++i)
        touch(dir / "tree" / std::to_string(i));
    allowed = 0;
    test::interception const one(&hook::one_a_pass);
    test::virtual_time const time;
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", deadline(100), ec) == 201u);
    BOOST_TEST(!ec, ec.message());
    BOOST_TEST((time.waited() > std::chrono::milliseconds(100)));
}

BOOST_AUTO_TEST_CASE(the_longest_deadline_is_no_short_one)
{
    test::scratch dir;
    make_tree(dir / "tree", 0, 0, 0);
    touch(dir / "tree/held");
    refusals = 5;
    pass = true;
    test::interception const refused(&refuse_held);
    tf::remove_options o;
    o.deadline = (std::chrono::milliseconds::max)();
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", o, ec) == 2u);
    BOOST_TEST(!ec, ec.message());
}

BOOST_AUTO_TEST_CASE(a_deadline_of_zero_tries_once)
{
    test::scratch dir;
    make_tree(dir / "tree", 0, 0, 0);
    touch(dir / "tree/held");
    refusals = 1000;
    pass = true;
    attempts = 0;
    test::interception const refused(&refuse_held);
    std::error_code ec;
    BOOST_TEST(tf::remove_all(dir / "tree", deadline(0), ec) == 0u);
    BOOST_TEST(bool(ec));
    BOOST_TEST(attempts == 1);
}

// ---- failures ------------------------------------------------------------------------------------------------------

namespace
{

std::atomic<int> countdown{0};
std::atomic<std::errc> failure{std::errc::io_error};

std::error_code fail_one(test::sys::call_site const& site) noexcept
{
    if (site.which == call::close) // which closes all the same
        return {};
    if (countdown.fetch_sub(1) == 1)
        return std::make_error_code(failure);
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(whatever_call_fails_the_rest_goes_and_the_count_is_right)
{
    test::scratch dir;
    for (std::errc const error : {std::errc::io_error, std::errc::permission_denied, std::errc::directory_not_empty,
             std::errc::too_many_files_open, std::errc::not_a_directory, std::errc::is_a_directory,
             std::errc::no_such_file_or_directory, std::errc::function_not_supported})
    {
        failure = error;
        bool failed = true;
        for (int n = 1; failed; n += (error == std::errc::io_error ? 1 : 4) * (test::on_wine() ? 5 : 1))
        {
            fs::path inner = dir / "tree/directory1"; // deep enough to be moved up
            std::uintmax_t made = make_tree(dir / "tree", 2, 1, 2);
            for (int i = 0; i != 8; ++i, ++made)
                fs::create_directory(inner /= "d");
#if !defined(BOOST_WINDOWS)
            auto const handles = test::open_handles();
#endif
            countdown = n;
            std::error_code ec;
            std::uintmax_t removed;
            {
                test::interception const one(&fail_one);
                removed = tf::remove_all(dir / "tree", deadline(5000), ec);
            }
#if !defined(BOOST_WINDOWS)
            BOOST_TEST(test::open_handles() == handles);
#endif
            failed = countdown <= 0;
            std::uintmax_t const left = entries(dir / "tree");
            BOOST_TEST(removed + left == made, "call " << n << " with " << std::make_error_code(error).message());
            if (left != 0 && error != std::errc::no_such_file_or_directory)
                BOOST_TEST(bool(ec));
            if (ec)
                BOOST_TEST(left != 0u);
            tf::remove_all(dir / "tree", ec);
            BOOST_TEST(dir.empty());
        }
    }
}
