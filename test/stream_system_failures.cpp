//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6 for the streams, call by call: each call to the system fails in turn, in every way it can.
// The basic guarantee holds: the stream can be used, what was accepted is there, the same operation succeeds once nothing
// fails any more, the error is told, nothing leaks and the file goes.

#define BOOST_TEST_MODULE stream_system_failures
#include "unit_test.hpp"

#include "facets.hpp"
#include "failing_streams.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace boost::tempfile;
using std::ios_base;
using namespace test::streams;

namespace
{

// The n-th call of one kind fails, once; the transfer before it was a short one.
struct fault
{
    sys::call which;
    std::error_code error;
};
fault injected;
long calls_left = 0;
bool happened = false;

std::error_code inject(sys::call_site const& site) noexcept
{
    if (site.which != injected.which || calls_left == 0)
        return {};
    if (--calls_left != 0)
    {
        if (site.size != nullptr && calls_left == 1)
            *site.size = *site.size / 2 + 1;
        return {};
    }
    happened = true;
    return injected.error;
}

std::vector<fault> faults()
{
    using c = sys::call;
    using e = std::errc;
    std::pair<c, std::vector<e>> const all[] = {
        {c::open_anonymous, {e::operation_not_supported, e::permission_denied, e::not_a_directory,
                                e::no_such_file_or_directory, e::too_many_files_open, e::too_many_files_open_in_system,
                                e::no_space_on_device, e::read_only_file_system, e::not_enough_memory, e::io_error}},
        {c::create_file,
            {e::file_exists, e::permission_denied, e::not_a_directory, e::no_such_file_or_directory,
                e::too_many_files_open, e::no_space_on_device, e::read_only_file_system, e::filename_too_long}},
        {c::remove_file, {e::permission_denied, e::read_only_file_system, e::device_or_resource_busy, e::io_error}},
        {c::close, {e::io_error, e::no_space_on_device, e::bad_file_descriptor}},
        {c::read, {e::io_error, e::is_a_directory, e::bad_file_descriptor, e::resource_unavailable_try_again,
                      e::not_enough_memory}},
        {c::write,
            {e::no_space_on_device, e::io_error, e::file_too_large, e::bad_file_descriptor, e::operation_not_permitted,
                e::resource_unavailable_try_again, e::broken_pipe, e::invalid_argument}},
        {c::size, {e::io_error, e::value_too_large, e::not_enough_memory, e::bad_file_descriptor}},
        {c::resize,
            {e::io_error, e::file_too_large, e::no_space_on_device, e::operation_not_permitted, e::text_file_busy}},
        {c::set_position, {e::invalid_seek, e::invalid_argument, e::value_too_large}},
        {c::grow_memory, {e::not_enough_memory}},
        {c::random, {e::function_not_supported}},
        {c::identify_file, {e::io_error}},
    };
    std::vector<fault> list;
    for (auto const& f : all)
        for (std::errc error : f.second)
            list.push_back(fault{f.first, std::make_error_code(error)});
#if defined(EDQUOT)
    for (sys::call which : {sys::call::open_anonymous, sys::call::create_file, sys::call::write, sys::call::close})
        list.push_back(fault{which, std::error_code(EDQUOT, std::generic_category())});
#endif
    return list;
}

// Uses a stream in every way, repeats what fails, and looks whether everything is there.
template<class Stream>
class persistent_user
{
    using CharT = typename Stream::char_type;
    using traits = std::char_traits<CharT>;

public:
    // `width` is how many bytes a character takes; more than one needs a codecvt.
    persistent_user(Stream& s, std::size_t width) : s_(s), width_(width)
    {
        if (width != 1)
            s.imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<CharT, 3>()));
    }

    int errors() const { return errors_; }

    void use()
    {
        for (std::size_t n : {1u, 700u, 5u, 14'000u, 3u})
            write(n);
        again([&](std::error_code&) { return s_.rdbuf()->pubsync() == 0; });
        compare(0);
        write_at(3, 4'000);
        write_at(14'000, 4);
        compare(1'000);
        std::uintmax_t size = 0;
        again(
            [&](std::error_code& ec)
            {
                size = s_.size(ec);
                return !ec;
            });
        BOOST_TEST(size == text_.size() * width_);
        again([&](std::error_code& ec) { return s_.resize((text_.size() + 7) * width_, ec), !ec; });
        if (width_ == 1)
            text_.append(7, '\0');
        else
            write_at(text_.size(), 7); // zeros are no character of the codecvt
        again([&](std::error_code& ec) { return s_.native_handle(ec), !ec; });
        compare(text_.size() - 100);
        write_at(text_.size(), 40);
        again([&](std::error_code&) { return s_.rdbuf()->pubsetbuf(nullptr, 0) != nullptr; });
        write_at(100, 3);
        write_at(text_.size(), 3);
        compare(text_.size() - 3);
    }

    // What is in the file in the end, without anything failing.
    void check_all()
    {
        long const left = std::exchange(calls_left, 0);
        s_.rdbuf()->pubsetbuf(nullptr, 5'000);
        BOOST_TEST((content(s_) == text_));
        calls_left = left;
    }

private:
    // Until it succeeds. A failure says why: in `ec`, or in last_error().
    template<class Action>
    void again(Action action)
    {
        for (;;)
        {
            std::error_code ec;
            try
            {
                if (action(ec))
                    return;
                if (!ec)
                    ec = s_.rdbuf()->last_error();
            }
            catch (ios_base::failure const& e)
            {
                ec = e.code();
                BOOST_TEST(s_.rdbuf()->last_error() == ec);
            }
            BOOST_TEST(ec == injected.error);
            BOOST_REQUIRE(++errors_ < 3);
        }
    }

    void write(std::size_t n)
    {
        std::basic_string<CharT> more(n, CharT());
        for (std::size_t i = 0; i != n; ++i)
            more[i] = static_cast<CharT>('a' + (i + n) % 23);
        std::size_t done = 0;
        again(
            [&](std::error_code&)
            {
                done += static_cast<std::size_t>(
                    s_.rdbuf()->sputn(more.data() + done, static_cast<std::streamsize>(n - done)));
                return done == n;
            });
        at_ = (std::min)(at_, text_.size());
        text_.replace(at_, (std::min)(n, text_.size() - at_), std::string(more.begin(), more.end()));
        at_ += n;
    }

    std::streampos position(std::size_t at) const { return static_cast<std::streamoff>(at * width_); }

    void seek(std::size_t at)
    {
        again([&](std::error_code&) { return s_.rdbuf()->pubseekpos(position(at)) != std::streampos(-1); });
        at_ = at;
    }

    void write_at(std::size_t at, std::size_t n)
    {
        seek(at);
        write(n);
        again([&](std::error_code&) { return s_.rdbuf()->pubseekoff(0, ios_base::cur) == position(at_); });
    }

    // Reads from `at` to the end.
    void compare(std::size_t at)
    {
        seek(at);
        std::basic_string<CharT> got(text_.size() - at, CharT());
        std::size_t done = 0;
        for (std::size_t n = 1; done != got.size(); n = n * 5 % 20'011)
            again(
                [&](std::error_code&)
                {
                    std::size_t const wanted = (std::min)(n, got.size() - done);
                    auto const read = s_.rdbuf()->sgetn(&got[done], static_cast<std::streamsize>(wanted));
                    BOOST_REQUIRE(read > 0);
                    done += static_cast<std::size_t>(read);
                    return true;
                });
        again([&](std::error_code&) { return traits::eq_int_type(s_.rdbuf()->sgetc(), traits::eof()); });
        BOOST_TEST((std::string(got.begin(), got.end()) == text_.substr(at)));
        at_ = text_.size();
    }

    Stream& s_;
    std::size_t width_;
    std::string text_;
    std::size_t at_ = 0;
    int errors_ = 0;
};

template<class Case>
void check_failing_calls(std::size_t width)
{
    using file = typename Case::file;
    test::scratch dir;
    sys::call last = sys::call::random;
    for (fault const& f : faults())
    {
        // At each call with the first error; with the others, which are not told apart, at some.
        long const step = (f.which == last ? 5 : 1) * (test::on_wine() ? 3 : 1);
        last = f.which;
        happened = true;
        for (long n = 1; happened; n += step)
        {
            BOOST_TEST_CONTEXT("call " << int(f.which) << " number " << n << ": " << f.error.message())
            {
                injected = f;
                calls_left = n;
                happened = false;
                int errors = 0;
                bool removed = true;
                {
                    test::interception const on(&inject);
                    std::unique_ptr<file> s;
                    while (!s && errors < 3)
                    {
                        try
                        {
                            s = std::make_unique<file>(Case::make(dir.options()));
                        }
                        catch (fs::filesystem_error const& e)
                        {
                            BOOST_TEST(e.code() == f.error);
                            BOOST_TEST(!e.path1().empty());
                            ++errors;
                        }
                    }
                    BOOST_REQUIRE(s);
                    persistent_user<file> user(*s, width);
                    user.use();
                    errors += user.errors();
                    user.check_all();
                    std::error_code ec;
                    s->close(ec);
                    if (ec)
                    {
                        BOOST_TEST(ec == f.error);
                        BOOST_TEST(s->last_error() == f.error);
                        BOOST_TEST(s->fail());
                        ++errors;
                    }
                    BOOST_TEST(!s->is_open());
                    removed = !(ec && f.which == sys::call::remove_file);
                }
                // Without an answer of its own is only what there is another way for.
                bool const another_way = f.error == std::errc::operation_not_supported ||
                                         f.error == std::errc::file_exists || f.which == sys::call::grow_memory ||
                                         f.which == sys::call::open_anonymous || f.which == sys::call::identify_file;
                BOOST_TEST(errors <= (happened ? 1 : 0));
                if (happened && !another_way)
                    BOOST_TEST(errors == 1);
                if (removed)
                    BOOST_TEST(dir.empty());
                for (auto const& name : dir.names())
                    fs::remove(dir / name);
            }
        }
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_to_the_system_may_fail, Case, cases)
{
    check_failing_calls<Case>(1);
    if (!std::is_same<typename Case::char_type, char>::value)
        check_failing_calls<Case>(3);
}

// What ends a shift sequence is written by the next try.
BOOST_AUTO_TEST_CASE(an_unshift_that_finds_no_room_is_tried_again)
{
    wspooled_temporary_file s(2);
    s.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<wchar_t>()));
    s << L"\u00e1"; // two bytes, and one to end the sequence
    {
        test::failing no_file(sys::call::open_anonymous, std::errc::no_space_on_device);
        BOOST_TEST(s.rdbuf()->pubseekoff(0, ios_base::cur) == std::streampos(-1));
        BOOST_TEST((s.rdbuf()->last_error() == std::errc::no_space_on_device));
    }
    s << L"b";
    BOOST_TEST(s.tellp() == 4); // SO a SI b
    s << L"\u00e1";
    s.seekp(0);
    BOOST_TEST(s.size() == 7u);
    std::wstring got;
    s >> got;
    BOOST_TEST((got == L"\u00e1b\u00e1"));
}

// Where an appending stream's write ended in the middle of a character, it goes on there.
BOOST_AUTO_TEST_CASE(an_appending_stream_repeats_no_part_of_a_character)
{
    test::scratch dir;
    std::string const text(3'000, 'x');
    for (std::streamsize buffer : {-1, 0, 5})
    {
        happened = true;
        for (long n = 1; happened; n = n * 3 / 2 + 1)
        {
            wnamed_temporary_file s(dir.options(), ios_base::in | ios_base::out | ios_base::app | ios_base::binary);
            s.imbue(std::locale(std::locale::classic(), new test::fixed_codecvt<wchar_t, 3>()));
            if (buffer >= 0)
                s.rdbuf()->pubsetbuf(nullptr, buffer);
            injected = fault{sys::call::write, std::make_error_code(std::errc::no_space_on_device)};
            happened = false;
            calls_left = n;
            int errors = 0;
            {
                test::interception const on(&inject);
                for (std::size_t done = 0; done != text.size();)
                {
                    if (s.rdbuf()->sputc(static_cast<wchar_t>(text[done])) != WEOF)
                        ++done;
                    else
                        ++errors;
                }
                errors += s.rdbuf()->pubsync() != 0;
            }
            BOOST_TEST(errors == (happened ? 1 : 0));
            BOOST_TEST(s.rdbuf()->pubsync() == 0);
            BOOST_TEST((content(s) == text), "buffer " << buffer << ", call " << n);
        }
    }
}

// A seek that cannot write what is pending leaves the position where reading had come to.
BOOST_AUTO_TEST_CASE(a_failed_seek_does_not_move)
{
    test::scratch dir;
    for (std::locale const& loc : {std::locale(std::locale::classic(), new test::fixed_codecvt<wchar_t, 1>()),
             std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>())})
    {
        wnamed_temporary_file s(dir.options());
        s.imbue(loc);
        s << L"0123456789";
        s.seekp(0);
        {
            test::failing full(sys::call::write, std::errc::no_space_on_device);
            s.put(L'X');
            wchar_t got[3];
            BOOST_TEST(s.rdbuf()->sgetn(got, 3) == 3);
            BOOST_TEST((s.rdbuf()->pubseekpos(8) == std::streampos(-1)));
        }
        BOOST_TEST((s.rdbuf()->pubseekoff(0, ios_base::cur) == std::streampos(4)));
        BOOST_TEST(s.rdbuf()->sgetc() == std::wint_t(L'4'));
        std::wstring rest;
        s >> rest;
        BOOST_TEST((rest == L"456789"));
    }
}

// What another encoding cannot keep is missing from the file for good, also where that grew out of memory since.
BOOST_AUTO_TEST_CASE(what_imbue_drops_is_remembered)
{
    test::scratch dir;
    wspooled_temporary_file s(4, dir.options());
    s << L"hello";
    {
        test::failing no_file(sys::call::open_anonymous, std::errc::no_space_on_device);
        s.flush();
        BOOST_TEST(s.bad());
        s.clear();
        s.imbue(s.getloc());
    }
    s << L"longer than that" << std::flush;
    BOOST_TEST(s.good());
    BOOST_TEST(s.rolled());
    BOOST_TEST((s.rdbuf()->lost_write() == std::errc::no_space_on_device));
    std::error_code ec;
    s.persist(dir / "target", ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(!fs::exists(dir / "target"));
}

// Only the characters that the old encoding lacks are dropped, and imbue does not throw for them.
BOOST_AUTO_TEST_CASE(imbue_does_not_throw_for_what_cannot_be_converted)
{
    test::scratch dir;
    wnamed_temporary_file s(dir.options());
    s.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<wchar_t>()));
    s << L"a\u20acb\u20ac\u20ac\u00e1\u20ac";
    std::locale const next(std::locale::classic(), new test::fixed_codecvt<wchar_t, 2>());
    BOOST_CHECK_NO_THROW(s.imbue(next));
    BOOST_TEST((s.getloc() == next));
    BOOST_TEST((s.rdbuf()->getloc() == next));
    BOOST_TEST((s.rdbuf()->lost_write() == std::errc::illegal_byte_sequence));
    BOOST_TEST(s.size() == 5u); // a b SO a SI
    std::error_code ec;
    s.persist(dir / "target", ec);
    BOOST_TEST((ec == std::errc::illegal_byte_sequence));
}
