//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Sizes and positions of the three stream types.

#define BOOST_TEST_MODULE temporary_file_sizes
#include "unit_test.hpp"

#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace fs = std::filesystem;
using test::all_of;
using test::files;
using test::make;
using namespace boost::tempfile;

// As the system says it where a file would become too large; what was there stays. (Not in text mode, where characters
// wait for their conversion.)
BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_written_beyond_the_last_position, File, files)
{
    constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();
    test::scratch dir;
    for (int const before : {0, 1})
        for (std::size_t const size : {std::size_t(2), std::size_t(20000)})
            for (bool const shared : {false, true})
            {
                File file = make<File>(dir.options(), boost::tempfile::detail::default_openmode);
                file << "abc";
                if (shared)
                    (void)file.native_handle();
                file.seekp(last - before);
                file.write(std::string(size, 'x').data(), static_cast<std::streamsize>(size));
                file.flush();
                BOOST_TEST(!file.good());
                BOOST_TEST((file.last_error() == std::errc::file_too_large));
                file.clear();
                BOOST_TEST(file.tellp() >= 0);
                file.seekg(last);
                BOOST_TEST(file.get() == std::char_traits<char>::eof());
                BOOST_TEST(!file.bad());
                file.clear();
                if (before != 0)
                    continue; // a byte may wait for the system, which knows how large a file can be
                file.seekg(0);
                std::string text(3, ' ');
                file.read(&text[0], 3);
                BOOST_TEST(text == "abc");
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_put_at_the_last_position, File, files)
{
    constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();
    test::scratch dir;
    File file = make<File>(dir.options(), boost::tempfile::detail::default_openmode);
    file.seekp(last);
    BOOST_TEST(!file.put('x'));
    BOOST_TEST((file.last_error() == std::errc::file_too_large));
    file.clear();
    BOOST_TEST(file.tellp() == last);
    BOOST_TEST(file.size() == 0u);
}

BOOST_AUTO_TEST_CASE(no_wide_character_is_put_at_the_last_position)
{
    constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();
    test::scratch dir;
    wspooled_temporary_file file(4, dir.options());
    file.seekp(last);
    file.put(L'x');
    file.flush();
    BOOST_TEST(!file.good());
    BOOST_TEST((file.last_error() == std::errc::file_too_large));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_position_holes_and_sizes, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "0123456789";
    file.seekg(3);
    BOOST_TEST(file.tellp() == 3);
    BOOST_TEST(file.get() == '3');
    file.put('X');
    BOOST_TEST(file.tellg() == 5);
    file.seekp(20);
    BOOST_TEST(file.size() == 10u); // a seek alone adds nothing
    file.put('e');
    BOOST_TEST(file.size() == 21u);
    BOOST_TEST(all_of(file) == "0123X56789" + std::string(10, '\0') + "e");
    file.resize(4);
    file.resize(6);
    BOOST_TEST(all_of(file) == std::string("0123\0\0", 6));
    std::error_code ec;
    file.resize(std::uintmax_t(-1), ec);
    BOOST_TEST(bool(ec));
    BOOST_TEST(file.size() == 6u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_move_goes_on_in_the_middle, File, files)
{
    test::scratch dir;
    for (std::size_t length : {3u, 6u, 100u, 20000u})
    {
        File a = make<File>(dir.options());
        std::string const text(length, 't');
        a << text;
        File b(std::move(a)); // with bytes pending
        b << "|end";
        b.seekg(0);
        std::string word(length, ' ');
        b.read(&word[0], static_cast<std::streamsize>(length));
        BOOST_TEST(word == text);
        File c(std::move(b)); // with bytes read ahead
        BOOST_TEST(c.get() == '|');
        BOOST_TEST(all_of(c) == text + "|end");
        BOOST_TEST(!b.is_open());
        b = std::move(c);
        BOOST_TEST(all_of(b) == text + "|end");
    }
}
