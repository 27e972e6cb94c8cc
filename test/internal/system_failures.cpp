//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the functions of the system layer report is the system's own code.

#define BOOST_TEST_MODULE system_failures
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(system_failures_on_posix, "windows_system has those of Windows")

#else

#include "processes.hpp"
#include "surroundings.hpp"

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/syscall.h>
#endif

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
namespace tf = boost::tempfile;
using test::entry;
using test::ours;
using test::page;
using test::surroundings;

namespace
{

using where = test::surroundings;
using code = std::error_code;

struct failure
{
    char const* name;
    std::function<void(surroundings&, std::error_code&)> call;
    std::errc expected;
};

constexpr tf::native_handle_type none = -1;

// What fails because the handle is no handle, or the name nobody's.
std::vector<failure> const failures
{
    {"create_file", [](where& s, code& ec) { sys::create_file(s.path("file").c_str(), ours, ec); },
        std::errc::file_exists},
        {"create_unlinked", [](where& s, code& ec) { sys::create_unlinked(s.path("no/new").c_str(), ours, ec); },
            std::errc::no_such_file_or_directory},
        {"close", [](where&, code& ec) { sys::close(none, ec); }, std::errc::bad_file_descriptor},
        {"duplicate", [](where&, code& ec) { sys::duplicate(none, ec); }, std::errc::bad_file_descriptor},
        {"inspect", [](where&, code& ec) { sys::inspect(none, ec); }, std::errc::bad_file_descriptor},
        {"size", [](where&, code& ec) { sys::size(none, ec); }, std::errc::bad_file_descriptor},
        {"available", [](where&, code& ec) { sys::available(none, ec); }, std::errc::bad_file_descriptor},
        {"resize", [](where&, code& ec) { sys::resize(none, 3, ec); }, std::errc::bad_file_descriptor},
        {"resize to less than nothing", [](where& s, code& ec) { sys::resize(s.file.get(), -3, ec); },
            std::errc::invalid_argument},
        {"set_position", [](where&, code& ec) { sys::set_position(none, 3, ec); }, std::errc::bad_file_descriptor},
        {"position", [](where&, code& ec) { sys::position(none, ec); }, std::errc::bad_file_descriptor},
        {"open_to_overwrite", [](where& s, code& ec) { sys::open_to_overwrite(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"sync_file", [](where&, code& ec) { sys::sync_file(none, ec); }, std::errc::bad_file_descriptor},
        {"copy_contents", [](where& s, code& ec) { sys::copy_contents(none, s.other.get(), ec); },
            std::errc::bad_file_descriptor},
        {"write", [](where&, code& ec) { sys::write(none, "x", 1, ec); }, std::errc::bad_file_descriptor},
        {"write_at", [](where&, code& ec) { sys::write_at(none, 2, "x", 1, ec); }, std::errc::bad_file_descriptor},
        {"map",
            [](where&, code& ec)
            {
                sys::mapping mapped;
                sys::map(none, 0, 3, sys::map_access::write, mapped, ec);
            },
            std::errc::bad_file_descriptor},
        {"map of more than there is room for",
            [](where& s, code& ec)
            {
                sys::mapping mapped;
                sys::map(s.file.get(), 1, static_cast<std::size_t>(-1), sys::map_access::read, mapped, ec);
            },
            std::errc::not_enough_memory},
        {"flush_mapping",
            [](where&, code& ec)
            {
                alignas(page) static char bytes[page];
                sys::flush_mapping({bytes + 1, page}, ec);
            },
            std::errc::invalid_argument},
        {"grow_memory",
            [](where&, code& ec)
            {
                sys::memory_block block;
                sys::grow_memory(block, static_cast<std::size_t>(-1) / 2, 0, ec);
            },
            std::errc::not_enough_memory},
        {"read_link", [](where& s, code& ec) { sys::read_link(s.path("file").c_str(), ec); },
            std::errc::invalid_argument},
        {"rename_file",
            [](where& s, code& ec)
            { sys::rename_file(s.path("no").c_str(), s.path("new").c_str(), sys::replacement::refused, none, ec); },
            std::errc::no_such_file_or_directory},
        {"rename_directory",
            [](where& s, code& ec) { sys::rename_directory(s.path("no").c_str(), s.path("directory").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"identify_file", [](where& s, code& ec) { sys::identify_file(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"identify_file by a handle", [](where&, code& ec) { sys::identify_file(none, ec); },
            std::errc::bad_file_descriptor},
        {"identify_entry", [](where& s, code& ec) { sys::identify_entry(entry(s, "no"), ec); },
            std::errc::no_such_file_or_directory},
        {"rename_entry",
            [](where& s, code& ec)
            { sys::rename_entry(entry(s, "no"), entry(s, "other"), sys::replacement::allowed, none, ec); },
            std::errc::no_such_file_or_directory},
        {"link_name", [](where& s, code& ec) { sys::link_name(entry(s, "file"), entry(s, "other"), ec); },
            std::errc::file_exists},
        {"reserve_entry", [](where& s, code& ec) { sys::reserve_entry(entry(s, "file"), ec); }, std::errc::file_exists},
        {"unlink_entry", [](where& s, code& ec) { sys::unlink_entry(entry(s, "full"), ec); },
            std::errc::is_a_directory},
        {"hold_parent", [](where& s, code& ec) { sys::hold_parent(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"sharing_of", [](where& s, code& ec) { (void)sys::sharing_of(none, s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"sync_entries", [](where& s, code& ec) { sys::sync_entries(none, s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"sync_directory", [](where& s, code& ec) { sys::sync_directory(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"create_directory",
            [](where& s, code& ec) { sys::create_directory(s.path("full").c_str(), fs::perms::owner_all, ec); },
            std::errc::file_exists},
        {"open_directory",
            [](where& s, code& ec) { sys::open_directory({}, s.path("file").c_str(), sys::mounts::cross, ec); },
            std::errc::not_a_directory},
        {"hold_directory", [](where& s, code& ec) { sys::hold_directory(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"identify_directory", [](where& s, code& ec) { sys::identify_directory(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"remove_entry", [](where& s, code& ec) { sys::remove_entry(s.directory(), "no", ec); },
            std::errc::no_such_file_or_directory},
        {"remove_directory", [](where& s, code& ec) { sys::remove_directory({}, s.path("full").c_str(), {}, ec); },
            std::errc::directory_not_empty},
        {"sync_entry", [](where& s, code& ec) { sys::sync_entry(s.directory(), "no", ec); },
            std::errc::no_such_file_or_directory},
        {"sync_entry of a directory",
            [](where& s, code& ec)
            {
                fs::create_directory(s.scratch / "full" / "deeper");
                sys::sync_entry(s.directory(), "deeper", ec);
            },
            std::errc::is_a_directory},
        {"check_writable", [](where& s, code& ec) { sys::check_writable(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"is_trusted", [](where& s, code& ec) { (void)sys::is_trusted(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"set_file_permissions", [](where&, code& ec) { sys::set_file_permissions(none, ours, ec); },
            std::errc::bad_file_descriptor},
        {"restrict_permissions", [](where&, code& ec) { sys::restrict_permissions(none, ours, ec); },
            std::errc::bad_file_descriptor},
        {"carry_rights",
            [](where& s, code& ec)
            {
                sys::access_rights seen;
                (void)sys::carry_rights(entry(s, "no"), s.file.get(), sys::carrying::everything, seen, ec);
            },
            std::errc::no_such_file_or_directory},
        {"carry_rights to nowhere",
            [](where& s, code& ec)
            {
                sys::access_rights seen;
                (void)sys::carry_rights(entry(s, "file"), none, sys::carrying::everything, seen, ec);
            },
            std::errc::bad_file_descriptor},
#if BOOST_TEMPFILE_SYSTEM_LINUX
        {"rename_to_unused",
            [](where& s, code& ec) { sys::rename_to_unused(s.path("no").c_str(), s.path("new").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"link_entry", [](where& s, code& ec) { sys::link_entry(s.file.get(), entry(s, "other"), ec); },
            std::errc::file_exists},
        {"link_handle", [](where& s, code& ec) { sys::link_handle(s.file.get(), s.path("other").c_str(), ec); },
            std::errc::file_exists},
        {"exchange_entries", [](where& s, code& ec) { sys::exchange_entries(entry(s, "file"), entry(s, "no"), ec); },
            std::errc::no_such_file_or_directory},
        {"exchange", [](where& s, code& ec) { sys::exchange(s.path("full").c_str(), s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"lock_shared", [](where&, code& ec) { sys::lock_shared(none, ec); }, std::errc::bad_file_descriptor},
        {"open_for_lock", [](where& s, code& ec) { sys::open_for_lock(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
        {"storage_of", [](where& s, code& ec) { (void)sys::storage_of(s.path("no").c_str(), ec); },
            std::errc::no_such_file_or_directory},
#endif
};

} // namespace

BOOST_AUTO_TEST_CASE(a_failure_is_the_systems_own)
{
    for (failure const& f : failures)
    {
        surroundings s;
        std::error_code ec;
        f.call(s, ec);
        BOOST_TEST((ec == f.expected), f.name << ": " << ec.message());
    }
}

BOOST_AUTO_TEST_CASE(a_link_is_read_however_long_it_is)
{
    test::scratch scratch;
    for (unsigned const length : {1u, 255u, 256u, 257u, 512u, 1000u})
    {
        fs::path const link = scratch / std::to_string(length);
        std::string const target(length, 'x');
        fs::create_symlink(target, link);
        std::error_code ec;
        BOOST_TEST(sys::read_link(link.c_str(), ec) == target);
        BOOST_TEST(!ec);
    }
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

namespace
{

struct answer
{
    char const* name;
    long call;
    int error;
    std::function<void(surroundings&, std::error_code&)> function;
    std::errc expected; // errc() is success
};

void list(where& s, code& ec)
{
    alignas(8) char buffer[page];
    sys::directory listed{s.opened.get(), nullptr};
    (void)sys::list_directory(listed, buffer, sizeof buffer, ec);
}

void carry_everything(where& s, code& ec)
{
    sys::access_rights seen;
    (void)sys::carry_rights(entry(s, "other"), s.file.get(), sys::carrying::everything, seen, ec);
}

void remove_full(where& s, code& ec)
{
    sys::remove_directory({}, s.path("full").c_str(), {}, ec);
}

void look_for_dead(where& s, code& ec)
{
    sys::file_status found;
    test::closed(sys::lock_dead(s.opened.get(), (s.scratch / "full" / "inside").c_str(), found, ec));
}

// What other systems and file systems say, and what is made of it.
std::vector<answer> const answers{
    {"rmdir(3p) of a full directory", SYS_unlinkat, EEXIST, &remove_full, std::errc::directory_not_empty},
    {"unlink(3p) of a directory", SYS_unlinkat, EPERM,
        [](where& s, code& ec) { sys::remove_entry({}, s.path("full").c_str(), ec); }, std::errc::is_a_directory},
    {"unlink of an immutable file", SYS_unlinkat, EPERM,
        [](where& s, code& ec) { sys::remove_entry({}, s.path("file").c_str(), ec); },
        std::errc::operation_not_permitted},
    {"a directory that is not synchronized", SYS_fsync, EINVAL,
        [](where& s, code& ec) { sys::sync_directory(s.path("full").c_str(), ec); }, std::errc()},
    {"a directory that is not written", SYS_fsync, EIO,
        [](where& s, code& ec) { sys::sync_directory(s.path("full").c_str(), ec); }, std::errc::io_error},
    {"no locks", SYS_flock, ENOLCK, [](where& s, code& ec) { sys::lock_shared(s.file.get(), ec); },
        std::errc::no_lock_available},
    {"a lock that fails", SYS_flock, EIO, &look_for_dead, std::errc::io_error},
    {"a lock that somebody has", SYS_flock, EWOULDBLOCK, &look_for_dead, std::errc()},
    {"no reservation here", SYS_fallocate, EOPNOTSUPP,
        [](where& s, code& ec) { sys::reserve_space(s.file.get(), 100, ec); }, std::errc()},
    {"no reservation of blocks here", SYS_fallocate, EOPNOTSUPP,
        [](where& s, code& ec) { sys::reserve_blocks(s.file.get(), 0, 3, ec); }, std::errc()},
    {"no room", SYS_fallocate, ENOSPC, [](where& s, code& ec) { sys::reserve_space(s.file.get(), 100, ec); },
        std::errc::no_space_on_device},
    {"no room for blocks", SYS_fallocate, ENOSPC,
        [](where& s, code& ec) { sys::reserve_blocks(s.file.get(), 0, 3, ec); }, std::errc::no_space_on_device},
    {"a listing that fails", SYS_getdents64, EIO, &list, std::errc::io_error},
    {"a list that cannot be removed", SYS_fremovexattr, EIO, &carry_everything, std::errc::io_error},
    {"no lists here", SYS_fremovexattr, EOPNOTSUPP, &carry_everything, std::errc()},
};

} // namespace

BOOST_AUTO_TEST_CASE(what_other_systems_answer_is_told_apart)
{
    for (answer const& a : answers)
    {
        surroundings s;
        bool const as_expected = test::child_succeeds(
            [&]
            {
                EXPECT(test::take_call_away(a.call, a.error));
                std::error_code ec;
                a.function(s, ec);
                EXPECT(a.expected == std::errc() ? !ec : ec == a.expected);
            });
        BOOST_TEST(as_expected, a.name);
    }
}

#endif

#endif
