//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: /proc is used where it is there, and not needed: in a chroot everything works as outside, but for what is
// said to need it.

#define BOOST_TEST_MODULE without_proc
#include "unit_test.hpp"

#include "platform.hpp"

#if !BOOST_TEMPFILE_SYSTEM_LINUX

BOOST_TEMPFILE_SKIPPED_TEST(without_proc_on_linux, "only there is /proc used")

#else

#include "processes.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;

namespace
{

constexpr uid_t nobody = 65534;

// Runs `body` where the scratch directory is all there is, as root or as an ordinary user.
template<class Body>
bool succeeds_inside(test::scratch const& scratch, bool root, Body body)
{
    return test::child_succeeds(
        [&]
        {
            EXPECT(::chroot(scratch.path().c_str()) == 0 && ::chdir("/") == 0);
            EXPECT(root || (::setgid(nobody) == 0 && ::setuid(nobody) == 0));
            body();
        });
}

tf::options in_root()
{
    tf::options o;
    o.dir = "/";
    return o;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_saved_file_keeps_what_the_old_one_had)
{
    if (!test::is_root("takes another root, which only root can have"))
        return;
    for (bool const root : {true, false})
        for (fs::perms const mode : {fs::perms(0640), fs::perms(0200)}) // which an ordinary user cannot read
        {
            test::scratch scratch;
            fs::path const target = scratch / "target";
            test::put(target, "old");
            bool const has_attributes = ::setxattr(target.c_str(), "user.colour", "blue", 4, 0) == 0;
            fs::permissions(target, mode);
            BOOST_TEST((root || ::chown(target.c_str(), nobody, nobody) == 0));
            tf::lost_attributes lost{};
            BOOST_TEST(succeeds_inside(scratch, root,
                [&]
                {
                    tf::save_file file("/target");
                    file << "new";
                    file.commit();
                    bool const readable = root || mode == fs::perms(0640);
                    EXPECT(!readable || file.lost() == lost);
                }));
            BOOST_TEST((fs::status(target).permissions() == mode));
            BOOST_TEST(test::contents(target) == "new");
            char value[10];
            bool const readable = root || mode == fs::perms(0640);
            if (has_attributes && readable)
                BOOST_TEST(::getxattr(target.c_str(), "user.colour", value, sizeof value) == 4);
            BOOST_TEST(scratch.names().size() == 1u);
        }
}

BOOST_AUTO_TEST_CASE(files_and_directories)
{
    if (!test::is_root("takes another root, which only root can have"))
        return;
    for (bool const root : {true, false})
    {
        test::scratch scratch;
        BOOST_TEST(succeeds_inside(scratch, root,
            []
            {
                tf::temporary_file file(in_root());
                file << "text" << std::flush;
                std::error_code ec;
                tf::temporary_file second = file.reopen(std::ios_base::in, ec); // shares the handle
                EXPECT(!ec);
                std::string text;
                EXPECT(second >> text && text == "text");
                second.native_handle(ec);
                EXPECT(ec == std::errc::operation_not_supported);
                tf::options closed = in_root();
                closed.permissions = fs::perms::none;
                tf::temporary_directory const directory(closed, ec);
                EXPECT(!ec);
                EXPECT(fs::status(directory.path()).permissions() == fs::perms::none);
            }));
        BOOST_TEST(scratch.empty());
    }
}

// A new file that others may open cannot be locked before it has a name where an open file cannot be given one.
BOOST_AUTO_TEST_CASE(a_sweepable_file_that_others_may_open)
{
    test::scratch scratch;
    for (int const error : {ENOENT, EPERM, EINVAL})
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                tf::options o = scratch.options();
                o.sweepable = true;
                o.permissions = fs::perms(0644);
                EXPECT(test::take_call_away(SYS_linkat, error));
                std::error_code ec;
                tf::named_temporary_file const file(o, ec);
                EXPECT(!ec);
                EXPECT(tf::sweep(scratch.path(), "tmp", ec).empty());
                EXPECT(!ec);
                EXPECT(fs::exists(file.path()));
            }));
    BOOST_TEST(scratch.empty());
}

#endif
