//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A stream in a forked child: what was pending at the fork is the parent's to write, and what the child wrote is not lost
// without an error.

#define BOOST_TEST_MODULE forked_streams_posix
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(forked_streams_on_posix, "there is no fork")

#else

#include "facets.hpp"
#include "interception.hpp"
#include "processes.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/syscall.h>
#endif

#include <atomic>
#include <ios>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using test::contents;
using namespace boost::tempfile;

namespace
{

constexpr std::ios_base::openmode both = std::ios_base::in | std::ios_base::out;

// Runs `body` on each of the kinds of streams: a file with a name and one without, and a spooled one in memory and in a
// file.
template<class CharT, class Body>
void for_each_kind(Body body, std::ios_base::openmode mode = both)
{
    test::scratch dir;
    {
        basic_temporary_file<CharT> file(dir.options(), mode);
        BOOST_TEST_CONTEXT("anonymous") body(file);
    }
    {
        basic_named_temporary_file<CharT> file(dir.options(), mode);
        BOOST_TEST_CONTEXT("named") body(file);
    }
    {
        basic_spooled_temporary_file<CharT> file(100000, dir.options(), mode);
        BOOST_TEST_CONTEXT("spooled, in memory") body(file);
    }
    {
        basic_spooled_temporary_file<CharT> file(100000, dir.options(), mode);
        file.rollover();
        BOOST_TEST_CONTEXT("spooled, in a file") body(file);
    }
    {
        basic_spooled_temporary_file<CharT> file(1, dir.options(), mode);
        BOOST_TEST_CONTEXT("spooled, as soon as possible in a file") body(file);
    }
}

template<class CharT>
std::basic_string<CharT> text(char const* s)
{
    return std::basic_string<CharT>(s, s + std::char_traits<char>::length(s));
}

template<class Stream>
std::basic_string<typename Stream::char_type> all_of(Stream& stream)
{
    using iterator = std::istreambuf_iterator<typename Stream::char_type>;
    stream.clear();
    stream.seekg(0);
    std::basic_string<typename Stream::char_type> all{iterator(stream), iterator()};
    stream.clear();
    return all;
}

template<class Stream>
void put(Stream& stream, char const* s)
{
    for (; *s != 0; ++s)
        EXPECT(stream.rdbuf()->sputc(static_cast<typename Stream::char_type>(*s)) != Stream::traits_type::eof());
}

template<class Stream>
bool closes_with(Stream& stream, std::errc e)
{
    std::error_code ec;
    stream.close(ec);
    return ec == e && stream.fail() && !stream.is_open();
}

template<class Stream>
bool closes(Stream& stream)
{
    std::error_code ec;
    stream.close(ec);
    return !ec && stream.good() && !stream.is_open();
}

using characters = boost::mpl::list<char, wchar_t>;

} // namespace

// Issue 12: what the child wrote and close() drops is an error, however little it is.
BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_child_wrote_is_not_dropped_silently, CharT, characters)
{
    for (char const* before : {"", "parent "})
    {
        for (bool flushes : {false, true})
        {
            for_each_kind<CharT>(
                [&](auto& file)
                {
                    file << text<CharT>(before);
                    if (flushes)
                        file.flush();
                    BOOST_TEST(test::child_succeeds(
                        [&]
                        {
                            file << text<CharT>("child");
                            EXPECT(closes_with(file, std::errc::operation_not_permitted));
                        }));
                    BOOST_TEST(test::child_succeeds(
                        [&]
                        {
                            put(file, "c"); // into the put area, if there is one
                            EXPECT(closes_with(file, std::errc::operation_not_permitted));
                        }));
                    BOOST_TEST((all_of(file) == text<CharT>(before)));
                    BOOST_TEST(test::child_succeeds(
                        [&]
                        {
                            file.seekp(0, std::ios_base::end);
                            file << std::basic_string<CharT>(13000, CharT('x')) << CharT('y');
                            EXPECT(closes_with(file, std::errc::operation_not_permitted));
                        }));
                });
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_pending_at_the_fork_is_the_parents, CharT, characters)
{
    for_each_kind<CharT>(
        [](auto& file)
        {
            file << text<CharT>("parent");
            BOOST_TEST(test::child_succeeds([&] { EXPECT(closes(file)); }));
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    file.flush();
                    EXPECT(closes(file));
                }));
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    EXPECT(file.tellp() == 6);
                    EXPECT(closes(file));
                }));
            BOOST_TEST((all_of(file) == text<CharT>("parent")));
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_flush_writes_what_the_child_wrote, CharT, characters)
{
    for_each_kind<CharT>(
        [](auto& file)
        {
            file << text<CharT>("parent ");
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    put(file, "ch");
                    file << text<CharT>("ild") << std::flush;
                    EXPECT(file.tellp() == 12);
                    EXPECT(closes(file));
                }));
            if (std::as_const(*file.rdbuf()).device().peek_handle() < 0)
                return; // the child's memory is its own
            BOOST_TEST((all_of(file) == text<CharT>("parent child")));
        });
}

// Twice would be seen here.
BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_appended_twice, CharT, characters)
{
    for_each_kind<CharT>(
        [](auto& file)
        {
            file << text<CharT>("first ") << std::flush << text<CharT>("parent");
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    put(file, "child ");
                    file.flush();
                    EXPECT(closes(file));
                }));
            file.flush();
            bool const in_memory = std::as_const(*file.rdbuf()).device().peek_handle() < 0;
            BOOST_TEST((all_of(file) == text<CharT>(in_memory ? "first parent" : "first child parent")));
        },
        both | std::ios_base::app);
}

// The parent's characters take their bytes and shift states, also where the child cannot know them yet.
BOOST_AUTO_TEST_CASE(characters_of_several_bytes)
{
    for_each_kind<wchar_t>(
        [](auto& file)
        {
            file << L"\u00e4\u20ac";
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    file << L"\u00fc";
                    EXPECT(file.tellp() == 7);
                    EXPECT(file.flush().good());
                    file << L"!";
                    EXPECT(closes_with(file, std::errc::operation_not_permitted));
                }));
            if (std::as_const(*file.rdbuf()).device().peek_handle() < 0)
                return;
            BOOST_TEST((all_of(file) == L"\u00e4\u20ac\u00fc"));
        });
}

// In memory the child has a copy, with what was pending.
BOOST_AUTO_TEST_CASE_TEMPLATE(memory_is_the_childs_own, CharT, characters)
{
    basic_spooled_temporary_file<CharT> file;
    file << text<CharT>("parent ");
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            put(file, "child");
            EXPECT(all_of(file) == text<CharT>("parent child"));
            EXPECT(closes(file)); // a seek flushes
        }));
    BOOST_TEST((all_of(file) == text<CharT>("parent ")));
}

BOOST_AUTO_TEST_CASE(a_stream_that_was_moved_or_swapped)
{
    for_each_kind<char>(
        [](auto& file)
        {
            using file_type = std::remove_reference_t<decltype(file)>;
            file << "parent";
            file_type moved(std::move(file));
            BOOST_TEST(test::child_succeeds([&] { EXPECT(closes(moved)); }));
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    put(moved, "child");
                    file_type again(std::move(moved));
                    EXPECT(closes_with(again, std::errc::operation_not_permitted));
                }));
            swap(file, moved);
            BOOST_TEST(test::child_succeeds([&] { EXPECT(closes(file)); }));
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    put(file, "child");
                    swap(file, moved);
                    EXPECT(closes_with(moved, std::errc::operation_not_permitted));
                }));
            BOOST_TEST(all_of(file) == "parent");
        });
}

// A grandchild inherits from the child, which has passed over what was its parent's.
BOOST_AUTO_TEST_CASE(children_of_children)
{
    for_each_kind<char>(
        [](auto& file)
        {
            file << "parent ";
            BOOST_TEST(test::child_succeeds(
                [&]
                {
                    put(file, "child ");
                    EXPECT(test::child_succeeds([&] { EXPECT(closes(file)); }));
                    EXPECT(test::child_succeeds(
                        [&]
                        {
                            put(file, "grandchild");
                            EXPECT(closes_with(file, std::errc::operation_not_permitted));
                        }));
                    EXPECT(closes_with(file, std::errc::operation_not_permitted));
                }));
        });
}

// Who takes the file over takes all of it.
BOOST_AUTO_TEST_CASE(an_adopted_file_is_written_whole)
{
    test::scratch dir;
    options o = dir.options();
    o.removal = removal::never;
    named_temporary_file file(o);
    file << "parent ";
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            put(file, "child");
            file.adopt();
            EXPECT(closes(file));
        }));
    BOOST_TEST(contents(file.path()) == "parent child");
    std::filesystem::remove(file.path());
}

BOOST_AUTO_TEST_CASE(what_is_made_permanent_is_whole)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    save_file saved(dir / "saved");
    file << "parent ";
    saved << "parent ";
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            put(file, "child");
            file.persist(dir / "persisted");
            saved << "child";
            saved.commit();
        }));
    BOOST_TEST(contents(dir / "persisted") == "parent child");
    BOOST_TEST(contents(dir / "saved") == "parent child");
}

// Where the child has passed over what is pending in the parent, nobody knows whether it will be there.
BOOST_AUTO_TEST_CASE(what_is_not_whole_is_not_made_permanent)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    file << "parent ";
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            file << "child" << std::flush;
            EXPECT(file.good());
            std::error_code ec;
            file.persist(dir / "persisted", ec);
            EXPECT(ec == std::errc::operation_not_permitted);
        }));
    BOOST_TEST(!std::filesystem::exists(dir / "persisted"));
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// No handler runs for _Fork and clone: all that is pending counts as the child's.
BOOST_AUTO_TEST_CASE(children_that_nobody_is_told_of)
{
    for_each_kind<char>(
        [](auto& file)
        {
            file << "parent " << std::flush;
            auto const forked = [&](auto body)
            {
                std::fflush(nullptr);
                // SIGCHLD
                pid_t const child = static_cast<pid_t>(::syscall(SYS_clone, 17, nullptr, nullptr, nullptr, nullptr));
                if (child == 0)
                {
                    body();
                    ::_exit(0);
                }
                int status = 0;
                ::waitpid(child, &status, 0);
                return WIFEXITED(status) && WEXITSTATUS(status) == 0;
            };
            BOOST_TEST(forked([&] { EXPECT(closes(file)); }));
            BOOST_TEST(forked(
                [&]
                {
                    put(file, "child");
                    EXPECT(closes_with(file, std::errc::operation_not_permitted));
                }));
            BOOST_TEST(forked(
                [&]
                {
                    put(file, "child");
                    file.flush();
                    EXPECT(closes(file));
                }));
        });
}

#endif

// Whatever other threads do with their streams at the fork, the child of this one is told.
BOOST_AUTO_TEST_CASE(threads_that_make_streams_meanwhile)
{
    std::atomic<bool> done{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i)
    {
        threads.emplace_back(
            [&done]
            {
                while (!done)
                {
                    spooled_temporary_file a;
                    spooled_temporary_file b;
                    a << 'a';
                    b << 'b';
                    spooled_temporary_file c(std::move(a));
                    swap(b, c);
                }
            });
    }
    int wrong = 0;
    for (int i = 0; i < 100; ++i)
    {
        spooled_temporary_file file;
        file << "parent";
        pid_t const child = ::fork();
        if (child == 0)
        {
            bool right = closes(file);
            spooled_temporary_file own;
            own << "child";
            std::error_code ec;
            own.close(ec);
            ::_exit(right && !ec ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        wrong += status != 0;
    }
    done = true;
    for (std::thread& t : threads)
        t.join();
    BOOST_TEST(wrong == 0);
}

#endif
