//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: newline_codecvt reads and writes the ends of lines as a model of a few lines says, in every stream.

#define BOOST_TEST_MODULE newline_codecvt
#include "unit_test.hpp"

#include "facets.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/newline_codecvt.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <cstddef>
#include <fstream>
#include <iterator>
#include <locale>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using tf::newline;
using tf::newline_codecvt;

namespace
{

constexpr newline all[] = {newline::lf, newline::crlf, newline::cr, newline::universal, newline::platform};

constexpr bool platform_is_crlf = tf::detail::text_mode_converts;

std::string as_read(newline how, std::string const& bytes)
{
    if (how == newline::platform)
        how = platform_is_crlf ? newline::crlf : newline::lf;
    std::string read;
    for (std::size_t i = 0; i != bytes.size(); ++i)
    {
        bool const after_cr = i != 0 && bytes[i - 1] == '\r';
        if (how == newline::lf)
            read += bytes[i];
        else if (bytes[i] == '\r')
            read += '\n';
        else if (bytes[i] != '\n' || !after_cr || how == newline::cr)
            read += bytes[i];
    }
    return read;
}

std::string as_written(newline how, std::string const& text)
{
    if (how == newline::platform || how == newline::universal)
        how = platform_is_crlf ? newline::crlf : newline::lf;
    std::string written;
    for (char const c : text)
        if (c != '\n' || how == newline::lf)
            written += c;
        else
            written += how == newline::crlf ? "\r\n" : "\r";
    return written;
}

// Lines of all kinds, one of them without an end; longer than a buffer now and then.
std::string random_text(std::mt19937& random, std::size_t size)
{
    std::string text;
    while (text.size() < size)
        text += "ab\r\n\r\n\n"[random() % 7];
    return text;
}

template<class CharT>
std::basic_string<CharT> wide(std::string const& text)
{
    return std::basic_string<CharT>(text.begin(), text.end());
}

template<class CharT>
std::locale with(newline reading, newline writing)
{
    return std::locale(std::locale::classic(), new newline_codecvt<CharT>(reading, writing));
}

template<class CharT>
std::basic_string<CharT> all_of(std::basic_istream<CharT>& s)
{
    return std::basic_string<CharT>(std::istreambuf_iterator<CharT>(s), std::istreambuf_iterator<CharT>());
}

// A binary stream on a file with this content, imbued before anything is read.
template<class CharT>
std::basic_fstream<CharT> on_file(fs::path const& path, std::string const& bytes, std::locale const& l)
{
    test::put(path, bytes);
    std::basic_fstream<CharT> file;
    file.imbue(l);
    file.open(path, std::ios_base::in | std::ios_base::out | std::ios_base::binary);
    return file;
}

// One of the library's own, which is filled without a conversion.
template<class Stream>
Stream filled(std::string const& bytes, std::locale const& l)
{
    using char_type = typename Stream::char_type;
    Stream file;
    file.imbue(std::locale::classic());
    std::basic_string<char_type> const text = wide<char_type>(bytes);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.seekg(0);
    file.imbue(l);
    return file;
}

// Every position that is told leads back to the same text.
template<class CharT>
bool positions_lead_back(std::basic_istream<CharT>& s, std::basic_string<CharT> const& text)
{
    std::vector<typename std::basic_istream<CharT>::pos_type> told;
    s.clear();
    s.seekg(0);
    for (std::size_t i = 0; i != text.size(); ++i)
    {
        told.push_back(s.tellg());
        if (s.get() != std::char_traits<CharT>::to_int_type(text[i]))
            return false;
    }
    for (std::size_t i = text.size(); i-- != 0;)
    {
        s.clear();
        s.seekg(told[i]);
        if (s.get() != std::char_traits<CharT>::to_int_type(text[i]))
            return false;
        if (i + 1 != text.size() && s.get() != std::char_traits<CharT>::to_int_type(text[i + 1]))
            return false;
    }
    return true;
}

template<class CharT>
void read_in_all_streams(fs::path const& path, newline reading, newline writing, std::string const& bytes)
{
    std::basic_string<CharT> const text = wide<CharT>(as_read(reading, bytes));
    std::locale const l = with<CharT>(reading, writing);
    auto const checked = [&](auto&& s)
    {
        BOOST_TEST_REQUIRE((all_of(s) == text));
        BOOST_TEST_REQUIRE(positions_lead_back(s, text));
    };
#if defined(_LIBCPP_VERSION)
    static bool const told = test::skipped("positions that libc++'s std::fstream tells do not always lead back");
    (void)told;
    std::basic_fstream<CharT> standard = on_file<CharT>(path, bytes, l);
    BOOST_TEST_REQUIRE((all_of(standard) == text));
#else
    checked(on_file<CharT>(path, bytes, l));
#endif
    checked(filled<tf::basic_temporary_file<CharT>>(bytes, l));
    checked(filled<tf::basic_named_temporary_file<CharT>>(bytes, l));
    checked(filled<tf::basic_spooled_temporary_file<CharT>>(bytes, l));
}

template<class CharT>
void write_in_all_streams(fs::path const& path, newline reading, newline writing, std::string const& text)
{
    std::string const bytes = as_written(writing, text);
    std::basic_string<CharT> const given = wide<CharT>(text);
    std::locale const l = with<CharT>(reading, writing);
    std::basic_fstream<CharT> file = on_file<CharT>(path, "", l);
    file << given;
    file.close();
    BOOST_TEST_REQUIRE(test::contents(path) == bytes);
    tf::basic_named_temporary_file<CharT> named;
    named.imbue(l);
    named << given << std::flush;
    BOOST_TEST_REQUIRE(test::contents(named.path()) == bytes);
    tf::basic_spooled_temporary_file<CharT> spooled;
    spooled.imbue(l);
    for (CharT const c : given)
        spooled.put(c);
    spooled.flush();
    BOOST_TEST_REQUIRE(spooled.size() == bytes.size());
    spooled.seekg(0);
    BOOST_TEST_REQUIRE((all_of(spooled) == wide<CharT>(as_read(reading, bytes))));
}

} // namespace

BOOST_AUTO_TEST_CASE(all_ends_are_read_as_the_model_reads_them)
{
    test::scratch dir;
    std::mt19937 random(1);
    for (newline const reading : all)
        for (newline const writing : all)
            for (std::size_t const size : {std::size_t(0), std::size_t(1), std::size_t(7), std::size_t(300)})
            {
                std::string const bytes = random_text(random, size);
                read_in_all_streams<char>(dir / "file", reading, writing, bytes);
                read_in_all_streams<wchar_t>(dir / "file", reading, writing, bytes);
            }
}

BOOST_AUTO_TEST_CASE(all_ends_are_written_as_the_model_writes_them)
{
    test::scratch dir;
    std::mt19937 random(2);
    for (newline const reading : all)
        for (newline const writing : all)
            for (std::size_t const size : {std::size_t(1), std::size_t(40), std::size_t(20'000)})
            {
                std::string const text = random_text(random, size);
                write_in_all_streams<char>(dir / "file", reading, writing, text);
                write_in_all_streams<wchar_t>(dir / "file", reading, writing, text);
            }
}

// Promise: a carriage return at the end of a buffer, or of the file, is neither lost nor doubled.
BOOST_AUTO_TEST_CASE(pairs_across_buffers_are_one_end)
{
    test::scratch dir;
    for (std::size_t size = 4080; size != 4110; ++size)
    {
        std::string const bytes = std::string(size, 'x') + "\r\n\r";
        read_in_all_streams<char>(dir / "file", newline::universal, newline::lf, bytes);
    }
}

// What Python's newline=None, '', '\n', '\r' and '\r\n' say.
BOOST_AUTO_TEST_CASE(the_five_values_of_pythons_keyword)
{
    std::string const bytes = "a\nb\rc\r\nd";
    std::string const platform = platform_is_crlf ? "\r\n" : "\n";
    struct
    {
        newline reading, writing;
        std::string read, newline_written;
    } const values[] = {{newline::universal, newline::platform, "a\nb\nc\nd", platform}, // None
        {newline::lf, newline::lf, bytes, "\n"},                                         // '' and '\n'
        {newline::lf, newline::cr, bytes, "\r"}, {newline::lf, newline::crlf, bytes, "\r\n"}};
    for (auto const& v : values)
    {
        auto file = filled<tf::spooled_temporary_file>(bytes, with<char>(v.reading, v.writing));
        BOOST_TEST(all_of(file) == v.read);
        tf::named_temporary_file written;
        written.imbue(with<char>(v.reading, v.writing));
        written << "x\ny" << std::flush;
        BOOST_TEST(test::contents(written.path()) == "x" + v.newline_written + "y");
    }
}

BOOST_AUTO_TEST_CASE(one_argument_stands_for_both)
{
    for (newline const ends : all)
    {
        std::locale const one(std::locale::classic(), new newline_codecvt<char>(ends));
        auto file = filled<tf::temporary_file>("a\nb\rc\r\nd", one);
        BOOST_TEST(all_of(file) == as_read(ends, "a\nb\rc\r\nd"));
        tf::named_temporary_file written;
        written.imbue(one);
        written << "x\ny" << std::flush;
        BOOST_TEST(test::contents(written.path()) == as_written(ends, "x\ny"));
    }
}

BOOST_AUTO_TEST_CASE(what_changes_nothing_costs_nothing)
{
    using facet = std::codecvt<char, char, std::mbstate_t>;
    for (newline const reading : all)
        for (newline const writing : all)
        {
            std::locale const l = with<char>(reading, writing);
            bool const changes = as_read(reading, "\r") != "\r" || as_written(writing, "\n") != "\n";
            BOOST_TEST(std::use_facet<facet>(l).always_noconv() == !changes);
            BOOST_TEST(std::use_facet<facet>(l).encoding() == (changes ? -1 : 1));
        }
}

BOOST_AUTO_TEST_CASE(other_codecvts_are_wrapped)
{
    std::locale const shifting(std::locale::classic(), new test::shift_codecvt<wchar_t>());
    for (newline const reading : {newline::lf, newline::universal})
    {
        tf::wspooled_temporary_file file;
        file.imbue(std::locale(shifting, new newline_codecvt<wchar_t>(reading, newline::crlf, shifting)));
        file << L"one\ntwo\n";
        file.seekg(0);
        BOOST_TEST((all_of(file) == (reading == newline::lf ? L"one\r\ntwo\r\n" : L"one\ntwo\n")));
    }
}

// A stream may give out() room for one character, and in() no more bytes than one has ([locale.codecvt.virtuals]/12).
BOOST_AUTO_TEST_CASE(max_length_is_that_of_both_characters_of_an_end)
{
    using facet = std::codecvt<wchar_t, char, std::mbstate_t>;
    std::locale const wide(std::locale::classic(), new test::fixed_codecvt<wchar_t, 4>());
    for (newline const ends : all)
    {
        std::locale const l(wide, new newline_codecvt<wchar_t>(ends, wide));
        facet const& f = std::use_facet<facet>(l);
        std::string bytes(static_cast<std::size_t>(f.max_length()), '\0');
        std::mbstate_t state = std::mbstate_t();
        wchar_t const end = L'\n';
        wchar_t const* from = &end;
        char* to = nullptr;
        BOOST_TEST(f.out(state, from, from + 1, from, &bytes[0], &bytes[0] + bytes.size(), to) == facet::ok);

        // A carriage return alone, and what one character takes behind it.
        std::string const text = "\xff\xff\xff\xf2\xff\xff\xff\xf5\xff\xff\xff\x9e";
        state = std::mbstate_t();
        int const first = f.length(state, text.data(), text.data() + text.size(), 1);
        int const second = f.length(state, text.data() + first, text.data() + text.size(), 1);
        BOOST_TEST(first == 4);
        BOOST_TEST(second <= f.max_length());

        test::scratch dir;
        std::wofstream file;
        file.rdbuf()->pubsetbuf(nullptr, 0);
        file.open(dir / "file", std::ios_base::binary);
        file.imbue(l);
        file << L'\n';
        file.close();
        std::string expected;
        for (char const c : as_written(ends, "\n"))
            expected += std::string("\xff\xff\xff") + static_cast<char>(~c);
        BOOST_TEST(test::contents(dir / "file") == expected);
    }
}
