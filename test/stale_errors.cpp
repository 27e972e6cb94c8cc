//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6: a std::error_code that is asked for is set by every call: a success says so, whatever was in it before.

#define BOOST_TEST_MODULE stale_errors
#include "unit_test.hpp"

#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile.hpp>

#include <filesystem>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;

#if defined(BOOST_GCC) || defined(BOOST_CLANG)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif

namespace
{

template<class Call>
void sets(char const* what, Call call)
{
    std::error_code ec = std::make_error_code(std::errc::io_error);
    call(ec);
    BOOST_TEST(!ec, what << ": " << ec.message());
}

tf::options sweepable(test::scratch const& scratch)
{
    tf::options o = scratch.options();
    o.sweepable = BOOST_TEMPFILE_TEST_SWEEPS;
    return o;
}

// What all three kinds of streams have.
template<class File>
void sets_as_a_stream(File file, fs::path const& target)
{
    file << "text";
    sets("size", [&](std::error_code& ec) { file.size(ec); });
    sets("resize", [&](std::error_code& ec) { file.resize(100, ec); });
    sets("view", [&](std::error_code& ec) { (void)file.view(ec); });
    sets("view of a part", [&](std::error_code& ec) { (void)file.view(1, 10, ec); });
    sets("native_handle", [&](std::error_code& ec) { file.native_handle(ec); });
    sets("map", [&](std::error_code& ec)
        { sets("flush", [mapped = file.map(ec)](std::error_code& e) mutable { mapped.flush(e); }); });
    sets("map of a part", [&](std::error_code& ec) { (void)file.map(1, 10, ec); });
    sets("persist", [&](std::error_code& ec) { file.persist(target, ec); });
    sets("close", [&](std::error_code& ec) { file.close(ec); });
    sets("close, once more", [&](std::error_code& ec) { file.close(ec); });
}

} // namespace

BOOST_AUTO_TEST_CASE(where_files_go)
{
    sets("gettempdir", [](std::error_code& ec) { tf::gettempdir(ec); });
    tf::settempdir({});
    sets("gettempdir, once more", [](std::error_code& ec) { tf::gettempdir(ec); });
    sets("disk_tempdir or an error of its own",
        [](std::error_code& ec)
        {
            tf::disk_tempdir(ec);
            if (ec != std::errc::io_error)
                ec.clear();
        });
    sets("memory_tempdir or an error of its own",
        [](std::error_code& ec)
        {
            tf::memory_tempdir(ec);
            if (ec != std::errc::io_error)
                ec.clear();
        });
}

BOOST_AUTO_TEST_CASE(names_and_handles)
{
    test::scratch scratch;
    tf::options const o = scratch.options();
    sets("mkstemp", [&](std::error_code& ec)
        { sets("close", [made = tf::mkstemp(o, ec)](std::error_code& e) mutable { made.handle.close(e); }); });
    sets("close of nothing", [](std::error_code& ec) { tf::unique_handle().close(ec); });
    sets("mkdtemp", [&](std::error_code& ec) { tf::mkdtemp(o, ec); });
    sets("mktemp", [&](std::error_code& ec) { tf::mktemp(o, ec); });
}

BOOST_AUTO_TEST_CASE(streams_are_made)
{
    test::scratch scratch;
    for (tf::options const& o : {scratch.options(), sweepable(scratch)})
    {
        sets("temporary_file", [](std::error_code& ec) { tf::temporary_file const file(ec); });
        sets("named_temporary_file", [](std::error_code& ec) { tf::named_temporary_file const file(ec); });
        sets("spooled_temporary_file", [](std::error_code& ec) { tf::spooled_temporary_file const file(10, ec); });
        sets("temporary_file", [&](std::error_code& ec) { tf::temporary_file const file(o, ec); });
        sets("named_temporary_file", [&](std::error_code& ec) { tf::named_temporary_file const file(o, ec); });
        sets("spooled_temporary_file", [&](std::error_code& ec) { tf::spooled_temporary_file const file(10, o, ec); });
    }
}

BOOST_AUTO_TEST_CASE(streams)
{
    test::scratch scratch;
    for (tf::options const& o : {scratch.options(), sweepable(scratch)})
    {
        sets_as_a_stream(tf::temporary_file(o), scratch / "anonymous");
        sets_as_a_stream(tf::named_temporary_file(o), scratch / "named");
        sets_as_a_stream(tf::spooled_temporary_file(0, o), scratch / "rolled");
        sets_as_a_stream(tf::spooled_temporary_file(1000, o), scratch / "in memory");
    }
    tf::spooled_temporary_file spooled(100, scratch.options());
    sets("rollover", [&](std::error_code& ec) { spooled.rollover(ec); });
    sets("rollover, once more", [&](std::error_code& ec) { spooled.rollover(ec); });
    sets("release", [&](std::error_code& ec) { spooled.release(ec); });
}

BOOST_AUTO_TEST_CASE(owned_names)
{
    test::scratch scratch;
    for (tf::options const& o : {scratch.options(), sweepable(scratch)})
    {
        tf::named_temporary_file kept(o), removed(o), released(o), path(o), durable(o);
        sets("persist, durably",
            [&](std::error_code& ec) { durable.persist(scratch / "durable", tf::durability::data_and_entry, ec); });
        sets("reopen", [&](std::error_code& ec) { kept.reopen(std::ios_base::in, ec); });
        sets("c_stream", [&](std::error_code& ec) { (void)kept.c_stream("r", ec); });
        sets("keep", [&](std::error_code& ec) { kept.keep(ec); });
        sets("keep, once more", [&](std::error_code& ec) { kept.keep(ec); });
        sets("remove", [&](std::error_code& ec) { removed.remove(ec); });
        sets("remove, once more", [&](std::error_code& ec) { removed.remove(ec); });
        sets("release", [&](std::error_code& ec) { released.release(ec); });
        sets("into_path", [&](std::error_code& ec)
            { sets("keep", [owner = path.into_path(ec)](std::error_code& e) mutable { owner.keep(e); }); });
    }
}

BOOST_AUTO_TEST_CASE(paths)
{
    test::scratch scratch;
    for (bool const directory : {false, true})
    {
        auto const make = [&](fs::path const& path, std::error_code& ec)
        {
            if (directory)
                fs::create_directory(path, ec);
            else
                test::put(path, "text");
        };
        tf::temporary_path kept, removed, persisted;
        sets("make_temporary", [&](std::error_code& ec) { kept = tf::make_temporary(scratch.options(), make, ec); });
        sets(
            "make_temporary", [&](std::error_code& ec) { removed = tf::make_temporary(sweepable(scratch), make, ec); });
        std::error_code made;
        make(scratch / "given", made);
        sets("temporary_path", [&](std::error_code& ec) { persisted = tf::temporary_path(scratch / "given", ec); });
        sets("keep", [&](std::error_code& ec) { kept.keep(ec); });
        sets("keep, once more", [&](std::error_code& ec) { kept.keep(ec); });
        sets("persist", [&](std::error_code& ec) { persisted.persist(scratch / (directory ? "d" : "f"), ec); });
        sets("remove", [&](std::error_code& ec) { removed.remove(ec); });
        sets("remove, once more", [&](std::error_code& ec) { removed.remove(ec); });
    }
}

BOOST_AUTO_TEST_CASE(directories)
{
    test::scratch scratch;
    sets("temporary_directory", [](std::error_code& ec) { tf::temporary_directory const directory(ec); });
    for (tf::options const& o : {scratch.options(), sweepable(scratch)})
    {
        tf::temporary_directory kept(o), cleaned(o), filled(o), persisted(o);
        test::put(filled / "file", "text");
        sets("temporary_directory", [&](std::error_code& ec) { tf::temporary_directory const directory(o, ec); });
        sets("keep", [&](std::error_code& ec) { kept.keep(ec); });
        sets("keep, once more", [&](std::error_code& ec) { kept.keep(ec); });
        sets("cleanup", [&](std::error_code& ec) { cleaned.cleanup(ec); });
        sets("cleanup, once more", [&](std::error_code& ec) { cleaned.cleanup(ec); });
        sets("cleanup with options", [&](std::error_code& ec) { filled.cleanup(tf::remove_options(), ec); });
        sets("persist", [&](std::error_code& ec) { persisted.persist(scratch / "target", ec); });
        sets("remove_all", [&](std::error_code& ec) { tf::remove_all(scratch / "target", ec); });
        sets("remove_all of nothing", [&](std::error_code& ec) { tf::remove_all(scratch / "target", {}, ec); });
    }
#if BOOST_TEMPFILE_TEST_SWEEPS
    sets("sweep", [&](std::error_code& ec) { tf::sweep(scratch.path(), "tmp", ec); });
#endif
}

BOOST_AUTO_TEST_CASE(saved_files)
{
    test::scratch scratch;
    for (tf::persist_mode const mode : {tf::persist_mode::create_new, tf::persist_mode::replace})
        sets("save_file",
            [&](std::error_code& ec)
            {
                tf::save_options o;
                o.mode = mode;
                tf::save_file file(scratch / "file", o, ec);
                file << "text";
                sets("size", [&](std::error_code& e) { file.size(e); });
                sets("native_handle", [&](std::error_code& e) { file.native_handle(e); });
                sets("commit", [&](std::error_code& e) { file.commit(e); });
            });
    sets("save_file, durably",
        [&](std::error_code& ec) { tf::save_file const file(scratch / "file", tf::durability::data, ec); });
}
