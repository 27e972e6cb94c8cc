//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6: a failure that is not asked for as a std::error_code is thrown as a std::filesystem::filesystem_error with
// the system's own code and the path.

#define BOOST_TEST_MODULE thrown_errors
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"
#endif

#include <boost/tempfile.hpp>

#include <filesystem>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
namespace tf = boost::tempfile;
using sys::call;

namespace
{

// Makes every call of a kind fail, and looks at what is thrown. No path: any, or none.
template<class Action>
void throws(char const* what, call failing, fs::path const& path, Action action)
{
    test::failing const no(failing, std::errc::io_error);
    try
    {
        action();
        BOOST_TEST(false, what << " throws nothing");
    }
    catch (fs::filesystem_error const& e)
    {
        BOOST_TEST((e.code() == std::errc::io_error), what << ": " << e.what());
        if (!path.empty())
            BOOST_TEST(e.path1() == path, what << ": " << e.what());
    }
}

template<class File>
void throws_as_a_stream(File file, fs::path const& target)
{
    file << "text" << std::flush;
    throws("map", call::map, {}, [&] { (void)file.map(); });
    throws("persist", call::sync_file, {}, [&] { file.persist(target, tf::durability::data); });
    BOOST_TEST(!fs::exists(target));
}

} // namespace

BOOST_AUTO_TEST_CASE(streams)
{
    test::scratch scratch;
    throws_as_a_stream(tf::temporary_file(scratch.options()), scratch / "target");
    throws_as_a_stream(tf::named_temporary_file(scratch.options()), scratch / "target");
    throws_as_a_stream(tf::spooled_temporary_file(0, scratch.options()), scratch / "target");
    tf::options const o = scratch.options();
    throws("temporary_file", call::open_anonymous, scratch.path(), [&] { tf::temporary_file const file(o); });
    throws("named_temporary_file", call::create_file, {}, [&] { tf::named_temporary_file const file(o); });
    tf::spooled_temporary_file spooled(1000, o);
    spooled << "text";
    throws("rollover", call::open_anonymous, scratch.path(), [&] { spooled.rollover(); });
    BOOST_TEST(!spooled.rolled());
    tf::named_temporary_file named(o);
    named << "text" << std::flush;
    throws("remove", call::remove_file, named.path(), [&] { named.remove(); });
    named.remove();
    named.close(); // which is when the name goes where the system keeps it until then
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(what_is_owned)
{
    test::scratch scratch;
    test::virtual_time const no_waiting;
    tf::temporary_directory directory(scratch.options());
    test::put(directory / "inside", "text");
    throws("cleanup", call::remove_entry, directory / "inside", [&] { directory.cleanup(); });
    throws("persist", call::sync_entry, {},
        [&] { directory.persist(scratch / "target", tf::persist_mode::create_new, tf::durability::data); });
    directory.cleanup();
    throws("temporary_directory", call::create_directory, {},
        [&] { tf::temporary_directory const none(scratch.options()); });
    test::put(scratch / "file", "text");
    tf::temporary_path path(scratch / "file");
    throws("remove", call::remove_file, path.path(), [&] { path.remove(); });
    throws("persist", call::rename_file, {}, [&] { path.persist(scratch / "target"); });
    throws(
        "temporary_path", call::identify_file, path.path(), [&] { tf::temporary_path const none(scratch / "file"); });
    path.remove();
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(functions)
{
    test::scratch scratch;
    test::virtual_time const no_waiting;
    tf::options const o = scratch.options();
    throws("mkstemp", call::create_file, {}, [&] { tf::mkstemp(o); });
    throws("mkdtemp", call::create_directory, {}, [&] { tf::mkdtemp(o); });
    fs::create_directory(scratch / "d");
    test::put(scratch / "d" / "inside", "text");
    throws("remove_all", call::remove_entry, scratch / "d" / "inside", [&] { tf::remove_all(scratch / "d"); });
    tf::remove_all(scratch / "d");
    throws("make_temporary", call::identify_file, {},
        [&] { (void)tf::make_temporary(o, [](fs::path const& name, std::error_code&) { test::put(name, "text"); }); });
}

BOOST_AUTO_TEST_CASE(saved_files)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    test::put(target, "old");
    throws("save_file", call::open_anonymous, {}, [&] { tf::save_file const file(target); });
    {
        tf::save_file file(target, tf::durability::data);
        file << "new";
        throws("commit", call::sync_file, {}, [&] { file.commit(); });
    }
    BOOST_TEST(test::contents(target) == "old");
    BOOST_TEST(scratch.names().size() == 1u);
}

#if BOOST_TEMPFILE_TEST_SWEEPS

BOOST_AUTO_TEST_CASE(what_is_kept_or_swept)
{
    test::scratch scratch;
    tf::options sweepable = scratch.options();
    sweepable.sweepable = true;
    {
        tf::named_temporary_file file(sweepable);
        throws("keep", call::rename_file, file.path(), [&] { file.keep(); });
        tf::temporary_directory directory(sweepable);
        throws("keep", call::rename_file, directory.path(), [&] { directory.keep(); });
        tf::temporary_path path =
            tf::make_temporary(sweepable, [](fs::path const& name, std::error_code&) { test::put(name, "text"); });
        throws("keep", call::rename_file, path.path(), [&] { path.keep(); });
    }
    throws("sweep", call::check_sweepable, scratch.path(), [&] { tf::sweep(scratch.path(), "tmp"); });
    BOOST_TEST(scratch.empty());
}

#endif

#if !defined(BOOST_WINDOWS)

// A relative directory is nowhere when the current one is gone.
BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be_made_absolute_is_named)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::create_directory(scratch / "gone");
            fs::current_path(scratch / "gone");
            fs::remove(scratch / "gone");
            tf::options o;
            o.dir = "relative";
            try
            {
                tf::spooled_temporary_file const file(10, o);
                ::_exit(96); // it was not refused
            }
            catch (fs::filesystem_error const& e)
            {
                EXPECT(e.code() == std::errc::no_such_file_or_directory);
                EXPECT(e.path1() == "relative");
            }
        }));
}

#endif
