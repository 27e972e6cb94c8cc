//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What becomes of a file that is replaced, on file systems that Wine does not have: what is denied and what is held, and
// what the new file does not take over.

#define BOOST_TEST_MODULE windows_replacing
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_replacing, "this is not Windows")

#else

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>

#include "scratch.hpp"
#include "windows_answers.hpp"
#include "windows_files.hpp"

#include <string>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

namespace
{

int renames = 0;

// Without renaming as POSIX has it, a target that is open is denied as one is that may not be replaced.
NTSTATUS NTAPI deny_renames(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    if (which == sys::rename_ex_class)
        return sys::status_invalid_parameter;
    if (which != sys::rename_class)
        return nt_answers::real().NtSetInformationFile(handle, io, data, size, which);
    ++renames;
    return sys::status_access_denied;
}

void with_denied_renames(nt_answers::functions& table)
{
    table.NtSetInformationFile = &deny_renames;
}

} // namespace

// What is denied is reported at once: it is tried once more, since whoever had the target open may just have closed it.
BOOST_AUTO_TEST_CASE(a_denied_target_is_not_waited_for)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    put(target, "old");
    tf::named_temporary_file file(in(scratch.path()));
    file << "new";
    std::error_code ec;
    {
        nt_answers const denied(&with_denied_renames);
        renames = 0;
        file.persist(target, ec);
        BOOST_TEST((ec == std::errc::permission_denied), ec);
        BOOST_TEST(renames == 2);
        BOOST_TEST(contents(target) == "old");
    }
    file.persist(target, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(contents(target) == "new");
}

// What somebody has open, whatever he shares, is held: that is waited for, and passes.
BOOST_AUTO_TEST_CASE(an_open_target_is_no_denied_one)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    put(target, "old");
    tf::named_temporary_file file(in(scratch.path()));
    file << "new";
    std::error_code ec;
    {
        tf::unique_handle const reader = open(target, GENERIC_READ, share_all);
        nt_answers const denied(&with_denied_renames);
        renames = 0;
        file.persist(target, ec);
        BOOST_TEST((ec == code(ERROR_SHARING_VIOLATION)), ec);
        BOOST_TEST(renames > 2);
        BOOST_TEST(contents(target) == "old");
    }
    file.persist(target, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(contents(target) == "new");
}

namespace
{

DWORD of_target = 0, of_others = 0; // attributes that files have beside their own

bool is_target(HANDLE handle)
{
    wchar_t path[MAX_PATH];
    DWORD const size = ::GetFinalPathNameByHandleW(handle, path, MAX_PATH, 0);
    return size != 0 && size < MAX_PATH && fs::path(path).filename() == "target";
}

NTSTATUS NTAPI query_stored(HANDLE handle, IO_STATUS_BLOCK* io, void* data, ULONG size, int which)
{
    NTSTATUS const result = nt_answers::real().NtQueryInformationFile(handle, io, data, size, which);
    if (result == 0 && which == sys::attribute_tag_class)
        static_cast<FILE_ATTRIBUTE_TAG_INFO*>(data)->FileAttributes |= is_target(handle) ? of_target : of_others;
    return result;
}

bool has_object_id = false;

// Wine has one for every file.
NTSTATUS NTAPI control_file(HANDLE handle, HANDLE event, void* routine, void* context, IO_STATUS_BLOCK* io, ULONG code,
    void const* in, ULONG in_size, void* out, ULONG out_size)
{
    constexpr ULONG get_object_id = 0x9009c;                             // FSCTL_GET_OBJECT_ID
    constexpr NTSTATUS object_id_not_found = sys::nt_status(0xC00002F0); // STATUS_OBJECTID_NOT_FOUND
    if (code == get_object_id)
        return has_object_id ? sys::status_success : object_id_not_found;
    return nt_answers::real().NtFsControlFile(handle, event, routine, context, io, code, in, in_size, out, out_size);
}

void on_ntfs(nt_answers::functions& table)
{
    table.NtQueryInformationFile = &query_stored;
    table.NtFsControlFile = &control_file;
}

// Whether save_file says that it lost attributes of `target`.
bool loses_attributes(fs::path const& target)
{
    tf::save_file file(target);
    file << "new";
    file.commit();
    return (file.lost() & tf::lost_attributes::attributes) != tf::lost_attributes::nothing;
}

} // namespace

// A new file is stored as its directory says. Where the old one was encrypted and the new one is not, its contents are
// in the clear from now on, which its owner has to know; so for the other ways to store it.
BOOST_AUTO_TEST_CASE(how_a_file_is_stored_is_not_lost_silently)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    constexpr DWORD integrity = 0x8000; // FILE_ATTRIBUTE_INTEGRITY_STREAM
    nt_answers const stored(&on_ntfs);
    for (DWORD const how : {DWORD(FILE_ATTRIBUTE_ENCRYPTED), DWORD(FILE_ATTRIBUTE_COMPRESSED),
             DWORD(FILE_ATTRIBUTE_SPARSE_FILE), integrity})
    {
        put(target, "old");
        of_target = how;
        of_others = 0;
        BOOST_TEST(loses_attributes(target), how);
        of_others = how; // as the directory wants it
        BOOST_TEST(!loses_attributes(target), how);
        of_target = 0;
        BOOST_TEST(!loses_attributes(target), how);
        BOOST_TEST(contents(target) == "new");
    }
    of_target = of_others = 0;
}

// Links to the file that follow it by its object id do not find the new one.
BOOST_AUTO_TEST_CASE(an_object_id_is_not_lost_silently)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    put(target, "old");
    nt_answers const identified(&on_ntfs);
    for (bool const has : {false, true})
    {
        has_object_id = has;
        BOOST_TEST(loses_attributes(target) == has);
    }
    has_object_id = false;
}

#endif
