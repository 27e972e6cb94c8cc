//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6: what is copied to where it cannot be moved is there as a whole, or the target is as it was and the file
// still its owner's, whatever fails; and it moves: its old name goes.

#define BOOST_TEST_MODULE persist_copies
#include "unit_test.hpp"

#include "creation/creation.hpp"

#include <boost/tempfile/named_temporary_file.hpp>

#include "persisting.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <system_error>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace test;

namespace
{

int calls_before_failure;

// Another file system, and from then on the n-th call fails.
std::error_code cross_and_fail(sys::call_site const& site) noexcept
{
    std::error_code const elsewhere = cross(site);
    if (elsewhere || crossings != 0 || calls_before_failure-- != 0)
        return elsewhere;
    return std::make_error_code(std::errc::io_error);
}

// Another file system, one without hard links for files that have no name.
std::error_code cross_and_link_nothing(sys::call_site const& site) noexcept
{
    std::error_code const elsewhere = cross(site);
    bool const links = site.which == sys::call::link_handle;
    return elsewhere ? elsewhere : std::make_error_code(links ? std::errc::operation_not_supported : std::errc());
}

} // namespace

BOOST_AUTO_TEST_CASE(a_file_of_the_callers_own_moves)
{
    test::scratch dir;
    tf::options o = dir.options();
    o.removal = tf::removal::never;
    tf::named_temporary_file file(o);
    file << "text";
    crossings = 1;
    test::interception const installed(&cross);
    file.persist(dir / "target", tf::persist_mode::replace_or_copy);
    file << " and more" << std::flush;
    BOOST_TEST(contents(dir / "target") == "text and more");
    BOOST_TEST((dir.names() == std::set<std::string>{"target"}));
}

BOOST_AUTO_TEST_CASE(a_copy_that_cannot_be_linked_is_made_with_a_name)
{
    for (auto const kind : kinds)
        for (bool const exists : {false, true})
        {
            test::scratch dir;
            if (exists)
                put(dir / "target", old_text);
            temporary t(kind, dir.path());
            crossings = 1;
            test::interception const installed(&cross_and_link_nothing);
            std::error_code const ec = t.persist(dir / "target", tf::persist_mode::replace_or_copy);
            BOOST_TEST(!ec, "kind " << kind << ": " << ec.message());
            BOOST_TEST(contents(dir / "target") == new_text);
            BOOST_TEST((dir.names() == std::set<std::string>{"target"}));
        }
}

// The end of the process tries again; until then it is said which name is still there.
BOOST_AUTO_TEST_CASE(an_old_name_that_cannot_go_is_reported)
{
    for (auto const kind : named_kinds)
    {
        test::scratch dir;
        temporary t(kind, dir.path());
        fs::path const old_name = t.entry.path();
        crossings = 1;
        test::interception const installed(
            [](sys::call_site const& site) noexcept
            {
                std::error_code const elsewhere = cross(site);
                bool const removes = site.which == sys::call::remove_file;
                return elsewhere ? elsewhere : std::make_error_code(removes ? std::errc::io_error : std::errc());
            });
        BOOST_TEST((t.persist(dir / "target", tf::persist_mode::replace_or_copy) == std::errc::io_error));
        BOOST_TEST(t.where == old_name);
        BOOST_TEST(contents(dir / "target") == new_text);
        BOOST_TEST(fs::exists(old_name));
    }
}

// A copy's name is as durable as was asked for: where that fails, the copy is in its place, and it is said.
BOOST_AUTO_TEST_CASE(the_name_of_a_copy_is_durable)
{
    for (auto const kind : kinds)
        for (auto const durable : {tf::durability::none, tf::durability::data, tf::durability::data_and_entry})
        {
            test::scratch dir;
            temporary t(kind, dir.path());
            crossings = 1;
            test::interception const installed(
                [](sys::call_site const& site) noexcept
                {
                    std::error_code const elsewhere = cross(site);
                    bool const syncs = site.which == sys::call::sync_directory;
                    return elsewhere ? elsewhere : std::make_error_code(syncs ? std::errc::io_error : std::errc());
                });
            std::error_code const ec = t.persist(dir / "target", tf::persist_mode::replace_or_copy, durable);
            BOOST_TEST((durable == tf::durability::data_and_entry ? ec == std::errc::io_error : !ec), ec.message());
            BOOST_TEST(contents(dir / "target") == new_text);
        }
}

BOOST_AUTO_TEST_CASE(every_call_fails_in_turn)
{
    for (auto const kind : kinds)
        for (bool const exists : {false, true})
            for (int call = 0;; ++call)
            {
                test::scratch dir;
                if (exists)
                    put(dir / "target", old_text);
                std::error_code ec;
                {
                    temporary t(kind, dir.path());
                    crossings = 1;
                    calls_before_failure = call;
                    {
                        test::interception const installed(&cross_and_fail);
                        ec = t.persist(
                            dir / "target", tf::persist_mode::replace_or_copy, tf::durability::data_and_entry);
                    }
                    std::string const now = contents(dir / "target");
                    std::string const before = exists ? old_text : std::string();
                    BOOST_TEST((now == new_text || (ec && now == before)), "kind " << kind << ", call " << call);
                    BOOST_TEST(fs::exists(dir / "target") == (exists || now == new_text));
                    std::error_code unknown;
                    BOOST_TEST(sys::size(t.handle.get(), unknown) == static_cast<std::int64_t>(new_text.size()));
                }
                // Nothing but the target is left, whatever came of it.
                BOOST_TEST(dir.names().size() == (fs::exists(dir / "target") ? 1u : 0u), "call " << call);
                if (calls_before_failure >= 0)
                {
                    BOOST_TEST(!ec, ec.message());
                    break;
                }
            }
}
