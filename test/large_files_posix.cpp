//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: files may be larger than 4 GiB, whatever addresses and offsets a program is built with. Where a position loses
// its upper half, a byte at 5 GiB lands at 1 GiB, and a size of 4 GiB is none; both succeed. The files are holes for the
// most part, and take no room.

#define BOOST_TEST_MODULE large_files_posix
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(large_files, "a file is sparse there only if it is asked to be")

#else

#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/content_view.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/mapped_content.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/save_file.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <limits>

namespace fs = std::filesystem;
using namespace boost::tempfile;
using test::files;
using test::make;

namespace
{

constexpr std::int64_t gib = std::int64_t(1) << 30;
constexpr bool addresses_of_32_bits = sizeof(std::size_t) == 4;

// Whether files may be that large here, and their holes take no blocks.
bool has_large_files(fs::path const& directory)
{
    struct rlimit most = {};
    if (::getrlimit(RLIMIT_FSIZE, &most) == 0 && most.rlim_cur != RLIM_INFINITY)
        return !test::skipped("this process may not have large files");
    constexpr std::int64_t size = 64 << 20;
    fs::path const path = directory / "trial";
    std::ofstream(path).seekp(size - 1) << 'x';
    struct stat s = {};
    bool const sparse = ::stat(path.c_str(), &s) == 0 && s.st_size == size && s.st_blocks * 512 < size / 2;
    std::error_code too_large;
    fs::resize_file(path, static_cast<std::uintmax_t>(6 * gib), too_large);
    fs::remove(path);
    if (!sparse)
        return !test::skipped("this file system has no sparse files");
    return !too_large || !test::skipped("this file system has no large files");
}

// qemu 7 maps from the lower half of the position in a program of 32 bits: another piece of the file.
bool maps_what_is_asked_for(fs::path const& directory)
{
#if defined(__GLIBC__)
    fs::path const path = directory / "trial";
    int const file = ::open64(path.c_str(), O_RDWR | O_CREAT, 0600);
    bool const written = ::pwrite64(file, "five", 4, 5 * gib) == 4;
    void* const piece = ::mmap64(nullptr, 4096, PROT_READ, MAP_SHARED, file, 5 * gib);
    bool const mapped = piece != MAP_FAILED && *static_cast<char const*>(piece) == 'f';
    if (piece != MAP_FAILED)
        ::munmap(piece, 4096);
    ::close(file);
    fs::remove(path);
    return !written || mapped || !test::skipped("this emulator maps another piece of the file");
#else
    return !directory.empty();
#endif
}

// "one" at 1 GiB and "five" at 5, which are the same for who loses the upper half.
template<class File>
File filled(test::scratch const& dir)
{
    File file = make<File>(dir.options());
    file.seekp(gib) << "one";
    file.seekp(5 * gib) << "five";
    file.flush();
    BOOST_TEST(file.good());
    return file;
}

std::string text_at(std::istream& file, std::int64_t position, std::size_t size)
{
    std::string text(size, ' ');
    file.clear();
    file.seekg(position);
    file.read(&text[0], static_cast<std::streamsize>(size));
    return file.gcount() == static_cast<std::streamsize>(size) ? text : std::string();
}

bool is_whole(fs::path const& path)
{
    std::ifstream file(path, std::ios_base::binary);
    return fs::file_size(path) == static_cast<std::uintmax_t>(5 * gib + 4) && text_at(file, gib, 3) == "one" &&
           text_at(file, 5 * gib, 4) == "five";
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(positions_and_sizes, File, files)
{
    test::scratch dir;
    if (!has_large_files(dir.path()))
        return;
    File file = filled<File>(dir);
    BOOST_TEST(file.tellp() == 5 * gib + 4);
    BOOST_TEST(file.size() == static_cast<std::uintmax_t>(5 * gib + 4));
    BOOST_TEST(text_at(file, gib, 3) == "one");
    BOOST_TEST(text_at(file, 5 * gib, 4) == "five");
    file.seekg(-4, std::ios_base::end);
    BOOST_TEST(file.tellg() == 5 * gib);
    BOOST_TEST(file.get() == 'f');
    file.seekg(-4 * gib, std::ios_base::cur);
    BOOST_TEST(file.get() == 'n'); // at 1 GiB and a byte
    File moved(std::move(file));
    BOOST_TEST(text_at(moved, 5 * gib, 4) == "five");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(resizing, File, files)
{
    test::scratch dir;
    if (!has_large_files(dir.path()))
        return;
    File file = make<File>(dir.options());
    file << "begin";
    for (std::int64_t const size : {4 * gib, 4 * gib - 1, 4 * gib + 1, 6 * gib, 2 * gib})
    {
        file.resize(static_cast<std::uintmax_t>(size));
        BOOST_TEST(file.size() == static_cast<std::uintmax_t>(size));
        BOOST_TEST(text_at(file, 0, 5) == "begin");
        BOOST_TEST(text_at(file, size - 1, 1) == std::string(1, '\0'));
    }
    file.clear();
    file.seekp(0, std::ios_base::end);
    BOOST_TEST(file.tellp() == 2 * gib);
}

// More than there are addresses never fits into memory.
BOOST_AUTO_TEST_CASE(a_spool_without_a_limit_rolls_over)
{
    test::scratch dir;
    if (!has_large_files(dir.path()))
        return;
    if (!addresses_of_32_bits && test::skipped("there are addresses for all of it"))
        return;
    spooled_temporary_file file(0, dir.options());
    file << "begin";
    file.resize(static_cast<std::uintmax_t>(5 * gib));
    BOOST_TEST(file.rolled());
    BOOST_TEST(file.size() == static_cast<std::uintmax_t>(5 * gib));
    spooled_temporary_file seeking(0, dir.options());
    seeking.seekp(5 * gib) << "five" << std::flush;
    BOOST_TEST(seeking.rolled());
    BOOST_TEST(text_at(seeking, 5 * gib, 4) == "five");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pieces_of_the_content, File, files)
{
    test::scratch dir;
    if (!has_large_files(dir.path()) || !maps_what_is_asked_for(dir.path()))
        return;
    File file = filled<File>(dir);
    for (std::size_t const before : {0u, 1u, 4096u, 5000u})
    {
        auto const offset = static_cast<std::uintmax_t>(5 * gib) - before;
        content_view const view = file.view(offset, before + 4);
        BOOST_TEST(std::string_view(view).substr(before) == "five");
        mapped_content const memory = file.map(offset, before + 4);
        BOOST_TEST(std::string_view(memory.data(), memory.size()).substr(before) == "five");
    }
    {
        mapped_content const memory = file.map(static_cast<std::uintmax_t>(5 * gib), 4);
        memory.data()[0] = 'F';
    }
    BOOST_TEST(text_at(file, 5 * gib, 4) == "Five");
    BOOST_TEST(text_at(file, gib, 3) == "one");
    if (addresses_of_32_bits)
    {
        std::error_code ec;
        BOOST_TEST(file.view(ec).empty());
        BOOST_TEST((ec == std::errc::not_enough_memory));
        BOOST_TEST(file.map(ec).empty());
        BOOST_TEST((ec == std::errc::not_enough_memory));
        BOOST_TEST(text_at(file, 5 * gib, 4) == "Five");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(persisting, File, files)
{
    test::scratch dir;
    if (!has_large_files(dir.path()))
        return;
    filled<File>(dir).persist(dir / "target");
    BOOST_TEST(is_whole(dir / "target"));
    filled<File>(dir).persist(dir / "target", persist_mode::replace);
    BOOST_TEST(is_whole(dir / "target"));
    BOOST_TEST(dir.names().size() == 1u);
}

// As to another file system; what is not copied is the holes.
BOOST_AUTO_TEST_CASE_TEMPLATE(copying, File, files)
{
    test::scratch dir;
    if (!has_large_files(dir.path()))
        return;
    File file = filled<File>(dir);
    {
        static int crossings;
        crossings = 1;
        test::interception const elsewhere(
            [](test::sys::call_site const& site) noexcept
            {
                bool const places =
                    site.which == test::sys::call::rename_file || site.which == test::sys::call::link_handle;
                return std::make_error_code(places && crossings-- > 0 ? std::errc::cross_device_link : std::errc());
            });
        file.persist(dir / "target", persist_mode::create_new_or_copy);
    }
    BOOST_TEST(is_whole(dir / "target"));
    if (sizeof(::off_t) < sizeof(std::int64_t)) // this program's own; the library's is large in any case
        return;
    struct stat s = {};
    BOOST_TEST(::stat((dir / "target").c_str(), &s) == 0);
    BOOST_TEST(static_cast<std::int64_t>(s.st_blocks) * 512 < gib);
}

BOOST_AUTO_TEST_CASE(a_handle_that_is_taken_over)
{
    test::scratch dir;
    if (!has_large_files(dir.path()))
        return;
    temporary_file file = filled<temporary_file>(dir);
    file_device device(file.release());
    BOOST_TEST(device.position() == 5 * gib + 4);
    std::error_code ec;
    char text[4] = {};
    BOOST_TEST(device.read_at(5 * gib, text, 4, ec) == 4u);
    BOOST_TEST(std::string(text, 4) == "five");
    BOOST_TEST(device.write_at(6 * gib, "six", 3, ec) == 3u);
    BOOST_TEST(device.size(ec) == 6 * gib + 3);
    BOOST_TEST(device.read_at(2 * gib, text, 1, ec) == 1u);
    BOOST_TEST(text[0] == '\0');
}

#endif
