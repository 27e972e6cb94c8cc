//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: a directory on storage and one in memory, for what is large or secret.

#define BOOST_TEST_MODULE storage
#include "unit_test.hpp"

#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include "processes.hpp"
#endif

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;

// Where a spill goes is said by options::dir.
BOOST_AUTO_TEST_CASE(a_spooled_file_rolls_over_to_storage)
{
    std::error_code ec;
    tf::options o;
    o.dir = tf::disk_tempdir(ec);
    if (ec)
    {
        test::skipped("all there is here is in memory");
        return;
    }
    test::scratch memory(test::scratch::in_memory); // where it would go otherwise
    fs::path const before = tf::gettempdir();
    tf::settempdir(memory.path());
    static fs::path dir;
    tf::spooled_temporary_file file(4, o);
    {
        test::interception const noted(
            [](tf::detail::system::call_site const& site) noexcept
            {
                if (site.which == tf::detail::system::call::open_anonymous)
                    dir = site.path;
                return std::error_code();
            });
        file << "more than four" << std::flush;
    }
    tf::settempdir(before);
    BOOST_TEST(file.rolled());
    BOOST_TEST(dir == o.dir);
}

// Promise: a directory on storage and one in memory, each with an error that lists what was tried.
BOOST_AUTO_TEST_CASE(storage_directories)
{
    std::error_code ec;
    fs::path const disk = tf::disk_tempdir(ec);
    BOOST_TEST(disk.empty() == bool(ec));
    if (!ec)
    {
        BOOST_TEST(disk.is_absolute());
        BOOST_TEST((tf::detail::system::storage_of(disk.c_str(), ec) == tf::detail::system::storage::disk));
    }
    fs::path const memory = tf::memory_tempdir(ec);
    BOOST_TEST(memory.empty() == bool(ec));
    if (!ec)
        BOOST_TEST((tf::detail::system::storage_of(memory.c_str(), ec) == tf::detail::system::storage::memory));
    test::failing const no_space(tf::detail::system::call::write, std::errc::no_space_on_device);
    BOOST_TEST(tf::disk_tempdir(ec).empty());
    BOOST_TEST(bool(ec));
    try
    {
        tf::disk_tempdir();
        BOOST_TEST_ERROR("no exception");
    }
    catch (fs::filesystem_error const& e)
    {
        for (auto const& tried : tf::detail::system::tempdir_candidates())
        {
            fs::path const path = fs::absolute(tried).lexically_normal(); // "/here/." becomes "/here/"
            std::string const name = (path.has_filename() ? path : path.parent_path()).filename().string();
            BOOST_TEST(std::string(e.what()).find(name) != std::string::npos, e.what() << " without " << name);
        }
    }
}

BOOST_AUTO_TEST_CASE(with_and_without_a_code_it_is_the_same)
{
    std::error_code ec;
    for (bool const disk : {false, true})
    {
        fs::path const found = disk ? tf::disk_tempdir(ec) : tf::memory_tempdir(ec);
        try
        {
            BOOST_TEST((disk ? tf::disk_tempdir() : tf::memory_tempdir()) == found);
            BOOST_TEST(!ec);
        }
        catch (fs::filesystem_error const& e)
        {
            BOOST_TEST(e.code() == ec);
        }
    }
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// The runtime directory is in memory (file-hierarchy(7)); a relative one is nobody's.
BOOST_AUTO_TEST_CASE(the_runtime_directory_is_tried)
{
    for (std::string const runtime : {"/run/user/1234", "relative", ""})
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                ::setenv("XDG_RUNTIME_DIR", runtime.c_str(), 1);
                auto const tried = tf::detail::system::storage_candidates(tf::detail::system::storage::memory);
                bool const found = std::find(tried.begin(), tried.end(), runtime) != tried.end();
                EXPECT(found == (runtime[0] == '/'));
            }));
}

#endif
