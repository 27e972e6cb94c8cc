//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Others use the handle of a stream: once native_handle() was called, the stream and the handle have one position, as
// POSIX says of the handles of one open file (XSH 2.5.1). The others are played by the system layer, which does with the
// handle what another process would.

#define BOOST_TEST_MODULE shared_position
#include "unit_test.hpp"

#include "facets.hpp"
#include "interception.hpp"
#include "scratch.hpp"

#include "system/position.hpp"

#include <boost/tempfile.hpp>

#include <filesystem>
#include <iterator>
#include <locale>
#include <string>
#include <tuple>
#include <type_traits>

using namespace boost::tempfile;
using std::ios_base;

namespace
{

namespace sys = test::sys;

using narrow_files = std::tuple<temporary_file, named_temporary_file, spooled_temporary_file>;
using wide_files = std::tuple<wtemporary_file, wnamed_temporary_file, wspooled_temporary_file>;

// ---- what others do with the handle ----

std::int64_t position_of(native_handle_type handle)
{
    std::error_code ec;
    std::int64_t const at = sys::position(handle, ec);
    BOOST_TEST(!ec);
    return at;
}

void others_write(native_handle_type handle, std::string const& bytes)
{
    std::error_code ec;
    BOOST_TEST(sys::write(handle, bytes.data(), bytes.size(), ec) == bytes.size());
    BOOST_TEST(!ec);
}

std::string others_read(native_handle_type handle, std::size_t size)
{
    std::error_code ec;
    std::string bytes(size, '\0');
    bytes.resize(sys::read(handle, &bytes[0], size, ec));
    BOOST_TEST(!ec);
    return bytes;
}

void others_seek(native_handle_type handle, std::int64_t to)
{
    std::error_code ec;
    sys::set_position(handle, to, ec);
    BOOST_TEST(!ec);
}

// Everything, wherever the positions are.
std::string content_of(native_handle_type handle)
{
    std::error_code ec;
    std::string bytes(static_cast<std::size_t>(sys::size(handle, ec)), '\0');
    std::int64_t const at = position_of(handle);
    bytes.resize(sys::read_at(handle, 0, &bytes[0], bytes.size(), ec));
    others_seek(handle, at); // which the read has moved on Windows
    return bytes;
}

// How often the system was asked for the handle's position, or told it.
unsigned positions_asked_for = 0;

std::error_code count_positions(sys::call_site const& site) noexcept
{
    if (site.which == sys::call::get_position || site.which == sys::call::set_position)
        ++positions_asked_for;
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(writing_goes_to_and_fro, File, narrow_files)
{
    File f;
    f << "head\n";
    native_handle_type const h = f.native_handle();
    BOOST_TEST(position_of(h) == 5);
    others_write(h, "body\n");
    f << "foot\n" << std::flush;
    BOOST_TEST(position_of(h) == 15);
    others_write(h, "more\n");
    BOOST_TEST(f.tellp() == 20);
    f << "end\n";
    BOOST_TEST((f.native_handle() == h));
    BOOST_TEST(content_of(h) == "head\nbody\nfoot\nmore\nend\n");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(reading_goes_to_and_fro, File, narrow_files)
{
    File f;
    f << "a\nb\nc\nd\ne\n";
    f.seekg(0);
    std::string line;
    native_handle_type const h = f.native_handle();
    BOOST_TEST(others_read(h, 2) == "a\n");
    std::getline(f, line);
    BOOST_TEST(line == "b");
    BOOST_TEST(f.sync() == 0);
    BOOST_TEST(others_read(h, 2) == "c\n");
    std::getline(f, line);
    BOOST_TEST(line == "d");
    char rest[8] = {};
    f.read(rest, 8); // the end, without a seek by anybody
    BOOST_TEST(f.gcount() == 2);
    BOOST_TEST(rest == "e\n");
    BOOST_TEST(!f.last_error());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(seeks_move_the_handle_and_tells_ask_it, File, narrow_files)
{
    File f;
    f << "0123456789";
    native_handle_type const h = f.native_handle();
    f.seekg(3);
    BOOST_TEST(position_of(h) == 3);
    BOOST_TEST(f.get() == '3');
    f.seekp(2, ios_base::cur);
    BOOST_TEST(position_of(h) == 6);
    f.put('x');
    f.seekp(0, ios_base::cur);
    BOOST_TEST(position_of(h) == 7);
    BOOST_TEST(others_read(h, 1) == "7");
    f.seekg(-1, ios_base::end);
    BOOST_TEST(others_read(h, 1) == "9");
    others_seek(h, 2);
    BOOST_TEST(f.tellg() == 2);
    BOOST_TEST(f.get() == '2');
    others_seek(h, 5); // while the stream has read ahead: its own position counts
    BOOST_TEST(f.get() == '3');
    f.seekg(1);
    others_seek(h, 8);
    f.unget();
    BOOST_TEST(f.get() == '7');
    others_write(h, "");
    BOOST_TEST(content_of(h) == "012345x789");
}

// Of two that append by turns through one handle neither overwrites the other, also where the buffer is full between.
BOOST_AUTO_TEST_CASE_TEMPLATE(turns_lose_nothing, File, narrow_files)
{
    File f;
    native_handle_type const h = f.native_handle();
    std::string expected;
    for (int i = 0; i != 30; ++i)
    {
        std::string const ours(static_cast<std::size_t>(i * 97 % 900 + i * i * 31), static_cast<char>('a' + i % 26));
        f << ours << std::flush;
        others_write(h, "|");
        expected += ours + "|";
    }
    BOOST_TEST(content_of(h) == expected);
}

// What does not fit into the buffer goes to where the others are by then.
BOOST_AUTO_TEST_CASE(what_a_full_buffer_writes_overwrites_nobody)
{
    temporary_file f;
    native_handle_type const h = f.native_handle();
    f << "mine";
    others_write(h, "theirs");
    f << std::flush;
    BOOST_TEST(content_of(h) == "theirsmine");
    BOOST_TEST(f.tellp() == 10);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_appending_stream_appends_in_turn, File, narrow_files)
{
    auto const make = []
    {
        ios_base::openmode const mode = ios_base::in | ios_base::out | ios_base::app;
        if constexpr (std::is_same<File, spooled_temporary_file>::value)
            return File(0, options(), mode);
        else
            return File(options(), mode);
    };
    File f = make();
    f << "1";
    native_handle_type const h = f.native_handle();
    others_write(h, "2");
    f << "3" << std::flush;
    BOOST_TEST(position_of(h) == 3);
    others_write(h, "4");
    others_seek(h, 0);
    f << "5" << std::flush;
    BOOST_TEST(content_of(h) == "12345");
    BOOST_TEST(position_of(h) == 5);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(before_native_handle_nothing_is_asked, File, narrow_files)
{
    test::interception const counting(&count_positions);
    positions_asked_for = 0;
    File f;
    f << "some text" << std::flush;
    f.seekg(2);
    (void)f.get();
    (void)f.tellg();
    f.unget();
    f.sync();
    f.resize(3);
    BOOST_TEST(f.size() == 3u);
    f.close();
    BOOST_TEST(positions_asked_for == 0u);
}

// Windows moves the position of a handle in positioned transfers too.
#if defined(BOOST_WINDOWS)
constexpr bool positioned_transfers_move = true;
#else
constexpr bool positioned_transfers_move = false;
#endif

BOOST_AUTO_TEST_CASE(a_look_at_the_handle_does_not_share_it)
{
    temporary_file f;
    f << "abc" << std::flush;
    auto const& device = std::as_const(*f.rdbuf()).device();
    native_handle_type const h = device.peek_handle();
    BOOST_TEST(position_of(h) == (positioned_transfers_move ? 3 : 0));
    BOOST_TEST(device.exclusive());
    BOOST_TEST(!device.shares_position());
    f << "d" << std::flush;
    BOOST_TEST(position_of(h) == (positioned_transfers_move ? 4 : 0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_closed_or_released_leaves_the_position, File, narrow_files)
{
    std::error_code ec;
    {
        File f;
        f << "0123456789";
        native_handle_type const h = f.native_handle();
        unique_handle const copy(sys::duplicate(h, ec));
        f.seekg(0);
        BOOST_TEST(f.get() == '0');
        f.put('x');
        f.close();
        BOOST_TEST(position_of(copy.get()) == 2);
        BOOST_TEST(content_of(copy.get()) == "0x23456789");
    }
    File f;
    f << "0123456789";
    (void)f.native_handle();
    f.seekg(4);
    BOOST_TEST(f.get() == '4');
    unique_handle const released = f.release();
    BOOST_TEST(position_of(released.get()) == 5);
    if constexpr (std::is_same_v<File, named_temporary_file>)
        std::filesystem::remove(f.path());
}

// ---- conversion ----

BOOST_AUTO_TEST_CASE_TEMPLATE(wide_characters_go_to_and_fro, File, wide_files)
{
    File f;
    f << L"h\u00e9\n";
    native_handle_type const h = f.native_handle();
    BOOST_TEST(position_of(h) == 4);
    others_write(h, "b\xc3\xb6\n");
    f << L"f\u00fc\n" << std::flush;
    BOOST_TEST(content_of(h) == "h\xc3\xa9\nb\xc3\xb6\nf\xc3\xbc\n");
    f.seekg(0);
    std::wstring line;
    std::getline(f, line);
    BOOST_TEST(f.tellg() == 4);
    BOOST_TEST(others_read(h, 4) == "b\xc3\xb6\n");
    std::getline(f, line);
    BOOST_TEST((line == L"f\u00fc"));
}

BOOST_AUTO_TEST_CASE(a_shift_state_ends_where_others_move_the_position)
{
    temporary_file f;
    f.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<char>()));
    f << '\xe1';
    native_handle_type const h = f.native_handle(); // no shift sequence: that is for seeks
    f << '\xe2' << std::flush;                      // nobody was there, and the state goes on
    BOOST_TEST(content_of(h) == "\x0e"
                                "ab");
    others_write(h, "\x0f.");
    f << '\xe3' << std::flush;
    BOOST_TEST(content_of(h) == "\x0e"
                                "ab\x0f.\x0e"
                                "c");
    others_seek(h, 3);
    BOOST_TEST(f.get() == '.');
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_character_that_was_put_back_stays_until_others_move, File, narrow_files)
{
    File f;
    f << "abc";
    f.seekg(1);
    f.putback('Z');
    native_handle_type const h = f.native_handle();
    BOOST_TEST(position_of(h) == 0);
    BOOST_TEST(f.get() == 'Z');
    f.sync();
    BOOST_TEST(position_of(h) == 1);
    f.unget();
    BOOST_TEST(f.get() == 'Z');
    BOOST_TEST(f.get() == 'b');
    f.putback('Y');
    BOOST_TEST(f.tellg() == 1);
    BOOST_TEST(f.get() == 'Y');
    f.putback('X');
    f.sync();
    BOOST_TEST(others_read(h, 1) == "b");
    BOOST_TEST(f.get() == 'c');
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_character_that_was_put_back_survives_failures, File, narrow_files)
{
    File f;
    f << "abc";
    f.putback('Z'); // while "abc" is pending
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        std::error_code ec;
        (void)f.native_handle(ec);
        BOOST_TEST((ec == std::errc::no_space_on_device));
    }
    BOOST_TEST(f.get() == 'Z');
    native_handle_type const h = f.native_handle();
    BOOST_TEST(content_of(h) == "abc");
    f.seekg(2);
    f.putback('Y');
    {
        test::failing const unmoved(sys::call::set_position, std::errc::io_error);
        BOOST_TEST(f.rdbuf()->pubsync() == -1);
    }
    BOOST_TEST(f.get() == 'Y');
    BOOST_TEST(f.get() == 'c');
}

// ---- devices ----

// Where nothing tells how many bytes the character before has, either.
BOOST_AUTO_TEST_CASE_TEMPLATE(the_character_read_last_can_be_put_back_after_a_tell, File, wide_files)
{
    std::locale const classic = std::locale::classic();
    std::locale const encodings[] = {std::locale(classic, new newline_codecvt<wchar_t>(newline::crlf)),
        std::locale(classic, new test::shift_codecvt<wchar_t>())};
    for (std::locale const& encoding : encodings)
    {
        File f;
        f.imbue(encoding);
        f << L"one\ntwo\n";
        f.seekg(0);
        (void)f.native_handle();
        for (int i = 0; i != 4; ++i)
            BOOST_TEST(f.get() != std::char_traits<wchar_t>::eof());
        auto const at = f.tellg();
        BOOST_TEST((f.tellg() == at));
        BOOST_TEST(f.unget().good());
        BOOST_TEST((f.get() == L'\n'));
        BOOST_TEST((f.tellg() == at));

        // What is written comes between.
        f.seekp(0);
        f << L"O";
        (void)f.tellp();
        BOOST_TEST(f.unget().fail());
        f.clear();
        BOOST_TEST((f.get() == L'n'));
    }
}

BOOST_AUTO_TEST_CASE(a_device_shares_its_position)
{
    test::scratch directory;
    named_handle made = mkstemp();
    file_device d(std::move(made.handle));
    d.write("0123", 4);
    native_handle_type const h = d.native_handle();
    BOOST_TEST(position_of(h) == 4);
    others_write(h, "45");
    BOOST_TEST(d.position() == 6);
    d.write("67", 2);
    d.seek(1, ios_base::beg);
    BOOST_TEST(others_read(h, 2) == "12");
    d.seek(1, ios_base::cur);
    char c = 0;
    BOOST_TEST(d.read(&c, 1) == 1);
    BOOST_TEST(c == '4');
    BOOST_TEST(position_of(h) == 5);
    std::error_code ec;
    BOOST_TEST(d.read_at(0, &c, 1, ec) == 1u); // positioned: it moves nothing
    BOOST_TEST(c == '0');
#if !defined(BOOST_WINDOWS)
    BOOST_TEST(position_of(h) == 5);
#endif
    BOOST_TEST(content_of(h) == "01234567");
    std::filesystem::remove(made.path);
}

BOOST_AUTO_TEST_CASE(a_spooled_device_shares_its_position)
{
    spooled_device d;
    d.write("0123", 4);
    native_handle_type const h = d.native_handle();
    others_write(h, "45");
    d.write("67", 2);
    BOOST_TEST(d.position() == 8);
    BOOST_TEST(content_of(h) == "01234567");
    spooled_device other(std::move(d));
    BOOST_TEST(other.shares_position());
    d.write("x", 1); // in memory again
    BOOST_TEST(!d.shares_position());
}

BOOST_AUTO_TEST_CASE(an_adopted_handle_is_shared_when_the_device_gives_it_out)
{
    named_handle made = mkstemp();
    others_write(made.handle.get(), "begin ");
    native_handle_type const h = made.handle.get();
    {
        basic_device_streambuf<file_device, char> b(file_device(std::move(made.handle)));
        BOOST_TEST(b.sputn("mine ", 5) == 5);
        BOOST_TEST((b.device().native_handle() == h));
        BOOST_TEST(position_of(h) == 11);
        others_write(h, "theirs ");
        BOOST_TEST(b.sputn("end", 3) == 3);
        BOOST_TEST(b.pubsync() == 0);
        BOOST_TEST(content_of(h) == "begin mine theirs end");
        b.pubseekpos(6);
        BOOST_TEST(others_read(h, 5) == "mine ");
        BOOST_TEST(b.sbumpc() == 't');
        BOOST_TEST((b.device().native_handle() == h));
        BOOST_TEST(others_read(h, 6) == "heirs ");
    }
    std::filesystem::remove(made.path);
}

BOOST_AUTO_TEST_CASE(a_move_takes_the_shared_position_along)
{
    temporary_file f;
    f << "ab";
    native_handle_type const h = f.native_handle();
    temporary_file moved(std::move(f));
    others_write(h, "cd");
    moved << "ef" << std::flush;
    temporary_file other;
    other.swap(moved);
    others_write(h, "gh");
    other << "ij" << std::flush;
    BOOST_TEST(content_of(h) == "abcdefghij");
}

// ---- failures ----

BOOST_AUTO_TEST_CASE_TEMPLATE(a_position_that_cannot_be_set_is_an_error, File, narrow_files)
{
    File f;
    f << "abc";
    {
        test::failing const none(sys::call::set_position, std::errc::io_error);
        BOOST_CHECK_THROW(f.native_handle(), std::filesystem::filesystem_error);
    }
    f << "def";
    native_handle_type const h = f.native_handle();
    BOOST_TEST(content_of(h) == "abcdef");
    {
        test::failing const none(sys::call::set_position, std::errc::io_error);
        f.seekg(1);
        BOOST_TEST(f.fail());
        BOOST_TEST((f.last_error() == std::errc::io_error));
    }
    f.clear();
    BOOST_TEST(f.tellg() == 6);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_position_that_cannot_be_had_is_an_error, File, narrow_files)
{
    File f;
    f << "abc";
    native_handle_type const h = f.native_handle();
    f.seekg(1);
    {
        test::failing const none(sys::call::get_position, std::errc::io_error);
        BOOST_TEST(f.get() == EOF);
        BOOST_TEST(f.bad());
        BOOST_TEST((f.last_error() == std::errc::io_error));
        f.clear();
        f.put('x');
        BOOST_TEST(f.bad());
        BOOST_TEST((f.last_error() == std::errc::io_error));
        f.clear();
        BOOST_TEST(f.tellg() == -1);
    }
    BOOST_TEST(f.get() == 'b');
    BOOST_TEST(content_of(h) == "abc");
}
