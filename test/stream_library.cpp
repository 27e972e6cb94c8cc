//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the standard library expects of a stream buffer: the virtual functions one by one, with what [filebuf] and
// [streambuf.virtuals] say that they return; and every openmode, beside std::basic_filebuf.

#define BOOST_TEST_MODULE stream_library
#include "unit_test.hpp"

#include "exposed_buffers.hpp"
#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/temporary_file.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace boost::tempfile;
using std::ios_base;
using namespace test::buffers;

// ---- [filebuf.cons], [filebuf.assign], [filebuf.members] -----------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_move_leaves_the_other_closed_and_without_areas, Case, devices)
{
    for (bool reads : {false, true})
    {
        buffer<Case> a(Case::make(), both);
        BOOST_TEST(a.sputn("0123456789", 10) == 10);
        if (reads)
        {
            a.pubseekpos(3);
            BOOST_TEST(a.sbumpc() == '3');
            BOOST_TEST(a.sgetc() == '4');
        }
        std::ptrdiff_t const got = a.gptr() - a.eback(), left = a.egptr() - a.gptr(), put = a.pptr() - a.pbase();
        buffer<Case> b(std::move(a));
        BOOST_TEST(b.is_open());
        BOOST_TEST(!a.is_open());
        BOOST_TEST(b.gptr() - b.eback() == got);
        BOOST_TEST(b.egptr() - b.gptr() == left);
        BOOST_TEST(b.pptr() - b.pbase() == put);
        for (char* p : {a.eback(), a.gptr(), a.egptr(), a.pbase(), a.pptr(), a.epptr()})
            BOOST_TEST((p == nullptr));
        BOOST_TEST((a.eback() != b.eback() || b.eback() == nullptr));
        buffer<Case> c;
        BOOST_TEST(&(c = std::move(b)) == &c);
        BOOST_TEST(!b.is_open());
        BOOST_TEST(c.pubseekoff(0, ios_base::cur) == std::streampos(reads ? 4 : 10));
        c.pubseekpos(0);
        BOOST_TEST(rest_of(c) == "0123456789");
        BOOST_TEST(a.open(Case::make(), both) == &a); // what was moved from can be used again
        BOOST_TEST(a.sputc('x') == 'x');
    }
}

BOOST_AUTO_TEST_CASE(an_assignment_closes_first)
{
    test::scratch dir;
    named_handle made = mkstemp(dir.options());
    basic_device_streambuf<file_device, char> a(file_device(std::move(made.handle)), both), b;
    BOOST_TEST(a.sputn("pending", 7) == 7);
    a = std::move(b);
    BOOST_TEST(!a.is_open());
    BOOST_TEST(fs::file_size(made.path) == 7u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(swap_exchanges_everything, Case, devices)
{
    buffer<Case> a(Case::make(), both), b(Case::make(), ios_base::out | ios_base::binary);
    std::locale const other = with(new test::fixed_codecvt<char, 1>());
    b.pubimbue(other);
    a.sputn("first", 5);
    b.sputn("second", 6);
    a.pubseekpos(1);
    a.swap(b);
    BOOST_TEST((a.getloc() == other));
    BOOST_TEST((b.getloc() == std::locale::classic()));
    BOOST_TEST(a.sgetc() == end_of_file); // the openmode as well
    BOOST_TEST(b.sgetc() == 'i');
    BOOST_TEST(a.sputc('x') == 'x');
    BOOST_TEST(a.pubseekoff(0, ios_base::cur) == std::streampos(7));
    using std::swap;
    swap(a, b);
    BOOST_TEST(rest_of(a) == "irst");
    buffer<Case> closed;
    a.swap(closed);
    BOOST_TEST(!a.is_open());
    BOOST_TEST(closed.is_open());
}

BOOST_AUTO_TEST_CASE(open_returns_null_where_the_end_cannot_be_found)
{
    test::scratch dir;
    named_handle made = mkstemp(dir.options());
    file_device device(std::move(made.handle));
    basic_device_streambuf<file_device, char> b;
    test::failing sizeless(sys::call::size, std::errc::io_error);
    BOOST_TEST(b.open(std::move(device), both | ios_base::ate) == nullptr);
    BOOST_TEST(!b.is_open());
    BOOST_TEST((b.last_error() == std::errc::io_error));
}

// What adopting a handle asks the system can fail as well: nothing leaks, and the error is told.
BOOST_AUTO_TEST_CASE(a_handle_that_cannot_be_looked_at_is_not_adopted)
{
    test::scratch dir;
    named_handle made = mkstemp(dir.options());
    auto const right = [](fs::filesystem_error const& e) { return e.code() == std::errc::io_error; };
    {
        test::failing blind(sys::call::inspect, std::errc::io_error);
        BOOST_CHECK_EXCEPTION(file_device(std::move(made.handle)), fs::filesystem_error, right);
    }
    basic_device_streambuf<file_device, char> closed;
    BOOST_TEST(closed.open(file_device(), both) == nullptr);
    BOOST_TEST((closed.last_error() == std::errc::bad_file_descriptor));
}

// "Finally, regardless of whether any of the preceding calls fails or throws an exception, the function closes the
// file"; "If one throws, it is caught and rethrown after closing the file". The destructor catches it.
BOOST_AUTO_TEST_CASE_TEMPLATE(close_closes_whatever_is_thrown, Case, devices)
{
    bool armed = false;
    std::locale const throws = with(test::codecvt_that_throws(armed));
    buffer<Case> b(Case::make(), both);
    b.pubimbue(throws);
    BOOST_TEST(b.sputn("abc", 3) == 3);
    armed = true;
    BOOST_CHECK_THROW(b.close(), std::domain_error);
    BOOST_TEST(!b.is_open());
    BOOST_TEST((b.pptr() == nullptr));
    BOOST_TEST(b.close() == nullptr);
    {
        armed = false;
        buffer<Case> gone(Case::make(), both);
        gone.pubimbue(throws);
        gone.sputn("abc", 3);
        armed = true;
    }
    armed = false;
    BOOST_TEST(b.open(Case::make(), both) == &b); // and nothing of before is left
    BOOST_TEST(b.sputc('x') == 'x');
    BOOST_TEST(b.pubseekoff(0, ios_base::cur) == std::streampos(1));
}

namespace
{

struct unshift_throws : test::shift_codecvt<char>
{
    explicit unshift_throws(int& calls) : calls_(calls) {}

protected:
    std::codecvt_base::result do_unshift(std::mbstate_t&, char*, char*, char*&) const override
    {
        ++calls_;
        throw std::domain_error("thrown by a codecvt");
    }

private:
    int& calls_;
};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(close_tries_to_unshift_once, Case, devices)
{
    int calls = 0;
    std::locale const loc = with(new unshift_throws(calls));
    {
        buffer<Case> b(Case::make(), both);
        b.pubimbue(loc);
        b.sputn("abc", 3);
        BOOST_CHECK_THROW(b.close(), std::domain_error);
        BOOST_TEST(calls == 1);
        BOOST_TEST(!b.is_open());
    }
    BOOST_TEST(calls == 1);
}

// ---- [streambuf.virt.get], [filebuf.virtuals]: reading -------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(underflow_returns_the_next_character_and_uflow_takes_it, Case, devices)
{
    buffer<Case> b(Case::make(), both);
    b.sputn("a\xff"
            "c",
        3);
    b.pubseekpos(0);
    BOOST_TEST(b.underflow() == 'a');
    BOOST_TEST(b.underflow() == 'a');
    BOOST_TEST((b.gptr() < b.egptr()));
    BOOST_TEST(*b.gptr() == 'a');
    BOOST_TEST(b.uflow() == 'a');
    BOOST_TEST(b.uflow() == 0xff); // to_int_type, and so not the end
    BOOST_TEST(b.uflow() == 'c');
    BOOST_TEST(b.underflow() == end_of_file);
    BOOST_TEST(b.uflow() == end_of_file);
    BOOST_TEST(b.sputc('d') == 'd');
    b.pubseekpos(3);
    BOOST_TEST(b.uflow() == 'd'); // the end was not for ever

    buffer<Case> closed;
    BOOST_TEST(closed.underflow() == end_of_file);
    BOOST_TEST(closed.uflow() == end_of_file);
    BOOST_TEST(closed.showmanyc() == -1);
}

// "If it returns a positive value, then successive calls to underflow() will not return traits::eof() until at least
// that number of characters have been extracted."
BOOST_AUTO_TEST_CASE_TEMPLATE(showmanyc_promises_no_more_than_there_is, Case, devices)
{
    for (std::locale const& loc : {std::locale::classic(), with(new test::fixed_codecvt<char, 2>()),
             with(new newline_codecvt<char>(newline::crlf)), with(new test::shift_codecvt<char>())})
    {
        buffer<Case> b(Case::make(), both);
        b.pubimbue(loc);
        for (int i = 0; i != 2'000; ++i)
            b.sputc(i % 2 == 0 ? '\n' : 'a');
        b.pubseekpos(0);
        std::size_t total = 0;
        for (;;)
        {
            std::streamsize const n = b.showmanyc();
            for (std::streamsize i = 0; i < n; ++i, ++total)
                BOOST_REQUIRE(b.sbumpc() != end_of_file);
            if (n <= 0 && b.sbumpc() == end_of_file)
                break;
            total += n <= 0;
        }
        BOOST_TEST(total == 2'000u);
        BOOST_TEST(b.showmanyc() <= 0);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(xsgetn_returns_how_many_it_assigned, Case, devices)
{
    buffer<Case> b(Case::make(), both);
    b.sputn("abcdef", 6);
    b.pubseekpos(0);
    std::string got(10, '.');
    BOOST_TEST(b.sgetn(&got[0], 0) == 0);
    BOOST_TEST(b.sgetn(&got[0], 4) == 4);
    BOOST_TEST(b.sgetn(&got[4], 6) == 2);
    BOOST_TEST(b.sgetn(&got[6], 4) == 0);
    BOOST_TEST(got == "abcdef....");
}

// ---- [streambuf.virt.pback] ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(pbackfail_returns_what_was_put_back, Case, devices)
{
    buffer<Case> b(Case::make(), both);
    b.sputn("ab\xff", 3);
    BOOST_TEST(b.pbackfail(0xff) == 0xff);    // gptr()[-1] equals it
    BOOST_TEST(b.pbackfail() != end_of_file); // not_eof(c)
    BOOST_TEST(b.sgetc() == 'b');
    BOOST_TEST(b.pbackfail('x') == 'x'); // another is stored in the putback position
    BOOST_TEST(b.sgetc() == 'x');
    BOOST_TEST(b.pbackfail() == end_of_file); // there is none before it
    BOOST_TEST(b.sbumpc() == 'x');
    BOOST_TEST(b.sbumpc() == 'b');
    BOOST_TEST(b.sbumpc() == 0xff);

    buffer<Case> closed, out(Case::make(), ios_base::out | ios_base::binary);
    BOOST_TEST(closed.pbackfail('x') == end_of_file); // "If is_open() == false, the function always fails"
    out.sputn("abc", 3);
    BOOST_TEST(out.pbackfail() == end_of_file);
}

// ---- [streambuf.virt.put] ------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(overflow_returns_not_eof_or_eof, Case, devices)
{
    buffer<Case> b(Case::make(), both);
    BOOST_TEST(b.overflow('a') == 'a');
    BOOST_TEST(b.overflow(0xff) == 0xff);
    BOOST_TEST(b.overflow() != end_of_file); // writes what is pending, and nothing else
    BOOST_TEST(b.overflow(end_of_file) != end_of_file);
    std::error_code ec;
    BOOST_TEST(b.size(ec) == 2);
    b.pubseekpos(0);
    BOOST_TEST(rest_of(b) == "a\xff");

    buffer<Case> closed, in(Case::make(), ios_base::in | ios_base::binary);
    BOOST_TEST(closed.overflow('x') == end_of_file); // "If is_open() == false, the function always fails"
    BOOST_TEST(in.overflow('x') == end_of_file);
    BOOST_TEST(closed.sputn("abc", 3) == 0);
}

// ---- [streambuf.virt.buffer], [filebuf.virtuals]: setbuf, seekoff, seekpos, sync, imbue ----------------------------

// "Unbuffered" means that pbase() and pptr() always return null and output to the file should appear as soon as
// possible.
BOOST_AUTO_TEST_CASE(without_a_buffer_output_appears_at_once)
{
    auto const check = [](auto c)
    {
        using CharT = decltype(c);
        test::scratch dir;
        named_handle made = mkstemp(dir.options());
        exposed<file_device, CharT> b(file_device(std::move(made.handle)), both);
        BOOST_TEST(b.pubsetbuf(nullptr, 0) == &b);
        if (sizeof(CharT) != 1)
            b.pubimbue(with(new boost::locale::utf8_codecvt<wchar_t>()));
        for (unsigned i = 1; i != 4; ++i)
        {
            b.sputc(CharT('a'));
            BOOST_TEST((b.pbase() == nullptr));
            BOOST_TEST((b.pptr() == nullptr));
            BOOST_TEST(fs::file_size(made.path) == i);
        }
        CharT const more[] = {CharT('b'), CharT('c')};
        BOOST_TEST(b.sputn(more, 2) == 2);
        BOOST_TEST((b.pptr() == nullptr));
        BOOST_TEST(fs::file_size(made.path) == 5u);
        b.pubseekpos(2);
        std::basic_string<CharT> const rest = rest_of<CharT>(b);
        BOOST_TEST(std::string(rest.begin(), rest.end()) == "abc");
    };
    check(char());
    check(wchar_t());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(seekpos_returns_its_argument_or_minus_one, Case, devices)
{
    buffer<Case, wchar_t> b(Case::make(), both);
    b.pubimbue(with(new test::shift_codecvt<wchar_t>()));
    std::wstring const text = L"a\u00e1\u00e1"
                              L"b";
    BOOST_TEST(b.sputn(text.data(), 4) == 4);
    b.pubseekoff(0, ios_base::beg);
    b.sbumpc();
    b.sbumpc();
    std::wstreampos const inside = b.pubseekoff(0, ios_base::cur); // in the shift state
    BOOST_TEST(test::shift_codecvt<wchar_t>::shifted(inside.state()));
    b.sbumpc();
    std::wstreampos const returned = b.pubseekpos(inside);
    BOOST_TEST((returned == inside));
    BOOST_TEST(test::shift_codecvt<wchar_t>::shifted(returned.state()));
    BOOST_TEST((rest_of<wchar_t>(b) == L"\u00e1"
                                       L"b"));
    // "If sp is an invalid stream position ... the positioning operation fails"
    BOOST_TEST(std::streamoff(b.pubseekpos(std::wstreampos(std::streamoff(-1)))) == -1);
    BOOST_TEST((b.last_error() == std::errc::invalid_argument));
    BOOST_TEST((b.sgetc() == WEOF)); // and moves nothing
    buffer<Case, wchar_t> closed;
    BOOST_TEST(std::streamoff(closed.pubseekpos(inside)) == -1);
    BOOST_TEST(std::streamoff(closed.pubseekoff(0, ios_base::cur)) == -1);
}

// "width * off": and what does not fit is no position.
BOOST_AUTO_TEST_CASE_TEMPLATE(seekoff_returns_the_new_position, Case, devices)
{
    buffer<Case> b(Case::make(), both);
    b.sputn("0123456789", 10);
    BOOST_TEST(b.pubseekoff(4, ios_base::beg) == std::streampos(4));
    BOOST_TEST(b.pubseekoff(-1, ios_base::cur) == std::streampos(3));
    BOOST_TEST(b.pubseekoff(-2, ios_base::end) == std::streampos(8));
    BOOST_TEST(b.sgetc() == '8');
    auto const most = (std::numeric_limits<std::streamoff>::max)();
    BOOST_TEST(std::streamoff(b.pubseekoff(most, ios_base::cur)) == -1);
    BOOST_TEST(std::streamoff(b.pubseekoff(-most, ios_base::cur)) == -1);
    BOOST_TEST(b.sgetc() == '8');
    buffer<Case, wchar_t> wide(Case::make(), both);
    wide.pubimbue(with(new test::fixed_codecvt<wchar_t, 4>()));
    wide.sputn(L"0123", 4);
    BOOST_TEST(wide.pubseekoff(2, ios_base::beg) == std::wstreampos(8));
    BOOST_TEST((wide.sgetc() == L'2'));
    BOOST_TEST(std::streamoff(wide.pubseekoff(most / 2, ios_base::beg)) == -1);
}

BOOST_AUTO_TEST_CASE(sync_writes_and_returns_minus_one_where_it_cannot)
{
    test::scratch dir;
    named_handle made = mkstemp(dir.options());
    basic_device_streambuf<file_device, char> b(file_device(std::move(made.handle)), both);
    b.sputn("abc", 3);
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        BOOST_TEST(b.pubsync() == -1);
        BOOST_TEST(fs::file_size(made.path) == 0u);
    }
    BOOST_TEST(b.pubsync() == 0);
    BOOST_TEST(fs::file_size(made.path) == 3u);
}

// "causes characters inserted or extracted after this call to be converted according to loc": also those that were
// read ahead.
BOOST_AUTO_TEST_CASE_TEMPLATE(imbue_converts_again_what_was_read_ahead, Case, devices)
{
    buffer<Case, wchar_t> b(Case::make(), both);
    std::locale const utf8 = with(new boost::locale::utf8_codecvt<wchar_t>());
    BOOST_TEST((b.pubimbue(utf8) == std::locale::classic())); // what getloc() was
    BOOST_TEST((b.getloc() == utf8));
    b.sputn(L"ab\u00e9", 3);
    b.pubseekpos(0);
    BOOST_TEST((b.sbumpc() == L'a'));
    std::locale const flipped = with(new test::fixed_codecvt<wchar_t, 1>());
    BOOST_TEST((b.pubimbue(flipped) == utf8));
    BOOST_TEST((b.sbumpc() == wchar_t(0xff - 'b')));
    b.pubimbue(utf8);
    BOOST_TEST((b.sbumpc() == L'\u00e9'));
    BOOST_TEST((b.sbumpc() == WEOF));
}

// ---- every openmode and buffer, beside std::basic_filebuf ---------------------------------------------------------

#if defined(__GLIBCXX__)
namespace
{

// What a buffer answers to the same calls, as text; a seek between reading and writing, as std::basic_filebuf needs.
template<class CharT>
std::string answers(std::basic_streambuf<CharT>& b, bool buffered)
{
    using traits = std::char_traits<CharT>;
    std::ostringstream log;
    auto const at = [&](auto position) { log << std::streamoff(position) << ' '; };
    auto const character = [&](auto c)
    { log << (traits::eq_int_type(c, traits::eof()) ? -1 : static_cast<long>(traits::to_char_type(c))) << ' '; };
    CharT const text[] = {CharT('1'), CharT('2'), CharT('3'), CharT('4'), CharT('5'), CharT('6'), CharT('7')};
    CharT got[20] = {};
    auto const read = [&](std::streamsize n)
    {
        std::streamsize const done = b.sgetn(got, n);
        log << '[' << std::string(got, got + done) << "] ";
    };
    b.pubseekpos(0); // libstdc++'s begins at the end where the mode is app, which [filebuf.members] leaves open
    read(3);
    character(b.sgetc());
    at(b.pubseekoff(0, ios_base::cur));
    if (buffered) // whose putback positions may be none else
        log << !traits::eq_int_type(b.sungetc(), traits::eof()) << ' ';
    character(b.sbumpc());
    at(b.pubseekoff(0, ios_base::cur));
    log << b.sputn(text, 7) << ' ';
    log << b.pubsync() << ' ';
    at(b.pubseekoff(0, ios_base::cur));
    at(b.pubseekpos(1));
    character(b.sputc(CharT('x')));
    at(b.pubseekoff(0, ios_base::beg));
    character(b.snextc());
    read(20);
    at(b.pubseekoff(0, ios_base::end));
    character(b.sputc(CharT('y')));
    at(b.pubseekoff(0, ios_base::cur));
    at(b.pubseekpos(20));
    character(b.sputc(CharT('z')));
    at(b.pubseekpos(0));
    read(20);
    read(20);
    return log.str();
}

std::string content_of(fs::path const& path)
{
    std::ifstream in(path, ios_base::binary);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

template<class CharT>
void compare_with_filebuf(ios_base::openmode mode, std::streamsize size)
{
    test::scratch dir;
    // What std::basic_filebuf opens for writing only is empty then; the files here are never opened by name.
    bool const keeps = (mode & (ios_base::in | ios_base::app)) && !(mode & ios_base::trunc);
    std::string const before = keeps || (mode & ios_base::in) ? "abcdefgh" : "";
    std::locale const loc =
        sizeof(CharT) == 1 ? std::locale::classic() : with(new boost::locale::utf8_codecvt<wchar_t>());
    std::vector<CharT> own(static_cast<std::size_t>((std::max)(size, std::streamsize(1))));
    CharT* const memory = size > 1 ? own.data() : nullptr;

    fs::path const path = dir / "standard";
    std::ofstream(path, ios_base::binary) << before;
    std::basic_filebuf<CharT> standard;
    standard.pubimbue(loc);
    if (size >= 0)
        standard.pubsetbuf(memory, size);
    BOOST_REQUIRE(standard.open(path, mode) == &standard);
    std::string const expected = answers<CharT>(standard, size != 0);
    BOOST_TEST(standard.close() == &standard);

    named_handle made = mkstemp(dir.options());
    file_device device(std::move(made.handle));
    device.write(before.data(), static_cast<std::streamsize>(before.size()));
    device.seek(0, ios_base::beg);
    basic_device_streambuf<file_device, CharT> ours;
    ours.pubimbue(loc);
    if (size >= 0)
        ours.pubsetbuf(memory, size);
    BOOST_REQUIRE(ours.open(std::move(device), mode) == &ours);
    std::string const found = answers<CharT>(ours, size != 0);
    BOOST_TEST(ours.close() == &ours);
    BOOST_TEST_CONTEXT("mode " << mode << ", buffer " << size << ", bytes a character " << sizeof(CharT))
    {
        BOOST_TEST(found == expected);
        BOOST_TEST(content_of(made.path) == content_of(path));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(every_openmode_and_buffer_answers_as_filebuf)
{
    using b = ios_base;
    for (ios_base::openmode mode : {b::out, b::out | b::trunc, b::out | b::app, b::app, b::in, b::in | b::out,
             b::in | b::out | b::trunc, b::in | b::out | b::app, b::in | b::app})
        for (ios_base::openmode more : {ios_base::openmode(), b::ate})
            for (std::streamsize size : {-1, 0, 1, 7})
            {
                compare_with_filebuf<char>(mode | more | b::binary, size);
                compare_with_filebuf<wchar_t>(mode | more | b::binary, size);
            }
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(
    every_openmode_and_buffer_answers_as_filebuf, "it is compared with libstdc++'s std::basic_filebuf")
#endif
