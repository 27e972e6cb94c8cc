//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: the target is the whole old or the whole new file, always, and never more accessible than it was.

#define BOOST_TEST_MODULE save_file
#include "unit_test.hpp"

#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>

#include "facets.hpp"
#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <fstream>
#include <iterator>

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

BOOST_AUTO_TEST_CASE(commit_creates_and_replaces)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    for (auto const durable : {tf::durability::none, tf::durability::data, tf::durability::data_and_entry})
    {
        tf::save_file f(target, durable);
        BOOST_TEST(f.target() == target);
        f << new_text << int(durable);
        BOOST_TEST(contents(target) != new_text + std::to_string(int(durable)));
        f.commit();
        BOOST_TEST(contents(target) == new_text + std::to_string(int(durable)));
        BOOST_TEST(!f.is_open());
        BOOST_TEST(bool(f));
        std::error_code ec;
        f.commit(ec);
        BOOST_TEST((ec == std::errc::bad_file_descriptor));
        BOOST_TEST(!(f << "more" << std::flush));
    }
    BOOST_TEST(scratch.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_a_commit_nothing_happens)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    {
        tf::save_file f(target);
        f << new_text;
    }
    BOOST_TEST(scratch.empty());
    put(target, old_text);
    tf::save_file f(target), g(target), h(target);
    f << "f";
    g << "g";
    f = std::move(g); // gives up f's, goes on as g
    swap(f, h);
    tf::save_file moved(std::move(h));
    moved << "h";
    f.abandon();
    moved.commit();
    BOOST_TEST(contents(target) == "gh");
    BOOST_TEST(scratch.names().size() == 1u);
}

BOOST_AUTO_TEST_CASE(wide_characters_are_utf8)
{
    test::scratch scratch;
    tf::wsave_file f(scratch / "target");
    f << L"\u00e4\u20ac";
    f.commit();
    BOOST_TEST(contents(scratch / "target") == "\xc3\xa4\xe2\x82\xac");
}

BOOST_AUTO_TEST_CASE(bad_targets)
{
    test::scratch scratch;
    std::error_code ec;
    tf::save_file const directory(scratch.path(), ec);
    BOOST_TEST((ec == std::errc::is_a_directory));
    BOOST_TEST(directory.bad());
    BOOST_TEST((directory.last_error() == std::errc::is_a_directory));
    tf::save_file const missing(scratch / "missing" / "target", ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    tf::save_file const nowhere("", ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    BOOST_CHECK_THROW(tf::save_file(scratch.path()), fs::filesystem_error);
    BOOST_TEST(scratch.empty());
}

// Promise: a write error is remembered, whatever becomes of the state.
BOOST_AUTO_TEST_CASE(write_errors_are_remembered)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    tf::save_file f(target);
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        f << new_text << std::flush;
        BOOST_TEST(f.bad());
    }
    f.clear();
    f << "after" << std::flush;
    BOOST_TEST(bool(f));
    std::error_code ec;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_CHECK_THROW(f.commit(), fs::filesystem_error);
    BOOST_TEST(contents(target) == old_text);
    {
        tf::save_file retried(target); // where nothing is missing in the end, too
        retried << "one";
        {
            test::failing const full(sys::call::write, std::errc::no_space_on_device);
            retried.flush();
        }
        retried.clear();
        retried.flush();
        BOOST_TEST(bool(retried));
        retried.commit(ec);
        BOOST_TEST((ec == std::errc::no_space_on_device));
        BOOST_TEST(contents(target) == old_text);
    }
    tf::save_file g(target);
    g << "pending";
    test::failing const full(sys::call::write, std::errc::no_space_on_device);
    g.commit(ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(contents(target) == old_text);
}

// Promise: the file is whole before it takes its place, with what ends a shift sequence.
BOOST_AUTO_TEST_CASE(a_shift_sequence_is_ended_before_the_commit)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    tf::wsave_file f(target);
    f.imbue(std::locale(std::locale::classic(), new test::shift_codecvt<wchar_t>()));
    f << L"\u00e1" << std::flush;
    std::error_code ec;
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        f.commit(ec);
    }
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(!fs::exists(target));
    tf::wsave_file g(target);
    g.imbue(f.getloc());
    g << L"\u00e1" << std::flush;
    g.commit();
    BOOST_TEST(contents(target) == "\x0e\x61\x0f");
}

// Promise: neither an error of seeking nor one of reading keeps the new file from taking its place, once it is cleared.
BOOST_AUTO_TEST_CASE(other_errors_are_not)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    tf::save_file f(target);
    f << "one";
    f.rdbuf()->sgetc(); // it is not open for reading
    f.seekp(-10);
    BOOST_TEST(f.fail());
    f << "dropped";
    std::error_code ec;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_TEST(!fs::exists(target));
    f.clear();
    f << "two";
    f.commit(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(contents(target) == "onetwo");
}

// The new file has no name until it has the target's, where the system can do that; without O_TMPFILE it has the mark.
BOOST_AUTO_TEST_CASE(the_new_file_is_invisible)
{
    test::scratch scratch;
    put(scratch / "target", old_text);
    {
        test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
        tf::save_file f(scratch / "target");
        f << new_text;
        BOOST_TEST(scratch.names().size() == 2u);
        BOOST_TEST(scratch.names().begin()->find("tmp~") == std::string::npos);
        BOOST_TEST(scratch.names().rbegin()->find("tmp~") == 0u);
        BOOST_TEST(tf::sweep(scratch.path(), "tmp").empty());
        f.commit();
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(scratch.names().size() == 1u);
        tf::save_file dropped(scratch / "target");
        dropped << "x" << std::flush;
    }
    BOOST_TEST(scratch.names().size() == 1u);
#if defined(__linux__)
    tf::save_file f(scratch / "target");
    f << "x" << std::flush;
    BOOST_TEST(scratch.names().size() == 1u);
#endif
}

namespace
{

int calls_left;
std::error_code injected;

} // namespace

// Promise: every call fails in turn with every error: old or new, whole; what is told is true; nothing else is left.
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    for (bool const exists : {true, false})
        for (bool const shared : test::shared_or_not)
            for (std::error_code const error : test::every_error())
                for (int nth = 1;; ++nth)
                {
                    fs::permissions(scratch.path(), fs::perms(shared ? 0777 : 0700));
                    fs::remove(target);
                    if (exists)
                        put(target, old_text);
                    std::error_code ec;
                    injected = error;
                    calls_left = nth;
                    {
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept {
                                return site.which != sys::call::close && --calls_left == 0 ? injected
                                                                                           : std::error_code();
                            });
                        tf::save_file f(target, tf::durability::data_and_entry, ec);
                        if (!ec)
                        {
                            f << new_text;
                            f.commit(ec);
                            bool const placed = !f.is_open();
                            bool const is_new = fs::exists(target) && contents(target) == new_text;
                            if (placed != is_new)
                                BOOST_TEST_ERROR("call " << nth << " " << injected.message() << ": " << ec.message());
                        }
                    }
                    std::string const now = fs::exists(target) ? contents(target) : std::string();
                    bool const whole = now == new_text || (ec && now == (exists ? old_text : std::string()));
                    fs::remove(target);
                    if (!whole || !scratch.empty())
                        BOOST_TEST_ERROR("call " << nth << " " << injected.message() << ": " << ec.message() << ", "
                                                 << now.size() << " bytes, " << scratch.names().size() << " left");
                    for (auto const& name : scratch.names())
                        fs::remove(scratch / name);
                    if (calls_left > 0)
                        break;
                }
}

// Durability is asked of the system, and what could not be made durable is told.
BOOST_AUTO_TEST_CASE(failed_synchronization)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    put(target, old_text);
    std::error_code ec;
    {
        test::failing const file(sys::call::sync_file, std::errc::io_error);
        tf::save_file f(target, tf::durability::data);
        f << new_text;
        f.commit(ec);
        BOOST_TEST((ec == std::errc::io_error));
        BOOST_TEST(f.is_open());
        BOOST_TEST(contents(target) == old_text);
    }
    test::failing const directory(sys::call::sync_directory, std::errc::io_error);
    tf::save_file f(target, tf::durability::data_and_entry);
    f << new_text;
    f.commit(ec);
    BOOST_TEST((ec == std::errc::io_error));
    BOOST_TEST(!f.is_open()); // in place, and perhaps not for long
    BOOST_TEST(contents(target) == new_text);
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    save_file_on_posix, "modes, owners and access lists as POSIX has them; windows_persist, windows_processes")

#else

#include "processes.hpp"

#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <thread>

#if defined(__linux__)
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

// A new file has the permissions of any new file; a replaced one keeps its own, set-id bits included.
BOOST_AUTO_TEST_CASE(permissions)
{
    test::scratch scratch;
    mode_t const mask = ::umask(027);
    save(scratch / "new");
    ::umask(mask);
    BOOST_TEST((status_of(scratch / "new").st_mode & 07777) == 0640u);
    for (mode_t const mode : {0600u, 0604u, 0640u, 0755u, 0444u, 04711u, 0777u})
    {
        put(scratch / "old", old_text);
        BOOST_TEST(::chmod((scratch / "old").c_str(), mode) == 0);
        BOOST_TEST((save(scratch / "old") == tf::lost_attributes::nothing));
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
    BOOST_TEST((save(target) == tf::lost_attributes::nothing));
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

#if defined(__linux__)

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

#endif

// Promise: killed before any call, old or new, and a sweep leaves no litter.
BOOST_AUTO_TEST_CASE(killed_before_every_call)
{
    static bool no_tmpfile;
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    for (bool const exists : {true, false})
        for (bool const without : {false, true})
            for (int nth = 1;; ++nth)
            {
                no_tmpfile = without;
                fs::remove(target);
                if (exists)
                    put(target, old_text);
                int const status = test::status_of_child(
                    [&]
                    {
                        calls_left = nth;
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept
                            {
                                if (--calls_left == 0)
                                    ::kill(::getpid(), SIGKILL);
                                bool const refused = no_tmpfile && site.which == sys::call::open_anonymous;
                                return refused ? std::make_error_code(std::errc::operation_not_supported)
                                               : std::error_code();
                            });
                        tf::save_file f(target, tf::durability::data_and_entry);
                        f << new_text;
                        f.commit();
                    });
                std::string const now = fs::exists(target) ? contents(target) : std::string();
                BOOST_TEST((now == new_text || now == (exists ? old_text : std::string())));
                tf::sweep(scratch.path(), "tmp");
                fs::remove(target);
                BOOST_TEST(scratch.empty());
                if (!WIFSIGNALED(status))
                {
                    BOOST_TEST(nth > 5);
                    break;
                }
            }
}

// Promise: a reader that opens the target in a loop while 10,000 commits run never sees a missing or mixed file.
BOOST_AUTO_TEST_CASE(a_reader_never_sees_half_a_file)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    save(target, std::string(4096, 'a'));
    std::atomic<bool> done{false};
    int bad = 0;
    std::atomic<int> seen{0};
    std::thread reader(
        [&]
        {
            while (!done)
            {
                std::string const now = contents(target);
                bool const whole = now.size() == 4096 && now.find_first_not_of(now[0]) == std::string::npos;
                bad += whole ? 0 : 1;
                ++seen;
            }
        });
    for (int i = 0; i < 10000; ++i)
        save(target, std::string(4096, static_cast<char>('a' + i % 26)));
    done = true;
    reader.join();
    BOOST_TEST(bad == 0);
    BOOST_TEST(seen > 10);
    BOOST_TEST(scratch.names().size() == 1u);
}

// Where there are neither files without a name nor locks (a network file system), it is saved all the same; nothing
// carries a mark that a sweep would believe.
BOOST_AUTO_TEST_CASE(without_locks)
{
    test::scratch scratch;
    put(scratch / "target", old_text);
    for (std::errc const error :
        {std::errc::no_lock_available, std::errc::operation_not_supported, std::errc::function_not_supported})
    {
        static std::error_code refused;
        refused = std::make_error_code(error);
        test::interception const installed(
            [](sys::call_site const& site) noexcept
            {
                if (site.which == sys::call::open_anonymous)
                    return std::make_error_code(std::errc::operation_not_supported);
                return site.which == sys::call::lock_shared ? refused : std::error_code();
            });
        std::error_code ec;
        tf::save_file f(scratch / "target", ec);
        BOOST_TEST_REQUIRE(!ec, ec.message());
        f << new_text << std::flush;
        BOOST_TEST(scratch.names().size() == 2u);
        for (auto const& name : scratch.names())
            BOOST_TEST(name.find('~') == std::string::npos);
        f.commit();
        BOOST_TEST(contents(scratch / "target") == new_text);
        BOOST_TEST(scratch.names().size() == 1u);
    }
}

// Promise 3: what a child inherited by fork it neither writes nor removes.
BOOST_AUTO_TEST_CASE(a_child_leaves_it_alone)
{
    test::scratch scratch;
    fs::path const target = scratch / "target";
    test::failing const no_tmpfile(sys::call::open_anonymous, std::errc::operation_not_supported);
    tf::save_file f(target);
    f << "once";
    BOOST_TEST(test::child_succeeds([&] { tf::save_file const inherited(std::move(f)); }));
    BOOST_TEST(scratch.names().size() == 1u);
    f.commit();
    BOOST_TEST(contents(target) == "once");
}

#endif
