//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The conventions of the system layer, for each of its functions that can fail: it clears the error code on success,
// whatever was in it, and reports what a test has it fail with, having done nothing.

#define BOOST_TEST_MODULE system_conventions
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(system_conventions_on_posix, "windows_system has those of Windows")

#else

#include "interception.hpp"
#include "processes.hpp"
#include "surroundings.hpp"

#include <cerrno>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
namespace tf = boost::tempfile;
using test::closed;
using test::entry;
using test::ours;
using test::page;
using test::surroundings;

namespace
{

struct function
{
    char const* name;
    std::function<void(surroundings&, std::error_code&)> call;
    bool can_be_replaced = true;
};

using where = test::surroundings;
using code = std::error_code;

std::vector<function> const functions
{
    // files
    {"create_file", [](where& s, code& ec) { closed(sys::create_file(s.path("new").c_str(), ours, ec)); }},
        {"create_unlinked", [](where& s, code& ec) { closed(sys::create_unlinked(s.path("new").c_str(), ours, ec)); }},
        {"remove_file", [](where& s, code& ec) { sys::remove_file(s.path("file").c_str(), s.file.get(), ec); }},
        {"reopen_file",
            [](where& s, code& ec)
            {
                std::error_code known;
                auto const identity = sys::identify_file(s.file.get(), known).identity;
                closed(sys::reopen_file(s.path("file").c_str(), identity, ec));
            },
            false},
        {"close", [](where& s, code& ec) { sys::close(s.file.release(), ec); }},
        {"duplicate", [](where& s, code& ec) { closed(sys::duplicate(s.file.get(), ec)); }},
        {"inspect", [](where& s, code& ec) { (void)sys::inspect(s.file.get(), ec); }},
        {"size", [](where& s, code& ec) { (void)sys::size(s.file.get(), ec); }},
        {"available", [](where& s, code& ec) { (void)sys::available(s.file.get(), ec); }},
        {"resize", [](where& s, code& ec) { sys::resize(s.file.get(), 3, ec); }},
        {"set_position", [](where& s, code& ec) { sys::set_position(s.file.get(), 3, ec); }},
        {"position", [](where& s, code& ec) { (void)sys::position(s.file.get(), ec); }},
        {"open_to_overwrite", [](where& s, code& ec) { closed(sys::open_to_overwrite(s.path("file").c_str(), ec)); }},
        {"reserve_space", [](where& s, code& ec) { sys::reserve_space(s.file.get(), 100, ec); }},
        {"sync_file", [](where& s, code& ec) { sys::sync_file(s.file.get(), ec); }},
        {"copy_contents", [](where& s, code& ec) { sys::copy_contents(s.file.get(), s.other.get(), ec); }},
        // transfers
        {"read",
            [](where& s, code& ec)
            {
                char c;
                (void)sys::read(s.file.get(), &c, 1, ec);
            }},
        {"read_at",
            [](where& s, code& ec)
            {
                char c;
                (void)sys::read_at(s.file.get(), 2, &c, 1, ec);
            }},
        {"write", [](where& s, code& ec) { (void)sys::write(s.file.get(), "x", 1, ec); }},
        {"write_at", [](where& s, code& ec) { (void)sys::write_at(s.file.get(), 2, "x", 1, ec); }},
        {"random_bytes",
            [](where&, code& ec)
            {
                char bytes[8];
                sys::random_bytes(bytes, sizeof bytes, ec);
            }},
        // memory
        {"grow_memory",
            [](where&, code& ec)
            {
                sys::memory_block block;
                sys::grow_memory(block, 100, 0, ec);
                sys::free_memory(block);
            }},
        {"map and flush_mapping",
            [](where& s, code& ec)
            {
                sys::mapping mapped;
                if (sys::map(s.file.get(), 0, 3, sys::map_access::write, mapped, ec) == nullptr)
                    return;
                sys::flush_mapping(mapped, ec = std::make_error_code(std::errc::io_error));
                sys::unmap(mapped);
            }},
        {"reserve_blocks", [](where& s, code& ec) { sys::reserve_blocks(s.file.get(), 0, 3, ec); }},
        // names
        {"check_affixes", [](where&, code& ec) { sys::check_affixes("a", 1, "b", 1, ec); }, false},
        {"absolute_path", [](where&, code& ec) { (void)sys::absolute_path("file", ec); }, false},
        {"read_link", [](where& s, code& ec) { (void)sys::read_link(s.path("link").c_str(), ec); }},
        {"rename_file",
            [](where& s, code& ec) {
                sys::rename_file(
                    s.path("file").c_str(), s.path("new").c_str(), sys::replacement::refused, s.file.get(), ec);
            }},
        {"rename_file over another",
            [](where& s, code& ec) {
                sys::rename_file(
                    s.path("file").c_str(), s.path("other").c_str(), sys::replacement::allowed, s.file.get(), ec);
            }},
        {"rename_directory",
            [](where& s, code& ec) { sys::rename_directory(s.path("full").c_str(), s.path("directory").c_str(), ec); }},
        {"identify_file", [](where& s, code& ec) { (void)sys::identify_file(s.path("file").c_str(), ec); }},
        {"identify_file by a handle", [](where& s, code& ec) { (void)sys::identify_file(s.file.get(), ec); }},
        {"identify_entry", [](where& s, code& ec) { (void)sys::identify_entry(entry(s, "file"), ec); }},
        {"rename_entry", [](where& s, code& ec)
            { sys::rename_entry(entry(s, "file"), entry(s, "new"), sys::replacement::refused, s.file.get(), ec); }},
        {"rename_entry over another", [](where& s, code& ec)
            { sys::rename_entry(entry(s, "file"), entry(s, "other"), sys::replacement::allowed, s.file.get(), ec); }},
        {"link_name", [](where& s, code& ec) { sys::link_name(entry(s, "file"), entry(s, "new"), ec); }},
        {"reserve_entry", [](where& s, code& ec) { closed(sys::reserve_entry(entry(s, "new"), ec)); }},
        {"unlink_entry", [](where& s, code& ec) { sys::unlink_entry(entry(s, "file"), ec); }},
        {"hold_parent", [](where& s, code& ec) { closed(sys::hold_parent(s.path("full").c_str(), ec)); }},
        {"sharing_of", [](where& s, code& ec) { (void)sys::sharing_of(s.opened.get(), s.path("full").c_str(), ec); },
            false},
        {"sync_entries", [](where& s, code& ec) { sys::sync_entries(s.opened.get(), s.path("full").c_str(), ec); }},
        {"sync_directory", [](where& s, code& ec) { sys::sync_directory(s.path("full").c_str(), ec); }},
        // directories
        {"create_directory",
            [](where& s, code& ec) { sys::create_directory(s.path("new").c_str(), fs::perms::owner_all, ec); }},
        {"open_directory", [](where& s, code& ec)
            { closed(sys::open_directory({}, s.path("full").c_str(), sys::mounts::cross, ec)); }},
        {"open_directory of an entry",
            [](where& s, code& ec)
            {
                std::error_code made;
                fs::create_directory(s.scratch / "full" / "deeper", made);
                closed(sys::open_directory(s.directory(), "deeper", sys::mounts::stay_out, ec));
            }},
        {"open_denied_directory", [](where& s, code& ec)
            { closed(sys::open_denied_directory({}, s.path("full").c_str(), sys::mounts::cross, ec)); }},
        {"open_parent", [](where& s, code& ec) { closed(sys::open_parent(s.directory(), ec)); }},
        {"hold_directory", [](where& s, code& ec) { closed(sys::hold_directory(s.path("full").c_str(), ec)); }},
        {"identify_directory", [](where& s, code& ec) { (void)sys::identify_directory(s.path("full").c_str(), ec); }},
        {"identify_directory by a handle",
            [](where& s, code& ec) { (void)sys::identify_directory(s.directory(), ec); }},
        {"list_directory and rewind_directory",
            [](where& s, code& ec)
            {
                alignas(8) char buffer[page];
                std::error_code opening;
                sys::directory listed = sys::open_directory({}, s.path("full").c_str(), sys::mounts::cross, opening);
                if (listed)
                {
                    (void)sys::list_directory(listed, buffer, sizeof buffer, ec);
                    if (!ec)
                        sys::rewind_directory(listed, ec = std::make_error_code(std::errc::io_error));
                }
                else
                    ec = opening;
                closed(listed);
            }},
        {"remove_entry", [](where& s, code& ec) { sys::remove_entry(s.directory(), "inside", ec); }},
        {"remove_directory",
            [](where& s, code& ec) { sys::remove_directory({}, s.path("directory").c_str(), {}, ec); }},
        {"move_directory", [](where& s, code& ec)
            { sys::move_directory({}, s.path("directory").c_str(), s.directory(), "moved", ec); }},
        {"sync_entry", [](where& s, code& ec) { sys::sync_entry(s.directory(), "inside", ec); }},
        {"sync_opened_directory", [](where& s, code& ec) { sys::sync_opened_directory(s.directory(), ec); }},
        // permissions
        {"check_writable", [](where& s, code& ec) { sys::check_writable(s.path("full").c_str(), ec); }},
        {"is_trusted", [](where& s, code& ec) { (void)sys::is_trusted(s.path("full").c_str(), ec); }},
        {"grant_access", [](where& s, code& ec) { sys::grant_access(s.directory(), ec); }},
        {"set_directory_permissions",
            [](where& s, code& ec)
            {
                std::error_code known;
                auto const identity = sys::identify_directory(s.path("full").c_str(), known).identity;
                sys::set_directory_permissions(s.path("full").c_str(), identity, fs::perms::owner_all, ec);
            },
            false},
        {"set_file_permissions", [](where& s, code& ec) { sys::set_file_permissions(s.file.get(), ours, ec); }},
        {"restrict_permissions", [](where& s, code& ec) { sys::restrict_permissions(s.file.get(), ours, ec); }},
        {"carry_rights",
            [](where& s, code& ec)
            {
                sys::access_rights seen;
                (void)sys::carry_rights(entry(s, "other"), s.file.get(), sys::carrying::everything, seen, ec);
            }},
#if BOOST_TEMPFILE_SYSTEM_LINUX
        // what others may not have
        {"reopen_handle", [](where& s, code& ec) { closed(sys::reopen_handle(s.file.get(), true, ec)); }},
        {"rename_to_unused",
            [](where& s, code& ec) { sys::rename_to_unused(s.path("full").c_str(), s.path("new").c_str(), ec); }},
        {"storage_of", [](where& s, code& ec) { (void)sys::storage_of(s.path("full").c_str(), ec); }, false},
        {"open_anonymous", [](where& s, code& ec) { closed(sys::open_anonymous(s.scratch.path().c_str(), ours, ec)); }},
        {"link_entry", [](where& s, code& ec) { sys::link_entry(s.file.get(), entry(s, "new"), ec); }},
        {"link_handle", [](where& s, code& ec) { sys::link_handle(s.file.get(), s.path("new").c_str(), ec); }},
        {"exchange_entries",
            [](where& s, code& ec) { sys::exchange_entries(entry(s, "file"), entry(s, "other"), ec); }},
        {"exchange",
            [](where& s, code& ec) { sys::exchange(s.path("full").c_str(), s.path("directory").c_str(), ec); }},
        {"lock_shared", [](where& s, code& ec) { sys::lock_shared(s.file.get(), ec); }},
        {"open_for_lock", [](where& s, code& ec) { closed(sys::open_for_lock(s.path("full").c_str(), ec)); }},
        {"lock_dead",
            [](where& s, code& ec)
            {
                sys::file_status found;
                closed(sys::lock_dead(s.opened.get(), (s.scratch / "full" / "inside").c_str(), found, ec));
            }},
        {"check_sweepable", [](where& s, code& ec) { sys::check_sweepable(s.path("full").c_str(), ec); }},
#endif
};

std::error_code fail_each(sys::call_site const&) noexcept
{
    return std::make_error_code(std::errc::value_too_large); // which nothing takes for anything else
}

} // namespace

BOOST_AUTO_TEST_CASE(a_success_clears_the_code)
{
    for (function const& f : functions)
    {
        surroundings s;
        std::error_code ec = std::make_error_code(std::errc::value_too_large);
        errno = EIO; // of an earlier call
        f.call(s, ec);
        BOOST_TEST(!ec, f.name << ": " << ec.message());
    }
}

BOOST_AUTO_TEST_CASE(what_a_test_has_fail_is_not_done)
{
    for (function const& f : functions)
    {
        if (!f.can_be_replaced)
            continue;
        surroundings s;
        auto const before = s.scratch.names();
        auto const handles = test::open_handles();
        std::error_code ec;
        {
            test::interception const installed(&fail_each);
            f.call(s, ec);
        }
        BOOST_TEST((ec == std::errc::value_too_large), f.name << ": " << ec.message());
        BOOST_TEST(s.scratch.names() == before, f.name);
        BOOST_TEST(test::contents(s.scratch / "file") == "some text", f.name);
        if (std::string(f.name) != "close") // which closes whatever it says
            BOOST_TEST(test::open_handles() == handles, f.name);
    }
}

#endif
