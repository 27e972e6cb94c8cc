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

#include "interception.hpp"
#include "streams_on_devices.hpp"

#include <iomanip>
#include <sstream>
#include <string>
#include <utility>

using namespace boost::tempfile;
using std::ios_base;
using namespace test::streams;

// ---- [filebuf.members] ---------------------------------------------------------------------------------------------

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

// ---- [filebuf.virtuals]: reading and writing -----------------------------------------------------------------------

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

// ---- move and swap -------------------------------------------------------------------------------------------------

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

// ---- what else an iostream does ------------------------------------------------------------------------------------

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

// ---- other characters ----------------------------------------------------------------------------------------------

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

// ---- [filebuf.virtuals] imbue, sync; the system's failures ---------------------------------------------------------

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
