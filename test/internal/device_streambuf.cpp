//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The contract of std::basic_filebuf, sentence by sentence ([filebuf.virtuals], [streambuf.virtuals]), for every
// device: in a file, in memory, before, at and after a rollover. The same operations are compared with a model at
// random in fuzz/streams.cpp; here stands what they are supposed to do, and what fuzzing found.

#define BOOST_TEST_MODULE device_streambuf
#include "unit_test.hpp"

// C++20 deprecates the codecvts of char16_t and char32_t; a user's are still looked up by these names.
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>
#include <boost/mpl/list.hpp>

#include <array>
#include <iomanip>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <utility>

using namespace boost::tempfile;
using std::ios_base;

namespace
{

constexpr ios_base::openmode both = ios_base::in | ios_base::out | ios_base::binary;

// A stream over a device that has no stream type of its own.
template<class Device, class CharT, class Traits = std::char_traits<CharT>>
class stream_on : public std::basic_iostream<CharT, Traits>
{
public:
    explicit stream_on(Device device, ios_base::openmode mode = both)
        : std::basic_iostream<CharT, Traits>(nullptr), buffer_(std::move(device), mode)
    {
        this->init(&buffer_);
    }
    basic_device_streambuf<Device, CharT, Traits>& buffer() { return buffer_; }

private:
    basic_device_streambuf<Device, CharT, Traits> buffer_;
};

template<class CharT>
using made = std::unique_ptr<std::basic_iostream<CharT>>;

struct in_memory
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<stream_on<memory_device, CharT>>(memory_device(), mode);
    }
};
struct spooled_small
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_spooled_temporary_file<CharT>>(0, options(), mode);
    }
};
struct spooled_over
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_spooled_temporary_file<CharT>>(3, options(), mode);
    }
};
struct spooled_rolled
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        auto file = std::make_unique<basic_spooled_temporary_file<CharT>>(3, options(), mode);
        file->rollover();
        return file;
    }
};
struct anonymous
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_temporary_file<CharT>>(options(), mode);
    }
};
struct named
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_named_temporary_file<CharT>>(options(), mode);
    }
};

using cases = boost::mpl::list<in_memory, spooled_small, spooled_over, spooled_rolled, anonymous, named>;

template<class Stream>
std::string rest_of(Stream& s)
{
    return std::string(std::istreambuf_iterator<char>(s), std::istreambuf_iterator<char>());
}

template<class Facet>
std::locale with(Facet* facet)
{
    return std::locale(std::locale::classic(), facet);
}

// The bytes behind a stream's characters.
template<class CharT>
std::string bytes_of(std::basic_iostream<CharT>& s)
{
    s.clear();
    s.seekp(0);
    s.imbue(with(new test::fixed_codecvt<CharT, 1>())); // a character a byte, its bits flipped
    std::string all;
    for (std::istreambuf_iterator<CharT> at(s), end; at != end; ++at)
        all += static_cast<char>(~static_cast<unsigned char>(*at));
    return all;
}

// The error that a stream's buffer threw.
template<class Action>
std::error_code thrown_by(Action action)
{
    try
    {
        action();
    }
    catch (ios_base::failure const& e)
    {
        return e.code();
    }
    return std::error_code();
}

} // namespace

// ---- [filebuf.members]
// ------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(open_and_close_return_null_when_there_is_nothing_to_do)
{
    basic_device_streambuf<memory_device, char> b;
    BOOST_TEST(!b.is_open());
    BOOST_TEST(b.close() == nullptr);
    BOOST_TEST(b.open(memory_device(), both) == &b);
    BOOST_TEST(b.is_open());
    BOOST_TEST(b.open(memory_device(), both) == nullptr);
    BOOST_TEST(b.close() == &b);
    BOOST_TEST(!b.is_open());
}

BOOST_AUTO_TEST_CASE(an_openmode_that_filebuf_refuses_is_refused)
{
    using b = ios_base;
    ios_base::openmode const none = ios_base::openmode();
    // Table [tab:filebuf.open.modes], with and without binary and ate.
    ios_base::openmode const good[] = {b::out, b::out | b::trunc, b::out | b::app, b::app, b::in, b::in | b::out,
        b::in | b::out | b::trunc, b::in | b::out | b::app, b::in | b::app};
    ios_base::openmode const bad[] = {none, b::trunc, b::in | b::trunc, b::trunc | b::app, b::out | b::trunc | b::app,
        b::in | b::out | b::trunc | b::app, b::in | b::trunc | b::app};
    for (ios_base::openmode more : {none, b::binary, b::ate, b::binary | b::ate})
    {
        for (ios_base::openmode m : good)
        {
            basic_device_streambuf<memory_device, char> buffer;
            BOOST_TEST(buffer.open(memory_device(), m | more) == &buffer);
        }
        for (ios_base::openmode m : bad)
        {
            basic_device_streambuf<memory_device, char> buffer;
            BOOST_TEST(buffer.open(memory_device(), m | more) == nullptr);
            BOOST_TEST(!buffer.is_open());
            BOOST_TEST((buffer.last_error() == std::errc::invalid_argument));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_closed_buffer_answers_nothing)
{
    basic_device_streambuf<memory_device, char> b;
    BOOST_TEST(b.sgetc() == EOF);
    BOOST_TEST(b.sputc('x') == EOF);
    BOOST_TEST(b.sungetc() == EOF);
    BOOST_TEST(b.in_avail() == -1);
    BOOST_TEST(b.pubsync() == 0);
    BOOST_TEST(std::streamoff(b.pubseekoff(0, ios_base::beg)) == -1);
    BOOST_TEST(std::streamoff(b.pubseekpos(0)) == -1);
    BOOST_TEST((b.last_error() == std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_mode_governs_the_stream, Case, cases)
{
    auto out = Case::template make<char>(ios_base::out);
    *out << "abcdef";
    BOOST_TEST(out->seekp(0).good());
    BOOST_TEST(out->rdbuf()->sgetc() == EOF); // underflow fails without in
    BOOST_TEST(out->rdbuf()->sungetc() == EOF);
    BOOST_TEST(out->rdbuf()->in_avail() == -1);

    auto in = Case::template make<char>(ios_base::in);
    BOOST_TEST(in->rdbuf()->sputc('x') == EOF); // overflow fails without out
    BOOST_TEST(in->rdbuf()->sputn("abc", 3) == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(app_writes_at_the_end_always, Case, cases)
{
    auto s = Case::template make<char>(both | ios_base::app);
    *s << "one" << std::flush;
    s->seekp(0);
    *s << "two";
    BOOST_TEST(s->tellp() == 6);
    s->seekg(1);
    BOOST_TEST(s->get() == 'n');
    std::string const large(20'000, 'x'); // past every buffer
    s->seekp(2);
    s->write(large.data(), 20'000);
    BOOST_TEST(s->tellp() == 20'006);
    s->seekg(0);
    BOOST_TEST((rest_of(*s) == "onetwo" + large));
}

// Fuzzing: a flush moved the position of a named file that was back from the end already.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_flush_of_an_appending_stream_leaves_where_it_stepped_back_to, Case, cases)
{
    auto s = Case::template make<char>(both | ios_base::app);
    *s << "abc";
    BOOST_TEST(s->unget().good());
    s->flush();
    BOOST_TEST(s->tellg() == 2);
    BOOST_TEST(s->get() == 'c');
}

// Fuzzing: what ended a shift sequence went to the old end.
BOOST_AUTO_TEST_CASE(an_appending_stream_unshifts_at_the_end)
{
    auto const check = [](auto&& s)
    {
        s.imbue(with(new test::shift_codecvt<wchar_t>()));
        s << L"\u00e1";
        s.resize(1);
        BOOST_TEST(s.tellp() == 2);
        BOOST_TEST(bytes_of(s) == "\x0e\x0f");
    };
    check(wtemporary_file(options(), both | ios_base::app));
    check(wnamed_temporary_file(options(), both | ios_base::app));
    check(wspooled_temporary_file(0, options(), both | ios_base::app));
}

BOOST_AUTO_TEST_CASE(ate_begins_at_the_end_and_trunc_with_nothing)
{
    memory_device filled;
    filled.write("abcdef", 6);
    stream_on<memory_device, char> ate(std::move(filled), both | ios_base::ate);
    BOOST_TEST(ate.tellg() == 6);
    ate.seekp(0);
    ate << 'x';
    BOOST_TEST(ate.get() == 'b');

    memory_device cut;
    cut.write("abcdef", 6);
    stream_on<memory_device, char> trunc(std::move(cut), both | ios_base::trunc);
    BOOST_TEST(trunc.get() == EOF);
}

// ---- [filebuf.virtuals]: reading and writing
// ---------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(one_position_for_reading_and_writing_without_a_seek_between, Case, cases)
{
    auto s = Case::template make<char>();
    *s << "abcdef";
    s->seekg(1);
    BOOST_TEST(s->get() == 'b');
    s->put('X');
    BOOST_TEST(s->get() == 'd');
    BOOST_TEST(s->tellg() == 4);
    BOOST_TEST(s->tellp() == 4);
    s->seekg(0);
    BOOST_TEST(rest_of(*s) == "abXdef");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pbackfail_goes_back_past_every_buffer, Case, cases)
{
    auto s = Case::template make<char>();
    std::string text(30'000, ' ');
    for (std::size_t i = 0; i != text.size(); ++i)
        text[i] = static_cast<char>('a' + i % 23);
    *s << text;
    BOOST_TEST(s->tellp() == 30'000);
    for (std::size_t i = text.size(); i-- != 0;)
    {
        BOOST_REQUIRE(s->rdbuf()->sungetc() != EOF);
        BOOST_REQUIRE(s->rdbuf()->sgetc() == text[i]);
    }
    BOOST_TEST(s->rdbuf()->sungetc() == EOF); // there is no character before the first
    BOOST_TEST(s->tellg() == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pbackfail_shows_a_character_that_differs_and_keeps_the_content, Case, cases)
{
    auto s = Case::template make<char>();
    *s << "abc";
    s->seekg(2);
    BOOST_TEST(s->rdbuf()->sputbackc('X') == 'X');
    BOOST_TEST(s->tellg() == 1);
    BOOST_TEST(s->rdbuf()->sputbackc('Y') == EOF); // one at most
    BOOST_TEST(s->get() == 'X');
    BOOST_TEST(s->get() == 'c');
    s->seekg(0);
    BOOST_TEST(rest_of(*s) == "abc");
}

// Fuzzing: a rollover by hand lost it.
BOOST_AUTO_TEST_CASE(a_rollover_keeps_what_was_put_back)
{
    spooled_temporary_file s;
    s << "abc";
    s.seekg(2);
    s.putback('X');
    s.rollover();
    BOOST_TEST(s.get() == 'X');
    s.rollover();
    s.unget();
    BOOST_TEST(s.get() == 'X');
    BOOST_TEST(s.get() == 'c');

    wspooled_temporary_file w; // of variable width: one step back is certain
    w << L"a\u00e9b";
    w.seekg(0);
    w.get();
    w.get();
    w.rollover();
    BOOST_TEST(w.unget().good());
    BOOST_TEST((w.get() == L'\u00e9'));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(showmanyc_is_the_rest_or_an_estimate_below, Case, cases)
{
    auto s = Case::template make<char>();
    *s << "abcdef";
    BOOST_TEST(s->rdbuf()->in_avail() <= 0);
    s->seekg(2);
    BOOST_TEST(s->rdbuf()->in_avail() > 0);
    BOOST_TEST(s->rdbuf()->in_avail() <= 4);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(setbuf_changes_nothing_but_the_calls, Case, cases)
{
    for (std::streamsize size : {0, 1, 2, 3, 100, 5000})
        for (bool own : {false, true})
            for (bool converts : {false, true})
            {
                std::string memory(5000, '\0');
                auto s = Case::template make<char>();
                if (converts)
                    s->imbue(with(new test::fixed_codecvt<char, 1>()));
                s->put('-');
                BOOST_TEST(s->rdbuf()->pubsetbuf(own && size != 0 ? &memory[0] : nullptr, size) == s->rdbuf());
                // Fuzzing: a user's buffer that was given before the first conversion was used for bytes as well.
                std::string const text(9'000, 'x');
                *s << text;
                s->seekg(-2, ios_base::end);
                BOOST_TEST(s->get() == 'x');
                s->put('y');
                s->seekg(0);
                BOOST_TEST((rest_of(*s) == std::string("-").append(text, 1).append("y")));
            }
    BOOST_TEST(Case::template make<char>()->rdbuf()->pubsetbuf(nullptr, -1) == nullptr);
}

BOOST_AUTO_TEST_CASE(setbuf_before_the_facet_is_known)
{
    for (auto make : {&named::make<char>, &anonymous::make<char>, &spooled_small::make<char>})
    {
        char memory[5000];
        auto s = make(both);
        s->imbue(with(new test::fixed_codecvt<char, 1>()));
        s->rdbuf()->pubsetbuf(memory, 5000);
        std::string text(8191, 'a');
        text[4999] = 'b';
        *s << text;
        s->seekg(0);
        BOOST_TEST((rest_of(*s) == text));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(seekoff_and_seekpos_go_anywhere_but_before_the_beginning, Case, cases)
{
    auto s = Case::template make<char>();
    *s << "abc";
    BOOST_TEST(std::streamoff(s->rdbuf()->pubseekoff(-4, ios_base::end)) == -1);
    BOOST_TEST(std::streamoff(s->rdbuf()->pubseekoff(-1, ios_base::beg)) == -1);
    BOOST_TEST(s->tellp() == 3); // a failure moves nothing
    BOOST_TEST(std::streamoff(s->rdbuf()->pubseekoff(-2, ios_base::cur)) == 1);
    BOOST_TEST(std::streamoff(s->rdbuf()->pubseekoff(0, ios_base::end)) == 3);
    s->seekp(30'000);
    BOOST_TEST(s->get() == EOF);
    s->clear();
    s->put('x');
    s->seekg(2);
    BOOST_TEST(s->get() == 'c');
    BOOST_TEST(s->get() == '\0'); // a hole of zeros
    s->seekg(-1, ios_base::end);
    BOOST_TEST(s->tellg() == 30'000);
    BOOST_TEST(s->get() == 'x');
}

// ---- encodings
// ----------------------------------------------------------------------------------------------------------

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

// ---- newline_codecvt
// -----------------------------------------------------------------------------------------------------

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

// ---- exceptions
// ----------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_codecvt_that_throws_loses_nothing, Case, cases)
{
    bool armed = false;
    auto s = Case::template make<char>();
    s->imbue(with(new test::throwing_codecvt<char>(armed)));
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
        s.imbue(with(new test::throwing_codecvt<char>(armed)));
        s << "abc";
        armed = true;
        std::error_code ec;
        s.close(ec);
        BOOST_TEST(bool(ec));
        BOOST_TEST(!s.is_open());
    }
    BOOST_TEST(!std::filesystem::exists(path));
}

// ---- move and swap
// --------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_move_or_swap_goes_on_in_the_middle)
{
    for (std::size_t max_size : {std::size_t(0), std::size_t(2), std::size_t(5)})
        for (bool wide : {false, true})
        {
            auto const check = [max_size](auto c)
            {
                using CharT = decltype(c);
                using file = basic_spooled_temporary_file<CharT>;
                file a(max_size);
                a.put('a').put('b').put('c');
                file b(std::move(a)); // mid-write
                BOOST_TEST(!a.is_open());
                b.put('d').put('e').put('f');
                b.seekg(1);
                BOOST_TEST((b.get() == CharT('b')));
                file other;
                other.put('x');
                swap(b, other); // mid-read
                b.put('y');
                BOOST_TEST((other.get() == CharT('c')));
                other.putback('Q');
                file last;
                last = std::move(other); // with a character put back
                BOOST_TEST((last.get() == CharT('Q')));
                BOOST_TEST((last.get() == CharT('d')));
                b.seekg(0);
                BOOST_TEST((b.get() == CharT('x')));
                BOOST_TEST((b.get() == CharT('y')));
            };
            if (wide)
                check(wchar_t());
            else
                check(char());
        }
}

// ---- what else an iostream does
// ---------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(all_that_an_iostream_does, Case, cases)
{
    auto s = Case::template make<char>();
    *s << std::quoted("a \"b\"") << ' ' << 42 << '\n' << "line\n";
    std::tm when{};
    when.tm_year = 100;
    *s << std::put_time(&when, "%Y") << '\n';
    std::ostringstream from;
    from << "copied";
    std::istringstream source(from.str());
    *s << source.rdbuf();
    s->seekg(0);
    std::string text, line;
    int number = 0;
    *s >> std::quoted(text) >> number;
    BOOST_TEST(text == "a \"b\"");
    BOOST_TEST(number == 42);
    std::getline(*s, line);
    std::getline(*s, line);
    BOOST_TEST(line == "line");
    std::getline(*s, line);
    BOOST_TEST(line == "2000");
    std::ostringstream all;
    all << s->rdbuf();
    BOOST_TEST(all.str() == "copied");
    BOOST_TEST((s->rdbuf()->sgetc() == EOF));

    auto tied = Case::template make<char>();
    std::ostringstream flushed;
    tied->tie(&flushed);
    tied->put('x');
    BOOST_TEST(tied->tie() == &flushed);
}

// ---- other characters
// ---------------------------------------------------------------------------------------------------------

namespace
{

// A user's traits: characters compare without their case.
struct traits_without_case : std::char_traits<char>
{
    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
    static bool eq(char a, char b) { return lower(a) == lower(b); }
};

// char16_t and char32_t have codecvts of their own only where the locale is given one.
template<class CharT>
void check_unformatted()
{
    stream_on<memory_device, CharT> s{memory_device()};
    s.imbue(with(new test::fixed_codecvt<CharT, 2>()));
    std::basic_string<CharT> const text(700, CharT(0x1234));
    BOOST_TEST(s.rdbuf()->sputn(text.data(), 700) == 700);
    BOOST_TEST(std::streamoff(s.rdbuf()->pubseekoff(0, ios_base::cur)) == 1400);
    s.rdbuf()->pubseekpos(2);
    std::basic_string<CharT> got(1000, CharT());
    BOOST_TEST(s.rdbuf()->sgetn(&got[0], 1000) == 699);
    BOOST_TEST((got.substr(0, 699) == text.substr(1)));
    BOOST_TEST((s.rdbuf()->sungetc() == CharT(0x1234)));
}

} // namespace

BOOST_AUTO_TEST_CASE(other_character_types_do_unformatted_io)
{
    check_unformatted<char16_t>();
    check_unformatted<char32_t>();
    check_unformatted<wchar_t>();
}

BOOST_AUTO_TEST_CASE(a_users_traits_are_used)
{
    stream_on<memory_device, char, traits_without_case> s{memory_device()};
    s.rdbuf()->sputn("ABC", 3);
    s.rdbuf()->pubseekpos(1);
    BOOST_TEST(s.rdbuf()->sputbackc('a') == 'a'); // is 'A' to these traits: nothing differs
    BOOST_TEST(s.rdbuf()->sgetc() == 'A');
}

// ---- [filebuf.virtuals] imbue, sync; the system's failures
// ----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(imbue_changes_the_encoding_from_the_position_on, Case, cases)
{
    auto s = Case::template make<char>();
    *s << "ab";
    s->imbue(with(new test::fixed_codecvt<char, 2>()));
    *s << "c";
    s->imbue(std::locale::classic());
    *s << "d";
    s->seekg(0);
    BOOST_TEST(rest_of(*s) == std::string("ab\xff") + static_cast<char>(~'c') + "d");
}

BOOST_AUTO_TEST_CASE(short_transfers_are_completed_and_failures_lose_nothing)
{
    static unsigned calls = 0;
    static unsigned failing = 0; // the number of the call that fails
    auto const hook = [](test::sys::call_site const& site) noexcept -> std::error_code
    {
        if (site.which != test::sys::call::write && site.which != test::sys::call::read)
            return {};
        if (site.size != nullptr && *site.size > 3)
            *site.size = *site.size / 2 + 1;
        return ++calls == failing ? std::make_error_code(std::errc::io_error) : std::error_code();
    };
    std::string text;
    for (int i = 0; i != 30'000; ++i)
        text += static_cast<char>('a' + i % 23);
    for (failing = 0; failing != 40; ++failing)
    {
        named_temporary_file s;
        calls = 0;
        test::interception const on(hook);
        std::size_t done = 0;
        unsigned errors = 0;
        while (done != text.size())
        {
            std::size_t const n = (std::min)(text.size() - done, std::size_t(700));
            auto const put = s.rdbuf()->sputn(&text[done], static_cast<std::streamsize>(n));
            done += static_cast<std::size_t>(put);
            if (static_cast<std::size_t>(put) != n)
            {
                BOOST_REQUIRE(++errors == 1);
                BOOST_TEST((s.rdbuf()->last_error() == std::errc::io_error));
            }
        }
        if (s.rdbuf()->pubseekpos(0) == std::streampos(-1))
        {
            ++errors;
            s.rdbuf()->pubseekpos(0);
        }
        std::string got(text.size(), '\0');
        for (done = 0; done != got.size();)
        {
            try
            {
                auto const n = s.rdbuf()->sgetn(&got[done], static_cast<std::streamsize>(got.size() - done));
                BOOST_REQUIRE(n > 0);
                done += static_cast<std::size_t>(n);
            }
            catch (ios_base::failure const& e)
            {
                ++errors;
                BOOST_TEST((e.code() == std::errc::io_error));
            }
        }
        BOOST_TEST((got == text));
        BOOST_TEST(errors <= 1u);
        BOOST_TEST((errors == 1u) == (failing != 0 && failing <= calls));
    }
}
