//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// map(): the content as memory that can be written to.

#define BOOST_TEST_MODULE mapped_content
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/mapped_content.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::all_of;
using test::contents;
using test::make;
using namespace boost::tempfile;

namespace
{

using all_files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;

std::string_view shown(mapped_content const& memory)
{
    return std::string_view(memory.data(), memory.size());
}

} // namespace

BOOST_AUTO_TEST_CASE(a_mapping_is_move_only_and_moves_without_throwing)
{
    static_assert(!std::is_copy_constructible<mapped_content>::value);
    static_assert(!std::is_copy_assignable<mapped_content>::value);
    static_assert(std::is_nothrow_move_constructible<mapped_content>::value);
    static_assert(std::is_nothrow_move_assignable<mapped_content>::value);
    static_assert(std::is_nothrow_default_constructible<mapped_content>::value);
    mapped_content none;
    BOOST_TEST(none.empty());
    BOOST_TEST((none.begin() == none.end()));
    std::error_code ec = std::make_error_code(std::errc::io_error);
    none.flush(ec);
    BOOST_TEST(!ec);
    none.unmap();
    temporary_file file;
    file << "Hello";
    none = file.map();
    mapped_content moved(std::move(none));
    BOOST_TEST(shown(moved) == "Hello");
    BOOST_TEST(none.empty());
    BOOST_TEST((none.data() == nullptr));
    moved.unmap();
    BOOST_TEST(moved.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_written_to_memory_is_in_the_file, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file.resize(300000);
    mapped_content memory = file.map();
    BOOST_TEST(memory.size() == 300000u);
    BOOST_TEST(std::count(memory.begin(), memory.end(), '\0') == 300000);
    std::fill(memory.begin(), memory.end(), 'm');
    BOOST_TEST((all_of(file) == std::string(300000, 'm')));
    memory.flush();
    memory.unmap();
    BOOST_TEST((all_of(file) == std::string(300000, 'm')));
    BOOST_TEST(file.size() == 300000u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_stream_and_the_memory_see_each_other, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "0123456789"; // pending
    mapped_content const memory = file.map();
    BOOST_TEST(shown(memory) == "0123456789");
    BOOST_TEST(file.tellp() == 10); // the position stays
    memory.data()[0] = 'm';
    file.seekg(0);
    BOOST_TEST(file.get() == 'm');
    memory.data()[1] = 'M'; // was read ahead
    file.seekg(1);
    BOOST_TEST(file.get() == 'M');
    file.seekp(5);
    file << "S" << std::flush;
    BOOST_TEST(shown(memory) == "mM234S6789");
    memory.data()[4] = 'x'; // a flush must not write this over
    file.seekp(3);
    file << "3";
    memory.data()[6] = 'y';
    file.seekp(5);
    file << "5" << std::flush;
    BOOST_TEST(shown(memory) == "mM23x5y789");
    BOOST_TEST(all_of(file) == "mM23x5y789");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_read_ahead_is_forgotten, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "0123456789";
    file.seekg(0);
    BOOST_TEST(file.get() == '0'); // all of it is in the buffer
    mapped_content const memory = file.map();
    memory.data()[1] = 'm';
    BOOST_TEST(file.get() == 'm');
    BOOST_TEST(file.get() == '2');
}

// POSIX gives no name to a file that has none, nor does Windows.
template<class File>
constexpr bool links_or_renames = std::is_same<File, named_temporary_file>::value || BOOST_TEMPFILE_SYSTEM_LINUX != 0;

BOOST_AUTO_TEST_CASE_TEMPLATE(a_mapping_outlives_the_stream, File, all_files)
{
    test::scratch dir;
    mapped_content memory;
    {
        File file = make<File>(dir.options());
        file << "0123456789";
        memory = file.map();
        File moved(std::move(file));
        moved.persist(dir / "target");
    }
    memory.data()[0] = 'm';
    memory.unmap();
    // What has no name is persisted by a copy there, which is made when it is persisted.
    BOOST_TEST(contents(dir / "target") == (links_or_renames<File> ? "m123456789" : "0123456789"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_piece_begins_and_ends_anywhere, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    std::string bytes(200000, '.');
    file << bytes;
    for (std::size_t offset : {0u, 1u, 4095u, 65537u, 199999u, 200000u})
        for (std::size_t size : {0u, 1u, 4096u, 134463u, 200000u})
        {
            std::error_code ec;
            mapped_content const memory = file.map(offset, size, ec);
            if (offset + size > bytes.size())
            {
                BOOST_TEST((ec == std::errc::invalid_argument));
                BOOST_TEST(memory.empty());
                continue;
            }
            BOOST_TEST(!ec);
            BOOST_TEST(memory.size() == size);
            if (size != 0)
            {
                *memory.begin() = *(memory.end() - 1) = 'm';
                bytes[offset] = bytes[offset + size - 1] = 'm';
            }
        }
    BOOST_TEST((all_of(file) == bytes));
    std::error_code ec;
    (void)file.map((std::numeric_limits<std::uintmax_t>::max)(), 2, ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_CHECK_THROW((void)file.map(200000, 1), fs::filesystem_error);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_content_is_an_empty_mapping, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    mapped_content const memory = file.map();
    BOOST_TEST(memory.empty());
    file << "a";
    BOOST_TEST(file.map(1, 0).empty());
}

BOOST_AUTO_TEST_CASE(a_spooled_file_rolls_over)
{
    spooled_temporary_file file;
    file << "Hello";
    mapped_content const memory = file.map();
    BOOST_TEST(file.rolled());
    BOOST_TEST(shown(memory) == "Hello");
}

BOOST_AUTO_TEST_CASE(a_wide_stream_maps_bytes)
{
    wtemporary_file file;
    file << L"\u00e4";
    BOOST_TEST(shown(file.map()) == "\xc3\xa4");
}

// ---- failures

BOOST_AUTO_TEST_CASE_TEMPLATE(a_closed_stream_has_no_mapping, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file.close();
    std::error_code ec;
    BOOST_TEST(file.map(ec).empty());
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW((void)file.map(), fs::filesystem_error);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_mapped_says_so, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "Hello";
    std::error_code ec;
    for (std::errc refused : {std::errc::no_such_device, std::errc::permission_denied, std::errc::invalid_argument,
             std::errc::function_not_supported})
    {
        test::failing unmapped(sys::call::map, refused);
        BOOST_TEST(file.map(ec).empty());
        BOOST_TEST((ec == std::errc::operation_not_supported));
    }
    {
        test::failing unmapped(sys::call::map, std::errc::not_enough_memory);
        BOOST_TEST(file.map(ec).empty());
        BOOST_TEST((ec == std::errc::not_enough_memory));
    }
    BOOST_TEST(all_of(file) == "Hello");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_of_a_mapping_may_fail, File, all_files)
{
    test::scratch dir;
    for (int n = 1, left = 0; left <= 0; ++n)
    {
        File file = make<File>(dir.options());
        file << std::string(20000, '.') << "end";
        std::error_code ec;
        {
            test::interception failing(&test::fail_nth);
            test::calls_left = n;
            mapped_content const memory = file.map(ec);
            left = test::calls_left;
            test::calls_left = 0;
            if (ec)
                BOOST_TEST((ec == std::errc::io_error && memory.empty()));
            else
                BOOST_TEST((shown(memory) == std::string(20000, '.') + "end"));
        }
        BOOST_TEST((all_of(file) == std::string(20000, '.') + "end"));
        BOOST_TEST(shown(file.map(20000, 3)) == "end");
    }
}

BOOST_AUTO_TEST_CASE(what_could_not_be_written_to_storage_is_an_error)
{
    temporary_file file;
    file << "Hello";
    mapped_content memory = file.map();
    test::failing broken(sys::call::flush_mapping, std::errc::io_error);
    std::error_code ec;
    memory.flush(ec);
    BOOST_TEST((ec == std::errc::io_error));
    BOOST_CHECK_THROW(memory.flush(), fs::filesystem_error);
}
