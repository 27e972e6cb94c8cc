//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the standard library expects of a stream buffer and its streams: the virtual functions one by one, with what
// [filebuf] and [streambuf.virtuals] say that they return; iterators, ranges, generators, manipulators; characters,
// traits and shift states of the user's own.

#define BOOST_TEST_MODULE stream_library
#include "unit_test.hpp"

#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>
#include <boost/mpl/list.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iterator>
#include <locale>
#include <numeric>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#if defined(__cpp_lib_ranges)
#include <ranges>
#endif
#if defined(__cpp_impl_coroutine) && defined(__has_include)
#if __has_include(<coroutine>)
#include <coroutine>
#endif
#endif

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace boost::tempfile;
using std::ios_base;

namespace
{

constexpr ios_base::openmode both = ios_base::in | ios_base::out | ios_base::binary;

template<class Facet>
std::locale with(Facet* facet)
{
    return std::locale(std::locale::classic(), facet);
}

// A derived class: what is protected can be called.
template<class Device, class CharT, class Traits = std::char_traits<CharT>>
struct exposed : basic_device_streambuf<Device, CharT, Traits>
{
    using base = basic_device_streambuf<Device, CharT, Traits>;
    using base::base;
    using base::eback;
    using base::egptr;
    using base::epptr;
    using base::gptr;
    using base::overflow;
    using base::pbackfail;
    using base::pbase;
    using base::pptr;
    using base::showmanyc;
    using base::uflow;
    using base::underflow;
};

struct in_memory
{
    using device = memory_device;
    static device make() { return device(); }
};
struct spooled
{
    using device = spooled_device;
    static device make() { return device(); }
};
struct rolling_over
{
    using device = spooled_device;
    static device make() { return device(4); }
};
struct in_a_file
{
    using device = file_device;
    static device make()
    {
        return file_device(temporary_file().release()); // as if it were another's
    }
};

using devices = boost::mpl::list<in_memory, spooled, rolling_over, in_a_file>;

template<class Case, class CharT = char>
using buffer = exposed<typename Case::device, CharT>;

constexpr int end_of_file = std::char_traits<char>::eof();

template<class CharT>
std::basic_string<CharT> rest_of(std::basic_streambuf<CharT>& b)
{
    return std::basic_string<CharT>(std::istreambuf_iterator<CharT>(&b), std::istreambuf_iterator<CharT>());
}

} // namespace

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
    std::locale const throws = with(new test::throwing_codecvt<char>(armed));
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
    BOOST_TEST(b.pbackfail(0xff) == 0xff); // gptr()[-1] equals it
    BOOST_TEST(b.pbackfail() != end_of_file);      // not_eof(c)
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

// ---- iterators, streams of streams, manipulators -------------------------------------------------------------------

namespace
{

struct anonymous_file
{
    static temporary_file make() { return temporary_file(); }
};
struct named_file
{
    static named_temporary_file make() { return named_temporary_file(); }
};
struct file_in_memory
{
    static spooled_temporary_file make() { return spooled_temporary_file(); }
};
struct file_rolling_over
{
    static spooled_temporary_file make() { return spooled_temporary_file(10); }
};

using files = boost::mpl::list<anonymous_file, named_file, file_in_memory, file_rolling_over>;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(iterators_read_and_write, File, files)
{
    auto s = File::make();
    std::vector<int> numbers(1'000);
    std::iota(numbers.begin(), numbers.end(), 0);
    std::copy(numbers.begin(), numbers.end(), std::ostream_iterator<int>(s, " "));
    s.seekg(0);
    BOOST_TEST((std::vector<int>(std::istream_iterator<int>(s), std::istream_iterator<int>()) == numbers));
    BOOST_TEST(s.eof());
    s.clear();
    s.seekp(0);
    std::string const text = "characters";
    auto const end = std::copy(text.begin(), text.end(), std::ostreambuf_iterator<char>(s));
    BOOST_TEST(!end.failed());
    s.seekg(0);
    std::istreambuf_iterator<char> at(s), last;
    BOOST_TEST(std::equal(text.begin(), text.end(), at));
    s.seekg(0);
    at = std::find(std::istreambuf_iterator<char>(s), last, 't');
    BOOST_TEST(*at == 't');
    BOOST_TEST(s.tellg() == 6); // an input iterator takes nothing ahead
    *std::ostreambuf_iterator<char>(s) = 'T';
    s.seekg(0);
    std::string word(10, '\0');
    s.read(&word[0], 10);
    BOOST_TEST(word == "characTers");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(manipulators_do_what_they_do, File, files)
{
    auto s = File::make();
    std::tm when = {};
    when.tm_year = 126;
    when.tm_mon = 10;
    when.tm_mday = 23;
    s << std::put_time(&when, "%Y-%m-%d") << ' ' << std::quoted("with \"quotes\" and\nlines") << ' ' << std::hex
      << std::showbase << 255 << ' ' << std::setw(6) << std::setfill('*') << std::dec << 42 << ' ' << std::boolalpha
      << true << std::ends << std::endl;
    s.seekg(0);
    std::tm read = {};
    std::string text, stars, flag;
    int number = 0;
    s >> std::get_time(&read, "%Y-%m-%d") >> std::ws >> std::quoted(text) >> std::hex >> number >> stars >> flag;
    BOOST_TEST(read.tm_year == 126);
    BOOST_TEST(read.tm_mon == 10);
    BOOST_TEST(read.tm_mday == 23);
    BOOST_TEST(text == "with \"quotes\" and\nlines");
    BOOST_TEST(number == 255);
    BOOST_TEST(stars == "****42");
    BOOST_TEST(flag == std::string("true\0", 5));
    BOOST_TEST(s.get() == '\n');
    BOOST_TEST(s.get() == end_of_file);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(whole_streams_are_copied, File, files)
{
    std::string const large(30'000, 'x');
    auto s = File::make();
    std::istringstream source(large);
    s << source.rdbuf();
    BOOST_TEST(s.good());
    std::istringstream nothing;
    s << nothing.rdbuf(); // "If the function inserts no characters, it calls setstate(failbit)"
    BOOST_TEST(s.rdstate() == ios_base::failbit);
    s.clear();
    s.seekg(10);
    auto other = File::make();
    other << s.rdbuf();
    std::stringbuf extracted;
    other.seekg(0);
    other >> &extracted;
    BOOST_TEST((extracted.str() == large.substr(10)));
    // A stream whose buffer is another's.
    std::iostream view(s.rdbuf());
    view.seekp(0);
    view << "view";
    s.seekg(0);
    std::string word(4, '\0');
    s.read(&word[0], 4);
    BOOST_TEST(word == "view");
    BOOST_TEST(view.tellg() == 4);
}

BOOST_AUTO_TEST_CASE(a_tied_stream_is_flushed_before_the_other_reads)
{
    test::scratch dir;
    named_temporary_file out(dir.options());
    spooled_temporary_file in;
    in << "input";
    in.seekg(0);
    in.tie(&out);
    out << "prompt";
    BOOST_TEST(fs::file_size(out.path()) == 0u);
    std::string word;
    in >> word;
    BOOST_TEST(fs::file_size(out.path()) == 6u);
    spooled_temporary_file moved(std::move(in));
    BOOST_TEST(moved.tie() == &out); // [basic.ios.members] move
    out << std::unitbuf << "!";
    BOOST_TEST(fs::file_size(out.path()) == 7u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lines_of_any_length, File, files)
{
    auto s = File::make();
    std::vector<std::string> lines;
    for (std::size_t n : {0u, 1u, 511u, 512u, 4'096u, 12'287u, 12'288u, 12'289u, 30'000u, 0u})
        lines.emplace_back(n, static_cast<char>('a' + n % 23));
    for (std::string const& line : lines)
        s << line << '\n';
    s << "no newline";
    lines.push_back("no newline");
    s.seekg(0);
    std::string line;
    for (std::string const& expected : lines)
    {
        BOOST_TEST(bool(std::getline(s, line)));
        BOOST_TEST((line == expected));
    }
    BOOST_TEST(!std::getline(s, line));
    s.clear();
    s.seekg(0);
    s.ignore((std::numeric_limits<std::streamsize>::max)(), 'b');
    char array[8];
    s.getline(array, 8); // [istream.unformatted]/24: too long for the array is failbit
    BOOST_TEST(s.rdstate() == ios_base::goodbit);
    s.getline(array, 8);
    BOOST_TEST(s.fail());
    BOOST_TEST(s.gcount() == 7);
}

// ---- C++20: ranges and generators ----------------------------------------------------------------------------------

#if defined(__cpp_lib_ranges)
BOOST_AUTO_TEST_CASE_TEMPLATE(ranges_read_and_write, File, files)
{
    auto s = File::make();
    std::ranges::copy(std::views::iota(0, 100), std::ostream_iterator<int>(s, "\n"));
    s.seekg(0);
    int sum = 0;
    for (int n : std::ranges::subrange(std::istream_iterator<int>(s), std::istream_iterator<int>()))
        sum += n;
    BOOST_TEST(sum == 4'950);
    s.clear();
    s.seekg(0);
    auto const even = [](int n) { return n % 2 == 0; };
    int count = 0;
    for (int n : std::ranges::istream_view<int>(s) | std::views::filter(even) | std::views::take(10))
        count += n;
    BOOST_TEST(count == 90);
    s.clear();
    s.seekg(0);
    auto const characters = std::ranges::subrange(std::istreambuf_iterator<char>(s), std::istreambuf_iterator<char>());
    BOOST_TEST(std::ranges::count(characters, '\n') == 100);
    s.clear();
    s.seekp(0);
    std::string const text = "upper";
    std::ranges::transform(
        text, std::ostreambuf_iterator<char>(s), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    s.seekg(0);
    std::string word(5, '\0');
    std::ranges::copy_n(std::istreambuf_iterator<char>(s), 5, word.begin());
    BOOST_TEST(word == "UPPER");
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(ranges_read_and_write, "this standard library has no ranges")
#endif

#if defined(__cpp_impl_coroutine) && defined(__cpp_lib_coroutine)
namespace
{

// A generator of a stream's lines, as std::generator (C++23) would be.
class lines_of
{
public:
    struct promise_type
    {
        lines_of get_return_object() { return lines_of(handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(std::string const& line) noexcept
        {
            current = &line;
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() { throw; }
        std::string const* current = nullptr;
    };
    using handle = std::coroutine_handle<promise_type>;

    lines_of(lines_of&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    lines_of& operator=(lines_of&&) = delete;
    ~lines_of()
    {
        if (coroutine_)
            coroutine_.destroy();
    }

    struct iterator
    {
        handle coroutine;
        std::string const& operator*() const { return *coroutine.promise().current; }
        iterator& operator++()
        {
            coroutine.resume();
            return *this;
        }
        bool operator!=(std::default_sentinel_t) const { return !coroutine.done(); }
    };
    iterator begin()
    {
        coroutine_.resume();
        return iterator{coroutine_};
    }
    std::default_sentinel_t end() const { return {}; }

private:
    explicit lines_of(handle h) : coroutine_(h) {}
    handle coroutine_;
};

// The stream lives in the coroutine's frame, which suspends in the middle of reading.
template<class Stream>
lines_of numbered(Stream s)
{
    std::string line;
    for (int n = 1; std::getline(s, line); ++n)
        co_yield std::to_string(n) + ' ' + line;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_generator_reads_from_a_stream_of_its_own, File, files)
{
    auto s = File::make();
    for (int i = 0; i != 3'000; ++i)
        s << "line " << i << '\n';
    s.seekg(0);
    int n = 0;
    for (std::string const& line : numbered(std::move(s)))
    {
        BOOST_REQUIRE(line == std::to_string(n + 1) + " line " + std::to_string(n));
        if (++n == 2'500)
            break; // the rest is dropped with the stream
    }
    BOOST_TEST(!s.is_open());
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(a_generator_reads_from_a_stream_of_its_own, "this compiler has no coroutines")
#endif

// ---- characters, traits and states of the user's -------------------------------------------------------------------

namespace user
{

// A character that is a class, and no number: a colour.
struct pixel
{
    unsigned char red, green, blue;
};

// A shift state of its own: how many characters were converted, as a cipher needs it.
struct cipher_state
{
    std::uint32_t count = 0;
};

using position = std::fpos<cipher_state>;

} // namespace user

template<>
struct std::char_traits<user::pixel>
{
    using char_type = user::pixel;
    using int_type = long;
    using off_type = std::streamoff;
    using pos_type = user::position;
    using state_type = user::cipher_state;

    static long number(char_type const& p) noexcept { return p.red * 0x10000L + p.green * 0x100L + p.blue; }

    static void assign(char_type& to, char_type const& from) noexcept { to = from; }
    static char_type* assign(char_type* to, std::size_t n, char_type const& from)
    {
        std::fill_n(to, n, from);
        return to;
    }
    static bool eq(char_type const& a, char_type const& b) noexcept { return number(a) == number(b); }
    static bool lt(char_type const& a, char_type const& b) noexcept { return number(a) < number(b); }
    static int compare(char_type const* a, char_type const* b, std::size_t n)
    {
        for (; n != 0; --n, ++a, ++b)
            if (!eq(*a, *b))
                return lt(*a, *b) ? -1 : 1;
        return 0;
    }
    static std::size_t length(char_type const* s)
    {
        std::size_t n = 0;
        while (number(s[n]) != 0)
            ++n;
        return n;
    }
    static char_type const* find(char_type const* s, std::size_t n, char_type const& c)
    {
        for (; n != 0; --n, ++s)
            if (eq(*s, c))
                return s;
        return nullptr;
    }
    static char_type* move(char_type* to, char_type const* from, std::size_t n)
    {
        if (n != 0)
            std::memmove(to, from, n * sizeof(char_type));
        return to;
    }
    static char_type* copy(char_type* to, char_type const* from, std::size_t n)
    {
        std::copy_n(from, n, to);
        return to;
    }
    static int_type to_int_type(char_type const& c) noexcept { return number(c); }
    static char_type to_char_type(int_type n) noexcept
    {
        return char_type{static_cast<unsigned char>(n >> 16 & 0xff), static_cast<unsigned char>(n >> 8 & 0xff),
            static_cast<unsigned char>(n & 0xff)};
    }
    static bool eq_int_type(int_type a, int_type b) noexcept { return a == b; }
    static int_type eof() noexcept { return -1; }
    static int_type not_eof(int_type n) noexcept { return n == -1 ? 0 : n; }
};

// Grey pixels are one byte, others an escape and three; every byte is enciphered by the count of the characters before
// it, so that a position is worth nothing without its state.
template<>
class std::codecvt<user::pixel, char, user::cipher_state> : public std::locale::facet, public std::codecvt_base
{
public:
    using intern_type = user::pixel;
    using extern_type = char;
    using state_type = user::cipher_state;
    static std::locale::id id;

    explicit codecvt(std::size_t refs = 0) : std::locale::facet(refs) {}

    result out(state_type& state, intern_type const* from, intern_type const* from_end, intern_type const*& from_next,
        char* to, char* to_end, char*& to_next) const
    {
        for (from_next = from, to_next = to; from_next != from_end; ++from_next, ++state.count)
        {
            user::pixel const p = *from_next;
            bool const grey = p.red == p.green && p.green == p.blue && p.red != escape;
            if (to_end - to_next < (grey ? 1 : 4))
                return partial;
            if (!grey)
                *to_next++ = cipher(escape, state);
            *to_next++ = cipher(p.red, state);
            if (grey)
                continue;
            *to_next++ = cipher(p.green, state);
            *to_next++ = cipher(p.blue, state);
        }
        return ok;
    }

    result in(state_type& state, char const* from, char const* from_end, char const*& from_next, intern_type* to,
        intern_type* to_end, intern_type*& to_next) const
    {
        for (from_next = from, to_next = to; from_next != from_end; ++to_next, ++state.count)
        {
            unsigned char const first = plain(*from_next, state);
            int const size = first == escape ? 4 : 1;
            if (to_next == to_end || from_end - from_next < size)
                return partial;
            *to_next = user::pixel{first, first, first};
            if (first == escape)
                *to_next =
                    user::pixel{plain(from_next[1], state), plain(from_next[2], state), plain(from_next[3], state)};
            from_next += size;
        }
        return ok;
    }

    result unshift(state_type&, char* to, char*, char*& to_next) const
    {
        to_next = to;
        return noconv;
    }

    int length(state_type& state, char const* from, char const* end, std::size_t most) const
    {
        char const* at = from;
        for (; at != end && most != 0; --most, ++state.count)
        {
            int const size = plain(*at, state) == escape ? 4 : 1;
            if (end - at < size)
                break;
            at += size;
        }
        return static_cast<int>(at - from);
    }

    int encoding() const noexcept { return -1; }
    bool always_noconv() const noexcept { return false; }
    int max_length() const noexcept { return 4; }

protected:
    ~codecvt() override = default;

private:
    static constexpr unsigned char escape = 0xee;

    static char cipher(unsigned char c, state_type const& state)
    {
        return static_cast<char>(static_cast<unsigned char>(c ^ (state.count * 7 & 0xff)));
    }
    static unsigned char plain(char c, state_type const& state)
    {
        return static_cast<unsigned char>(cipher(static_cast<unsigned char>(c), state));
    }
};

std::locale::id std::codecvt<user::pixel, char, user::cipher_state>::id;

namespace
{

using pixel_traits = std::char_traits<user::pixel>;

user::pixel pixel_at(std::size_t i)
{
    auto const c = [](std::size_t n) { return static_cast<unsigned char>(n & 0xff); };
    return i % 3 == 0 ? user::pixel{c(i), c(i), c(i)} : user::pixel{c(i), c(i / 5), c(200 - i)};
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_class_can_be_the_character, Case, devices)
{
    std::locale const loc(std::locale::classic(), new std::codecvt<user::pixel, char, user::cipher_state>());
    constexpr std::size_t count = 5'000;
    std::vector<user::pixel> picture;
    for (std::size_t i = 0; i != count; ++i)
        picture.push_back(pixel_at(i));
    for (std::streamsize size : {-1, 0, 1, 100})
    {
        exposed<typename Case::device, user::pixel> b(Case::make(), both);
        b.pubimbue(loc);
        if (size >= 0)
            BOOST_TEST(b.pubsetbuf(nullptr, size) == &b);
        BOOST_TEST(b.sputn(picture.data(), 3'000) == 3'000);
        for (std::size_t i = 3'000; i != count; ++i)
            BOOST_REQUIRE(b.sputc(picture[i]) == pixel_traits::to_int_type(picture[i]));
        if constexpr (std::is_same<typename Case::device, spooled_device>::value)
        {
            BOOST_TEST(b.pubsync() == 0);
            std::error_code ec;
            boost::tempfile::detail::streambuf_access::with_device(
                b, [](spooled_device& device, std::error_code& rolling) { device.rollover(rolling); }, ec);
            BOOST_TEST(!ec);
        }
        BOOST_TEST(b.pubseekpos(user::position(0)) == user::position(0));
        std::vector<user::position> positions;
        for (std::size_t i = 0; i != count; ++i)
        {
            if (i % 97 == 0)
                positions.push_back(b.pubseekoff(0, ios_base::cur));
            BOOST_REQUIRE(b.sbumpc() == pixel_traits::to_int_type(picture[i]));
        }
        BOOST_TEST(b.sgetc() == pixel_traits::eof());
        for (std::size_t n = positions.size(); n-- != 0;)
        {
            BOOST_REQUIRE(b.pubseekpos(positions[n]).state().count == n * 97);
            user::pixel got[50];
            BOOST_REQUIRE(b.sgetn(got, 50) == 50);
            BOOST_REQUIRE(pixel_traits::compare(got, &picture[n * 97], 50) == 0);
            BOOST_REQUIRE(b.sungetc() == pixel_traits::to_int_type(picture[n * 97 + 49]));
        }
        // A pixel that differs, put back and read; the content stays.
        b.pubseekpos(positions[3]);
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(picture[291]));
        user::pixel const other{1, 2, 3};
        BOOST_TEST(b.sputbackc(other) == pixel_traits::to_int_type(other));
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(other));
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(picture[292]));
        b.pubseekpos(positions[3]);
        BOOST_TEST(b.sbumpc() == pixel_traits::to_int_type(picture[291]));
        // It goes on in another.
        exposed<typename Case::device, user::pixel> moved(std::move(b));
        BOOST_TEST(moved.sbumpc() == pixel_traits::to_int_type(picture[292]));
        BOOST_TEST(moved.close() == &moved);
    }
}
