//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What a full disk means for map(): an error, and no SIGBUS.

#define BOOST_TEST_MODULE mapped_content_posix
#include "unit_test.hpp"

#include "platform.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX && !defined(BOOST_TEMPFILE_PLAIN_POSIX)

#include "processes.hpp"
#include "scratch.hpp"

#include <boost/tempfile/mapped_content.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <string>

namespace fs = std::filesystem;
using namespace boost::tempfile;

namespace
{

constexpr std::uintmax_t room = 8 << 20;

std::uintmax_t free_bytes(fs::path const& directory)
{
    struct statvfs about = {};
    EXPECT(::statvfs(directory.c_str(), &about) == 0);
    return std::uintmax_t(about.f_bfree) * about.f_frsize;
}

// In a file system of 8 MiB of its own.
template<class Body>
bool on_a_small_disk(Body body)
{
    test::scratch dir;
    return test::with_mounts(
        [&]
        {
            if (::mount("none", dir.path().c_str(), "tmpfs", 0, "size=8m") != 0)
                ::_exit(42);
            options o;
            o.dir = dir.path();
            body(o);
        });
}

} // namespace

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error_and_takes_no_blocks)
{
    BOOST_TEST(on_a_small_disk(
        [](options const& o)
        {
            temporary_file file(o);
            file << "Hello" << std::flush;
            std::uintmax_t const before = free_bytes(o.dir);
            file.resize(16 * room);
            std::error_code ec;
            EXPECT(file.map(ec).empty());
            EXPECT(ec == std::errc::no_space_on_device);
            EXPECT(free_bytes(o.dir) == before); // what was reserved is given back
            EXPECT(file.size() == 16 * room);
            EXPECT(std::string_view(file.view(0, 5)) == "Hello"); // and nothing that was written
            file.resize(5);
            EXPECT(file.map().size() == 5);
        }));
}

BOOST_AUTO_TEST_CASE(what_was_mapped_can_be_written_to_whatever_others_take)
{
    BOOST_TEST(on_a_small_disk(
        [](options const& o)
        {
            named_temporary_file file(o);
            file.resize(room / 2);
            mapped_content const memory = file.map();
            struct stat status = {};
            EXPECT(::stat(file.path().c_str(), &status) == 0);
            EXPECT(std::uintmax_t(status.st_blocks) * 512 >= room / 2); // they are there
            temporary_file other(o);
            std::error_code ec;
            other.resize(room);
            EXPECT(other.map(ec).empty());
            EXPECT(ec == std::errc::no_space_on_device);
            while (other.write(std::string(65536, 'x').data(), 65536).flush())
                ;                                         // until the disk is full
            std::fill(memory.begin(), memory.end(), 'm'); // SIGBUS without blocks
            EXPECT(std::string_view(file.view()) == std::string(room / 2, 'm'));
        }));
}

#else
BOOST_TEMPFILE_SKIPPED_TEST(a_full_disk_is_an_error_and_takes_no_blocks, "it takes a small file system of Linux")
#endif
