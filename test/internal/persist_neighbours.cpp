//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: what persisting makes of a file is never more accessible than its target was, and never somebody else's file.

#define BOOST_TEST_MODULE persist_neighbours
#include "unit_test.hpp"

#include "creation/creation.hpp"

#include "persisting.hpp"
#include "platform.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace test;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    persisting_on_posix, "links, modes and stolen names as POSIX has them; windows_persist, windows_sweep")

#else

#include "processes.hpp"

#include <sys/stat.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/xattr.h>
#endif

#if BOOST_TEMPFILE_SYSTEM_LINUX

// With an access list, the group's bits are the mask of it and not what the group may do; a list that the directory
// hands down lets nobody in either.
BOOST_AUTO_TEST_CASE(access_lists_widen_nothing)
{
    // user::rw-, user:1234:rw-, group::r--, mask::rw-, other::---
    std::string const list{"\x02\0\0\0"
                           "\x01\0\x06\0\xff\xff\xff\xff"
                           "\x02\0\x06\0\xd2\x04\0\0"
                           "\x04\0\x04\0\xff\xff\xff\xff"
                           "\x10\0\x06\0\xff\xff\xff\xff"
                           "\x20\0\0\0\xff\xff\xff\xff",
        44};
    char const access_list[] = "system.posix_acl_access";
    for (auto const kind : kinds)
    {
        test::scratch scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        if (::setxattr(target.c_str(), access_list, list.data(), list.size(), 0) != 0)
        {
            test::skipped("this file system has no access lists");
            return;
        }
        temporary t(kind, scratch.path());
        BOOST_TEST((t.persist(target) == std::error_code()));
        BOOST_TEST((fs::status(target).permissions() == fs::perms(0640)));

        fs::create_directory(scratch / "d");
        put(scratch / "d/target", old_text);
        fs::permissions(scratch / "d/target", fs::perms(0660));
        BOOST_TEST(::setxattr((scratch / "d").c_str(), "system.posix_acl_default", list.data(), list.size(), 0) == 0);
        temporary in(kind, scratch / "d");
        BOOST_TEST((in.persist(scratch / "d/target") == std::error_code()));
        BOOST_TEST(::getxattr((scratch / "d/target").c_str(), access_list, nullptr, 0) == -1);
        BOOST_TEST((fs::status(scratch / "d/target").permissions() == fs::perms(0660)));
    }
}

#endif

// A file is not given the permissions of its target where more people can reach it than in the target's directory.
BOOST_AUTO_TEST_CASE(nobody_is_let_in_on_the_way)
{
    static fs::path outside;
    static bool let_in, looked, refuses;
    test::scratch scratch;
    fs::create_directory(scratch / "private");
    fs::permissions(scratch / "private", fs::perms(0700));
    fs::path const target = scratch / "private/target";
    for (bool const shared : {false, true})
        for (bool const fails : {false, true})
            for (auto const kind : named_kinds)
            {
                put(target, old_text);
                fs::permissions(target, fs::perms(0644));
                outside = scratch / "public";
                fs::create_directory(outside);
                fs::permissions(outside, fs::perms(shared ? 0777 : 0755));
                let_in = looked = false;
                refuses = fails;
                {
                    temporary t(kind, outside);
                    fs::path const name = t.entry.path();
                    std::error_code ec;
                    {
                        test::interception const watching(
                            [](sys::call_site const& site) noexcept
                            {
                                std::error_code ignored;
                                for (auto const& entry : fs::directory_iterator(outside, ignored))
                                    let_in = let_in ||
                                             (entry.status(ignored).permissions() & fs::perms(0077)) != fs::perms::none;
                                looked = looked || site.which == sys::call::sync_file;
                                bool const refused = site.which == sys::call::sync_file && refuses;
                                return refused ? std::make_error_code(std::errc::io_error) : std::error_code();
                            });
                        ec = t.persist(target, tf::persist_mode::replace, tf::durability::data);
                    }
                    BOOST_TEST(looked);
                    BOOST_TEST(!let_in);
                    BOOST_TEST(bool(ec) == fails);
                    BOOST_TEST(contents(target) == (fails ? old_text : new_text));
                    BOOST_TEST((t.entry.path() == (fails ? name : target)));
                    BOOST_TEST(t.entry.armed() == fails);
                    BOOST_TEST(fs::exists(t.entry.path()));
                }
                BOOST_TEST((fs::status(target).permissions() == fs::perms(0644)));
                BOOST_TEST(fs::remove(outside)); // empty
                BOOST_TEST(fs::remove(target));
                BOOST_TEST(fs::is_empty(scratch / "private"));
            }
}

// Facts 13: a name that somebody took over is an error, never a result; in a shared directory the name is not used at
// all.
BOOST_AUTO_TEST_CASE(a_stolen_name_is_never_installed)
{
    for (bool const shared : {false, true})
    {
        test::scratch scratch;
        fs::create_directory(scratch / "d");
        if (shared)
            fs::permissions(scratch / "d", fs::perms(0777));
        put(scratch / "target", old_text);
        {
            temporary t(temporary::named, scratch / "d");
            fs::rename(t.entry.path(), scratch / "ours");
            put(t.entry.path(), "theirs");
            BOOST_TEST((t.persist(scratch / "target") == std::errc::no_such_file_or_directory));
            BOOST_TEST(contents(scratch / "target") == old_text);
            fs::rename(scratch / "ours", t.entry.path());
            BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
            BOOST_TEST(contents(scratch / "target") == new_text);
        }
        BOOST_TEST(fs::is_empty(scratch / "d"));
    }
}

// The same, with the theft between the comparison and the rename: from a shared directory the handle is installed, or,
// where it cannot be linked, what was compared beside the target.
BOOST_AUTO_TEST_CASE(a_name_stolen_at_the_last_moment)
{
    static fs::path victim;
    static bool links_handles;
    for (bool const links : {true, false})
    {
        test::scratch scratch;
        fs::create_directory(scratch / "d");
        fs::permissions(scratch / "d", fs::perms(0777));
        temporary t(temporary::named, scratch / "d");
        victim = t.entry.path();
        links_handles = links;
        {
            test::interception const thief(
                [](sys::call_site const& site) noexcept
                {
                    if (site.which == sys::call::rename_file)
                        put(fs::path(victim) += ".theirs", "theirs"), fs::rename(fs::path(victim) += ".theirs", victim);
                    return site.which == sys::call::link_handle && !links_handles
                               ? std::make_error_code(std::errc::operation_not_supported)
                               : std::error_code();
                });
            BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
        }
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(contents(victim) == "theirs"); // and what is theirs was not removed
    }
}

#endif
