//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// view(): the whole content, or a piece of it, as one piece of memory.

#define BOOST_TEST_MODULE content_view
#define BOOST_ENABLE_ASSERT_HANDLER
#include "unit_test.hpp"

#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/content_view.hpp>

#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::files;
using test::make;
using namespace boost::tempfile;

namespace
{

int failed_assertions = 0;

using all_files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;

// Bytes that tell where they are.
std::string pattern(std::size_t size)
{
    std::string bytes(size, ' ');
    for (std::size_t i = 0; i != size; ++i)
        bytes[i] = static_cast<char>('!' + (i * 7 + i / 251) % 90);
    return bytes;
}

std::string_view shown(content_view const& view)
{
    return std::string_view(view);
}

} // namespace

namespace boost
{

void assertion_failed(char const*, char const*, char const*, long)
{
    ++failed_assertions;
}

void assertion_failed_msg(char const*, char const*, char const*, char const*, long)
{
    ++failed_assertions;
}

} // namespace boost

BOOST_AUTO_TEST_CASE(a_view_is_move_only_and_moves_without_throwing)
{
    static_assert(!std::is_copy_constructible<content_view>::value && !std::is_copy_assignable<content_view>::value);
    static_assert(std::is_nothrow_move_constructible<content_view>::value);
    static_assert(std::is_nothrow_move_assignable<content_view>::value);
    static_assert(std::is_nothrow_default_constructible<content_view>::value);
    static_assert(std::is_convertible<content_view const&, std::string_view>::value);
    content_view none;
    BOOST_TEST(none.empty());
    BOOST_TEST((none.data() != nullptr));
    temporary_file file;
    file << "Hello";
    none = file.view();
    content_view moved(std::move(none));
    BOOST_TEST(shown(moved) == "Hello");
    BOOST_TEST(none.size() == 0u);
    BOOST_TEST(shown(none) == "");
    moved = content_view();
    BOOST_TEST(moved.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(everything_that_was_written_is_shown, File, all_files)
{
    test::scratch dir;
    for (std::size_t size : {0u, 1u, 3u, 4u, 5u, 4096u, 70000u}) // a spooled one rolls over behind the fourth byte
    {
        File file = make<File>(dir.options());
        file << pattern(size); // still pending
        content_view const view = file.view();
        BOOST_TEST(view.size() == size);
        BOOST_TEST(view.empty() == (size == 0));
        BOOST_TEST((shown(view) == pattern(size)));
        BOOST_TEST((view.data() != nullptr));
        BOOST_TEST(std::string(view.begin(), view.end()) == pattern(size));
        BOOST_TEST(file.tellp() == static_cast<std::streamoff>(size)); // the position stays
    }
}

BOOST_AUTO_TEST_CASE(a_view_of_memory_is_that_memory)
{
    test::interception counting(&test::count_calls);
    spooled_temporary_file file;
    file << pattern(100000);
    char const* const memory = std::as_const(*file.rdbuf()).device().window().data;
    test::calls = 0;
    content_view const view = file.view();
    BOOST_TEST((view.data() == memory));
    BOOST_TEST((file.view(1000, 5).data() == memory + 1000));
    BOOST_TEST(test::calls == 0);
    BOOST_TEST(!file.rolled());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_piece_begins_and_ends_anywhere, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    std::string const bytes = pattern(200000);
    file << bytes;
    for (std::size_t offset : {0u, 1u, 4095u, 4096u, 4097u, 65535u, 65536u, 131073u, 199999u, 200000u})
        for (std::size_t size : {0u, 1u, 4096u, 68000u, 200000u})
        {
            std::error_code ec;
            content_view const view = file.view(offset, size, ec);
            if (offset + size <= bytes.size())
            {
                BOOST_TEST(!ec);
                BOOST_TEST((shown(view) == std::string_view(bytes).substr(offset, size)));
            }
            else
            {
                BOOST_TEST((ec == std::errc::invalid_argument));
                BOOST_TEST(view.empty());
            }
        }
    std::error_code ec;
    (void)file.view((std::numeric_limits<std::uintmax_t>::max)(), 2, ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    (void)file.view(2, (std::numeric_limits<std::size_t>::max)(), ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_CHECK_THROW((void)file.view(200000, 1), fs::filesystem_error);
    BOOST_TEST(shown(file.view()) == bytes); // the stream is as usable as before
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_view_shows_holes_and_cuts, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "ab";
    file.seekp(5);
    file << "f";
    BOOST_TEST((shown(file.view()) == std::string_view("ab\0\0\0f", 6)));
    file.resize(3);
    BOOST_TEST((shown(file.view()) == std::string_view("ab\0", 3)));
    file.resize(0);
    BOOST_TEST(shown(file.view()) == "");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(reading_goes_on_behind_a_view, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "abcdef";
    file.seekg(1);
    BOOST_TEST(file.get() == 'b');
    BOOST_TEST(shown(file.view()) == "abcdef");
    BOOST_TEST(file.get() == 'c');
    BOOST_TEST(file.putback('X').good());
    BOOST_TEST(shown(file.view()) == "abcdef"); // the content, not what was put back
    BOOST_TEST(file.get() == 'X');
    BOOST_TEST(file.get() == 'd');
    file.seekp(0, std::ios_base::end);
    file << "g";
    BOOST_TEST(shown(file.view()) == "abcdefg");
}

BOOST_AUTO_TEST_CASE(a_view_of_a_wide_stream_shows_bytes)
{
    wtemporary_file file;
    wspooled_temporary_file small(100);
    file << L"\u00e4\u20ac";
    small << L"\u00e4\u20ac";
    BOOST_TEST(shown(file.view()) == "\xc3\xa4\xe2\x82\xac");
    BOOST_TEST(shown(small.view()) == "\xc3\xa4\xe2\x82\xac");
    BOOST_TEST(!small.rolled());
    wspooled_temporary_file rolls(3);
    rolls << L"\u00e4\u20ac"; // rolls over when it is converted
    BOOST_TEST(shown(rolls.view()) == "\xc3\xa4\xe2\x82\xac");
    BOOST_TEST(rolls.rolled());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_closed_stream_has_no_view, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file.close();
    std::error_code ec;
    BOOST_TEST(file.view(ec).empty());
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW((void)file.view(), fs::filesystem_error);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_view_outlives_what_it_is_promised_for_the_file, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << pattern(5000); // in a file
    content_view first = file.view(), second = file.view(10, 20);
    BOOST_TEST(shown(second) == pattern(5000).substr(10, 20));
    BOOST_TEST(first.size() == 5000u);
    first = content_view();
    BOOST_TEST(shown(second) == pattern(5000).substr(10, 20)); // each has its own mapping
}

// ---- failures

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_not_mapped_is_copied, File, all_files)
{
    test::scratch dir;
    for (std::errc refused : {std::errc::no_such_device, std::errc::permission_denied, std::errc::not_enough_memory})
    {
        test::failing unmapped(sys::call::map, refused);
        File file = make<File>(dir.options());
        file << pattern(100000);
        std::error_code ec;
        content_view view = file.view(ec);
        BOOST_TEST(!ec);
        BOOST_TEST((shown(view) == pattern(100000)));
        content_view const moved = std::move(view);
        BOOST_TEST((shown(moved) == pattern(100000)));
        BOOST_TEST((shown(file.view(7, 9)) == pattern(100000).substr(7, 9)));
        BOOST_TEST(file.view(100000, 0).empty());
    }
}

BOOST_AUTO_TEST_CASE(what_is_copied_and_gets_smaller_meanwhile_is_an_error)
{
    test::scratch dir;
    temporary_file file(dir.options());
    file << pattern(100000) << std::flush;
    test::interception const shrinking(
        [](sys::call_site const& site) noexcept
        {
            if (site.which == sys::call::read && site.size != nullptr)
                *site.size = 0;
            return std::make_error_code(site.which == sys::call::map ? std::errc::no_such_device : std::errc());
        });
    std::error_code ec;
    BOOST_TEST(file.view(ec).empty());
    BOOST_TEST((ec == std::errc::invalid_argument), ec.message());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_pending_and_cannot_be_written_is_an_error, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "abcdefgh" << std::flush;
    file << "ij";
    std::error_code ec;
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        BOOST_TEST(file.view(ec).empty());
        BOOST_TEST((ec == std::errc::no_space_on_device));
        BOOST_CHECK_THROW((void)file.view(), fs::filesystem_error);
    }
    BOOST_TEST(shown(file.view(ec)) == "abcdefghij"); // nothing was lost
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_of_a_view_may_fail, File, all_files)
{
    test::scratch dir;
    for (int n = 1, left = 0; left <= 0; ++n)
    {
        File file = make<File>(dir.options());
        file << pattern(20000);
        std::error_code ec;
        {
            test::interception failing(&test::fail_nth);
            test::calls_left = n;
            content_view const view = file.view(ec);
            left = test::calls_left;
            test::calls_left = 0;
            if (ec)
                BOOST_TEST((ec == std::errc::io_error && view.empty()));
            else
                BOOST_TEST((shown(view) == pattern(20000)));
        }
        BOOST_TEST((shown(file.view()) == pattern(20000)));
    }
}

// ---- what ends a view

#if defined(BOOST_WINDOWS)

// On Windows an error of resize, which changes nothing.
BOOST_AUTO_TEST_CASE(what_a_view_shows_cannot_be_made_smaller)
{
    named_temporary_file file;
    file << pattern(100);
    std::error_code ec;
    {
        content_view const view = file.view();
        file.resize(2, ec);
        BOOST_TEST(ec.value() == 1224); // ERROR_USER_MAPPED_FILE
    }
    BOOST_TEST((shown(file.view()) == pattern(100)));
    file.resize(2, ec);
    BOOST_TEST(!ec, ec);
    BOOST_TEST(file.size() == 2u);
}

#endif

BOOST_AUTO_TEST_CASE_TEMPLATE(what_ends_a_view_is_found_in_debug_builds, File, all_files)
{
#if defined(NDEBUG)
    BOOST_TEST(test::skipped("the library was built without checks"));
#else
    test::scratch dir;
    auto const used = [](content_view const& view)
    {
        failed_assertions = 0;
        (void)view.data();
        return failed_assertions != 0;
    };
    auto const ends = [&](std::size_t size, auto change)
    {
        File file = make<File>(dir.options());
        file << pattern(size);
        content_view const view = file.view();
        BOOST_TEST(!used(view));
        change(file);
        return used(view);
    };
    for (std::size_t size : {3u, 100u})
    {
        BOOST_TEST(ends(size, [](File& f) { f << 'x'; }));
        BOOST_TEST(ends(size, [](File& f) { f << std::string(30000, 'x'); }));
        BOOST_TEST(ends(size,
            [](File& f)
            {
                f.seekp(0);
                f.put('x');
            }));
#if !defined(BOOST_WINDOWS) // where what is shown by a mapping cannot be made smaller
        BOOST_TEST(ends(size, [](File& f) { f.resize(2); }));
#endif
        BOOST_TEST(ends(size, [](File& f) { f.close(); }));
        BOOST_TEST(ends(size, [](File& f) { File other(std::move(f)); }));
        BOOST_TEST(ends(size,
            [&](File& f)
            {
                File other = make<File>(dir.options());
                f.swap(other);
            }));
        BOOST_TEST(ends(size, [&](File& f) { f = make<File>(dir.options()); }));
        BOOST_TEST(ends(size, [&](File& f) { f.persist(dir / "target"); }));
        BOOST_TEST(ends(size, [](File& f) { f.release(); }));
        BOOST_TEST(!ends(size,
            [](File& f)
            {
                f.seekg(0);
                f.get();
                f.flush();
                (void)f.size();
                (void)f.view();
            }));
    }
    content_view left;
    {
        File file = make<File>(dir.options());
        file << "abc";
        left = file.view();
    }
    BOOST_TEST(used(left)); // after the destruction
    if constexpr (test::is_spooled<File>)
        BOOST_TEST(ends(3, [](File& f) { f.rollover(); }));
#endif
}
