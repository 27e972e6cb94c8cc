//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// From temporary to permanent on Windows: targets that others have open, access lists, attributes.

#define BOOST_TEST_MODULE windows_persist
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_persist, "this is not Windows")

#else

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "scratch.hpp"

#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
using test::contents;
using test::put;

namespace
{

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr DWORD share_no_deletion = FILE_SHARE_READ | FILE_SHARE_WRITE;

std::string const old_text = "the old file\n";
std::string const new_text = "the new one, which is longer\n";

tf::unique_handle open(fs::path const& path, DWORD share)
{
    return tf::unique_handle(::CreateFileW(path.c_str(), GENERIC_READ, share, nullptr, OPEN_EXISTING, 0, nullptr));
}

std::string read(tf::unique_handle const& handle)
{
    char text[100];
    DWORD count = 0;
    BOOST_TEST(::ReadFile(handle.get(), text, sizeof text, &count, nullptr));
    return std::string(text, count);
}

// The three ways to replace a file.
enum class way
{
    named,
    anonymous,
    saved
};
constexpr way ways[] = {way::named, way::anonymous, way::saved};

std::error_code replace(way how, fs::path const& target)
{
    tf::options o;
    o.dir = target.parent_path();
    std::error_code ec;
    if (how == way::saved)
    {
        tf::save_file f(target, ec);
        if (!ec)
            f << new_text;
        if (!ec)
            f.commit(ec);
    }
    else if (how == way::named)
    {
        tf::named_temporary_file f(o);
        f << new_text;
        f.persist(target, ec);
    }
    else
    {
        tf::temporary_file f(o);
        f << new_text;
        f.persist(target, ec);
    }
    return ec;
}

} // namespace

// Facts 26: who shares deletion keeps what he reads, and the name is the new file's.
BOOST_AUTO_TEST_CASE(a_target_that_is_open_for_sharing_is_replaced)
{
    for (way const how : ways)
    {
        test::scratch const scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        tf::unique_handle const reader = open(target, share_all);
        std::error_code const ec = replace(how, target);
        BOOST_TEST(scratch.names().size() == 1u);
        BOOST_TEST(read(reader) == old_text);
        if (ec && test::on_wine() && test::skipped("Wine 8 replaces no file that is open, nor by one that is"))
        {
            BOOST_TEST(contents(target) == old_text);
            continue;
        }
        BOOST_TEST(!ec);
        BOOST_TEST(contents(target) == new_text);
    }
}

// Who does not is waited for, two seconds long: then it is an error, and the target is the whole old file.
BOOST_AUTO_TEST_CASE(a_target_that_is_held_is_waited_for)
{
    for (way const how : ways)
    {
        test::scratch const scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        tf::unique_handle holder = open(target, share_no_deletion);
        ULONGLONG const begun = ::GetTickCount64();
        std::error_code const ec = replace(how, target);
        BOOST_TEST((ec == std::error_code(ERROR_SHARING_VIOLATION, std::system_category())), ec);
        BOOST_TEST(contents(target) == old_text);
        BOOST_TEST(scratch.names().size() == 1u);
        BOOST_TEST(::GetTickCount64() - begun >= 1900u);
        std::thread releasing(
            [&holder]
            {
                ::Sleep(100);
                holder.close();
            });
        BOOST_TEST(!replace(how, target));
        releasing.join();
        BOOST_TEST(contents(target) == new_text);
    }
}

// Whoever reads the target while it is replaced finds the whole old or the whole new file.
BOOST_AUTO_TEST_CASE(a_reader_never_sees_half_a_file)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    put(target, std::string(99, 'a'));
    std::atomic<bool> done{false};
    int bad = 0;
    std::atomic<int> seen{0}, begun{0};
    std::thread reader(
        [&]
        {
            for (int last = 0; !done; ::SwitchToThread())
            {
                // Where no file can be replaced that is open, one who always has it open would never let it be.
                if (test::on_wine() && begun == last)
                    continue;
                last = begun;
                tf::unique_handle const handle = open(target, share_all);
                if (!handle && ::GetLastError() == ERROR_SHARING_VIOLATION)
                    continue; // at this very moment
                char text[100];
                DWORD count = 0;
                bool const is_read = handle && ::ReadFile(handle.get(), text, sizeof text, &count, nullptr);
                bool const whole = is_read && std::string(text, count) == std::string(99, text[0]);
                bad += whole ? 0 : 1;
                ++seen;
            }
        });
    for (int i = 0; i < (test::on_wine() ? 40 : 1000); ++i)
    {
        tf::save_file f(target);
        f << std::string(99, static_cast<char>('a' + i % 26));
        ++begun;
        std::error_code ec;
        f.commit(ec);
        BOOST_TEST(!ec);
    }
    done = true;
    reader.join();
    BOOST_TEST(bad == 0);
    BOOST_TEST(seen > 10);
    BOOST_TEST(scratch.names().size() == 1u);
}

// A read-only file is its owner's word that it is not to be replaced.
BOOST_AUTO_TEST_CASE(a_read_only_target_is_refused)
{
    for (way const how : ways)
    {
        test::scratch const scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        BOOST_TEST(::SetFileAttributesW(target.c_str(), FILE_ATTRIBUTE_READONLY));
        std::error_code const ec = replace(how, target);
        if (!ec && test::on_wine() && test::skipped("Wine 8 replaces read-only files, as POSIX does"))
        {
            BOOST_TEST(::SetFileAttributesW(target.c_str(), FILE_ATTRIBUTE_NORMAL));
            continue;
        }
        BOOST_TEST((ec == std::errc::permission_denied), ec);
        BOOST_TEST(contents(target) == old_text);
        BOOST_TEST(scratch.names().size() == 1u);
        BOOST_TEST(::SetFileAttributesW(target.c_str(), FILE_ATTRIBUTE_NORMAL));
        BOOST_TEST(!replace(how, target));
    }
}

// What is no file is never replaced.
BOOST_AUTO_TEST_CASE(devices_and_directories_are_refused)
{
    test::scratch const scratch;
    std::error_code ec;
    for (fs::path const& target : {fs::path(L"NUL"), scratch / L"nul", fs::path(L"\\\\.\\NUL")})
    {
        tf::save_file device(target, ec);
        BOOST_TEST(bool(ec));
        tf::named_temporary_file file(scratch.options());
        file.persist(target, ec);
        BOOST_TEST(bool(ec));
        BOOST_TEST(file.is_open());
    }
    fs::create_directory(scratch / "directory");
    for (way const how : ways)
        BOOST_TEST((replace(how, scratch / "directory") == std::errc::is_a_directory));
    BOOST_TEST(scratch.names().size() == 1u);
}

// ---- access and attributes -----------------------------------------------------------------------------------------

namespace
{

// Lets this user do everything, and everybody what is in `rights`, which may be empty.
void allow(fs::path const& path, std::wstring const& rights)
{
    HANDLE token = nullptr;
    BOOST_TEST_REQUIRE(::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token));
    tf::unique_handle const closer(token);
    alignas(TOKEN_USER) unsigned char bytes[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    DWORD size = 0;
    BOOST_TEST_REQUIRE(::GetTokenInformation(token, TokenUser, bytes, sizeof bytes, &size));
    LPWSTR user = nullptr;
    BOOST_TEST_REQUIRE(::ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(bytes)->User.Sid, &user));
    std::wstring list = L"D:P(A;;FA;;;" + std::wstring(user) + L")";
    ::LocalFree(user);
    if (!rights.empty())
        list += L"(A;;" + rights + L";;;WD)";
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    BOOST_TEST_REQUIRE(
        ::ConvertStringSecurityDescriptorToSecurityDescriptorW(list.c_str(), SDDL_REVISION_1, &descriptor, nullptr));
    BOOST_TEST(::SetFileSecurityW(path.c_str(), DACL_SECURITY_INFORMATION, descriptor));
    ::LocalFree(descriptor);
}

ACCESS_MASK everybody_may(fs::path const& path)
{
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    PACL list = nullptr;
    BOOST_TEST_REQUIRE(::GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                           nullptr, &list, nullptr, &descriptor) == DWORD(ERROR_SUCCESS));
    BOOST_TEST_REQUIRE(list != nullptr);
    ACCESS_MASK mask = 0;
    for (DWORD i = 0; i < list->AceCount; ++i)
    {
        void* entry = nullptr;
        BOOST_TEST_REQUIRE(::GetAce(list, i, &entry));
        auto* const allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
        if (allowed->Header.AceType == ACCESS_ALLOWED_ACE_TYPE && ::IsWellKnownSid(&allowed->SidStart, WinWorldSid))
            mask |= allowed->Mask;
    }
    ::LocalFree(descriptor);
    return mask;
}

} // namespace

// A replaced file's access list is the new one's, no wider and no narrower; a file that replaces none stays private.
BOOST_AUTO_TEST_CASE(the_access_list_of_the_target_is_kept)
{
    for (way const how : ways)
    {
        test::scratch const scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        allow(target, L"FR");
        BOOST_TEST((everybody_may(target) & FILE_READ_DATA) != 0u);
        BOOST_TEST(!replace(how, target));
        BOOST_TEST(contents(target) == new_text);
        BOOST_TEST((everybody_may(target) & FILE_READ_DATA) != 0u);
        BOOST_TEST((everybody_may(target) & FILE_WRITE_DATA) == 0u);
        allow(target, L"");
        BOOST_TEST(everybody_may(target) == 0u);
        BOOST_TEST(!replace(how, target));
        BOOST_TEST(everybody_may(target) == 0u);
        fs::remove(target);
        BOOST_TEST(!replace(how, target));
        if (how != way::saved) // a new file as any other: its directory says who may do what
            BOOST_TEST(everybody_may(target) == 0u);
    }
}

// What is permanent is no temporary file to the system's cache (facts 26), and a replaced one's attributes are kept.
BOOST_AUTO_TEST_CASE(attributes)
{
    for (way const how : ways)
    {
        test::scratch const scratch;
        fs::path const target = scratch / "target";
        put(target, old_text);
        BOOST_TEST(::SetFileAttributesW(target.c_str(), FILE_ATTRIBUTE_HIDDEN));
        bool const hides = (::GetFileAttributesW(target.c_str()) & FILE_ATTRIBUTE_HIDDEN) != 0;
        BOOST_TEST(!replace(how, target));
        DWORD const now = ::GetFileAttributesW(target.c_str());
        BOOST_TEST((now & FILE_ATTRIBUTE_TEMPORARY) == 0u);
        BOOST_TEST((now & FILE_ATTRIBUTE_ARCHIVE) != 0u); // backups are to take it
        // persist() gives the target's access list alone.
        if (how == way::saved && (hides || !test::skipped("this file system has no hidden files")))
            BOOST_TEST((now & FILE_ATTRIBUTE_HIDDEN) != 0u);
    }
}

// Targets longer than MAX_PATH.
BOOST_AUTO_TEST_CASE(long_targets)
{
    test::scratch const scratch;
    fs::path dir = scratch.path();
    for (int i = 0; i < 3; ++i)
    {
        tf::options o;
        o.dir = dir;
        o.prefix = std::wstring(100, L'p');
        dir = tf::mkdtemp(o);
    }
    fs::path const target = dir / "target", as_it_is(L"\\\\?\\" + target.native());
    for (way const how : ways)
    {
        BOOST_TEST(!replace(how, target)); // creates
        BOOST_TEST(!replace(how, target)); // replaces
        BOOST_TEST(contents(as_it_is) == new_text);
        BOOST_TEST(::DeleteFileW(as_it_is.c_str()));
    }
    std::error_code ec;
    BOOST_TEST(tf::remove_all(scratch / *scratch.names().begin(), ec) == 3u);
}

#endif
