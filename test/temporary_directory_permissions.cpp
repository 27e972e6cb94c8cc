//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 1: a directory has exactly the permissions that were asked for.

#define BOOST_TEST_MODULE temporary_directory_permissions
#include "unit_test.hpp"

#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    permissions_of_directories, "made by calls that Windows has not; windows_access, windows_inherits")

#else

#include "processes.hpp"

#include <sys/stat.h>
#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/xattr.h>
#endif

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::fill;
using test::touch;
using test::sys::call;

// ---- permissions ---------------------------------------------------------------------------------------------------

namespace
{

mode_t mode_of(fs::path const& path)
{
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : 0;
}

class with_umask
{
public:
    explicit with_umask(mode_t mask) : before_(::umask(mask)) {}
    ~with_umask() { ::umask(before_); }
    with_umask(with_umask const&) = delete;
    with_umask& operator=(with_umask const&) = delete;

private:
    mode_t before_;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_permissions_are_exact_whatever_the_umask)
{
    test::scratch dir;
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            for (mode_t const mask : std::initializer_list<mode_t>{0, 022, 077, 0777})
            {
                with_umask const masked(mask);
                tf::options o = dir.options();
                {
                    tf::temporary_directory const directory(o);
                    EXPECT(mode_of(directory.path()) == 0700);
                }
                for (mode_t const mode : std::initializer_list<mode_t>{0, 0500, 0711, 0755, 0777, 0070})
                {
                    o.permissions = static_cast<fs::perms>(mode);
                    tf::temporary_directory directory(o);
                    EXPECT(mode_of(directory.path()) == mode);
                    ::chmod(directory.path().c_str(), 0700);
                    ::umask(0);
                    fill(directory.path());
                    ::umask(mask);
                    ::chmod(directory.path().c_str(), mode);
                    directory.cleanup();
                    EXPECT(!fs::exists(directory.path()));
                }
            }
        }));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(an_inherited_group_bit_stays)
{
    test::scratch dir;
    fs::create_directory(dir / "parent");
    BOOST_TEST_REQUIRE(::chmod((dir / "parent").c_str(), 02700) == 0);
    tf::options o;
    o.dir = dir / "parent";
    with_umask const masked(0777);
    tf::temporary_directory const directory(o);
    BOOST_TEST((mode_of(directory.path()) & 0777u) == 0700u);
#if BOOST_TEMPFILE_SYSTEM_LINUX
    BOOST_TEST((mode_of(directory.path()) & 02000u) == 02000u);
#endif
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

BOOST_AUTO_TEST_CASE(an_inherited_access_list_changes_nothing)
{
    test::scratch dir;
    fs::create_directory(dir / "parent");
    // Version 2; u::rwx u:1:rwx g::rwx m::rwx o::rwx (acl(5), the kernel's posix_acl_xattr.h).
    struct
    {
        unsigned version;
        struct
        {
            unsigned short tag, permissions;
            unsigned id;
        } entries[5];
    } const list{
        2, {{1, 7, 0xffffffffu}, {2, 7, 1}, {4, 7, 0xffffffffu}, {0x10, 7, 0xffffffffu}, {0x20, 7, 0xffffffffu}}};
    if (::setxattr((dir / "parent").c_str(), "system.posix_acl_default", &list, sizeof list, 0) != 0)
    {
        test::skipped("this file system has no access lists");
        return;
    }
    tf::options o;
    o.dir = dir / "parent";
    tf::temporary_directory const directory(o);
    BOOST_TEST(mode_of(directory.path()) == 0700u); // the mask of the list is empty: it grants nobody anything
}

#endif

#endif
