//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// When a spooled stream rolls over, that nobody can tell, and what a failed rollover leaves.

#define BOOST_TEST_MODULE spooled_temporary_file
#include "unit_test.hpp"

#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::all_of;
using test::calls;
using test::count_calls;
using namespace boost::tempfile;

BOOST_AUTO_TEST_CASE(a_small_spool_never_enters_the_system)
{
    test::interception counting(&count_calls);
    calls = 0;
    {
        spooled_temporary_file file;
        file << std::string(200, 'x');
        BOOST_TEST(all_of(file).size() == 200u);
        spooled_temporary_file moved(std::move(file));
        moved.resize(100);
    }
    BOOST_TEST(calls == 0);
}

#if !defined(BOOST_WINDOWS) && !BOOST_TEMPFILE_SYSTEM_LINUX
BOOST_TEMPFILE_SKIPPED_TEST(an_anonymous_file_is_one_call_to_open_and_one_to_close, "it has a name for a moment here")
#else
BOOST_AUTO_TEST_CASE(an_anonymous_file_is_one_call_to_open_and_one_to_close)
{
    gettempdir();
    test::interception counting(&count_calls);
    calls = 0;
    {
        temporary_file file;
    }
    BOOST_TEST(
        calls == (boost::tempfile::detail::text_mode_converts ? 3 : 2)); // Windows asks for an unlinked one second
}
#endif

BOOST_AUTO_TEST_CASE(it_rolls_over_at_the_first_byte_beyond)
{
    for (std::size_t max : {1u, 2u, 100u, 600u, 5000u})
    {
        spooled_temporary_file by_put(max), at_once(max), in_parts(max);
        for (std::size_t i = 0; i != max; ++i)
            by_put.put('x');
        at_once << std::string(max, 'x');
        BOOST_TEST(!by_put.rolled());
        BOOST_TEST(!at_once.rolled());
        BOOST_TEST(at_once.max_size() == max);
        by_put.put('y');
        at_once << std::string(3, 'y');
        in_parts << std::string(max - 1, 'x') << "xyyy";
        BOOST_TEST(by_put.rolled());
        BOOST_TEST(at_once.rolled());
        BOOST_TEST(in_parts.rolled());
        BOOST_TEST(all_of(by_put) == std::string(max, 'x') + "y");
        BOOST_TEST(all_of(at_once) == std::string(max, 'x') + "yyy");
        BOOST_TEST(all_of(in_parts) == std::string(max, 'x') + "yyy");
    }
    spooled_temporary_file unlimited;
    unlimited << std::string(3000000, 'x');
    BOOST_TEST(!unlimited.rolled());
    BOOST_TEST(unlimited.size() == 3000000u);
    unlimited.rollover();
    BOOST_TEST(unlimited.rolled());
    BOOST_TEST(unlimited.tellp() == 3000000);
    BOOST_TEST(all_of(unlimited) == std::string(3000000, 'x'));
}

BOOST_AUTO_TEST_CASE(resize_and_the_handle_roll_over_as_well)
{
    spooled_temporary_file file(10);
    file << "abc";
    file.resize(10);
    BOOST_TEST(!file.rolled());
    file.resize(11);
    BOOST_TEST(file.rolled());
    BOOST_TEST(all_of(file) == "abc" + std::string(8, '\0'));
    spooled_temporary_file handed(10);
    handed << "abc";
    handed.native_handle();
    BOOST_TEST(handed.rolled());
    BOOST_TEST(handed.tellp() == 3);
    BOOST_TEST(all_of(handed) == "abc");
    spooled_temporary_file far_away(10);
    far_away.seekp(100000);
    BOOST_TEST(!far_away.rolled());
    far_away.put('x');
    BOOST_TEST(far_away.rolled());
    BOOST_TEST(far_away.size() == 100001u);
}

BOOST_AUTO_TEST_CASE(a_rollover_of_what_has_rolled_over_forgets_no_error)
{
    spooled_temporary_file file(1);
    file << "abc";
    BOOST_TEST(file.rolled());
    file.seekg(-10);
    BOOST_TEST((file.last_error() == std::errc::invalid_argument));
    std::error_code ec;
    file.rollover(ec);
    file.native_handle(ec);
    BOOST_TEST(!ec);
    BOOST_TEST((file.last_error() == std::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(a_rollover_by_resize_forgets_the_failed_ones)
{
    spooled_temporary_file file(4);
    {
        test::interception full(&test::no_room_for_files);
        file << "12345";
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    file.resize(4);
    BOOST_TEST((file.rdbuf()->lost_write() == std::errc::no_space_on_device)); // still in memory
    file.resize(5);
    BOOST_TEST(file.rolled());
    BOOST_TEST(!file.rdbuf()->last_error());
    BOOST_TEST(!file.rdbuf()->lost_write());
}

BOOST_AUTO_TEST_CASE(a_character_that_was_put_back_survives_the_rollover)
{
    spooled_temporary_file file;
    file << "abc";
    file.seekg(2);
    BOOST_TEST(file.putback('X').good());
    file.rollover();
    BOOST_TEST(file.get() == 'X');
    BOOST_TEST(file.get() == 'c');
    BOOST_TEST(all_of(file) == "abc");
}

BOOST_AUTO_TEST_CASE(memory_that_cannot_be_had_rolls_over)
{
    spooled_temporary_file file;
    file << std::string(500, 'x');
    {
        test::failing out(sys::call::grow_memory, std::errc::not_enough_memory);
        file << std::string(5000, 'y');
    }
    BOOST_TEST(file.good());
    BOOST_TEST(file.rolled());
    BOOST_TEST(all_of(file) == std::string(500, 'x') + std::string(5000, 'y'));
}

BOOST_AUTO_TEST_CASE(a_failed_rollover_loses_nothing_and_is_tried_again)
{
    for (sys::interceptor full : {&test::no_room_for_files, &test::no_room_for_bytes})
    {
        spooled_temporary_file file(10);
        file << "12345";
        {
            test::interception hook(full);
            BOOST_TEST(file.rdbuf()->sputn("67890abc", 8) == 5); // what fits
            BOOST_TEST(!file.rolled());
            BOOST_TEST((file.rdbuf()->last_error() == std::errc::no_space_on_device));
            BOOST_TEST(file.rdbuf()->sputc('x') == std::char_traits<char>::eof());
            BOOST_TEST(all_of(file) == "1234567890");
            file.seekg(2);
            BOOST_TEST(file.get() == '3');
            file.put('F'); // fits
            BOOST_TEST(file.good());
            std::error_code ec;
            file.rollover(ec);
            BOOST_TEST((ec == std::errc::no_space_on_device));
            BOOST_CHECK_THROW(file.rollover(), fs::filesystem_error);
            BOOST_CHECK_THROW(file.native_handle(), fs::filesystem_error);
            BOOST_CHECK_THROW(file.resize(11), fs::filesystem_error);
        }
        file.seekp(0, std::ios_base::end);
        file << "abc";
        BOOST_TEST(file.rolled());
        BOOST_TEST(!file.rdbuf()->last_error());
        BOOST_TEST(all_of(file) == "123F567890abc");
    }
}

BOOST_AUTO_TEST_CASE(a_wide_stream_keeps_what_a_failed_rollover_did_not_take)
{
    wspooled_temporary_file file(4);
    file << L"\u00e4\u00f6" << std::flush; // two bytes each
    BOOST_TEST(!file.rolled());
    {
        test::interception full(&test::no_room_for_files);
        file << L"\u00fc";
        file.flush();
        BOOST_TEST(file.bad());
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    file.clear();
    file.flush();
    BOOST_TEST(file.good());
    BOOST_TEST(file.rolled());
    file.seekg(0);
    std::wstring text;
    file >> text;
    BOOST_TEST((text == L"\u00e4\u00f6\u00fc"));
    BOOST_TEST(file.size() == 6u);
}

BOOST_AUTO_TEST_CASE(memory_is_at_most_twice_the_content)
{
    constexpr std::size_t huge_page = std::size_t(2) << 20;
    for (std::size_t chunk : {1u, 100u, 4096u, 100000u})
    {
        spooled_temporary_file file;
        std::string const bytes(chunk, 'x');
        for (std::size_t n = chunk; n < 700 * chunk; n += chunk)
        {
            file << bytes;
            std::size_t const held = std::as_const(*file.rdbuf()).device().window().capacity;
            BOOST_REQUIRE_LE(held, 2 * n + 4096 + (n > huge_page / 2 ? huge_page : 0));
        }
    }
    // A stream on a file has its window, and where it converts 512 characters.
    static_assert(sizeof(wspooled_temporary_file) + 512 * sizeof(wchar_t) +
                          boost::tempfile::detail::device_window<file_device>::default_capacity <=
                      16 * 1024,
        "a stream on a file holds at most 16 KiB");
}

// Promise 4, with a fixed program of operations; the fuzz target runs all others.
BOOST_AUTO_TEST_CASE(spooling_cannot_be_noticed)
{
    auto const run = [](auto& file)
    {
        std::string log;
        auto const note = [&](auto value) { log += std::to_string(static_cast<long long>(value)) + ' '; };
        for (int i = 0; i != 60; ++i)
        {
            file << i << ' ';
            note(file.tellp());
            file.seekg((i * 7) % 40);
            note(file.get());
            note(file.tellg());
            note(file.rdbuf()->in_avail() >= 0);
            file.unget();
            note(file.rdstate());
            file.clear();
            char block[30];
            file.read(block, 30);
            note(file.gcount());
            note(file.rdstate());
            file.clear();
            if (i % 9 == 4)
                file.resize(static_cast<std::uintmax_t>(i));
            file.seekp(i % 5 == 0 ? i : 0, i % 5 == 0 ? std::ios_base::beg : std::ios_base::end);
            note(file.size());
        }
        return log + all_of(file);
    };
    temporary_file anonymous;
    std::string const expected = run(anonymous);
    for (std::size_t max = 0; max != 220; ++max)
    {
        spooled_temporary_file file(max);
        BOOST_TEST(run(file) == expected, "max_size " << max);
    }
}
