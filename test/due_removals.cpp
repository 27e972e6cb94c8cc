//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: a removal that is still due is not forgotten: what could not be kept, or not be removed, is its owner's as
// before, and goes with it, or at the end of the process.

#define BOOST_TEST_MODULE due_removals
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(due_removals_on_posix, "there is no fork to end a process in")

#elif !BOOST_TEMPFILE_TEST_SWEEPS

BOOST_TEMPFILE_SKIPPED_TEST(due_removals_on_posix, "only a marked name is changed, and there is none here")

#else

#include "interception.hpp"
#include "processes.hpp"
#include "scratch.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_path.hpp>

#include <filesystem>
#include <system_error>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
namespace tf = boost::tempfile;

namespace
{

tf::options sweepable(test::scratch const& scratch)
{
    tf::options o = scratch.options();
    o.sweepable = true;
    return o;
}

int calls_before_failure;

// The n-th call fails, and no later one.
std::error_code fail_once(sys::call_site const&) noexcept
{
    return calls_before_failure-- == 0 ? std::make_error_code(std::errc::io_error) : std::error_code();
}

enum class end
{
    of_process,
    of_owner
};

// What is done to an owner, and fails. Where it succeeds, what it leaves.
struct keeping
{
    template<class Owner>
    void operator()(Owner& owner, std::error_code& ec) const
    {
        fs::path const kept = owner.keep(ec);
        EXPECT(kept.empty() == bool(ec));
        EXPECT(ec || fs::exists(kept));
        fs::remove_all(kept);
    }
};

struct removing
{
    void operator()(tf::temporary_directory& owner, std::error_code& ec) const { owner.cleanup(ec); }
    template<class Owner>
    void operator()(Owner& owner, std::error_code& ec) const
    {
        owner.remove(ec);
    }
};

// Whether there is a call with that number on the way; it fails.
template<class Owner, class Action>
bool goes_all_the_same(Owner make, Action act, int call, end how, test::scratch const& scratch)
{
    constexpr int was_the_last = 77;
    int const status = test::status_of_child(
        [&]
        {
            test::virtual_time const no_waiting;
            {
                auto owner = make(sweepable(scratch));
                calls_before_failure = call;
                std::error_code ec;
                {
                    test::interception const installed(&fail_once);
                    act(owner, ec);
                }
                if (!ec)
                {
                    EXPECT(scratch.empty());
                    ::_exit(calls_before_failure < 0 ? 0 : was_the_last);
                }
                EXPECT(ec == std::errc::io_error);
                EXPECT(scratch.names().size() == 1);
                if (how == end::of_process)
                    tf::remove_all_registered();
                EXPECT(scratch.empty() == (how == end::of_process));
            }
            EXPECT(scratch.empty());
        });
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == was_the_last), "call " << call);
    return WEXITSTATUS(status) == 0;
}

template<class Owner>
void goes_whatever_fails(Owner make)
{
    auto const each = [&](auto act)
    {
        test::scratch scratch;
        for (end const how : {end::of_process, end::of_owner})
        {
            int call = 0;
            while (goes_all_the_same(make, act, call, how, scratch))
                ++call;
            BOOST_TEST(call > 0);
            BOOST_TEST(scratch.empty());
        }
    };
    each(keeping());
    each(removing());
}

} // namespace

BOOST_AUTO_TEST_CASE(of_a_file)
{
    goes_whatever_fails([](tf::options const& o) { return tf::named_temporary_file(o); });
}

BOOST_AUTO_TEST_CASE(of_a_closed_file)
{
    goes_whatever_fails(
        [](tf::options o)
        {
            o.removal = tf::removal::on_destruction;
            tf::named_temporary_file closed(o);
            closed.close();
            return closed;
        });
}

BOOST_AUTO_TEST_CASE(of_a_directory)
{
    goes_whatever_fails([](tf::options const& o) { return tf::temporary_directory(o); });
    goes_whatever_fails(
        [](tf::options const& o)
        {
            tf::temporary_directory filled(o);
            test::put(filled / "inside", "text");
            return filled;
        });
}

BOOST_AUTO_TEST_CASE(of_a_path)
{
    auto const make_file = [](fs::path const& path, std::error_code&) { test::put(path, "text"); };
    auto const make_directory = [](fs::path const& path, std::error_code& ec)
    {
        fs::create_directory(path, ec);
        test::put(path / "inside", "text");
    };
    goes_whatever_fails([&](tf::options const& o) { return tf::make_temporary(o, make_file); });
    goes_whatever_fails([&](tf::options const& o) { return tf::make_temporary(o, make_directory); });
}

// Promise 3: what the end of the process has removed is said to be neither kept nor put anywhere.
BOOST_AUTO_TEST_CASE(what_the_end_of_the_process_removed_is_gone)
{
    test::scratch scratch;
    auto const make_link = [](fs::path const& path, std::error_code& ec) { fs::create_symlink("nowhere", path, ec); };
    for (bool const marked : {false, true})
    {
        tf::options o = scratch.options();
        o.sweepable = marked;
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                tf::named_temporary_file file(o), path_of(o);
                tf::temporary_directory directory(o);
                tf::temporary_path path = path_of.into_path(), link = tf::make_temporary(scratch.options(), make_link);
                tf::remove_all_registered();
                EXPECT(scratch.empty());
                std::error_code ec;
                EXPECT(file.keep(ec).empty() && ec == std::errc::operation_canceled);
                EXPECT(directory.keep(ec).empty() && ec == std::errc::operation_canceled);
                EXPECT(path.keep(ec).empty() && ec == std::errc::operation_canceled);
                EXPECT(link.keep(ec).empty() && ec == std::errc::operation_canceled);
                directory.persist(scratch / "target", ec);
                EXPECT(bool(ec));
                path.persist(scratch / "target", ec);
                EXPECT(bool(ec));
                link.persist(scratch / "target", ec);
                EXPECT(bool(ec));
                // Nor is it an error that there is nothing left to remove.
                path.remove(ec);
                EXPECT(!ec);
                link.remove(ec);
                EXPECT(!ec);
                directory.cleanup(ec);
                EXPECT(!ec);
                file.close(ec);
                EXPECT(!ec);
            }));
        BOOST_TEST(scratch.empty());
    }
}

// A closed sweepable file hands its lock over with its name.
BOOST_AUTO_TEST_CASE(a_closed_file_stays_locked_as_a_path)
{
    test::scratch scratch;
    tf::options o = sweepable(scratch);
    o.removal = tf::removal::on_destruction;
    tf::named_temporary_file file(o);
    file << "text";
    file.close();
    {
        tf::temporary_path const path = file.into_path();
        BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
        BOOST_TEST(test::contents(path.path()) == "text");
    }
    BOOST_TEST(scratch.empty());
}

#endif
