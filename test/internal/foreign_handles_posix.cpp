//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Pipes, FIFOs, sockets and terminals in pieces: encodings, handles that do not wait, signals.

#define BOOST_TEST_MODULE foreign_handles_posix
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    terminals_and_signals, "there are no signals in a read; windows_inherits has a console, windows_system PIPE_NOWAIT")

#else

#include "facets.hpp"
#include "foreign_handles.hpp"
#include "interception.hpp"

#include <pthread.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

using namespace boost::tempfile;
using std::ios_base;
using namespace test::handles;

namespace
{

void non_blocking(int fd)
{
    BOOST_REQUIRE(::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) == 0);
}

std::error_code thrown_by_reading(std::streambuf& b)
{
    try
    {
        b.sgetc();
    }
    catch (ios_base::failure const& e)
    {
        return e.code();
    }
    return std::error_code();
}

} // namespace

// The shift state goes on from one piece to the next, and ends when the stream is closed.
BOOST_AUTO_TEST_CASE(a_shift_encoding_comes_through_a_pipe_in_pieces)
{
    std::locale const shifting(std::locale::classic(), new test::shift_codecvt<wchar_t>());
    std::wstring text;
    for (int i = 0; i != 5'000; ++i)
        text += static_cast<wchar_t>((i / 5 % 2) * 0x80 + 'a' + i % 20);
    text += L'\u00e1'; // the end is shifted
    for (std::streamsize size : {-1, 0, 1, 7})
    {
        two_ends const ends = make_pipe();
        std::thread writer(
            [&]
            {
                buffer_on_file<wchar_t> out(adopt(ends.out), ios_base::out | ios_base::binary);
                out.pubimbue(shifting);
                if (size >= 0)
                    out.pubsetbuf(nullptr, size);
                for (wchar_t c : text)
                {
                    BOOST_REQUIRE(out.sputc(c) == std::char_traits<wchar_t>::to_int_type(c));
                    if (c == L'c')
                        BOOST_REQUIRE(out.pubsync() == 0);
                }
                BOOST_REQUIRE(out.close() == &out);
            });
        buffer_on_file<wchar_t> in(adopt(ends.in), ios_base::in | ios_base::binary);
        in.pubimbue(shifting);
        if (size >= 0)
            in.pubsetbuf(nullptr, size);
        std::wstring got;
        for (std::wint_t c = in.sbumpc(); c != WEOF; c = in.sbumpc())
            got += static_cast<wchar_t>(c);
        writer.join();
        BOOST_TEST((got == text));
        BOOST_TEST(in.sgetc() == WEOF);
    }

    // What close() wrote, byte by byte.
    two_ends const ends = make_pipe();
    buffer_on_file<wchar_t> out(adopt(ends.out), ios_base::out | ios_base::binary);
    out.pubimbue(shifting);
    out.sputn(L"\u00e1", 1);
    out.close();
    char bytes[4] = {};
    BOOST_TEST(::read(ends.in, bytes, 4) == 3);
    BOOST_TEST(std::string(bytes) == "\x0e\x61\x0f");
    ::close(ends.in);
}

// A pipe that ends in the middle of a character: the ones before it are read, then it is an error, not an end.
BOOST_AUTO_TEST_CASE(a_character_that_a_pipe_gives_only_in_part_is_an_error)
{
    for (std::streamsize size : {-1, 0, 1})
    {
        two_ends const ends = make_pipe();
        BOOST_REQUIRE(::write(ends.out, "ab\xe2\x82", 4) == 4);
        ::close(ends.out);
        buffer_on_file<wchar_t> in(adopt(ends.in), ios_base::in | ios_base::binary);
        in.pubimbue(std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>()));
        if (size >= 0)
            in.pubsetbuf(nullptr, size);
        std::wistream s(&in);
        std::wstring word;
        BOOST_TEST((s.get() == L'a'));
        BOOST_TEST((s.get() == L'b'));
        for (int again = 0; again != 2; ++again)
        {
            BOOST_TEST(s.get() == WEOF);
            BOOST_TEST(s.bad());
            BOOST_TEST((in.last_error() == std::errc::illegal_byte_sequence));
            s.clear();
        }
        // Where it is only late, it is read in the end.
        two_ends const late = make_pipe();
        non_blocking(late.in);
        buffer_on_file<wchar_t> slow(adopt(late.in), ios_base::in | ios_base::binary);
        slow.pubimbue(std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>()));
        BOOST_REQUIRE(::write(late.out, "\xe2\x82", 2) == 2);
        std::wistream waiting(&slow);
        BOOST_TEST(waiting.get() == WEOF);
        BOOST_TEST((slow.last_error() == std::errc::resource_unavailable_try_again));
        waiting.clear();
        BOOST_REQUIRE(::write(late.out, "\xac", 1) == 1);
        BOOST_TEST((waiting.get() == L'\u20ac'));
        ::close(late.out);
    }
}

// What a codecvt made of characters goes out once, however often the handle would have had to wait.
BOOST_AUTO_TEST_CASE(characters_of_several_bytes_are_written_once_to_a_handle_that_does_not_wait)
{
    static unsigned calls;
    // Every third write is short, and the one behind it would have to wait.
    auto const hook = [](test::sys::call_site const& site) noexcept -> std::error_code
    {
        if (site.which != test::sys::call::write)
            return {};
        ++calls;
        if (calls % 3 == 1)
            *site.size = *site.size / 2 + 1;
        return calls % 3 == 2 ? std::make_error_code(std::errc::resource_unavailable_try_again) : std::error_code();
    };
    for (std::streamsize size : {-1, 0, 5})
        for (auto make : {&make_pipe, &make_socket_pair})
        {
            std::wstring const text(size < 0 ? 4'000 : 50, L'\u20ac'); // a socket takes only some hundred small writes
            two_ends const ends = make();
            buffer_on_file<wchar_t> out(adopt(ends.out), ios_base::out | ios_base::binary);
            out.pubimbue(std::locale(std::locale::classic(), new boost::locale::utf8_codecvt<wchar_t>()));
            if (size >= 0)
                out.pubsetbuf(nullptr, size);
            unsigned waits = 0;
            {
                calls = 0;
                test::interception const on(hook);
                for (std::size_t done = 0; done != text.size();)
                {
                    auto const left = static_cast<std::streamsize>(text.size() - done);
                    auto const put = out.sputn(&text[done], (std::min)(left, std::streamsize(700)));
                    done += static_cast<std::size_t>(put);
                    waits += put != (std::min)(left, std::streamsize(700));
                }
                while (out.pubsync() != 0)
                    ++waits;
            }
            BOOST_TEST(waits != 0u);
            BOOST_TEST(out.close() == &out);
            std::string got(text.size() * 3 + 100, '\0');
            std::size_t done = 0;
            for (ssize_t n = 1; n > 0; done += static_cast<std::size_t>(n))
                n = ::read(ends.in, &got[done], got.size() - done);
            got.resize(done);
            BOOST_TEST(got.size() == text.size() * 3);
            for (std::size_t i = 0; i + 2 < got.size(); i += 3)
                BOOST_REQUIRE(got.substr(i, 3) == "\xe2\x82\xac");
            ::close(ends.in);
        }
}

BOOST_AUTO_TEST_CASE(a_terminal_is_read_and_written)
{
    int const master = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0)
    {
        BOOST_TEST(test::skipped("there are no pseudo-terminals here"));
        return;
    }
    int const terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY);
    BOOST_REQUIRE(terminal >= 0);
    BOOST_REQUIRE(::write(master, "typed\n", 6) == 6);
    buffer_on_file<char> b(adopt(terminal), ios_base::in | ios_base::binary);
    std::istream s(&b);
    std::string line;
    BOOST_TEST(bool(std::getline(s, line)));
    BOOST_TEST(line == "typed");
    BOOST_TEST(s.tellg() == -1);
    ::close(master);
}

// EAGAIN: badbit, with that error, and no byte that was accepted is lost.
BOOST_AUTO_TEST_CASE(a_handle_that_does_not_wait_loses_nothing)
{
    for (auto make : {&make_pipe, &make_socket_pair})
    {
        two_ends const ends = make();
        non_blocking(ends.in);
        non_blocking(ends.out);
        buffer_on_file<char> out(adopt(ends.out), ios_base::out | ios_base::binary);
        buffer_on_file<char> in(adopt(ends.in), ios_base::in | ios_base::binary);
        std::istream reading(&in);
        BOOST_TEST((thrown_by_reading(in) == std::errc::resource_unavailable_try_again));
        BOOST_TEST(reading.get() == EOF);
        BOOST_TEST(reading.bad());
        reading.clear();

        std::string const text = pattern(3'000'000); // more than fits
        std::size_t accepted = 0;
        std::string got;
        unsigned full = 0;
        char chunk[5'000];
        while (got.size() != text.size())
        {
            std::size_t const n = (std::min)(text.size() - accepted, full % 2 == 0 ? std::size_t(100'000) : 1'000);
            std::streamsize const put = out.sputn(text.data() + accepted, static_cast<std::streamsize>(n));
            accepted += static_cast<std::size_t>(put);
            if (static_cast<std::size_t>(put) != n)
            {
                ++full;
                BOOST_TEST((out.last_error() == std::errc::resource_unavailable_try_again));
            }
            if (static_cast<std::size_t>(put) == n && accepted != text.size())
                continue;
            out.pubsync();
            for (int i = 0; i != 20; ++i) // reads what is there, which may be less than asked for
            {
                try
                {
                    std::streamsize const read = in.sgetn(chunk, sizeof(chunk));
                    got.append(chunk, static_cast<std::size_t>(read));
                }
                catch (ios_base::failure const& e)
                {
                    BOOST_REQUIRE((e.code() == std::errc::resource_unavailable_try_again));
                    // What that call had read is read again by the next one.
                    std::streamsize const there = in.in_avail();
                    if (there <= 0)
                        break;
                    std::streamsize const read =
                        in.sgetn(chunk, (std::min)(there, static_cast<std::streamsize>(sizeof(chunk))));
                    got.append(chunk, static_cast<std::size_t>(read));
                    break;
                }
            }
        }
        BOOST_TEST((got == text));
        BOOST_TEST(full != 0u);
    }
}

// EINTR is no failure: the call is repeated.
BOOST_AUTO_TEST_CASE(a_signal_in_a_read_is_not_noticed)
{
    two_ends const ends = make_pipe();
    struct sigaction action = {}, before = {};
    static std::atomic<int> handled;
    handled = 0;
    action.sa_handler = [](int) { ++handled; }; // and no SA_RESTART
    BOOST_REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
    pthread_t const reader = ::pthread_self();
    std::thread writer(
        [&]
        {
            // Until it was handled: either in the read, which waits as nothing was written, or before it.
            while (handled == 0)
            {
                ::pthread_kill(reader, SIGUSR1);
                std::this_thread::yield();
            }
            BOOST_REQUIRE(::write(ends.out, "abc", 3) == 3);
            ::close(ends.out);
        });
    buffer_on_file<char> in(adopt(ends.in), ios_base::in | ios_base::binary);
    char got[4] = {};
    BOOST_TEST(in.sgetn(got, 4) == 3);
    writer.join();
    ::sigaction(SIGUSR1, &before, nullptr);
    BOOST_TEST(std::string(got) == "abc");
}

#endif
