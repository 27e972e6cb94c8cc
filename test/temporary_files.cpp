//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the three stream types promise of their files: made as asked for, refused for bad input, gone with their owner,
// and no failure that leaks or loses anything.

#define BOOST_TEST_MODULE temporary_files
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <atomic>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using namespace boost::tempfile;

namespace
{

// Makes each type the same way.
template<class File>
File make(options const& o, std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out)
{
    if constexpr (std::is_constructible<File, std::size_t, options const&, std::ios_base::openmode>::value)
        return File(4, o, mode);
    else
        return File(o, mode);
}

template<class File>
File make(options const& o, std::ios_base::openmode mode, std::error_code& ec)
{
    if constexpr (std::is_constructible<File, std::size_t, options const&, std::ios_base::openmode>::value)
        return File(4, o, mode, ec);
    else
        return File(o, mode, ec);
}

template<class File>
constexpr bool is_spooled = std::is_same<File, spooled_temporary_file>::value;

template<class Stream>
std::string all_of(Stream& stream)
{
    stream.clear();
    stream.seekg(0);
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    stream.clear();
    return text;
}

std::atomic<int> calls{0};
std::error_code count_calls(sys::call_site const& site) noexcept
{
    calls += site.which != sys::call::random; // which fills a pool for many names
    return {};
}

// Makes the n-th call from now on fail.
std::atomic<int> calls_left{0};
std::error_code fail_nth(sys::call_site const& site) noexcept
{
    if (site.which == sys::call::grow_memory || site.which == sys::call::random || --calls_left != 0)
        return {};
    return std::make_error_code(std::errc::io_error);
}

using files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;

} // namespace

// ---- promises 1 to 3: made without a race, nameless or named, and gone
// ------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_file_is_read_back_and_gone, File, files)
{
    test::scratch dir;
    {
        File file = make<File>(dir.options());
        file << "Hello world!" << std::flush;
        BOOST_TEST(file.is_open());
        BOOST_TEST(file.size() == 12u);
        BOOST_TEST(all_of(file) == "Hello world!");
    }
    BOOST_TEST(dir.empty());
}

#if !defined(BOOST_WINDOWS)
BOOST_AUTO_TEST_CASE(an_anonymous_file_never_has_a_name)
{
    test::scratch dir;
    temporary_file file(dir.options());
    spooled_temporary_file spooled(1, dir.options());
    file << "some" << std::flush;
    spooled << "some" << std::flush;
    BOOST_TEST(spooled.rolled());
    BOOST_TEST(dir.empty());
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(an_anonymous_file_never_has_a_name, "on Windows it has one that nobody else can open")
#endif

BOOST_AUTO_TEST_CASE(without_o_tmpfile_a_file_is_unlinked_at_once)
{
    test::scratch dir;
    test::failing without(sys::call::open_anonymous, std::errc::operation_not_supported);
    options o = dir.options();
    o.prefix = std::string(300, 'p'); // which no name is made of
    temporary_file file(o);
    file << "Hello" << std::flush;
    BOOST_TEST(all_of(file) == "Hello");
    file.close();
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(a_named_file_is_called_as_asked_for)
{
    test::scratch dir;
    options o = dir.options();
    o.prefix = "report-";
    o.suffix = ".csv";
    named_temporary_file file(o);
    std::string const name = file.path().filename().string();
    BOOST_TEST(file.path().is_absolute());
    BOOST_TEST(name.substr(0, 7) == "report-");
    BOOST_TEST(name.substr(name.size() - 4) == ".csv");
    BOOST_TEST(name.size() >= 7 + 12 + 4); // 12 of 36 characters are 62 bits
    BOOST_TEST(name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 7) == name.size() - 4);
    file << "a,b\n" << std::flush;
    BOOST_TEST(contents(file.path()) == "a,b\n");
}

#if !defined(BOOST_WINDOWS)
BOOST_AUTO_TEST_CASE(only_the_owner_can_use_a_file)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    BOOST_TEST(((fs::status(file.path()).permissions() & fs::perms::all) == fs::perms(0600)));
    options o = dir.options();
    o.permissions = fs::perms(0640);
    named_temporary_file shared(o);
    BOOST_TEST(((fs::status(shared.path()).permissions() & ~fs::perms(0640)) == fs::perms::none));
}
#else
BOOST_TEMPFILE_SKIPPED_TEST(only_the_owner_can_use_a_file, "Windows has access lists, which test/windows.cpp reads")
#endif

BOOST_AUTO_TEST_CASE(removal_says_when_a_named_file_goes)
{
    test::scratch dir;
    options o = dir.options();
    {
        named_temporary_file file(o);
        fs::path const path = file.path();
        file.close();
        BOOST_TEST(!fs::exists(path)); // on_close
        BOOST_TEST(file.path() == path);
    }
    {
        o.removal = removal::on_destruction;
        named_temporary_file file(o);
        file << "kept until then";
        file.close();
        BOOST_TEST(contents(file.path()) == "kept until then");
    }
    BOOST_TEST(dir.empty());
    {
        o.removal = removal::never;
        named_temporary_file file(o);
        file << "for good";
    }
    BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_kept_moved_or_closed_removes_nothing)
{
    test::scratch dir;
    fs::path kept;
    {
        named_temporary_file file(dir.options());
        file << "mine";
        kept = file.keep();
        BOOST_TEST(kept == file.path());
    }
    BOOST_TEST(contents(kept) == "mine");
    {
        named_temporary_file first(dir.options());
        fs::path const path = first.path();
        first << "some";
        {
            named_temporary_file second(std::move(first));
            BOOST_TEST(!first.is_open());
            first.close();
            BOOST_TEST(fs::exists(path));
            second << "thing";
            BOOST_TEST(all_of(second) == "something");
        }
        BOOST_TEST(!fs::exists(path));
        std::ofstream(path) << "another's";
    } // first is destroyed, and must not remove what is called so now
    BOOST_TEST(dir.names().size() == 2u);
}

BOOST_AUTO_TEST_CASE(assignment_and_swap_leave_one_owner)
{
    test::scratch dir;
    {
        named_temporary_file a(dir.options()), b(dir.options());
        fs::path const first = a.path(), second = b.path();
        a << "a";
        b << "b";
        swap(a, b);
        BOOST_TEST(a.path() == second);
        BOOST_TEST(all_of(a) == "b");
        BOOST_TEST(all_of(b) == "a");
        a = std::move(b);
        BOOST_TEST(!fs::exists(second)); // what a had
        BOOST_TEST(fs::exists(first));
        BOOST_TEST(all_of(a) == "a");
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_exception_removes, File, files)
{
    test::scratch dir;
    try
    {
        File file = make<File>(dir.options());
        file << "Hello";
        throw 1;
    }
    catch (int)
    {
    }
    BOOST_TEST(dir.empty());
}

// ---- promise 7: bad input is refused before anything is made
// ----------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(bad_input_is_refused, File, files)
{
    test::scratch dir;
    auto const refused = [&](options const& o, std::errc expected, std::ios_base::openmode mode, fs::path const& wrong)
    {
        std::error_code ec;
        File quiet = make<File>(o, mode, ec);
        BOOST_TEST((ec == expected), ec.message());
        BOOST_TEST(!quiet.is_open());
        BOOST_TEST(quiet.fail());
        BOOST_TEST(quiet.last_error() == ec);
        auto const same = [&](fs::filesystem_error const& e)
        { return e.code() == ec && (wrong.empty() || e.path1() == wrong); };
        BOOST_CHECK_EXCEPTION(make<File>(o, mode), fs::filesystem_error, same);
        BOOST_TEST(dir.empty());
    };
    auto const mode = std::ios_base::in | std::ios_base::out;
    for (fs::path const& bad :
        {fs::path("a/b"), fs::path("/"), fs::path(fs::path::string_type(3, fs::path::value_type()))})
    {
        options o = dir.options();
        o.prefix = bad;
        refused(o, std::errc::invalid_argument, mode, bad);
        o = dir.options();
        o.suffix = bad;
        refused(o, std::errc::invalid_argument, mode, bad);
    }
    options o = dir.options();
    o.permissions = fs::perms(01600);
    refused(o, std::errc::invalid_argument, mode, dir.path());
    for (auto bad : {std::ios_base::openmode(), std::ios_base::binary, std::ios_base::trunc,
             std::ios_base::in | std::ios_base::trunc, std::ios_base::out | std::ios_base::trunc | std::ios_base::app})
        refused(dir.options(), std::errc::invalid_argument, bad, {});
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_used_is_named_in_the_error)
{
    test::scratch dir;
    std::ofstream(dir / "file") << "x";
    auto const thrown = [](options const& o, std::errc expected)
    {
        auto const right = [&](fs::filesystem_error const& e) { return e.code() == expected && !e.path1().empty(); };
        BOOST_CHECK_EXCEPTION(temporary_file{o}, fs::filesystem_error, right);
        BOOST_CHECK_EXCEPTION(named_temporary_file{o}, fs::filesystem_error, right);
        spooled_temporary_file spooled(1, o); // which opens it when it rolls over
        BOOST_CHECK_EXCEPTION(spooled.rollover(), fs::filesystem_error, right);
    };
    options o;
    o.dir = dir / "missing";
    thrown(o, std::errc::no_such_file_or_directory);
    o.dir = dir / "file";
    thrown(o, std::errc::not_a_directory);
    o.dir = dir.path();
    o.suffix = std::string(300, 's');
    BOOST_CHECK_EXCEPTION(named_temporary_file{o}, fs::filesystem_error,
        [](fs::filesystem_error const& e) { return e.code() == std::errc::filename_too_long; });
    temporary_file{o}; // no name, no length
    BOOST_TEST(dir.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_directory_that_vanishes_is_an_error_of_the_next_file)
{
    test::scratch dir;
    options o;
    o.dir = dir / "sub";
    fs::create_directory(o.dir);
    spooled_temporary_file spooled(3, o);
    named_temporary_file{o};
    fs::remove(o.dir);
    std::error_code ec;
    named_temporary_file file(o, ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    spooled << "abc";
    BOOST_TEST(spooled.good());
    spooled << "d";
    BOOST_TEST(spooled.bad());
    BOOST_TEST((spooled.last_error() == std::errc::no_such_file_or_directory));
    BOOST_TEST(all_of(spooled) == "abc");
    fs::create_directory(o.dir);
    spooled.seekp(0, std::ios_base::end);
    spooled << "d";
    BOOST_TEST(spooled.rolled());
    BOOST_TEST(all_of(spooled) == "abcd");
}

// ---- stream errors
// ------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_closed_stream_says_so, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file.close();
    BOOST_TEST(file.good());
    file.close(); // does nothing
    BOOST_TEST(file.good());
    BOOST_TEST(!file.last_error());
    file << "x";
    BOOST_TEST(file.bad());
    BOOST_TEST((file.last_error() == std::errc::bad_file_descriptor));
    file.clear();
    BOOST_TEST(!file.last_error());
    file.get();
    BOOST_TEST(file.fail());
    std::error_code ec;
    (void)file.size(ec);
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW(file.resize(1), fs::filesystem_error);
    BOOST_CHECK_THROW(file.native_handle(), fs::filesystem_error);
}

// Every call of a constructor that fails is an error of the constructor, and nothing is left.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_stream_that_cannot_be_emptied_is_not_made, File, files)
{
    constexpr std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out | std::ios_base::trunc;
    test::scratch dir;
    for (int nth = 1;; ++nth)
    {
        bool reached = false;
        std::error_code ec;
        {
            calls_left = nth;
            test::interception failing(&fail_nth);
            File file = make<File>(dir.options(), mode, ec);
            reached = calls_left <= 0;
            calls_left = 0;
            BOOST_TEST(file.is_open() == !ec);
            BOOST_TEST(file.fail() == bool(ec));
        }
        if (!reached)
            break;
        BOOST_TEST((ec == std::errc::io_error));
        BOOST_TEST(dir.empty());
    }
}

#if !defined(BOOST_WINDOWS)
BOOST_AUTO_TEST_CASE(emptying_a_new_anonymous_file_is_no_call)
{
    test::scratch dir;
    calls = 0;
    test::interception counting(&count_calls);
    temporary_file file(dir.options(), std::ios_base::in | std::ios_base::out | std::ios_base::trunc);
    file.close();
    BOOST_TEST(calls == 2);
}
#endif

BOOST_AUTO_TEST_CASE_TEMPLATE(the_openmode_governs_the_stream, File, files)
{
    test::scratch dir;
    File out = make<File>(dir.options(), std::ios_base::out);
    out << "x";
    out.seekg(0);
    BOOST_TEST(out.get() == std::char_traits<char>::eof());
    BOOST_TEST((out.last_error() == std::errc::bad_file_descriptor));
    File in = make<File>(dir.options(), std::ios_base::in);
    in << "x";
    BOOST_TEST(in.bad());
    BOOST_TEST((in.last_error() == std::errc::bad_file_descriptor));
    File app = make<File>(dir.options(), std::ios_base::in | std::ios_base::app);
    app << "one";
    app.seekp(0);
    app << "two";
    BOOST_TEST(app.tellp() == 6);
    BOOST_TEST(all_of(app) == "onetwo");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_failed_write_sets_badbit_and_loses_nothing, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "begin" << std::flush;
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        file << " middle";
        file.flush();
        BOOST_TEST(file.bad());
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    file.clear();
    file << " end" << std::flush;
    BOOST_TEST(file.good());
    BOOST_TEST(all_of(file) == "begin middle end");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_failed_read_sets_badbit, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << std::string(100000, 'x') << std::flush;
    file.seekg(0);
    test::failing broken(sys::call::read, std::errc::io_error);
    BOOST_TEST(file.get() == std::char_traits<char>::eof());
    BOOST_TEST(file.bad());
    BOOST_TEST((file.last_error() == std::errc::io_error));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(close_closes_and_removes_whatever_fails, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "begin" << std::flush;
    file << "not written";
    file.exceptions(std::ios_base::failbit);
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        BOOST_CHECK_THROW(file.close(), std::ios_base::failure);
    }
    BOOST_TEST(!file.is_open());
    BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    BOOST_TEST(dir.empty());

    File other = make<File>(dir.options());
    other << "begin" << std::flush << "not written";
    other.exceptions(std::ios_base::failbit);
    std::error_code ec;
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        other.close(ec); // never throws
    }
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(other.fail());
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(closing_a_closed_stream_does_nothing, File, files)
{
    test::scratch dir;
    options bad = dir.options();
    bad.prefix = "a/b";
    std::error_code ec;
    File unmade = make<File>(bad, std::ios_base::in | std::ios_base::out, ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    unmade.close(ec);
    BOOST_TEST(!ec);
    BOOST_TEST((unmade.last_error() == std::errc::invalid_argument));

    File file = make<File>(dir.options());
    file << "begin" << std::flush << "not written";
    {
        test::failing full(sys::call::write, std::errc::no_space_on_device);
        file.close(ec);
    }
    BOOST_TEST((ec == std::errc::no_space_on_device));
    file.close();
    file.close(ec);
    BOOST_TEST(!ec);
    BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
}

// ---- sizes and positions
// ------------------------------------------------------------------------------------------------

// As the system says it where a file would become too large; what was there stays. (Not in text mode, where characters
// wait for their conversion.)
BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_written_beyond_the_last_position, File, files)
{
    constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();
    test::scratch dir;
    for (int const before : {0, 1})
        for (std::size_t const size : {std::size_t(2), std::size_t(20000)})
            for (bool const shared : {false, true})
            {
                File file = make<File>(dir.options(), boost::tempfile::detail::default_openmode);
                file << "abc";
                if (shared)
                    (void)file.native_handle();
                file.seekp(last - before);
                file.write(std::string(size, 'x').data(), static_cast<std::streamsize>(size));
                file.flush();
                BOOST_TEST(!file.good());
                BOOST_TEST((file.last_error() == std::errc::file_too_large));
                file.clear();
                BOOST_TEST(file.tellp() >= 0);
                file.seekg(last);
                BOOST_TEST(file.get() == std::char_traits<char>::eof());
                BOOST_TEST(!file.bad());
                file.clear();
                if (before != 0)
                    continue; // a byte may wait for the system, which knows how large a file can be
                file.seekg(0);
                std::string text(3, ' ');
                file.read(&text[0], 3);
                BOOST_TEST(text == "abc");
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_put_at_the_last_position, File, files)
{
    constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();
    test::scratch dir;
    File file = make<File>(dir.options(), boost::tempfile::detail::default_openmode);
    file.seekp(last);
    BOOST_TEST(!file.put('x'));
    BOOST_TEST((file.last_error() == std::errc::file_too_large));
    file.clear();
    BOOST_TEST(file.tellp() == last);
    BOOST_TEST(file.size() == 0u);
}

BOOST_AUTO_TEST_CASE(no_wide_character_is_put_at_the_last_position)
{
    constexpr std::int64_t last = (std::numeric_limits<std::int64_t>::max)();
    test::scratch dir;
    wspooled_temporary_file file(4, dir.options());
    file.seekp(last);
    file.put(L'x');
    file.flush();
    BOOST_TEST(!file.good());
    BOOST_TEST((file.last_error() == std::errc::file_too_large));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(one_position_holes_and_sizes, File, files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "0123456789";
    file.seekg(3);
    BOOST_TEST(file.tellp() == 3);
    BOOST_TEST(file.get() == '3');
    file.put('X');
    BOOST_TEST(file.tellg() == 5);
    file.seekp(20);
    BOOST_TEST(file.size() == 10u); // a seek alone adds nothing
    file.put('e');
    BOOST_TEST(file.size() == 21u);
    BOOST_TEST(all_of(file) == "0123X56789" + std::string(10, '\0') + "e");
    file.resize(4);
    file.resize(6);
    BOOST_TEST(all_of(file) == std::string("0123\0\0", 6));
    std::error_code ec;
    file.resize(std::uintmax_t(-1), ec);
    BOOST_TEST(bool(ec));
    BOOST_TEST(file.size() == 6u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_move_goes_on_in_the_middle, File, files)
{
    test::scratch dir;
    for (std::size_t length : {3u, 6u, 100u, 20000u})
    {
        File a = make<File>(dir.options());
        std::string const text(length, 't');
        a << text;
        File b(std::move(a)); // with bytes pending
        b << "|end";
        b.seekg(0);
        std::string word(length, ' ');
        b.read(&word[0], static_cast<std::streamsize>(length));
        BOOST_TEST(word == text);
        File c(std::move(b)); // with bytes read ahead
        BOOST_TEST(c.get() == '|');
        BOOST_TEST(all_of(c) == text + "|end");
        BOOST_TEST(!b.is_open());
        b = std::move(c);
        BOOST_TEST(all_of(b) == text + "|end");
    }
}

// ---- spooling
// -------------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_small_spool_never_enters_the_system)
{
    test::interception counting(&count_calls);
    calls = 0;
    {
        spooled_temporary_file file;
        file << std::string(200, 'x');
        BOOST_TEST(all_of(file).size() == 200u);
        spooled_temporary_file moved(std::move(file));
        moved.resize(100);
    }
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(an_anonymous_file_is_one_call_to_open_and_one_to_close)
{
    gettempdir();
    test::interception counting(&count_calls);
    calls = 0;
    {
        temporary_file file;
    }
    BOOST_TEST(
        calls == (boost::tempfile::detail::text_mode_converts ? 3 : 2)); // Windows asks for an unlinked one second
}

BOOST_AUTO_TEST_CASE(it_rolls_over_at_the_first_byte_beyond)
{
    for (std::size_t max : {1u, 2u, 100u, 600u, 5000u})
    {
        spooled_temporary_file by_put(max), at_once(max), in_parts(max);
        for (std::size_t i = 0; i != max; ++i)
            by_put.put('x');
        at_once << std::string(max, 'x');
        BOOST_TEST(!by_put.rolled());
        BOOST_TEST(!at_once.rolled());
        BOOST_TEST(at_once.max_size() == max);
        by_put.put('y');
        at_once << std::string(3, 'y');
        in_parts << std::string(max - 1, 'x') << "xyyy";
        BOOST_TEST(by_put.rolled());
        BOOST_TEST(at_once.rolled());
        BOOST_TEST(in_parts.rolled());
        BOOST_TEST(all_of(by_put) == std::string(max, 'x') + "y");
        BOOST_TEST(all_of(at_once) == std::string(max, 'x') + "yyy");
        BOOST_TEST(all_of(in_parts) == std::string(max, 'x') + "yyy");
    }
    spooled_temporary_file unlimited;
    unlimited << std::string(3000000, 'x');
    BOOST_TEST(!unlimited.rolled());
    BOOST_TEST(unlimited.size() == 3000000u);
    unlimited.rollover();
    BOOST_TEST(unlimited.rolled());
    BOOST_TEST(unlimited.tellp() == 3000000);
    BOOST_TEST(all_of(unlimited) == std::string(3000000, 'x'));
}

BOOST_AUTO_TEST_CASE(resize_and_the_handle_roll_over_as_well)
{
    spooled_temporary_file file(10);
    file << "abc";
    file.resize(10);
    BOOST_TEST(!file.rolled());
    file.resize(11);
    BOOST_TEST(file.rolled());
    BOOST_TEST(all_of(file) == "abc" + std::string(8, '\0'));
    spooled_temporary_file handed(10);
    handed << "abc";
    handed.native_handle();
    BOOST_TEST(handed.rolled());
    BOOST_TEST(handed.tellp() == 3);
    BOOST_TEST(all_of(handed) == "abc");
    spooled_temporary_file far_away(10);
    far_away.seekp(100000);
    BOOST_TEST(!far_away.rolled());
    far_away.put('x');
    BOOST_TEST(far_away.rolled());
    BOOST_TEST(far_away.size() == 100001u);
}

BOOST_AUTO_TEST_CASE(a_rollover_of_what_has_rolled_over_forgets_no_error)
{
    spooled_temporary_file file(1);
    file << "abc";
    BOOST_TEST(file.rolled());
    file.seekg(-10);
    BOOST_TEST((file.last_error() == std::errc::invalid_argument));
    std::error_code ec;
    file.rollover(ec);
    file.native_handle(ec);
    BOOST_TEST(!ec);
    BOOST_TEST((file.last_error() == std::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(a_rollover_by_resize_forgets_the_failed_ones)
{
    spooled_temporary_file file(4);
    {
        test::failing nameless(sys::call::open_anonymous, std::errc::no_space_on_device);
        file << "12345";
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    file.resize(4);
    BOOST_TEST((file.rdbuf()->lost_write() == std::errc::no_space_on_device)); // still in memory
    file.resize(5);
    BOOST_TEST(file.rolled());
    BOOST_TEST(!file.rdbuf()->last_error());
    BOOST_TEST(!file.rdbuf()->lost_write());
}

BOOST_AUTO_TEST_CASE(a_character_that_was_put_back_survives_the_rollover)
{
    spooled_temporary_file file;
    file << "abc";
    file.seekg(2);
    BOOST_TEST(file.putback('X').good());
    file.rollover();
    BOOST_TEST(file.get() == 'X');
    BOOST_TEST(file.get() == 'c');
    BOOST_TEST(all_of(file) == "abc");
}

BOOST_AUTO_TEST_CASE(memory_that_cannot_be_had_rolls_over)
{
    spooled_temporary_file file;
    file << std::string(500, 'x');
    {
        test::failing out(sys::call::grow_memory, std::errc::not_enough_memory);
        file << std::string(5000, 'y');
    }
    BOOST_TEST(file.good());
    BOOST_TEST(file.rolled());
    BOOST_TEST(all_of(file) == std::string(500, 'x') + std::string(5000, 'y'));
}

BOOST_AUTO_TEST_CASE(a_failed_rollover_loses_nothing_and_is_tried_again)
{
    for (sys::call broken : {sys::call::create_unlinked, sys::call::write})
    {
        spooled_temporary_file file(10);
        file << "12345";
        {
            test::failing nameless(broken == sys::call::write ? sys::call::write : sys::call::open_anonymous,
                std::errc::no_space_on_device);
            BOOST_TEST(file.rdbuf()->sputn("67890abc", 8) == 5); // what fits
            BOOST_TEST(!file.rolled());
            BOOST_TEST((file.rdbuf()->last_error() == std::errc::no_space_on_device));
            BOOST_TEST(file.rdbuf()->sputc('x') == std::char_traits<char>::eof());
            BOOST_TEST(all_of(file) == "1234567890");
            file.seekg(2);
            BOOST_TEST(file.get() == '3');
            file.put('F'); // fits
            BOOST_TEST(file.good());
            std::error_code ec;
            file.rollover(ec);
            BOOST_TEST((ec == std::errc::no_space_on_device));
            BOOST_CHECK_THROW(file.rollover(), fs::filesystem_error);
            BOOST_CHECK_THROW(file.native_handle(), fs::filesystem_error);
            BOOST_CHECK_THROW(file.resize(11), fs::filesystem_error);
        }
        file.seekp(0, std::ios_base::end);
        file << "abc";
        BOOST_TEST(file.rolled());
        BOOST_TEST(!file.rdbuf()->last_error());
        BOOST_TEST(all_of(file) == "123F567890abc");
    }
}

BOOST_AUTO_TEST_CASE(a_wide_stream_keeps_what_a_failed_rollover_did_not_take)
{
    wspooled_temporary_file file(4);
    file << L"\u00e4\u00f6" << std::flush; // two bytes each
    BOOST_TEST(!file.rolled());
    {
        test::failing nameless(sys::call::open_anonymous, std::errc::no_space_on_device);
        file << L"\u00fc";
        file.flush();
        BOOST_TEST(file.bad());
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    file.clear();
    file.flush();
    BOOST_TEST(file.good());
    BOOST_TEST(file.rolled());
    file.seekg(0);
    std::wstring text;
    file >> text;
    BOOST_TEST((text == L"\u00e4\u00f6\u00fc"));
    BOOST_TEST(file.size() == 6u);
}

BOOST_AUTO_TEST_CASE(memory_is_at_most_twice_the_content)
{
    constexpr std::size_t huge_page = std::size_t(2) << 20;
    for (std::size_t chunk : {1u, 100u, 4096u, 100000u})
    {
        spooled_temporary_file file;
        std::string const bytes(chunk, 'x');
        for (std::size_t n = chunk; n < 700 * chunk; n += chunk)
        {
            file << bytes;
            std::size_t const held = std::as_const(*file.rdbuf()).device().window().capacity;
            BOOST_REQUIRE_LE(held, 2 * n + 4096 + (n > huge_page / 2 ? huge_page : 0));
        }
    }
    // A stream on a file has its window, and where it converts 512 characters.
    static_assert(sizeof(wspooled_temporary_file) + 512 * sizeof(wchar_t) +
                          boost::tempfile::detail::device_window<file_device>::default_capacity <=
                      16 * 1024,
        "a stream on a file holds at most 16 KiB");
}

// Promise 4, with a fixed program of operations; the fuzz target runs all others.
BOOST_AUTO_TEST_CASE(spooling_cannot_be_noticed)
{
    auto const run = [](auto& file)
    {
        std::string log;
        auto const note = [&](auto value) { log += std::to_string(static_cast<long long>(value)) + ' '; };
        for (int i = 0; i != 60; ++i)
        {
            file << i << ' ';
            note(file.tellp());
            file.seekg((i * 7) % 40);
            note(file.get());
            note(file.tellg());
            note(file.rdbuf()->in_avail() >= 0);
            file.unget();
            note(file.rdstate());
            file.clear();
            char block[30];
            file.read(block, 30);
            note(file.gcount());
            note(file.rdstate());
            file.clear();
            if (i % 9 == 4)
                file.resize(static_cast<std::uintmax_t>(i));
            file.seekp(i % 5 == 0 ? i : 0, i % 5 == 0 ? std::ios_base::beg : std::ios_base::end);
            note(file.size());
        }
        return log + all_of(file);
    };
    temporary_file anonymous;
    std::string const expected = run(anonymous);
    for (std::size_t max = 0; max != 220; ++max)
    {
        spooled_temporary_file file(max);
        BOOST_TEST(run(file) == expected, "max_size " << max);
    }
}

// ---- promise 6: no failure leaks
// ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(every_call_may_fail, File, files)
{
    test::scratch dir;
    bool went_through = false;
    for (int n = 1; !went_through; ++n)
    {
        calls_left = n;
        {
            test::interception failing(&fail_nth);
            try
            {
                File file = make<File>(dir.options());
                file << "Hello world!" << std::flush;
                file.seekg(0);
                file.get();
                file.resize(3);
                file.native_handle();
                file.close();
            }
            catch (fs::filesystem_error const& e)
            {
                BOOST_TEST((e.code() == std::errc::io_error));
            }
            went_through = calls_left > 0;
        }
        // A removal that fails leaves the file: nobody else may be blamed for that.
        if (!std::is_same<File, named_temporary_file>::value)
            BOOST_TEST(dir.empty());
        for (auto const& name : dir.names())
            fs::remove(dir / name);
    }
}
