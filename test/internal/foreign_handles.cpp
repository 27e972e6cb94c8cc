//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Handles that the library did not make, adopted by a file_device: what cannot seek, files that others change as well,
// files of more than 4 GiB.

#define BOOST_TEST_MODULE foreign_handles
#include "unit_test.hpp"

#include "foreign_handles.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>

#include <iostream>
#include <string>
#include <thread>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

using namespace boost::tempfile;
using std::ios_base;
using namespace test::handles;

BOOST_AUTO_TEST_CASE(what_cannot_seek_works_in_one_direction)
{
    for (auto make : makers)
        for (std::streamsize size : {-1, 0, 1, 100})
        {
            two_ends const ends = make();
            std::string const text = pattern(50'000); // less than any of them holds would hang
            std::thread writer(
                [&]
                {
                    buffer_on_file<char> b(adopt(ends.out), ios_base::out | ios_base::binary);
                    std::ostream s(&b);
                    if (size >= 0)
                        b.pubsetbuf(nullptr, size);
                    s.write(text.data(), 100);
                    s << std::flush;
                    s.write(text.data() + 100, 49'900);
                    b.close();
                });
            buffer_on_file<char> b(adopt(ends.in), ios_base::in | ios_base::binary);
            std::istream s(&b);
            if (size >= 0)
                b.pubsetbuf(nullptr, size);
            std::string got;
            char chunk[777];
            got += static_cast<char>(s.get());
            while (s.read(chunk, sizeof(chunk)) || s.gcount() != 0)
                got.append(chunk, static_cast<std::size_t>(s.gcount()));
            writer.join();
            BOOST_TEST((got == text));
            BOOST_TEST(s.eof());
            BOOST_TEST(!s.bad());
        }
}

BOOST_AUTO_TEST_CASE(positions_of_what_cannot_seek_are_failures)
{
    two_ends const ends = make_pipe();
    buffer_on_file<char> out(adopt(ends.out), ios_base::out | ios_base::binary);
    buffer_on_file<char> in(adopt(ends.in), ios_base::in | ios_base::binary);
    BOOST_TEST(out.sputn("abc", 3) == 3);
    BOOST_TEST(std::streamoff(out.pubseekoff(0, ios_base::cur)) == -1);
    BOOST_TEST((out.last_error() == std::errc::invalid_seek));
    BOOST_TEST(out.pubsync() == 0);
    BOOST_TEST(in.sbumpc() == 'a');
    BOOST_TEST(std::streamoff(in.pubseekoff(0, ios_base::beg)) == -1);
    BOOST_TEST(std::streamoff(in.pubseekpos(0)) == -1);
    BOOST_TEST(in.pubsync() == 0);
    BOOST_TEST(in.sbumpc() == 'b'); // neither a failed seek nor a sync loses what was read ahead
    BOOST_TEST(in.sungetc() != EOF);
    BOOST_TEST(in.sbumpc() == 'b');
    BOOST_TEST(in.in_avail() == 1);
}

BOOST_AUTO_TEST_CASE(characters_of_several_bytes_come_through_a_pipe_in_pieces)
{
    two_ends const ends = make_pipe();
    std::locale const utf8(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>());
    buffer_on_file<wchar_t> in(adopt(ends.in), ios_base::in | ios_base::binary);
    in.pubimbue(utf8);
    std::string const bytes = "a\xe2\x82\xac"
                              "b\xc3\xa9";
    std::thread writer(
        [&]
        {
            for (char c : bytes)
                write(ends.out, std::string(1, c));
            close_handle(ends.out);
        });
    std::wstring got;
    while (in.sgetc() != WEOF)
        got += static_cast<wchar_t>(in.sbumpc());
    writer.join();
    BOOST_TEST((got == L"a\u20acb\u00e9"));
}

BOOST_AUTO_TEST_CASE(a_file_of_more_than_4_gib)
{
    for (bool is_named : {false, true})
    {
        temporary_file anonymous;
        named_temporary_file named;
        std::iostream& s = is_named ? static_cast<std::iostream&>(named) : anonymous;
        make_sparse(is_named ? named.native_handle() : anonymous.native_handle());
        std::int64_t const beyond = (std::int64_t(1) << 33) + 5;
        s << "begin";
        s.seekp(beyond);
        s << "end";
        BOOST_TEST(s.tellp() == beyond + 3);
        BOOST_TEST((is_named ? named.size() : anonymous.size()) == static_cast<std::uintmax_t>(beyond) + 3);
        s.seekg(-4, ios_base::end);
        BOOST_TEST(s.get() == '\0');
        std::string got;
        s >> got;
        BOOST_TEST(got == "end");
        s.clear();
        s.seekg(0);
        got.resize(6);
        s.read(&got[0], 6);
        BOOST_TEST(got == std::string("begin\0", 6));
        BOOST_TEST(s.unget().good());
        s.seekg(beyond);
        BOOST_TEST(s.unget().good());
        BOOST_TEST(s.tellg() == beyond - 1);
    }
}

BOOST_AUTO_TEST_CASE(what_others_write_is_seen_after_a_seek_or_a_sync)
{
    named_temporary_file s;
    s << "abc" << std::flush;
    native_handle_type const other = open(s.path(), rights::read_write);
    s.seekg(0);
    BOOST_TEST(s.get() == 'a');
    write_at(other, 0, "XYZ1");
    s.sync();
    BOOST_TEST(s.get() == 'Y');
    s.seekg(3);
    BOOST_TEST(s.get() == '1');
    BOOST_TEST(s.get() == EOF);
    s.clear();
    write_at(other, 4, "2"); // it grows behind the end that was reached
    BOOST_TEST(s.get() == '2');
    BOOST_TEST(s.size() == 5u);
    // Only what the program wrote is written.
    s.seekp(0);
    s.put('p');
    s.seekp(2);
    s.put('q');
    write_at(other, 1, "-");
    s.flush();
    BOOST_TEST(read_at(other, 0, 5) == "p-q12");
    close_handle(other);
}

// The bytes of characters that were read are asked for once more, and are gone.
BOOST_AUTO_TEST_CASE(a_file_that_others_cut_is_not_read_beyond_its_end)
{
    wnamed_temporary_file s;
    for (int i = 0; i != 400; ++i)
        s << L'\u00e9';
    s.seekg(0);
    while (s.get() != WEOF)
    {
    }
    s.clear();
    std::filesystem::resize_file(s.path(), 3);
    BOOST_TEST(s.unget().good());
    BOOST_TEST(s.tellg() <= 800);
    s.sync();
    s.seekg(0);
    BOOST_TEST((s.get() == L'\u00e9'));
    BOOST_TEST(s.get() == WEOF);
    BOOST_TEST(s.bad()); // half of one
}

BOOST_AUTO_TEST_CASE(a_handle_opened_for_appending_appends)
{
    test::scratch directory;
    native_handle_type const first = open(directory / "log", rights::append);
    native_handle_type const second = open(directory / "log", rights::append);
    buffer_on_file<char> a(adopt(first), ios_base::in | ios_base::out | ios_base::binary);
    BOOST_TEST(a.sputn("one", 3) == 3);
    BOOST_TEST(a.pubsync() == 0);
    write(second, "two");
    a.pubseekpos(0);
    BOOST_TEST(a.sputn("three", 5) == 5);
    BOOST_TEST(a.pubsync() == 0);
    BOOST_TEST(std::streamoff(a.pubseekoff(0, ios_base::cur)) == 11);
    a.pubseekpos(0);
    char got[12] = {};
    BOOST_TEST(a.sgetn(got, 12) == 11);
    BOOST_TEST(std::string(got) == "onetwothree");
    close_handle(second);
}

BOOST_AUTO_TEST_CASE(adopting_takes_the_current_position_and_leaves_the_mode_to_the_handle)
{
    test::scratch directory;
    native_handle_type const file = open(directory / "file", rights::read_write);
    write(file, "abcdef");
    seek(file, 2);
    buffer_on_file<char> b(adopt(file), ios_base::in | ios_base::out | ios_base::binary);
    BOOST_TEST(b.sbumpc() == 'c');
    b.close();

    native_handle_type const read_only = open(directory / "file", rights::read);
    buffer_on_file<char> r(adopt(read_only), ios_base::in | ios_base::out | ios_base::binary);
    r.sputc('x');
    BOOST_TEST(r.pubsync() == -1); // the system's own error
    BOOST_TEST((r.last_error() == not_open_for_writing), r.last_error());
}
