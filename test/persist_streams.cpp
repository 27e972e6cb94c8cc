//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: the streams' persist, reopen, keep and release hand over exactly what was written, or nothing.

#define BOOST_TEST_MODULE persist_streams
#include "unit_test.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;

namespace
{

tf::temporary_file make(tf::options const& o, tf::temporary_file*)
{
    return tf::temporary_file(o);
}
tf::named_temporary_file make(tf::options const& o, tf::named_temporary_file*)
{
    return tf::named_temporary_file(o);
}
tf::spooled_temporary_file make(tf::options const& o, tf::spooled_temporary_file*)
{
    return tf::spooled_temporary_file(1 << 20, o);
}

template<class Stream>
void persists()
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    {
        Stream f = make(scratch.options(), static_cast<Stream*>(nullptr));
        f << "buffered";
        f.persist(target, tf::persist_mode::create_new, tf::durability::data);
        BOOST_TEST(contents(target) == "buffered");
        // The stream goes on, on the file that is permanent now.
        f << " and more" << std::flush;
        BOOST_TEST(contents(target) == "buffered and more");
        f.seekg(0);
        std::string text;
        std::getline(f, text);
        BOOST_TEST(text == "buffered and more");
    }
    BOOST_TEST(contents(target) == "buffered and more");
    BOOST_TEST(scratch.names().size() == 1u);
    {
        Stream f = make(scratch.options(), static_cast<Stream*>(nullptr));
        f << "second";
        std::error_code ec;
        f.persist(target, tf::persist_mode::create_new, ec);
        BOOST_TEST((ec == std::errc::file_exists));
        BOOST_CHECK_THROW(f.persist(target, tf::persist_mode::create_new), fs::filesystem_error);
        BOOST_TEST(bool(f));
        Stream moved(std::move(f));
        f.persist(scratch / "nothing", ec);
        BOOST_TEST((ec == std::errc::bad_file_descriptor));
        moved.persist(target, ec);
        BOOST_TEST(!ec);
        BOOST_TEST(contents(target) == "second");
    }
    BOOST_TEST(scratch.names().size() == 1u);
}

// A write error anywhere before means no persist; once it is dealt with, it can be tried again.
template<class Stream>
void refuses_after_an_error()
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    {
        Stream f = make(scratch.options(), static_cast<Stream*>(nullptr));
        f << "lost?";
        std::error_code ec;
        {
            test::failing const full(sys::call::write, std::errc::no_space_on_device);
            f.persist(target, ec);
            BOOST_TEST((ec == std::errc::no_space_on_device));
            BOOST_TEST(bool(f)); // persist reports, the stream stays usable
        }
        BOOST_TEST(!fs::exists(target));
        f.persist(target, ec);
        BOOST_TEST(!ec);
        BOOST_TEST(contents(target) == "lost?");
        f.setstate(std::ios_base::badbit);
        f.persist(scratch / "other", ec);
        BOOST_TEST(bool(ec));
        BOOST_TEST(!fs::exists(scratch / "other"));
    }
    BOOST_TEST(scratch.names().size() == 1u);
}

// Clearing the state does not bring back what was refused.
template<class Stream>
void refuses_what_is_not_what_was_written()
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    Stream f = make(scratch.options(), static_cast<Stream*>(nullptr));
    std::error_code ec;
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        std::string const much(2 << 20, 'x');
        f.write(much.data(), static_cast<std::streamsize>(much.size()));
        BOOST_TEST(f.bad());
    }
    f.clear();
    f << "small" << std::flush;
    BOOST_TEST(bool(f));
    Stream moved(std::move(f));
    moved.persist(target, ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(!fs::exists(target));
}

// POSIX gives no name to a file that has none: what is persisted is a copy, which does not stay.
constexpr bool handles_are_linked = BOOST_TEMPFILE_SYSTEM_LINUX != 0 || tf::detail::text_mode_converts;

// A nameless file that was linked but not renamed keeps its name for the next try, and loses it with its owner (facts
// 14).
template<class Stream>
void a_half_way_name_goes()
{
    for (int const end : {0, 1, 2, 3})
    {
        test::scratch scratch;
        fs::path const target = scratch / "target";
        std::ofstream(target) << "old";
        {
            Stream f = make(scratch.options(), static_cast<Stream*>(nullptr));
            f << "new";
            std::error_code ec;
            {
                test::failing const no_rename(sys::call::rename_file, std::errc::io_error);
                f.persist(target, ec);
            }
            BOOST_TEST((ec == std::errc::io_error));
            BOOST_TEST(scratch.names().size() == (handles_are_linked ? 2u : 1u));
            BOOST_TEST(contents(target) == "old");
            Stream other(std::move(f));
            if (end == 1)
                other.close();
            else if (end == 2)
                other.persist(target);
            else if (end == 3)
                f = std::move(other);
        }
        BOOST_TEST(contents(target) == (end == 2 ? "new" : "old"));
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

template<class Stream>
void releases()
{
    test::scratch scratch;
    tf::unique_handle handle;
    {
        Stream f = make(scratch.options(), static_cast<Stream*>(nullptr));
        f << "released";
        handle = f.release();
        BOOST_TEST(!f.is_open());
    }
    BOOST_TEST(bool(handle));
    tf::file_device device(std::move(handle));
    BOOST_TEST(device.position() == 8); // the system's position is the stream's
    char text[8] = {};
    std::error_code ec;
    BOOST_TEST(device.read_at(0, text, 8, ec) == 8u);
    BOOST_TEST(std::string(text, 8) == "released");
}

} // namespace

BOOST_AUTO_TEST_CASE(persist)
{
    persists<tf::temporary_file>();
    persists<tf::named_temporary_file>();
    persists<tf::spooled_temporary_file>();
}

BOOST_AUTO_TEST_CASE(errors)
{
    refuses_after_an_error<tf::temporary_file>();
    refuses_after_an_error<tf::named_temporary_file>();
    refuses_after_an_error<tf::spooled_temporary_file>();
    refuses_what_is_not_what_was_written<tf::temporary_file>();
    refuses_what_is_not_what_was_written<tf::named_temporary_file>();
}

BOOST_AUTO_TEST_CASE(half_way)
{
    a_half_way_name_goes<tf::temporary_file>();
    a_half_way_name_goes<tf::spooled_temporary_file>();
}

BOOST_AUTO_TEST_CASE(release)
{
    releases<tf::temporary_file>();
    releases<tf::named_temporary_file>();
    releases<tf::spooled_temporary_file>();
}

BOOST_AUTO_TEST_CASE(wide_streams)
{
    test::scratch scratch;
    tf::wnamed_temporary_file f(scratch.options());
    f << L"\u20ac";
    f.persist(scratch / "target");
    BOOST_TEST(f.path() == scratch / "target");
    BOOST_TEST(contents(scratch / "target") == "\xe2\x82\xac");
}

// Promise: what is handed over ends in the initial shift state, and a stream that goes on begins in it.
BOOST_AUTO_TEST_CASE(shift_sequences_are_ended)
{
    test::scratch scratch;
    std::locale const shifting(std::locale::classic(), new test::shift_codecvt<wchar_t>());
    std::string const whole = "\x0e\x61\x0f";
    {
        tf::wnamed_temporary_file f(scratch.options());
        f.imbue(shifting);
        f << L"\u00e1";
        tf::unique_handle const handle = f.release();
        BOOST_TEST(bool(f));
        BOOST_TEST(!f.rdbuf()->last_error());
        BOOST_TEST(contents(f.path()) == whole);
    }
    tf::wspooled_temporary_file spooled(2, scratch.options());
    spooled.imbue(shifting);
    spooled << L"\u00e1";
    spooled.persist(scratch / "spooled");
    BOOST_TEST(contents(scratch / "spooled") == whole);
    tf::wnamed_temporary_file f(scratch.options());
    f.imbue(shifting);
    f << L"\u00e1";
    std::error_code ec;
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        f.release(ec);
        BOOST_TEST((ec == std::errc::no_space_on_device));
        f.persist(scratch / "target", ec);
        BOOST_TEST((ec == std::errc::no_space_on_device));
    }
    f.persist(scratch / "target");
    BOOST_TEST(contents(scratch / "target") == whole);
    f << L"\u00e1";
    f.close();
    BOOST_TEST(bool(f));
    BOOST_TEST(contents(scratch / "target") == whole + whole);
}

// Promise: reopen gives an independent stream on the same file, never on one that was put in its place.
BOOST_AUTO_TEST_CASE(reopen)
{
    test::scratch scratch;
    tf::options o = scratch.options();
    o.removal = tf::removal::on_destruction;
    {
        tf::named_temporary_file f(o);
        f << "0123456789";
        {
            tf::named_temporary_file second = f.reopen(std::ios::in | std::ios::out | std::ios::binary);
            BOOST_TEST(second.path() == f.path());
            std::string text(4, ' ');
            second.read(&text[0], 4);
            BOOST_TEST(text == "0123"); // a position of its own, and what was buffered is there
            second.seekp(0);
            second << "ab" << std::flush;
            f << "end" << std::flush;
            BOOST_TEST(contents(f.path()) == "ab23456789end");
        }
        BOOST_TEST(fs::exists(f.path())); // the second one removed nothing
        f.close();
        {
            tf::named_temporary_file later = f.reopen(std::ios::in | std::ios::binary);
            std::string text;
            std::getline(later, text);
            BOOST_TEST(text == "ab23456789end");
        }
        std::error_code ec;
        BOOST_TEST(!f.reopen(std::ios::trunc, ec).is_open());
        BOOST_TEST((ec == std::errc::invalid_argument));
        fs::rename(f.path(), scratch / "aside");
        std::ofstream(f.path()) << "another";
        BOOST_TEST(!f.reopen(std::ios::in, ec).is_open());
        BOOST_TEST((ec == std::errc::no_such_file_or_directory));
        BOOST_CHECK_THROW(f.reopen(), fs::filesystem_error);
        fs::rename(scratch / "aside", f.path());
        BOOST_TEST(f.reopen(std::ios::in, ec).is_open());
    }
    BOOST_TEST(scratch.empty());
    tf::named_temporary_file gone(scratch.options());
    gone.close();
    std::error_code ec;
    BOOST_TEST(!gone.reopen(std::ios::in, ec).is_open());
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
}

// Both in a directory where others may take names over and in one of our own.
BOOST_AUTO_TEST_CASE(onto_another_name_of_itself)
{
    for (fs::perms const permissions : {fs::perms(0777), fs::perms(0700)})
    {
        test::scratch scratch;
        fs::permissions(scratch.path(), permissions);
        tf::named_temporary_file f(scratch.options());
        f << "x" << std::flush;
        fs::create_hard_link(f.path(), scratch / "target");
        f.persist(scratch / "target");
        f.close();
        BOOST_TEST(scratch.names() == std::set<std::string>{"target"}, boost::test_tools::per_element());
        BOOST_TEST(contents(scratch / "target") == "x");
    }
}

BOOST_AUTO_TEST_CASE(onto_its_own_name)
{
    for (fs::perms const permissions : {fs::perms(0777), fs::perms(0700)})
        for (bool const another : {false, true})
            for (char const* const way : {"", "."})
            {
                test::scratch scratch;
                fs::permissions(scratch.path(), permissions);
                tf::named_temporary_file f(scratch.options());
                fs::path const name = f.path();
                f << "x" << std::flush;
                if (another)
                    fs::create_hard_link(name, scratch / "another");
                f.persist(name.parent_path() / way / name.filename());
                f.close();
                BOOST_TEST(scratch.names().size() == (another ? 2u : 1u));
                BOOST_TEST(contents(name) == "x");
            }
}

BOOST_AUTO_TEST_CASE(keep)
{
    test::scratch scratch;
    fs::path kept;
    {
        tf::named_temporary_file f(scratch.options());
        f << "kept";
        kept = f.keep();
        BOOST_TEST(kept == f.path());
        f << "!";
    }
    BOOST_TEST(contents(kept) == "kept!");
    {
        tf::named_temporary_file f(scratch.options());
        auto const handle = f.release();
        kept = f.path();
    }
    BOOST_TEST(fs::exists(kept));
}

BOOST_AUTO_TEST_CASE(keep_after_close)
{
    test::scratch scratch;
    for (tf::removal const when : {tf::removal::on_close, tf::removal::on_destruction, tf::removal::never})
    {
        tf::options o = scratch.options();
        o.removal = when;
        tf::named_temporary_file f(o);
        f.close();
        std::error_code ec;
        fs::path const kept = f.keep(ec);
        BOOST_TEST(fs::exists(f.path()) == (when != tf::removal::on_close));
        BOOST_TEST(kept == (when == tf::removal::on_close ? fs::path() : f.path()));
        BOOST_TEST((ec == std::errc::no_such_file_or_directory) == (when == tf::removal::on_close));
        if (ec)
            BOOST_CHECK_THROW(f.keep(), fs::filesystem_error);
    }
}
