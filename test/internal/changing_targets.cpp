//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: access is never widened, also where the target comes, goes, changes or is replaced right before the step; and
// what is there afterwards is the file that was written.

#define BOOST_TEST_MODULE changing_targets
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

BOOST_TEMPFILE_SKIPPED_TEST(changing_targets_on_posix, "modes as POSIX has them")

#else

#include "processes.hpp"

#include <sys/stat.h>

namespace
{

enum class change
{
    appears,
    is_made_private,
    is_replaced,
    becomes_a_link,
    becomes_a_directory,
    goes
};

fs::path target, private_file;
change planned;
bool exchanges;
int changes_left;

void make(fs::path const& path, mode_t mode)
{
    put(path, old_text);
    ::chmod(path.c_str(), mode);
}

void change_target()
{
    switch (planned)
    {
    case change::appears:
        return make(target, 0600);
    case change::is_made_private:
        ::chmod(target.c_str(), 0600);
        return;
    case change::is_replaced:
        make(private_file, 0600);
        return fs::rename(private_file, target);
    case change::becomes_a_link:
        make(private_file, 0600);
        fs::remove(target);
        return fs::create_symlink(private_file, target);
    case change::becomes_a_directory:
        fs::remove(target);
        fs::create_directory(target);
        return;
    case change::goes:
        fs::remove(target);
        return;
    }
}

// Right before the last step, whichever that is.
std::error_code change_in_time(sys::call_site const& site) noexcept
{
    bool const step = planned == change::appears
                          ? site.which == sys::call::link_handle || site.which == sys::call::rename_file
                          : site.which == sys::call::exchange_entries;
    if (step && changes_left > 0 && --changes_left == 0)
        change_target();
    if (site.which == sys::call::exchange_entries && !exchanges)
        return std::make_error_code(std::errc::operation_not_supported);
    return {};
}

mode_t mode_of(fs::path const& path)
{
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : mode_t(-1);
}

constexpr change every_change[] = {change::appears, change::is_made_private, change::is_replaced,
    change::becomes_a_link, change::becomes_a_directory, change::goes};

template<class Put>
void with_every_change(mode_t new_mode, Put put_in_place)
{
    for (bool const with_exchange : {true, false})
        for (change const c : every_change)
        {
            scratch scratch;
            planned = c;
            exchanges = with_exchange;
            target = scratch / "target";
            private_file = scratch / "private";
            if (c != change::appears)
                make(target, 0644);
            std::error_code ec;
            put_in_place(scratch.path(), ec);
            BOOST_TEST_CONTEXT("change " << int(c) << ", exchange " << with_exchange << ": " << ec.message())
            {
                BOOST_TEST(changes_left == 0);
                if (c == change::becomes_a_directory)
                {
                    BOOST_TEST((ec == std::errc::is_a_directory));
                    BOOST_TEST(fs::is_directory(target));
                }
                else
                {
                    BOOST_TEST(!ec);
                    BOOST_TEST(contents(target).size() == new_text.size());
                    BOOST_TEST(mode_of(target) == (c == change::goes ? new_mode : mode_t(0600)));
                    BOOST_TEST(fs::is_symlink(target) == (c == change::becomes_a_link));
                }
                BOOST_TEST(scratch.names().size() == (c == change::becomes_a_link ? 2u : 1u));
            }
        }
}

} // namespace

BOOST_AUTO_TEST_CASE(under_a_save_file)
{
    mode_t const mask = ::umask(022);
    with_every_change(0644,
        [](fs::path const&, std::error_code& ec)
        {
            tf::save_file f(target);
            f << new_text << std::flush;
            changes_left = 1;
            interception const installed(&change_in_time);
            f.commit(ec);
        });
    ::umask(mask);
}

BOOST_AUTO_TEST_CASE(under_a_file_that_is_persisted)
{
    for (auto const kind : kinds)
        with_every_change(0600,
            [kind](fs::path const& dir, std::error_code& ec)
            {
                temporary t(kind, dir);
                ::fchmod(t.handle.get(), planned == change::goes ? 0600 : 0644);
                changes_left = 1;
                interception const installed(&change_in_time);
                ec = t.persist(target);
            });
}

// Between the look and the commit as well, and before: a target that went is a new file.
BOOST_AUTO_TEST_CASE(a_target_that_went_is_a_new_file)
{
    mode_t const mask = ::umask(027);
    scratch scratch;
    make(scratch / "target", 0600);
    tf::save_file f(scratch / "target");
    f << new_text;
    fs::remove(scratch / "target");
    f.commit();
    BOOST_TEST(mode_of(scratch / "target") == 0640u);
    tf::save_options o;
    o.permissions = fs::perms(0606);
    make(scratch / "other", 0600);
    tf::save_file g(scratch / "other", o);
    fs::remove(scratch / "other");
    g.commit();
    BOOST_TEST(mode_of(scratch / "other") == 0600u);
    ::umask(mask);
}

// A directory that went is no_such_file_or_directory, whatever the file is.
BOOST_AUTO_TEST_CASE(a_directory_that_went)
{
    scratch scratch;
    fs::create_directory(scratch / "d");
    tf::save_file f(scratch / "d/target");
    f << new_text;
    fs::remove_all(scratch / "d");
    std::error_code ec;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    for (auto const kind : kinds)
        for (auto const mode : every_mode)
        {
            temporary t(kind, scratch.path());
            BOOST_TEST((t.persist(scratch / "d/target", mode) == std::errc::no_such_file_or_directory));
        }
}

// Whoever exchanges a directory above that of the file's name: the file that was written is the target.
BOOST_AUTO_TEST_CASE(a_directory_above_is_exchanged)
{
    static fs::path ours, theirs;
    for (bool const exists : {false, true})
    {
        scratch scratch;
        fs::create_directories(scratch / "shared/ours");
        fs::create_directories(scratch / "shared/theirs");
        ours = scratch / "shared/ours";
        theirs = scratch / "shared/theirs";
        if (exists)
            put(scratch / "target", old_text);
        temporary t(temporary::named, ours);
        put(theirs / t.entry.path().filename(), "theirs");
        {
            interception const installed(
                [](sys::call_site const& site) noexcept
                {
                    if (site.which == sys::call::rename_file && fs::exists(theirs))
                    {
                        fs::rename(ours, fs::path(ours) += "_moved");
                        fs::rename(theirs, ours);
                    }
                    return std::error_code();
                });
            BOOST_TEST((t.persist(scratch / "target") == std::error_code()));
        }
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(fs::is_empty(fs::path(ours) += "_moved"));
    }
}

// As fs.protected_regular has it for O_CREAT (proc(5)): in a directory such as /tmp a stranger's file may have been put
// there for us to find.
BOOST_AUTO_TEST_CASE(a_strangers_file_in_a_shared_directory_is_refused)
{
    if (!is_root("takes two users, which only root can be"))
        return;
    for (mode_t const shared : std::initializer_list<mode_t>{01777, 01775})
    {
        scratch scratch;
        fs::path const dir = scratch / "shared";
        fs::create_directory(dir);
        BOOST_TEST(::chmod(dir.c_str(), shared) == 0);
        BOOST_TEST(::chown(dir.c_str(), 4321, 65534) == 0);
        fs::path const file = dir / "file";
        auto const owned_by = [&](uid_t owner)
        {
            make(file, 0666);
            BOOST_TEST(::chown(file.c_str(), owner, owner) == 0);
        };
        auto const save = [&]
        {
            std::error_code ec;
            tf::save_file f(file, ec);
            if (!ec)
                f.commit(ec);
            return ec;
        };
        owned_by(1234);
        BOOST_TEST((save() == std::errc::permission_denied)); // the superuser as well
        for (auto const kind : kinds)
            BOOST_TEST((temporary(kind, scratch.path()).persist(file) == std::errc::permission_denied));
        BOOST_TEST(unprivileged_child_succeeds([&] { EXPECT(save() == std::errc::permission_denied); }));
        BOOST_TEST(contents(file) == old_text);
        owned_by(65534); // its own
        BOOST_TEST(unprivileged_child_succeeds([&] { EXPECT(!save()); }));
        owned_by(4321); // the directory's owner's
        BOOST_TEST(!save());
        owned_by(1234); // nobody's business in a directory that is not shared
        BOOST_TEST(::chmod(dir.c_str(), 0755) == 0);
        BOOST_TEST(!save());
        // What comes at the last moment.
        BOOST_TEST(::chmod(dir.c_str(), mode_t(shared)) == 0);
        fs::remove(file);
        tf::save_file late(file);
        late << new_text << std::flush;
        owned_by(1234);
        std::error_code ec;
        late.commit(ec);
        BOOST_TEST((ec == std::errc::permission_denied));
        BOOST_TEST(contents(file) == old_text);
    }
}

#endif
