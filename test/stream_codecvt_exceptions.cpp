//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6 for the streams, call by call: each function of a codecvt fails in turn.
// The basic guarantee holds: the stream can be used, what was accepted is there, the same operation succeeds once nothing
// fails any more, the error is told, nothing leaks and the file goes.

#define BOOST_TEST_MODULE stream_codecvt_exceptions
#include "unit_test.hpp"

#include "facets.hpp"
#include "failing_streams.hpp"
#include "scratch.hpp"

#include <stdexcept>
#include <string>

using namespace boost::tempfile;
using std::ios_base;
using namespace test::streams;

// encoding(), always_noconv() and max_length() are noexcept ([locale.codecvt.virtuals]): a facet cannot throw there.

namespace
{

// The encoding with shifts, of which the call throws that brings `calls_left` to 0.
template<class CharT>
std::locale with_faulty_call(long& calls_left)
{
    using facet = test::faulty_codecvt<test::shift_codecvt<CharT>>;
    return std::locale(
        std::locale::classic(), new facet([&calls_left] { return calls_left > 0 && --calls_left == 0; }));
}

// Characters of both shift states; `from` tells texts apart.
template<class CharT>
std::basic_string<CharT> shifting_text(std::size_t n, unsigned from)
{
    std::basic_string<CharT> text(n, CharT());
    for (std::size_t i = 0; i != n; ++i)
        text[i] = static_cast<CharT>(static_cast<unsigned char>((i / 3 + from) % 2 * 0x80 + 'a' + (i + from) % 23));
    return text;
}

// What `text` is in bytes, back in the initial shift state.
template<class CharT>
std::size_t bytes_of(std::basic_string<CharT> const& text)
{
    std::size_t n = text.size();
    bool shifted = false;
    for (CharT c : text)
    {
        bool const wanted = (static_cast<unsigned>(c) & 0x80u) != 0;
        n += wanted != shifted;
        shifted = wanted;
    }
    return n + shifted;
}

// Repeats an action until nothing is thrown any more; how often it was.
template<class Action>
int insist(Action action)
{
    for (int thrown = 0;; ++thrown)
    {
        try
        {
            action();
            return thrown;
        }
        catch (std::domain_error const&)
        {
            BOOST_REQUIRE(thrown < 2);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_of_a_codecvt_may_throw, Case, cases)
{
    using CharT = typename Case::char_type;
    using traits = std::char_traits<CharT>;
    test::scratch dir;
    auto const second = shifting_text<CharT>(39, 1); // it ends shifted
    for (std::streamsize buffer : {-1, 0, 5})
    {
        auto const first = shifting_text<CharT>(buffer < 0 ? 700 : 60, 0); // more than the buffer
        bool threw = true;
        for (long n = 1; threw; ++n)
        {
            BOOST_TEST_CONTEXT("call " << n << ", buffer " << buffer)
            {
                long calls_left = 0;
                auto s = Case::make(dir.options());
                s.imbue(with_faulty_call<CharT>(calls_left));
                if (buffer >= 0)
                    s.rdbuf()->pubsetbuf(nullptr, buffer);
                calls_left = n;
                int thrown = 0;
                std::size_t done = 0;
                for (auto const* text : {&first, &second}) // one character at a time: it is in, or it is not
                {
                    for (done = 0; done != text->size();)
                        thrown += insist(
                            [&]
                            {
                                if (!traits::eq_int_type(s.rdbuf()->sputc((*text)[done]), traits::eof()))
                                    ++done;
                            });
                    thrown += insist([&] { s.rdbuf()->pubsync(); });
                }
                thrown += insist([&] { BOOST_TEST(s.rdbuf()->pubseekoff(0, ios_base::beg) == std::streampos(0)); });
                BOOST_TEST(s.size() == bytes_of(first + second));
                std::basic_string<CharT> got;
                std::streampos middle;
                while (got.size() != first.size() + second.size())
                {
                    thrown += insist([&] { got += traits::to_char_type(s.rdbuf()->sbumpc()); });
                    if (got.size() == first.size())
                        thrown += insist([&] { middle = s.rdbuf()->pubseekoff(0, ios_base::cur); });
                }
                BOOST_TEST((got == first + second));
                thrown += insist([&] { s.rdbuf()->pubseekpos(middle); });
                CharT rest[39];
                thrown += insist([&] { BOOST_TEST(s.rdbuf()->sgetn(rest, 39) == 39); });
                BOOST_TEST((std::basic_string<CharT>(rest, 39) == second));
                thrown += insist([&] { s.rdbuf()->sungetc(); });
                thrown += insist([&] { BOOST_TEST((s.rdbuf()->sgetc() == traits::to_int_type(second.back()))); });
                // What was written in the middle, and close().
                thrown += insist([&] { s.rdbuf()->pubseekoff(0, ios_base::end); });
                thrown += insist([&] { BOOST_TEST(s.rdbuf()->sputc(first[3]) == traits::to_int_type(first[3])); });
                std::error_code ec;
                s.close(ec);
                thrown += bool(ec);
                BOOST_TEST((!ec || ec == std::errc::io_error));
                BOOST_TEST(!s.is_open());
                threw = calls_left == 0;
                BOOST_TEST(thrown == (threw ? 1 : 0));
            }
            BOOST_TEST(dir.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exceptions_of_the_stream_are_those_of_the_buffer, Case, cases)
{
    using CharT = typename Case::char_type;
    test::scratch dir;
    long calls_left = 0;
    auto s = Case::make(dir.options());
    s.imbue(with_faulty_call<CharT>(calls_left));
    s.exceptions(ios_base::badbit);
    s << begun.c_str();
    calls_left = 1;
    BOOST_CHECK_THROW(s.flush(), std::domain_error); // [ostream.formatted.reqmts]: rethrown
    BOOST_TEST(s.bad());
    s.clear();
    s.flush();
    s.seekg(0);
    calls_left = 1;
    BOOST_CHECK_THROW(s.get(), std::domain_error);
    BOOST_TEST(s.bad());
    s.clear();
    calls_left = 1;
    int number = 0;
    BOOST_CHECK_THROW(s >> number, std::domain_error);
    s.clear();
    // A byte that the encoding does not have is an ios_base::failure with the code, whatever reads it.
    s.seekg(0);
    s.imbue(std::locale::classic());
    s.exceptions(ios_base::goodbit);
    s.imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<CharT, 1>()));
    s.put(static_cast<CharT>(0x1f)); // 0xe0
    s.seekg(0);
    s.imbue(with_faulty_call<CharT>(calls_left));
    s.exceptions(ios_base::badbit);
    auto const right = [](ios_base::failure const& e) { return e.code() == std::errc::illegal_byte_sequence; };
    BOOST_CHECK_EXCEPTION(s.get(), ios_base::failure, right);
    BOOST_TEST((s.last_error() == std::errc::illegal_byte_sequence));
    s.clear();
    std::basic_string<CharT> line;
    BOOST_CHECK_EXCEPTION(std::getline(s, line), ios_base::failure, right);
    s.clear();
    BOOST_TEST(!s.last_error());
}
