//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The promises on file systems, on versions of Windows and in processes that Wine does not have: FAT, what drivers
// answer to what they do not know, mapped files, sockets, shares, containers.

#define BOOST_TEST_MODULE windows_answers
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_answers, "this is not Windows")

#else

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include "scratch.hpp"
#include "system/system.hpp"
#include "system/windows/security.hpp"
#include "windows_answers.hpp"
#include "windows_files.hpp"

#include <atomic>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

namespace
{

std::string content(fs::path const& path)
{
    std::ifstream in(path, std::ios_base::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool is_new_class(int which)
{
    return which == sys::attribute_tag_class || which == sys::disposition_ex_class || which == sys::rename_ex_class;
}

NTSTATUS answer = 0; // to what is not known

NTSTATUS NTAPI query_old(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    return is_new_class(which) ? answer : nt_answers::real().NtQueryInformationFile(handle, io, data, size, which);
}

NTSTATUS NTAPI set_old(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    return is_new_class(which) ? answer : nt_answers::real().NtSetInformationFile(handle, io, data, size, which);
}

ULONG volume_flags = 0;

NTSTATUS NTAPI describe_volume(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    NTSTATUS const result = nt_answers::real().NtQueryVolumeInformationFile(handle, io, data, size, which);
    std::memcpy(data, &volume_flags, sizeof volume_flags); // the first member
    return result;
}

void on_an_old_file_system(nt_answers::functions& table)
{
    table.NtQueryInformationFile = &query_old;
    table.NtSetInformationFile = &set_old;
    table.NtQueryVolumeInformationFile = &describe_volume;
}

} // namespace

// FAT, exFAT and other drivers know neither the tags of reparse points nor deletion and renaming as POSIX has them, and
// each says so in its own way. Everything works there.
BOOST_AUTO_TEST_CASE(file_systems_without_the_newer_classes)
{
    test::scratch const scratch;
    volume_flags = 0;
    for (NTSTATUS const said :
        {sys::status_invalid_parameter, sys::status_invalid_info_class, sys::status_not_supported,
            sys::status_not_implemented, sys::status_invalid_device_request, sys::status_illegal_function})
    {
        answer = said;
        nt_answers const old(&on_an_old_file_system);
        tf::temporary_directory dir(in(scratch.path()));
        fill(dir.path());
        std::error_code ec;
        dir.cleanup(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(!is_there(dir.path()));

        fs::path const tree = scratch / "tree", target = scratch / "target";
        fill(tree);
        BOOST_TEST(tf::remove_all(tree, ec) == filled + 1);
        BOOST_TEST(!ec);
        {
            tf::options o = in(scratch.path());
            o.sweepable = true;
            tf::named_temporary_file file(o);
            file << "first";
            file.persist(target, ec);
            BOOST_TEST(!ec);
        }
        BOOST_TEST(content(target) == "first");
        {
            tf::save_file file(target);
            file << "second";
            file.commit(ec);
            BOOST_TEST(!ec);
        }
        BOOST_TEST(content(target) == "second");
        fs::remove(target);
    }
}

// A number says which directory it is only where the file system does not use numbers again. Where files cannot be
// opened by number, a handle is held.
BOOST_AUTO_TEST_CASE(numbers_that_are_used_again)
{
    test::scratch const scratch;
    std::error_code ec;
    nt_answers const replaced(
        [](nt_answers::functions& table) { table.NtQueryVolumeInformationFile = &describe_volume; });
    volume_flags = 0;
    BOOST_TEST(sys::identify_directory(scratch.path().c_str(), ec).identity.birth == 0);
    volume_flags = FILE_SUPPORTS_OPEN_BY_FILE_ID;
    BOOST_TEST(sys::identify_directory(scratch.path().c_str(), ec).identity.birth != 0);
    BOOST_TEST(!ec);
}

namespace
{

int refusals = 0;
ULONG disposed_by[8]; // the flags of each try
int disposals = 0;

// A program that has just ended, or a view, is in the way for a while.
NTSTATUS NTAPI set_mapped(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    if (which == sys::disposition_class || which == sys::disposition_ex_class)
    {
        if (refusals != 0 && --refusals >= 0)
            return sys::status_cannot_delete;
        if (refusals < 0)
            return sys::status_cannot_delete;
    }
    return nt_answers::real().NtSetInformationFile(handle, io, data, size, which);
}

void with_mappings(nt_answers::functions& table)
{
    table.NtSetInformationFile = &set_mapped;
}

} // namespace

// A mapped file cannot be deleted, which the system says as it says that a file is read-only. It is no denial: it
// passes, so it is tried again; if it does not pass, the error says what it was.
BOOST_AUTO_TEST_CASE(a_program_that_has_just_ended)
{
    test::scratch const scratch;
    std::error_code ec;
    fs::path const tree = scratch / "tree";
    {
        nt_answers const mapped(&with_mappings);
        fill(tree);
        refusals = 8;
        BOOST_TEST(tf::remove_all(tree, ec) == filled + 1);
        BOOST_TEST(!ec);

        tf::named_temporary_file file(in(scratch.path()));
        refusals = 8;
        file.close(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(!is_there(file.path()));

        fill(tree);
        refusals = -1; // for ever
        tf::remove_options quickly;
        quickly.deadline = std::chrono::milliseconds(20);
        (void)tf::remove_all(tree, quickly, ec);
        BOOST_TEST((ec == code(ERROR_USER_MAPPED_FILE)), ec);
    }
    refusals = 0;
    BOOST_TEST(tf::remove_all(tree, ec) == filled + 1);
}

namespace
{

// Windows 10 before 1809: no flag for read-only files, which therefore cannot be deleted.
NTSTATUS NTAPI set_1803(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    if (which != sys::disposition_ex_class)
        return nt_answers::real().NtSetInformationFile(handle, io, data, size, which);
    ULONG flags = 0;
    std::memcpy(&flags, data, sizeof flags);
    if (disposals < int(sizeof disposed_by / sizeof *disposed_by))
        disposed_by[disposals++] = flags;
    if ((flags & 0x10) != 0)
        return sys::status_invalid_parameter;
    FILE_BASIC_INFO basic{};
    IO_STATUS_BLOCK other;
    nt_answers::real().NtQueryInformationFile(handle, &other, &basic, sizeof basic, sys::basic_class);
    if ((basic.FileAttributes & FILE_ATTRIBUTE_READONLY) != 0)
        return sys::status_cannot_delete;
    unsigned char remove = TRUE;
    return nt_answers::real().NtSetInformationFile(handle, io, &remove, sizeof remove, sys::disposition_class);
}

} // namespace

// Before the old way of deletion, which leaves names, the newer one without its newest flag.
BOOST_AUTO_TEST_CASE(deletion_before_windows_10_1809)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fs::create_directory(tree);
    touch(tree / "file");
    BOOST_TEST(::SetFileAttributesW((tree / "file").c_str(), FILE_ATTRIBUTE_READONLY));
    nt_answers const replaced([](nt_answers::functions& table) { table.NtSetInformationFile = &set_1803; });
    disposals = 0;
    std::error_code ec;
    BOOST_TEST(tf::remove_all(tree, ec) == 2u);
    BOOST_TEST(!ec);
    BOOST_TEST_REQUIRE(disposals == 5);
    ULONG const expected[] = {0x13, 0x3, 0x3, 0x13, 0x3}; // the file, read-only and then not, and the directory
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(disposed_by[i] == expected[i]);
}

namespace
{

ULONG shown_tag = 0;

NTSTATUS NTAPI query_tag(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    NTSTATUS const result = nt_answers::real().NtQueryInformationFile(handle, io, data, size, which);
    if (which != sys::attribute_tag_class)
        return result;
    FILE_ATTRIBUTE_TAG_INFO const shown = {FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_ARCHIVE, shown_tag};
    std::memcpy(data, &shown, sizeof shown);
    return 0;
}

} // namespace

// A socket is no regular file, nor is what WSL makes; a file in a cloud, or one that is stored once for many, is one.
BOOST_AUTO_TEST_CASE(reparse_points_are_what_they_are)
{
    test::scratch const scratch;
    touch(scratch / "file");
    nt_answers const replaced([](nt_answers::functions& table) { table.NtQueryInformationFile = &query_tag; });
    struct
    {
        ULONG tag;
        sys::file_type type;
    } const table[] = {
        {0x80000023, sys::file_type::other},   // AF_UNIX
        {0x80000024, sys::file_type::other},   // a FIFO of WSL's
        {0x80000025, sys::file_type::other},   // a character device
        {0x80000026, sys::file_type::other},   // a block device
        {0xA000000C, sys::file_type::link},    // a symbolic link
        {0xA0000003, sys::file_type::link},    // a junction
        {0xA000001D, sys::file_type::link},    // a link of WSL's
        {0x9000001A, sys::file_type::regular}, // in a cloud
        {0x80000013, sys::file_type::regular}, // deduplicated
    };
    for (auto const& row : table)
    {
        shown_tag = row.tag;
        std::error_code ec;
        BOOST_TEST((sys::identify_file((scratch / "file").c_str(), ec).type == row.type), row.tag);
        BOOST_TEST(!ec);
    }
}

namespace
{

NTSTATUS NTAPI open_on_a_share(HANDLE* opened, ACCESS_MASK access, OBJECT_ATTRIBUTES* object, IO_STATUS_BLOCK* io,
    LARGE_INTEGER* size, ULONG attributes, ULONG share, ULONG how, ULONG options, void* more, ULONG more_size)
{
    if ((access & (WRITE_DAC | WRITE_OWNER)) != 0)
        return sys::status_access_denied;
    return nt_answers::real().NtCreateFile(
        opened, access, object, io, size, attributes, share, how, options, more, more_size);
}

} // namespace

// A share on which users may change files lets nobody write access lists, owners included. The new file keeps the list
// of its owner alone then, and lost() says so.
BOOST_AUTO_TEST_CASE(a_share_that_lets_nobody_write_lists)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    touch(target);
    nt_answers const replaced([](nt_answers::functions& table) { table.NtCreateFile = &open_on_a_share; });
    std::error_code ec;
    {
        tf::save_file file(target);
        file << "saved";
        file.commit(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(((file.lost() & tf::lost_attributes::acl) != tf::lost_attributes::nothing));
    }
    BOOST_TEST(content(target) == "saved");
    tf::named_temporary_file file(in(scratch.path()));
    file << "persisted";
    file.persist(target, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(content(target) == "persisted");
}

// ---- access lists ----------------------------------------------------------------------------------------------------

namespace
{

struct shown_token
{
    SID user = {SID_REVISION, 1, SECURITY_NT_AUTHORITY, {18}};     // the system's own account
    SID container = {SID_REVISION, 1, {{0, 0, 0, 0, 0, 15}}, {2}}; // a package
    SID everyone = {SID_REVISION, 1, SECURITY_WORLD_SID_AUTHORITY, {0}};
    SID restricted = {SID_REVISION, 1, SECURITY_NT_AUTHORITY, {SECURITY_RESTRICTED_CODE_RID}};
} token;

int token_failures = 0;

NTSTATUS NTAPI ask_token(HANDLE, int which, void* data, ULONG, ULONG*)
{
    if (token_failures != 0)
    {
        --token_failures;
        return sys::status_access_denied;
    }
    if (which == TokenUser)
        static_cast<TOKEN_USER*>(data)->User = {&token.user, 0};
    else if (which == TokenRestrictedSids)
    {
        struct
        {
            DWORD count;
            SID_AND_ATTRIBUTES groups[2];
        } const groups = {2, {{&token.everyone, 0}, {&token.restricted, 0}}};
        std::memcpy(data, &groups, sizeof groups);
    }
    else
        *static_cast<PSID*>(data) = &token.container;
    return 0;
}

void with_token(nt_answers::functions& table)
{
    table.NtQueryInformationToken = &ask_token;
}

bool grants(sys::owner_only& list, SID const& sid)
{
    BOOL present = FALSE, defaulted = FALSE;
    PACL acl = nullptr;
    ::GetSecurityDescriptorDacl(list.descriptor(), &present, &acl, &defaulted);
    for (DWORD i = 0; acl != nullptr && i < acl->AceCount; ++i)
    {
        void* entry = nullptr;
        ::GetAce(acl, i, &entry);
        auto& allowed = *static_cast<ACCESS_ALLOWED_ACE*>(entry);
        if (allowed.Mask == FILE_ALL_ACCESS && ::EqualSid(&allowed.SidStart, const_cast<SID*>(&sid)))
            return true;
    }
    return false;
}

} // namespace

// A process in a container, or with a restricted token, can open again what it made; a group of people never can.
BOOST_AUTO_TEST_CASE(lists_of_processes_that_are_checked_twice)
{
    SID const owner_rights = {SID_REVISION, 1, SECURITY_CREATOR_SID_AUTHORITY, {4}};
    nt_answers const replaced(&with_token);
    std::error_code ec;
    sys::owner_only local(sys::owner_only::kind::file, sys::place::local, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(grants(local, token.user));
    BOOST_TEST(grants(local, token.container));
    BOOST_TEST(grants(local, token.restricted));
    BOOST_TEST(!grants(local, token.everyone));
    BOOST_TEST(!grants(local, owner_rights));
    // Another system does not know this one's users, but it knows the owner.
    sys::owner_only remote(sys::owner_only::kind::file, sys::place::remote, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(grants(remote, owner_rights));
}

// A thread that impersonates may be denied what it asks; afterwards nothing of that is left.
BOOST_AUTO_TEST_CASE(a_denied_token_is_not_remembered)
{
    nt_answers const replaced(&with_token);
    token_failures = 1;
    std::error_code ec;
    sys::owner_only const denied(sys::owner_only::kind::file, sys::place::local, ec);
    BOOST_TEST((ec == std::errc::permission_denied), ec);
    sys::owner_only const granted(sys::owner_only::kind::file, sys::place::local, ec);
    BOOST_TEST(!ec);
}

// What the environment names is for users; the system's own account has a directory that nobody else can write to.
BOOST_AUTO_TEST_CASE(where_the_system_account_keeps_temporary_files)
{
    ::SetEnvironmentVariableW(L"TMPDIR", L"Z:\\elsewhere");
    auto const of_a_user = sys::tempdir_candidates();
    nt_answers const replaced(&with_token);
    auto const of_the_system = sys::tempdir_candidates();
    ::SetEnvironmentVariableW(L"TMPDIR", nullptr);
    BOOST_TEST((of_a_user.front() == L"Z:\\elsewhere"));
    BOOST_TEST((of_the_system.front() != L"Z:\\elsewhere"));
    BOOST_TEST(of_the_system.size() == of_a_user.size());
}

// ---- what Wine shows as well -----------------------------------------------------------------------------------------

// The owner of a directory holds it open for writing; so does who moves subdirectories into it while it is removed. An
// empty directory may be one whose owner has not opened it yet.
BOOST_AUTO_TEST_CASE(a_swept_directory_can_be_written_to)
{
    test::scratch const scratch;
    std::error_code ec;
    fs::path const dir = scratch / "directory";
    fs::create_directory(dir);
    auto const writable = [&]
    { return bool(open(dir, FILE_ADD_SUBDIRECTORY, share_all, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS)); };
    sys::file_status found;
    {
        tf::unique_handle const locked(
            sys::lock_dead(boost::tempfile::detail::invalid_handle(), dir.c_str(), found, ec));
        BOOST_TEST(bool(locked));
        BOOST_TEST(!writable());
    }
    touch(dir / "file");
    {
        tf::unique_handle const locked(
            sys::lock_dead(boost::tempfile::detail::invalid_handle(), dir.c_str(), found, ec));
        BOOST_TEST(bool(locked));
        BOOST_TEST(writable());
    }
    tf::unique_handle const owner(sys::open_for_lock(dir.c_str(), ec));
    BOOST_TEST(!tf::unique_handle(sys::lock_dead(boost::tempfile::detail::invalid_handle(), dir.c_str(), found, ec)));
    BOOST_TEST(!ec);
}

// What somebody has open without sharing its deletion is held, not denied, and stays what it was.
BOOST_AUTO_TEST_CASE(a_target_that_is_held)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    std::ofstream(target) << "old";
    tf::named_temporary_file file(in(scratch.path()));
    file << "new";
    std::error_code ec;
    {
        tf::unique_handle const holder = open(target, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
        file.persist(target, ec);
        BOOST_TEST((ec == code(ERROR_SHARING_VIOLATION)), ec);
        BOOST_TEST(content(target) == "old");
    }
    file.persist(target, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(content(target) == "new");
}

#endif
