//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Encodings of every kind on every device: positions, shift sequences, invalid and incomplete characters, line ends, and
// codecvts that throw.

#define BOOST_TEST_MODULE device_streambuf_encodings
#include "unit_test.hpp"

// C++20 deprecates the codecvts of char16_t and char32_t; a user's are still looked up by these names.
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

#include "streams_on_devices.hpp"

#include <boost/tempfile/newline_codecvt.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

#include <string>

using namespace boost::tempfile;
using std::ios_base;
using namespace test::streams;

// ---- encodings -----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(positions_in_every_encoding, Case, cases)
{
    std::locale const locales[] = {with(new test::fixed_codecvt<wchar_t, 2>()),
        with(new test::shift_codecvt<wchar_t>()), with(new boost::locale::utf8_codecvt<wchar_t>()),
        with(new newline_codecvt<wchar_t>(newline::crlf, with(new boost::locale::utf8_codecvt<wchar_t>()))),
        with(new newline_codecvt<wchar_t>(newline::universal, with(new test::shift_codecvt<wchar_t>())))};
    std::wstring text;
    for (int i = 0; i != 3000; ++i)
        text += i % 7 == 0 ? L'\n' : i % 3 == 0 ? L'\u00e4' : static_cast<wchar_t>(L'a' + i % 26);
    for (std::locale const& loc : locales)
    {
        auto s = Case::template make<wchar_t>();
        s->imbue(loc);
        *s << text;
        s->seekg(0);
        std::vector<std::wstreampos> positions;
        for (wchar_t c : text)
        {
            positions.push_back(s->tellg());
            wchar_t const got = static_cast<wchar_t>(s->get());
            BOOST_REQUIRE((got == c));
        }
        BOOST_TEST((s->get() == WEOF));
        s->clear();
        if (auto* const spooled = dynamic_cast<wspooled_temporary_file*>(s.get()))
            spooled->rollover();
        for (std::size_t i = 0; i < text.size(); i += 61)
        {
            std::size_t const at = (i * 37) % text.size();
            BOOST_REQUIRE(s->seekg(positions[at]).good());
            wchar_t const got = static_cast<wchar_t>(s->get());
            BOOST_REQUIRE((got == text[at]));
        }
    }
}

// Fuzzing: whether it was before or behind the bytes that shift, hung on what was in the window.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_position_does_not_depend_on_what_was_read_ahead, Case, cases)
{
    auto s = Case::template make<wchar_t>();
    s->imbue(with(new test::shift_codecvt<wchar_t>()));
    *s << L"a\u00e1"; // a SO a, then SI by the seek
    s->seekg(0);
    s->get();
    BOOST_TEST(s->tellg() == 1);
    s->peek();
    BOOST_TEST(s->tellg() == 1);
    s->get();
    BOOST_TEST(s->tellg() == 3);
    BOOST_TEST((s->peek() == WEOF));
    s->clear();
    BOOST_TEST(s->tellg() == 3);

    auto both_kinds = Case::template make<wchar_t>();
    both_kinds->imbue(with(new newline_codecvt<wchar_t>(newline::crlf, with(new test::shift_codecvt<wchar_t>()))));
    *both_kinds << L" \u0080";
    both_kinds->seekg(0);
    both_kinds->get();
    both_kinds->get();
    BOOST_TEST(both_kinds->tellg() == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_offset_needs_a_fixed_width, Case, cases)
{
    auto s = Case::template make<wchar_t>();
    s->imbue(with(new boost::locale::utf8_codecvt<wchar_t>()));
    *s << L"a\u20acb";
    BOOST_TEST(std::streamoff(s->rdbuf()->pubseekoff(1, ios_base::beg)) == -1);
    BOOST_TEST(std::streamoff(s->rdbuf()->pubseekoff(0, ios_base::cur)) == 5);
    auto fixed = Case::template make<wchar_t>();
    fixed->imbue(with(new test::fixed_codecvt<wchar_t, 2>()));
    *fixed << L"abc";
    BOOST_TEST(std::streamoff(fixed->rdbuf()->pubseekoff(-1, ios_base::cur)) == 4);
    BOOST_TEST((fixed->get() == L'c'));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(seek_and_close_unshift, Case, cases)
{
    auto s = Case::template make<wchar_t>();
    s->imbue(with(new test::shift_codecvt<wchar_t>()));
    *s << L"\u00e1b\u00e1";
    BOOST_TEST(s->tellp() == 7); // SO a SI b SO a SI
    BOOST_TEST(bytes_of(*s) == "\x0e\x61\x0f\x62\x0e\x61\x0f");
}

// What was read behind it goes on in the same shift state, so that there is nothing to end.
BOOST_AUTO_TEST_CASE(a_shift_sequence_that_was_read_on_is_not_ended)
{
    std::wstring const text = L"\u00e1\u00e2\u00e3";
    basic_device_streambuf<memory_device, wchar_t> s(memory_device{});
    s.pubimbue(with(new test::shift_codecvt<wchar_t>()));
    s.sputn(text.data(), 3);
    s.pubseekpos(0); // SO a b c SI
    s.sputc(text[0]);
    BOOST_TEST((s.sbumpc() == std::wint_t(text[1])));
    BOOST_TEST((s.pubseekoff(0, ios_base::cur) == std::streampos(3)));
    s.pubseekpos(0);
    std::wstring got(3, L' ');
    BOOST_TEST(s.sgetn(&got[0], 3) == 3);
    BOOST_TEST((got == text));
}

BOOST_AUTO_TEST_CASE(close_unshifts_into_the_file)
{
    wnamed_temporary_file s;
    s.imbue(with(new test::shift_codecvt<wchar_t>()));
    s << L"\u00e1";
    auto const path = s.keep();
    s.close();
    BOOST_TEST(s.good());
    BOOST_TEST(std::filesystem::file_size(path) == 3u);
    std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_invalid_sequence_sets_badbit_and_moves_nothing, Case, cases)
{
    auto s = Case::template make<wchar_t>();
    s->imbue(with(new test::fixed_codecvt<wchar_t, 1>()));
    for (int i = 0; i != 3000; ++i)
        s->put(static_cast<wchar_t>(static_cast<unsigned char>(~'a')));
    s->put(static_cast<wchar_t>(0)); // 0xff
    s->seekg(0);
    s->imbue(with(new boost::locale::utf8_codecvt<wchar_t>()));
    std::wstring got(4000, L'\0');
    s->read(&got[0], 4000); // past the error
    BOOST_TEST(s->rdstate() == ios_base::badbit);
    s->clear();
    got.assign(4000, L'\0');
    s->read(&got[0], 3000); // a failed read has read nothing, on any device
    BOOST_TEST((got.substr(0, 3000) == std::wstring(3000, L'a')));
    BOOST_TEST(s->tellg() == 3000);
    BOOST_TEST((thrown_by([&] { s->rdbuf()->sgetc(); }) == std::errc::illegal_byte_sequence));
    BOOST_TEST((thrown_by([&] { s->rdbuf()->sgetc(); }) == std::errc::illegal_byte_sequence)); // still there
    BOOST_TEST(s->tellg() == 3000);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_incomplete_character_at_the_end_is_an_error, Case, cases)
{
    auto s = Case::template make<wchar_t>();
    s->imbue(with(new boost::locale::utf8_codecvt<wchar_t>()));
    *s << L"ab\u20ac";
    s->seekp(4);
    s->imbue(with(new test::fixed_codecvt<wchar_t, 2>())); // five bytes, two each
    s->seekg(4);
    BOOST_TEST((s->get() == WEOF));
    BOOST_TEST(s->bad());
}

// Fuzzing: the position was one character before, with an error, where that cannot be converted.
BOOST_AUTO_TEST_CASE_TEMPLATE(stepping_back_to_what_cannot_be_read_moves_nothing, Case, cases)
{
    auto s = Case::template make<char>();
    *s << "123";
    s->imbue(with(new test::fixed_codecvt<char, 2>()));
    BOOST_TEST(s->tellg() == 3);
    BOOST_TEST((thrown_by([&] { s->rdbuf()->sungetc(); }) == std::errc::illegal_byte_sequence));
    BOOST_TEST(s->tellg() == 3);
    BOOST_TEST(s->get() == EOF);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_character_that_the_encoding_lacks_is_dropped_and_reported, Case, cases)
{
    for (std::streamsize size : {512, 1, 0})
    {
        auto s = Case::template make<wchar_t>();
        s->imbue(with(new test::shift_codecvt<wchar_t>()));
        s->rdbuf()->pubsetbuf(nullptr, size);
        *s << L"ab";
        s->put(wchar_t(0x0e));
        s->flush();
        BOOST_TEST(s->bad());
        s->clear();
        *s << L"cd" << std::flush;
        BOOST_TEST(s->good());
        BOOST_TEST(bytes_of(*s) == "abcd");
    }
}

// ---- newline_codecvt -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_end_as_asked_for, Case, cases)
{
    struct expectation
    {
        newline ends;
        char const* written;
        char const* read; // of "a\r\nb\rc\nd"
    } const all[] = {{newline::lf, "x\ny", "a\r\nb\rc\nd"}, {newline::crlf, "x\r\ny", "a\nb\nc\nd"},
        {newline::cr, "x\ry", "a\n\nb\nc\nd"}};
    for (auto const& e : all)
    {
        auto s = Case::template make<char>();
        s->imbue(with(new newline_codecvt<char>(e.ends)));
        *s << "x\ny" << std::flush;
        s->seekg(0);
        s->imbue(std::locale::classic());
        BOOST_TEST(rest_of(*s) == e.written);

        auto in = Case::template make<char>();
        *in << "a\r\nb\rc\nd";
        in->seekg(0);
        in->imbue(with(new newline_codecvt<char>(e.ends)));
        BOOST_TEST(rest_of(*in) == e.read);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_cr_at_the_end_is_not_lost, Case, cases)
{
    auto s = Case::template make<char>();
    *s << std::string(511, 'a') << "\r"; // the end of a buffer as well
    s->seekg(0);
    s->imbue(with(new newline_codecvt<char>(newline::universal)));
    BOOST_TEST((rest_of(*s) == std::string(511, 'a') + "\n"));
}

// ---- exceptions ----------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_codecvt_that_throws_loses_nothing, Case, cases)
{
    bool armed = false;
    auto s = Case::template make<char>();
    s->imbue(with(test::codecvt_that_throws(armed)));
    *s << "abc";
    armed = true;
    BOOST_CHECK_THROW(s->rdbuf()->pubsync(), std::domain_error);
    s->flush();
    BOOST_TEST(s->bad());
    s->clear();
    armed = false;
    *s << "def";
    s->seekg(0);
    armed = true;
    BOOST_CHECK_THROW(s->rdbuf()->sgetc(), std::domain_error);
    s->exceptions(ios_base::badbit);
    BOOST_CHECK_THROW(s->get(), std::domain_error); // [istream.formatted.reqmts]: rethrown
    s->exceptions(ios_base::goodbit);
    s->clear();
    armed = false;
    BOOST_TEST(rest_of(*s) == "abcdef");
}

BOOST_AUTO_TEST_CASE(what_a_stream_closes_with_a_codecvt_that_throws_is_gone)
{
    bool armed = false;
    std::filesystem::path path;
    {
        named_temporary_file s;
        path = s.path();
        s.imbue(with(test::codecvt_that_throws(armed)));
        s << "abc";
        armed = true;
        std::error_code ec;
        s.close(ec);
        BOOST_TEST(bool(ec));
        BOOST_TEST(!s.is_open());
    }
    BOOST_TEST(!std::filesystem::exists(path));
}
