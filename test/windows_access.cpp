//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Access to files as Windows has to keep it: lists, sharing, handles.

#define BOOST_TEST_MODULE windows_access
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_access, "this is not Windows")

#else

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"
#include "windows_files.hpp"

#include <aclapi.h>
#include <io.h>
#include <sddl.h>

#include <cstdio>
#include <cwchar>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

namespace
{

bool equal(PSID sid, WELL_KNOWN_SID_TYPE type)
{
    return ::IsWellKnownSid(sid, type) != FALSE;
}

bool is_this_user(PSID sid)
{
    HANDLE token = nullptr;
    BOOST_TEST_REQUIRE(::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token));
    tf::unique_handle const closer(token);
    alignas(TOKEN_USER) unsigned char bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    DWORD size = 0;
    BOOST_TEST_REQUIRE(::GetTokenInformation(token, TokenUser, bytes, sizeof bytes, &size));
    return ::EqualSid(sid, reinterpret_cast<TOKEN_USER*>(bytes)->User.Sid) != FALSE;
}

void check_access(fs::path const& path)
{
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    PACL list = nullptr;
    BOOST_TEST_REQUIRE(::GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                           nullptr, &list, nullptr, &descriptor) == DWORD(ERROR_SUCCESS));
    BOOST_TEST_REQUIRE(list != nullptr); // none would let everybody in
    bool user_is_in = false;
    for (DWORD i = 0; i < list->AceCount; ++i)
    {
        void* entry = nullptr;
        BOOST_TEST_REQUIRE(::GetAce(list, i, &entry));
        if (static_cast<ACE_HEADER*>(entry)->AceType != ACCESS_ALLOWED_ACE_TYPE)
            continue;
        PSID const who = &static_cast<ACCESS_ALLOWED_ACE*>(entry)->SidStart;
        bool const user = is_this_user(who);
        user_is_in = user_is_in || user;
        BOOST_TEST((user || equal(who, WinLocalSystemSid) || equal(who, WinBuiltinAdministratorsSid)));
    }
    BOOST_TEST(user_is_in);
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision = 0;
    BOOST_TEST(::GetSecurityDescriptorControl(descriptor, &control, &revision));
    if (!on_wine()) // which does not keep the flag
        BOOST_TEST((control & SE_DACL_PROTECTED) != 0);
    ::LocalFree(descriptor);
}

} // namespace

// Promise 1: readable and writable by its owner alone (CVE-2024-4030 is what happens otherwise).
BOOST_AUTO_TEST_CASE(only_the_owner_has_access)
{
    test::scratch const scratch;
    tf::named_handle const file = tf::mkstemp(scratch.options());
    check_access(file.path);
    tf::options o = scratch.options();
    o.permissions = fs::perms(0777);
    check_access(tf::mkdtemp(o));
}

// Promise 1: not inherited across exec.
BOOST_AUTO_TEST_CASE(handles_are_not_inherited)
{
    test::scratch const scratch;
    tf::named_temporary_file named(scratch.options());
    tf::temporary_file anonymous(scratch.options());
    for (HANDLE const handle : {named.native_handle(), anonymous.native_handle()})
    {
        DWORD flags = 0;
        BOOST_TEST(::GetHandleInformation(handle, &flags));
        BOOST_TEST((flags & HANDLE_FLAG_INHERIT) == 0u);
    }
}

// Anybody who shares nothing but reading and writing can open a named file while we have it open, as Python's cannot
// be.
BOOST_AUTO_TEST_CASE(a_named_file_can_be_opened_a_second_time)
{
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options());
    file << "text" << std::flush;
    std::ifstream stream(file.path());
    std::string text;
    BOOST_TEST(bool(stream >> text));
    BOOST_TEST(text == "text");
    std::FILE* const c_file = ::_wfopen(file.path().c_str(), L"r+b");
    BOOST_TEST_REQUIRE(c_file != nullptr);
    std::fclose(c_file);
}

// Promise 2: an anonymous file is nobody else's, and goes with its handle.
BOOST_AUTO_TEST_CASE(an_anonymous_file_is_not_shared)
{
    test::scratch const scratch;
    tf::temporary_file file(scratch.options());
    BOOST_TEST_REQUIRE(scratch.names().size() == 1u);
    fs::path const path = scratch / *scratch.names().begin();
    BOOST_TEST(!open(path, GENERIC_READ, share_all));
    BOOST_TEST(::GetLastError() == DWORD(ERROR_SHARING_VIOLATION));
    if (!on_wine()) // which does not keep the attribute
        BOOST_TEST((::GetFileAttributesW(path.c_str()) & FILE_ATTRIBUTE_TEMPORARY) != 0u);
    file.close();
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(a_named_file_is_removed_by_its_handle)
{
    if (on_wine() && test::skipped("Wine deletes by the name that a handle was opened with"))
        return;
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options());
    fs::path const elsewhere = scratch / "elsewhere";
    BOOST_TEST_REQUIRE(::MoveFileW(file.path().c_str(), elsewhere.c_str()));
    touch(file.path()); // somebody else's, under our name
    file.close();
    BOOST_TEST(!is_there(elsewhere));
    BOOST_TEST(is_there(file.path()));
}

// A holder that does not share deletion keeps the file, which is an error after two seconds. One that lets go sooner is
// not noticed.
BOOST_AUTO_TEST_CASE(a_held_file_is_reported)
{
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options());
    fs::path const path = file.path();
    tf::unique_handle holder = open(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    BOOST_TEST_REQUIRE(bool(holder));
    std::error_code ec;
    ULONGLONG const begun = now();
    file.close(ec);
    BOOST_TEST(ec == code(ERROR_SHARING_VIOLATION));
    BOOST_TEST(now() - begun >= 1900u);
    BOOST_TEST(is_there(path));
    holder.close();
    fs::remove(path);

    tf::named_temporary_file other(scratch.options());
    holder = open(other.path(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
    std::thread releasing(
        [&holder]
        {
            ::Sleep(100);
            holder.close();
        });
    other.close(ec);
    releasing.join();
    BOOST_TEST(!ec);
    BOOST_TEST(scratch.empty());
}

// removal::on_destruction: between close and destruction it is there for anybody.
BOOST_AUTO_TEST_CASE(a_file_can_stay_until_destruction)
{
    test::scratch const scratch;
    tf::options o = scratch.options();
    o.removal = tf::removal::on_destruction;
    {
        tf::named_temporary_file file(o);
        file << "text";
        file.close();
        std::string text;
        BOOST_TEST(bool(std::ifstream(file.path()) >> text));
        BOOST_TEST(text == "text");
        BOOST_TEST(bool(open(file.path(), GENERIC_READ | DELETE, 0))); // exclusively
    }
    BOOST_TEST(scratch.empty());
}

#endif
