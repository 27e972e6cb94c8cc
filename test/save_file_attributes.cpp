//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: the new file is what the old one was to others, and never more accessible.

#define BOOST_TEST_MODULE save_file_attributes
#include "unit_test.hpp"

#include <boost/tempfile/save_file.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using test::put;

namespace
{

std::string const old_text = "the old file\n";
std::string const new_text(20000, 'n');

} // namespace

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    save_file_on_posix, "modes, owners and access lists as POSIX has them; windows_persist, windows_sweep")

#else

#include "processes.hpp"

#include <sys/stat.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/syscall.h>
#include <sys/xattr.h>
#endif

namespace
{

struct ::stat status_of(fs::path const& path)
{
    struct ::stat s = {};
    BOOST_TEST(::stat(path.c_str(), &s) == 0);
    return s;
}

tf::lost_attributes save(fs::path const& target, std::string const& text = new_text)
{
    tf::save_file f(target);
    f << text;
    f.commit();
    return f.lost();
}

} // namespace

// Facts 17: links are followed, a dangling one is created at its destination, what is no regular file is refused.
BOOST_AUTO_TEST_CASE(links_and_devices)
{
    test::scratch scratch;
    put(scratch / "file", old_text);
    fs::create_symlink("file", scratch / "link");
    fs::create_symlink("new", scratch / "dangling");
    fs::create_hard_link(scratch / "file", scratch / "hard");
    save(scratch / "link");
    save(scratch / "dangling");
    BOOST_TEST(fs::is_symlink(scratch / "link"));
    BOOST_TEST(contents(scratch / "file") == new_text);
    BOOST_TEST(contents(scratch / "new") == new_text);
    BOOST_TEST(contents(scratch / "hard") == old_text);
    std::error_code ec;
    tf::save_file device("/dev/null", ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_TEST(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
    tf::save_file fifo(scratch / "fifo", ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
}

// What fs.protected_symlinks is for (proc(5)): in a directory such as /tmp nobody is led elsewhere by somebody else's
// link, whether the kernel follows it or we do.
BOOST_AUTO_TEST_CASE(a_strangers_link_in_a_shared_directory_is_not_followed)
{
    if (!test::is_root("takes two users, which only root can be"))
        return;
    test::scratch scratch;
    fs::create_directory(scratch / "shared");
    BOOST_TEST(::chmod((scratch / "shared").c_str(), 01777) == 0);
    fs::create_directory(scratch / "ours");
    put(scratch / "ours/file", old_text);
    BOOST_TEST(::chown((scratch / "ours").c_str(), 65534, 65534) == 0);
    BOOST_TEST(::chown((scratch / "ours/file").c_str(), 65534, 65534) == 0);
    fs::path const link = scratch / "shared/link";
    fs::create_symlink(scratch / "ours/file", link);
    auto const owned_by = [&](uid_t owner) { BOOST_TEST(::lchown(link.c_str(), owner, owner) == 0); };
    auto const result = [&]
    {
        std::error_code ec;
        tf::save_file f(link, ec);
        if (!ec)
            f.commit(ec);
        return ec;
    };
    owned_by(1234);
    BOOST_TEST((result() == std::errc::permission_denied)); // the superuser neither
    BOOST_TEST(test::unprivileged_child_succeeds([&] { EXPECT(result() == std::errc::permission_denied); }));
    BOOST_TEST(contents(scratch / "ours/file") == old_text);
    owned_by(65534); // its own
    BOOST_TEST(test::unprivileged_child_succeeds([&] { EXPECT(!result()); }));
    owned_by(0); // the directory's owner's
    BOOST_TEST(test::unprivileged_child_succeeds([&] { EXPECT(!result()); }));
    owned_by(1234); // nobody's business in a directory that is not shared
    BOOST_TEST(::chmod((scratch / "shared").c_str(), 0755) == 0);
    BOOST_TEST(test::unprivileged_child_succeeds([&] { EXPECT(!result()); }));
}

namespace
{

// POSIX has no calls for access lists and extended attributes, and so says that they may be lost.
constexpr tf::lost_attributes nothing_more = BOOST_TEMPFILE_SYSTEM_LINUX || BOOST_TEMPFILE_SYSTEM_DARWIN
                                                 ? tf::lost_attributes::nothing
                                                 : tf::lost_attributes::acl | tf::lost_attributes::attributes;

} // namespace

// A new file has the permissions of any new file; a replaced one keeps its own, set-id bits included.
BOOST_AUTO_TEST_CASE(permissions)
{
    test::scratch scratch;
    mode_t const mask = ::umask(027);
    save(scratch / "new");
    ::umask(mask);
    BOOST_TEST((status_of(scratch / "new").st_mode & 07777) == 0640u);
    for (mode_t const mode : std::initializer_list<mode_t>{0600, 0604, 0640, 0755, 0444, 04711, 0777})
    {
        put(scratch / "old", old_text);
        BOOST_TEST(::chmod((scratch / "old").c_str(), mode) == 0);
        BOOST_TEST((save(scratch / "old") == nothing_more));
        BOOST_TEST((status_of(scratch / "old").st_mode & 07777) == mode);
        fs::remove(scratch / "old");
    }
}

// Facts 17: what belongs to others. The superuser keeps owner and group; nobody else widens access.
BOOST_AUTO_TEST_CASE(owner_and_group)
{
    if (!test::is_root("takes files that are others', which only root can make"))
        return;
    test::scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    BOOST_TEST(::chown(target.c_str(), 1234, 2345) == 0);
    BOOST_TEST(::chmod(target.c_str(), 06755) == 0);
    BOOST_TEST((save(target) == nothing_more));
    BOOST_TEST(status_of(target).st_uid == 1234u);
    BOOST_TEST(status_of(target).st_gid == 2345u);
    BOOST_TEST((status_of(target).st_mode & 07777) == 06755u);

    struct
    {
        mode_t before, after;
    } const cases[] = {
        {0640, 0600}, {0644, 0644}, {0664, 0644}, {0604, 0600}, {06755, 0755}, {0646, 0644}, {0600, 0600}};
    for (auto const& c : cases)
    {
        put(target, old_text);
        BOOST_TEST(::chown(target.c_str(), 65534, 2345) == 0);
        BOOST_TEST(::chmod(target.c_str(), c.before) == 0);
        BOOST_TEST(test::unprivileged_child_succeeds(
            [&]
            {
                auto const lost = save(target);
                EXPECT((lost & tf::lost_attributes::group) != tf::lost_attributes::nothing);
                EXPECT((lost & tf::lost_attributes::owner) == tf::lost_attributes::nothing);
                EXPECT(((lost & tf::lost_attributes::set_id) != tf::lost_attributes::nothing) ==
                       ((c.before & 06000) != 0));
            }));
        BOOST_TEST(status_of(target).st_gid == 65534u);
        BOOST_TEST((status_of(target).st_mode & 07777) == c.after);
        fs::remove(target);
    }
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

namespace
{

// user::rw-, user:1234:rw-, group::r--, mask::rw-, other::---
std::string const some_acl{"\x02\0\0\0"
                           "\x01\0\x06\0\xff\xff\xff\xff"
                           "\x02\0\x06\0\xd2\x04\0\0"
                           "\x04\0\x04\0\xff\xff\xff\xff"
                           "\x10\0\x06\0\xff\xff\xff\xff"
                           "\x20\0\0\0\xff\xff\xff\xff",
    44};
// user::rw-, user:1234:---, group::r--, mask::r--, other::r--
std::string const denying_acl{"\x02\0\0\0"
                              "\x01\0\x06\0\xff\xff\xff\xff"
                              "\x02\0\0\0\xd2\x04\0\0"
                              "\x04\0\x04\0\xff\xff\xff\xff"
                              "\x10\0\x04\0\xff\xff\xff\xff"
                              "\x20\0\x04\0\xff\xff\xff\xff",
    44};
char const access_list[] = "system.posix_acl_access";
char const default_list[] = "system.posix_acl_default";

std::string attribute(fs::path const& path, char const* name)
{
    char value[1000];
    ssize_t const size = ::getxattr(path.c_str(), name, value, sizeof value);
    return size < 0 ? "none" : std::string(value, static_cast<std::size_t>(size));
}

} // namespace

// Facts 17: extended attributes and access lists; the list of the directory does not widen access either.
BOOST_AUTO_TEST_CASE(attributes_and_access_lists)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    if (::setxattr(target.c_str(), access_list, some_acl.data(), some_acl.size(), 0) != 0 ||
        ::setxattr(target.c_str(), "user.colour", "blue", 4, 0) != 0)
        return; // not on this file system
    BOOST_TEST((save(target) == tf::lost_attributes::nothing));
    BOOST_TEST(attribute(target, access_list) == some_acl);
    BOOST_TEST(attribute(target, "user.colour") == "blue");
    BOOST_TEST(contents(target) == new_text);

    // Nothing inherited: with 0660 the directory's named entries would let user 1234 in.
    BOOST_TEST(::setxattr(scratch.path().c_str(), default_list, some_acl.data(), some_acl.size(), 0) == 0);
    fs::path const plain = scratch / "plain";
    put(plain, old_text);
    BOOST_TEST(::removexattr(plain.c_str(), access_list) == 0);
    BOOST_TEST(::chmod(plain.c_str(), 0660) == 0);
    BOOST_TEST((save(plain) == tf::lost_attributes::nothing));
    BOOST_TEST(attribute(plain, access_list) == "none");
    BOOST_TEST((status_of(plain).st_mode & 0777) == 0660u);
    if (!test::is_root("takes two users, which only root can be"))
        return;

    // The group cannot be kept: named entries go, and the mask does not become the group's permissions.
    BOOST_TEST(::chown(target.c_str(), 65534, 2345) == 0);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            auto const lost = save(target);
            EXPECT(lost == (tf::lost_attributes::group | tf::lost_attributes::acl));
        }));
    BOOST_TEST(attribute(target, access_list) == "none");
    BOOST_TEST((status_of(target).st_mode & 0777) == 0600u);

    // Nor do those who had less than everybody get more without their entry.
    put(target, old_text);
    BOOST_TEST(::setxattr(target.c_str(), access_list, denying_acl.data(), denying_acl.size(), 0) == 0);
    BOOST_TEST(::chown(target.c_str(), 65534, 2345) == 0);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&] { EXPECT((save(target) & tf::lost_attributes::acl) != tf::lost_attributes::nothing); }));
    BOOST_TEST(attribute(target, access_list) == "none");
    BOOST_TEST((status_of(target).st_mode & 0777) == 0600u);
}

// What cannot be read may be an access list that keeps somebody out, or anything else: it is lost, and is said to be.
BOOST_AUTO_TEST_CASE(what_cannot_be_read_lets_nobody_in)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    struct
    {
        long call;
        tf::lost_attributes lost;
        mode_t after;
    } const cases[] = {{SYS_fgetxattr, tf::lost_attributes::acl | tf::lost_attributes::attributes, 0600},
        {SYS_flistxattr, tf::lost_attributes::attributes, 0664}};
    for (auto const& c : cases)
    {
        put(target, old_text);
        if (::setxattr(target.c_str(), "user.colour", "blue", 4, 0) != 0 &&
            test::skipped("the file system has no extended attributes"))
            return;
        BOOST_TEST(::chmod(target.c_str(), 0664) == 0);
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                EXPECT(test::take_call_away(c.call, EIO));
                EXPECT(save(target) == c.lost);
            }));
        BOOST_TEST(contents(target) == new_text);
        BOOST_TEST((status_of(target).st_mode & 07777) == c.after);
    }
}

#endif

#endif
