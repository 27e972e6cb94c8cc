//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: what a file system lacks is done another way, that is no less safe, or is refused before anything is done.

#define BOOST_TEST_MODULE persist_file_systems
#include "unit_test.hpp"

#include "creation/creation.hpp"

#include <boost/tempfile/save_file.hpp>

#include "persisting.hpp"
#include "platform.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using namespace test;

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(persisting_on_posix_file_systems, "hard links and modes as POSIX has them")

#else

#include "processes.hpp"

#include <sys/stat.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#endif

namespace
{

int reserved;
bool refused;

// Neither hard links nor files without a name nor an exchange, as on FAT and exFAT.
std::error_code like_exfat(sys::call_site const& site) noexcept
{
    auto const none = std::make_error_code(std::errc::operation_not_supported);
    switch (site.which)
    {
    case sys::call::open_anonymous:
    case sys::call::exchange_entries:
        return none;
    case sys::call::link_handle:
    case sys::call::link_name:
        return none;
    case sys::call::rename_file: // the first one does not replace: that takes a link
        refused = !refused && reserved >= 0;
        return refused ? none : std::error_code();
    case sys::call::reserve_entry:
        ++reserved;
        return {};
    default:
        return {};
    }
}

mode_t mode_of(fs::path const& path)
{
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : mode_t(-1);
}

// What FUSE calls a removed file that somebody has still open is not counted.
bool only_entry_of(fs::path const& dir)
{
    int count = 0;
    for (auto const& entry : fs::directory_iterator(dir))
        count += entry.path().filename().string().rfind(".fuse_hidden", 0) != 0;
    return count == 1;
}

// Persists a file of each kind into a directory of this mode, from within it or from its parent, which has the same.
bool persists_all_kinds(mode_t mode, bool exists, bool beside)
{
    bool all = true;
    for (temporary::kind const kind : {temporary::named, temporary::anonymous})
    {
        scratch scratch;
        fs::path const dir = scratch / "d", target = dir / "target";
        fs::create_directory(dir);
        all = all && ::chmod(dir.c_str(), mode) == 0 && ::chmod(scratch.path().c_str(), mode) == 0;
        if (exists)
        {
            put(target, old_text);
            all = all && ::chmod(target.c_str(), 0644) == 0;
        }
        temporary t(kind, beside ? dir : scratch.path());
        all = all && !t.persist(target) && contents(target) == new_text;
        all = all && scratch.names().size() == 1 && only_entry_of(dir);
    }
    return all;
}

} // namespace

// The name is reserved exclusively, then renamed over.
BOOST_AUTO_TEST_CASE(create_new_without_hard_links)
{
    for (mode_t const mode : std::initializer_list<mode_t>{0700, 0777})
    {
        scratch scratch;
        BOOST_TEST(::chmod(scratch.path().c_str(), mode) == 0);
        reserved = 0;
        refused = false;
        interception const installed(&like_exfat);
        {
            temporary t(temporary::named, scratch.path());
            BOOST_TEST((t.persist(scratch / "target", tf::persist_mode::create_new) == std::error_code()));
            BOOST_TEST(reserved == 1);
            BOOST_TEST(contents(scratch / "target") == new_text);
            temporary u(temporary::named, scratch.path());
            BOOST_TEST((u.persist(scratch / "target", tf::persist_mode::create_new) == std::errc::file_exists));
        }
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// In a directory that others may write to too, the name is compared before and after.
BOOST_AUTO_TEST_CASE(replacing_without_hard_links)
{
    for (mode_t const mode : std::initializer_list<mode_t>{0700, 0777})
    {
        scratch scratch;
        BOOST_TEST(::chmod(scratch.path().c_str(), mode) == 0);
        reserved = -1000;
        interception const installed(&like_exfat);
        put(scratch / "target", old_text);
        temporary t(temporary::named, scratch.path());
        BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
        BOOST_TEST(contents(scratch / "target") == new_text);
        tf::save_file f(scratch / "target");
        f << "saved";
        f.commit();
        BOOST_TEST(contents(scratch / "target") == "saved");
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// A thief is told, and the target is as it was where that can be had.
BOOST_AUTO_TEST_CASE(a_thief_without_hard_links)
{
    static fs::path victim;
    static bool has_exchange;
    for (bool const with_exchange : {true, false})
        for (bool const exists : {true, false})
        {
            scratch scratch;
            BOOST_TEST(::chmod(scratch.path().c_str(), 0777) == 0);
            if (exists)
                put(scratch / "target", old_text);
            temporary t(temporary::named, scratch.path());
            victim = t.entry.path();
            has_exchange = with_exchange;
            std::error_code ec;
            {
                interception const installed(
                    [](sys::call_site const& site) noexcept
                    {
                        auto const none = std::make_error_code(std::errc::operation_not_supported);
                        if (site.which == sys::call::link_handle || site.which == sys::call::link_name)
                            return none;
                        if (site.which == sys::call::exchange_entries && !has_exchange)
                            return none;
                        if (site.which == sys::call::rename_file && !victim.empty())
                        {
                            fs::remove(victim);
                            put(victim, "theirs");
                            victim.clear();
                        }
                        return std::error_code();
                    });
                ec = t.persist(scratch / "target");
            }
            BOOST_TEST((ec == std::errc::no_such_file_or_directory));
            if (exists && with_exchange && exchanges_entries)
                BOOST_TEST(contents(scratch / "target") == old_text);
            if (!exists)
                BOOST_TEST(!fs::exists(scratch / "target"));
        }
}

// Without /proc before Linux 6.10 an open file cannot be named: a copy with a name takes its place.
BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_named_is_copied)
{
    for (bool const exists : {true, false})
    {
        scratch scratch;
        if (exists)
        {
            put(scratch / "target", old_text);
            BOOST_TEST(::chmod((scratch / "target").c_str(), 0640) == 0);
        }
        mode_t const mask = ::umask(022);
        {
            failing const unnamed(sys::call::link_handle, std::errc::operation_not_supported);
            tf::save_file f(scratch / "target");
            f << new_text;
            f.commit();
            BOOST_TEST(!f.is_open());
            BOOST_TEST(contents(scratch / "target") == new_text);
            BOOST_TEST(mode_of(scratch / "target") == (exists ? 0640u : 0644u));
            temporary t(temporary::anonymous, scratch.path());
            BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
            BOOST_TEST((t.persist(scratch / "target", tf::persist_mode::create_new) == std::errc::file_exists));
        }
        ::umask(mask);
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// A file that its file system has forgotten with its name (mergerfs) can be given nothing: a copy takes its place.
BOOST_AUTO_TEST_CASE(a_forgotten_file_is_copied)
{
    scratch scratch;
    put(scratch / "target", old_text);
    BOOST_TEST(::chmod((scratch / "target").c_str(), 0640) == 0);
    mode_t const mode = mode_of(scratch / "target"); // not every file system keeps it
    static tf::native_handle_type forgotten;
    temporary t(temporary::anonymous, scratch.path());
    forgotten = t.handle.get();
    copies_made = 0;
    {
        interception const installed(
            [](sys::call_site const& site) noexcept
            {
                copies_made += site.which == sys::call::copy_contents;
                bool const gives = site.which == sys::call::carry_attributes && site.handle == forgotten;
                return gives ? std::error_code(ESTALE, std::system_category()) : std::error_code();
            });
        BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
    }
    BOOST_TEST(copies_made == 1);
    BOOST_TEST((contents(scratch / "target") == new_text));
    BOOST_TEST(mode_of(scratch / "target") == mode);
    BOOST_TEST(scratch.names().size() == 1u);
}

// Nothing is copied for a target that is in the way.
BOOST_AUTO_TEST_CASE(nothing_is_copied_for_a_target_that_exists)
{
    scratch scratch;
    put(scratch / "target", old_text);
    temporary t(temporary::anonymous, scratch.path());
    copies_made = 0;
    {
        interception const installed(
            [](sys::call_site const& site) noexcept
            {
                copies_made += site.which == sys::call::copy_contents;
                return site.which == sys::call::link_handle ? std::make_error_code(std::errc::operation_not_supported)
                                                            : std::error_code();
            });
        BOOST_TEST((t.persist(scratch / "target", tf::persist_mode::create_new) == std::errc::file_exists));
    }
    BOOST_TEST(copies_made == 0);
}

// Whatever a link is here: some file systems have none (exFAT), some give each a number of its own (sshfs, mergerfs).
BOOST_AUTO_TEST_CASE(new_and_old_targets_in_shared_directories)
{
    for (mode_t const mode : {0755u, 0777u})
        for (bool const exists : {false, true})
            for (bool const beside : {false, true})
                BOOST_TEST(persists_all_kinds(mode, exists, beside),
                    "mode " << mode << ", exists " << exists << ", beside " << beside);
}

// A source that stays is told of; the copy is in its place.
BOOST_AUTO_TEST_CASE(a_source_that_stays)
{
    scratch scratch;
    fs::create_directory(scratch / "from");
    fs::path name;
    {
        temporary t(temporary::named, scratch / "from");
        name = t.entry.path();
        crossings = 1;
        std::error_code ec;
        {
            interception const installed(
                [](sys::call_site const& site) noexcept
                {
                    if (site.which == sys::call::remove_file)
                        return std::make_error_code(std::errc::permission_denied);
                    return cross(site);
                });
            ec = t.persist(scratch / "target", tf::persist_mode::replace_or_copy);
        }
        BOOST_TEST((ec == std::errc::permission_denied));
        BOOST_TEST(t.where == name);
        BOOST_TEST(t.entry.path() == scratch / "target");
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(fs::exists(name));
    }
    BOOST_TEST(contents(scratch / "target") == new_text);
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// No name is given to a file but by a link, or by renaming it over a name that was reserved.
BOOST_AUTO_TEST_CASE(where_no_rename_spares_what_is_there)
{
    auto const body = []
    {
        if (!take_call_away(SYS_renameat2, EINVAL))
            return;
        for (mode_t const mode : {0755u, 0777u})
            for (bool const exists : {false, true})
                for (bool const beside : {false, true})
                    EXPECT(persists_all_kinds(mode, exists, beside));
    };
    BOOST_TEST(child_succeeds(body));
}

// Where chmod is refused (CIFS, exFAT, some FUSE file systems): permissions that are right already are not set, fewer are
// told of, and more are an error.
BOOST_AUTO_TEST_CASE(where_chmod_is_refused)
{
    for (mode_t const mode : std::initializer_list<mode_t>{0600, 0644, 0400})
    {
        scratch scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        BOOST_TEST(::chmod(target.c_str(), mode) == 0);
        auto const body = [&]
        {
            if (!take_call_away(SYS_fchmod, EPERM))
                return;
            std::error_code ec;
            tf::save_file f(target);
            f << new_text;
            f.commit(ec);
            EXPECT(bool(ec) == (mode == 0400u));
            EXPECT(ec ? ec == std::errc::operation_not_permitted : contents(target) == new_text);
            EXPECT((f.lost() == tf::lost_attributes::permissions) == (mode == 0644u));
            f = tf::save_file();
            temporary t(temporary::named, scratch.path());
            EXPECT(bool(t.persist(target)) == (mode == 0400u));
        };
        BOOST_TEST(child_succeeds(body), "mode " << mode);
        BOOST_TEST(mode_of(target) == (mode == 0644u ? 0600u : mode));
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// A copy has the holes, the extended attributes and the times of what was copied.
BOOST_AUTO_TEST_CASE(what_a_copy_keeps)
{
    scratch scratch;
    fs::create_directory(scratch / "from");
    temporary t(temporary::named, scratch / "from");
    std::int64_t const size = std::int64_t(64) << 20;
    BOOST_TEST(::ftruncate(t.handle.get(), size) == 0);
    bool const has_attributes = ::fsetxattr(t.handle.get(), "user.colour", "blue", 4, 0) == 0;
    timespec const times[] = {{1000000, 5}, {2000000, 7}};
    BOOST_TEST(::futimens(t.handle.get(), times) == 0);
    struct stat given; // some file systems keep seconds alone
    BOOST_TEST(::fstat(t.handle.get(), &given) == 0);
    crossings = 1;
    {
        interception const installed(&cross);
        BOOST_TEST(
            t.persist(scratch / "target", tf::persist_mode::replace_or_copy).message() == std::error_code().message());
    }
    struct stat s;
    BOOST_TEST(::stat((scratch / "target").c_str(), &s) == 0);
    BOOST_TEST(s.st_size == size);
    BOOST_TEST(s.st_blocks < 8192);
    BOOST_TEST(s.st_mtim.tv_sec == 2000000);
    BOOST_TEST(s.st_mtim.tv_nsec == given.st_mtim.tv_nsec);
    BOOST_TEST(contents(scratch / "target").compare(0, new_text.size(), new_text) == 0);
    char value[8];
    BOOST_TEST(
        ::getxattr((scratch / "target").c_str(), "user.colour", value, sizeof value) == (has_attributes ? 4 : -1));
}

// What describes the old content is not the new one's; what cannot be carried is told.
BOOST_AUTO_TEST_CASE(what_is_not_carried)
{
    scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    fs::create_hard_link(target, scratch / "other");
    bool const has_ima = ::setxattr(target.c_str(), "security.ima", "\4", 1, 0) == 0;
    tf::unique_handle old(::open(target.c_str(), O_RDONLY | O_CLOEXEC));
    int flags = 0;
    bool const has_flags = ::ioctl(old.get(), FS_IOC_GETFLAGS, &flags) == 0 && (flags |= FS_NODUMP_FL) != 0 &&
                           ::ioctl(old.get(), FS_IOC_SETFLAGS, &flags) == 0;
    tf::save_file f(target);
    f << new_text;
    f.commit();
    BOOST_TEST((f.lost() == (has_flags ? tf::lost_attributes::flags | tf::lost_attributes::hard_links
                                       : tf::lost_attributes::hard_links)));
    BOOST_TEST(::getxattr(target.c_str(), "security.ima", nullptr, 0) == -1);
    BOOST_TEST(contents(scratch / "other") == old_text);
    if (!has_ima || !has_flags)
        skipped("this user or file system has no security.ima or no inode flags");
}

#endif
#endif
