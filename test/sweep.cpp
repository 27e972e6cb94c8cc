//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: sweep() removes what carries the mark and the prefix, is owned by this user and whose owner is dead, and
// nothing else.

#define BOOST_TEST_MODULE sweep
#include "unit_test.hpp"

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

namespace
{

tf::options sweepable(test::scratch const& scratch)
{
    tf::options o = scratch.options();
    o.sweepable = true;
    return o;
}

} // namespace

// Promise: what sweep() would not take is not made as if it did.
BOOST_AUTO_TEST_CASE(where_sweep_does_not_work_nothing_is_sweepable)
{
    test::scratch scratch;
    test::failing const elsewhere(test::sys::call::check_sweepable, std::errc::operation_not_supported);
    std::error_code ec;
    BOOST_TEST(tf::sweep(scratch.path(), "tmp", ec).empty());
    BOOST_TEST((ec == std::errc::operation_not_supported));
    BOOST_TEST(!tf::named_temporary_file(sweepable(scratch), ec).is_open());
    BOOST_TEST((ec == std::errc::operation_not_supported));
    BOOST_TEST(!tf::temporary_directory(sweepable(scratch), ec).owns_path());
    BOOST_TEST((ec == std::errc::operation_not_supported));
    BOOST_TEST(scratch.empty());
}

// A sweepable file needs an owner.
BOOST_AUTO_TEST_CASE(what_has_no_owner_is_refused)
{
    test::scratch scratch;
    tf::options o = sweepable(scratch);
    std::error_code ec;
    BOOST_TEST(!tf::mkstemp(o, ec).handle);
    BOOST_TEST((ec == std::errc::operation_not_supported));
    tf::mkdtemp(o, ec);
    BOOST_TEST((ec == std::errc::operation_not_supported));
    o.removal = tf::removal::never;
    tf::named_temporary_file const file(o, ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    tf::temporary_directory const directory(o, ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(bad_input)
{
    test::scratch scratch;
    std::error_code ec;
    BOOST_TEST(tf::sweep(scratch / "missing", "tmp", ec).empty());
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    BOOST_TEST(tf::sweep(scratch.path(), "a/b", ec).empty());
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_CHECK_THROW(tf::sweep(scratch / "missing", "tmp"), fs::filesystem_error);
}

#if !BOOST_TEMPFILE_TEST_SWEEPS

BOOST_TEMPFILE_SKIPPED_TEST(what_is_sweepable, "sweep() works on Linux and Windows alone")

#else

// Facts 22: the mark's form, and that keep, release and persist give an unmarked name first.
BOOST_AUTO_TEST_CASE(the_mark)
{
    test::scratch scratch;
    tf::options o = sweepable(scratch);
    o.prefix = "pre";
    o.suffix = ".txt";
    tf::named_temporary_file file(o);
    tf::temporary_directory directory(o);
    for (fs::path const& path : {file.path(), directory.path()})
    {
        std::string const name = path.filename().string();
        BOOST_TEST(name.size() == 3u + 18u + 4u);
        BOOST_TEST(name[3] == '~');
        BOOST_TEST(name[20] == '~');
        BOOST_TEST(name.substr(21) == ".txt");
        BOOST_TEST(name.substr(4, 16).find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == std::string::npos);
    }
    file << "kept" << std::flush;
    for (fs::path const& kept : {file.keep(), directory.keep()})
    {
        std::string const name = kept.filename().string();
        BOOST_TEST(name.size() == 3u + 12u + 4u);
        BOOST_TEST(name.find('~') == std::string::npos);
        BOOST_TEST(fs::exists(kept));
    }
    BOOST_TEST(fs::file_size(file.path()) == 4u);
    tf::named_temporary_file released(o), persisted(o);
    tf::unique_handle const handle = released.release();
    persisted.persist(scratch / "tmp-report");
    BOOST_TEST(bool(handle));
    BOOST_TEST(scratch.names().size() == 4u);
    for (auto const& name : scratch.names())
        BOOST_TEST(name.find('~') == std::string::npos);
}

// Promise: a living owner has what it made, however soon a sweeper comes.
BOOST_AUTO_TEST_CASE(newborns_and_a_sweeper_at_random)
{
    test::scratch scratch;
    std::atomic<bool> done{false};
    std::thread sweeper(
        [&]
        {
            while (!done)
                tf::sweep(scratch.path(), "tmp");
        });
    for (int i = 0; i < (test::on_wine() ? 300 : 2000); ++i)
    {
        tf::named_temporary_file file(sweepable(scratch));
        tf::temporary_directory directory(sweepable(scratch));
        file << i << std::flush;
        BOOST_TEST_REQUIRE(fs::exists(file.path()));
        BOOST_TEST_REQUIRE(fs::exists(directory.path()));
    }
    done = true;
    sweeper.join();
    BOOST_TEST(scratch.empty());
}

#endif
