//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The promises as Windows has to keep them: sharing, deletion, access lists, names and paths.

#define BOOST_TEST_MODULE windows
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows, "this is not Windows")

#else

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"

#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winternl.h>

#include <aclapi.h>
#include <io.h>
#include <sddl.h>

#include <cstdio>
#include <cstring>
#include <cwchar>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

namespace
{

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

using test::on_wine;

tf::unique_handle open(fs::path const& path, DWORD access, DWORD share, DWORD how = OPEN_EXISTING, DWORD flags = 0)
{
    return tf::unique_handle(::CreateFileW(path.c_str(), access, share, nullptr, how, flags, nullptr));
}

bool is_there(fs::path const& path)
{
    return ::GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
}

fs::path verbatim(fs::path const& path)
{
    return fs::path(L"\\\\?\\" + path.native());
}

void touch(fs::path const& path)
{
    tf::unique_handle made = open(path, GENERIC_WRITE, share_all, CREATE_NEW);
    BOOST_TEST_REQUIRE(bool(made));
}

void fill(fs::path const& dir)
{
    fs::create_directories(dir / "a" / "b");
    touch(dir / "file");
    touch(dir / "a" / "file");
    touch(dir / "a" / "b" / "file");
}
constexpr std::uintmax_t filled = 5; // entries

std::error_code code(DWORD number)
{
    return {static_cast<int>(number), std::system_category()};
}

tf::remove_options soon()
{
    tf::remove_options o;
    o.deadline = std::chrono::milliseconds(300);
    return o;
}

ULONGLONG now() // ms
{
    return ::GetTickCount64();
}

tf::options in(fs::path const& dir)
{
    tf::options o;
    o.dir = dir;
    return o;
}

} // namespace

// ---- access --------------------------------------------------------------------------------------------------------

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

// ---- removal -------------------------------------------------------------------------------------------------------

// Promise 5: an entry that someone still holds is tried again.
BOOST_AUTO_TEST_CASE(a_file_held_for_a_while_goes)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fill(tree);
    tf::unique_handle holder = open(tree / "a" / "file", GENERIC_READ, 0);
    BOOST_TEST_REQUIRE(bool(holder));
    std::thread releasing(
        [&holder]
        {
            ::Sleep(300);
            holder.close();
        });
    std::error_code ec;
    std::uintmax_t const gone = tf::remove_all(tree, ec);
    releasing.join();
    BOOST_TEST(!ec);
    BOOST_TEST(gone == filled + 1);
    BOOST_TEST(!is_there(tree));
}

BOOST_AUTO_TEST_CASE(what_is_held_for_ever_is_all_that_stays)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fill(tree);
    tf::unique_handle holder = open(tree / "a" / "file", GENERIC_READ, 0);
    BOOST_TEST_REQUIRE(bool(holder));
    ULONGLONG const begun = now();
    BOOST_CHECK_EXCEPTION(tf::remove_all(tree, soon()), fs::filesystem_error,
        [&](fs::filesystem_error const& e)
        { return e.code() == code(ERROR_SHARING_VIOLATION) && e.path1() == tree / "a" / "file"; });
    BOOST_TEST(now() - begun >= 300u);
    BOOST_TEST(is_there(tree / "a" / "file"));
    BOOST_TEST(!is_there(tree / "a" / "b"));
    BOOST_TEST(!is_there(tree / "file"));
    holder.close();
    std::error_code ec;
    BOOST_TEST(tf::remove_all(tree, ec) == 3u);
    BOOST_TEST(!ec);
}

// One deadline, not one each.
BOOST_AUTO_TEST_CASE(a_thousand_held_files_take_one_deadline)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fs::create_directory(tree);
    std::vector<tf::unique_handle> held;
    for (int i = 0; i < 1000; ++i)
    {
        held.push_back(open(tree / std::to_string(i), GENERIC_WRITE, 0, CREATE_NEW));
        BOOST_TEST_REQUIRE(bool(held.back()));
    }
    touch(tree / "free");
    std::error_code ec;
    ULONGLONG const begun = now();
    BOOST_TEST(tf::remove_all(tree, soon(), ec) == 1u);
    BOOST_TEST(ec == code(ERROR_SHARING_VIOLATION));
    BOOST_TEST(now() - begun < 20000u); // the thousand deadlines would be 300,000
    held.clear();
    BOOST_TEST(tf::remove_all(tree, ec) == 1001u);
    BOOST_TEST(!ec);
}

// Who shares deletion does not keep the directory: the name is free at once.
BOOST_AUTO_TEST_CASE(a_file_that_is_open_for_sharing_goes_at_once)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    for (fs::path const& held : {fs::path("file"), fs::path("a"), fs::path("a") / "b" / "file"})
    {
        fill(tree);
        tf::unique_handle holder = open(tree / held, GENERIC_READ, share_all, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
        BOOST_TEST_REQUIRE(bool(holder));
        std::error_code ec;
        BOOST_TEST(tf::remove_all(tree, soon(), ec) == filled + 1);
        BOOST_TEST(!ec);
        BOOST_TEST(!is_there(tree));
        fs::create_directory(tree); // the name can be used again
        fs::remove(tree);
        holder.close();
        BOOST_TEST(scratch.empty()); // and nothing is left when the last one closes it
    }
}

// The current directory is held without sharing its deletion: what is in it goes, it stays, and that is reported.
BOOST_AUTO_TEST_CASE(a_current_directory_inside_stays)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fill(tree);
    fs::path const before = fs::current_path();
    fs::current_path(tree / "a");
    std::error_code ec;
    std::uintmax_t const gone = tf::remove_all(tree, soon(), ec);
    fs::current_path(before);
    BOOST_TEST(gone == filled - 1);
    BOOST_TEST(ec == code(ERROR_SHARING_VIOLATION));
    BOOST_TEST(is_there(tree / "a"));
    BOOST_TEST(fs::is_empty(tree / "a"));
    BOOST_TEST(tf::remove_all(tree, ec) == 2u);
    BOOST_TEST(!ec);
}

// A mapped file can be deleted on Windows 10; Wine 8 denies it for a writable mapping. Either way the rest goes.
BOOST_AUTO_TEST_CASE(a_mapped_file)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fill(tree);
    tf::unique_handle file = open(tree / "file", GENERIC_READ | GENERIC_WRITE, share_all);
    HANDLE const mapping = ::CreateFileMappingW(file.get(), nullptr, PAGE_READWRITE, 0, 4096, nullptr);
    BOOST_TEST_REQUIRE(mapping != nullptr);
    void* const view = ::MapViewOfFile(mapping, FILE_MAP_WRITE, 0, 0, 0);
    BOOST_TEST_REQUIRE(view != nullptr);
    ::CloseHandle(mapping);
    file.close();
    std::error_code ec;
    ULONGLONG const begun = now();
    tf::remove_all(tree, ec);
    if (ec)
    {
        BOOST_TEST((ec == std::errc::permission_denied), ec);
        BOOST_TEST(now() - begun < 2000u); // a denial is not waited for
        BOOST_TEST(!is_there(tree / "a"));
        BOOST_TEST(is_there(tree / "file"));
        BOOST_TEST(on_wine());
    }
    ::UnmapViewOfFile(view);
    tf::remove_all(tree, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(read_only_entries_go)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fill(tree);
    for (fs::path const& path : {tree / "a" / "b" / "file", tree / "file", tree / "a", tree})
        BOOST_TEST(::SetFileAttributesW(path.c_str(), FILE_ATTRIBUTE_READONLY));
    // Another name of a file, outside, keeps its attribute.
    BOOST_TEST_REQUIRE(::CreateHardLinkW((scratch / "outside").c_str(), (tree / "file").c_str(), nullptr));
    std::error_code ec;
    BOOST_TEST(tf::remove_all(tree, ec) == filled + 1);
    BOOST_TEST(!ec);
    BOOST_TEST((::GetFileAttributesW((scratch / "outside").c_str()) & FILE_ATTRIBUTE_READONLY) != 0u);
    BOOST_TEST(::SetFileAttributesW((scratch / "outside").c_str(), FILE_ATTRIBUTE_NORMAL));
}

namespace
{

// What no path leads to: a directory made relative to an open one.
tf::unique_handle make_below(tf::unique_handle const& parent, std::wstring name)
{
    using create_function = NTSTATUS(NTAPI*)(HANDLE*, ACCESS_MASK, OBJECT_ATTRIBUTES*, IO_STATUS_BLOCK*, LARGE_INTEGER*,
        ULONG, ULONG, ULONG, ULONG, void*, ULONG);
    static create_function const create = reinterpret_cast<create_function>(
        reinterpret_cast<void*>(::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "NtCreateFile")));
    UNICODE_STRING text;
    text.Buffer = &name[0];
    text.Length = text.MaximumLength = static_cast<USHORT>(name.size() * sizeof(wchar_t));
    OBJECT_ATTRIBUTES object;
    InitializeObjectAttributes(&object, &text, 0, parent.get(), nullptr);
    IO_STATUS_BLOCK io;
    HANDLE made = INVALID_HANDLE_VALUE;
    NTSTATUS const status = create(&made, FILE_LIST_DIRECTORY | FILE_ADD_SUBDIRECTORY | SYNCHRONIZE, &object, &io,
        nullptr, FILE_ATTRIBUTE_NORMAL, share_all, FILE_CREATE, FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT,
        nullptr, 0);
    BOOST_TEST_REQUIRE(status == 0);
    return tf::unique_handle(made);
}

} // namespace

// 80,000 characters deep, which is more than any path can have.
BOOST_AUTO_TEST_CASE(a_tree_deeper_than_any_path_goes)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fs::create_directory(tree);
    constexpr int levels = 400;
    {
        tf::unique_handle at = open(
            tree, FILE_LIST_DIRECTORY | FILE_ADD_SUBDIRECTORY, share_all, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
        BOOST_TEST_REQUIRE(bool(at));
        for (int i = 0; i < levels; ++i)
            at = make_below(at, std::wstring(200, L'd'));
    }
    std::error_code ec;
    BOOST_TEST(tf::remove_all(tree, ec) == std::uintmax_t(levels + 1));
    BOOST_TEST(!ec);
    BOOST_TEST(!is_there(tree));
}

namespace
{

std::error_code as_a_junction(sys::call_site const& site) noexcept
{
    bool const junction = site.path != nullptr && std::wcscmp(site.path, L"junction") == 0;
    return junction && site.which == sys::call::open_directory ? std::make_error_code(std::errc::not_a_directory)
                                                               : std::error_code();
}

} // namespace

// Wine cannot make junctions, so the system layer says what Windows says of one. What is removed then is the entry
// itself, and a directory is none: what it leads to stays.
BOOST_AUTO_TEST_CASE(a_junction_is_not_entered)
{
    test::scratch const scratch;
    fs::path const tree = scratch / "tree";
    fill(tree);
    fs::create_directory(tree / "junction");
    touch(tree / "junction" / "precious");
    test::interception const hook(&as_a_junction);
    std::error_code ec;
    BOOST_TEST(tf::remove_all(tree, soon(), ec) == filled);
    BOOST_TEST(bool(ec));
    BOOST_TEST(is_there(tree / "junction" / "precious"));
}

// On Windows itself: a link and what it leads to.
BOOST_AUTO_TEST_CASE(a_link_is_removed_and_not_followed)
{
    if (on_wine() && test::skipped("Wine 8 cannot make reparse points"))
        return;
    test::scratch const scratch;
    fill(scratch / "target");
    fs::create_directory(scratch / "tree");
    std::error_code ec;
    fs::create_directory_symlink(scratch / "target", scratch / "tree" / "link", ec);
    if (ec && test::skipped("no right to make symbolic links"))
        return;
    BOOST_TEST(tf::remove_all(scratch / "tree", ec) == 2u);
    BOOST_TEST(!ec);
    BOOST_TEST(is_there(scratch / "target" / "a" / "b" / "file"));
}

// ---- names and paths -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(bad_names_are_refused)
{
    test::scratch const scratch;
    auto const refused = [&](std::wstring const& prefix, std::wstring const& suffix)
    {
        tf::options o = scratch.options();
        o.prefix = prefix;
        o.suffix = suffix;
        std::error_code ec;
        tf::mkstemp(o, ec);
        return ec == std::errc::invalid_argument;
    };
    for (wchar_t const bad : std::wstring(L"<>:\"/\\|?*\0\x01\x1f\n", 13))
    {
        BOOST_TEST(refused(std::wstring(1, bad), L""));
        BOOST_TEST(refused(L"", std::wstring(L"a") + bad + L"b"));
    }
    for (wchar_t const* const suffix : {L".", L"x.", L" ", L".txt "})
        BOOST_TEST(refused(L"", suffix));
    // The name would be NUL.xxxxxxxxxxxx: the null device, on which a creation "succeeds".
    for (wchar_t const* const prefix : {L"NUL.", L"nul.txt.", L"Con .", L"COM1.", L"lpt\u00b2.", L"CONOUT$."})
        BOOST_TEST(refused(prefix, L""));
    BOOST_TEST(scratch.empty());
    for (wchar_t const* const prefix : {L"NUL", L"com1", L".", L"a b.", L"COM.", L"null."})
        BOOST_TEST(!refused(prefix, L".txt"));
}

// The same names for the errors as on other systems (promise 7).
BOOST_AUTO_TEST_CASE(errors_compare_as_everywhere)
{
    test::scratch const scratch;
    std::error_code ec;
    tf::mkstemp(in(scratch / "missing"), ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory), ec);
    touch(scratch / "file");
    tf::mkstemp(in(scratch / "file"), ec);
    BOOST_TEST((ec == std::errc::not_a_directory), ec);
    tf::mkdtemp(in(scratch / "file"), ec);
    BOOST_TEST((ec == std::errc::not_a_directory), ec);
    tf::mkstemp(in(scratch / "file" / "below"), ec);
    BOOST_TEST((ec == std::errc::not_a_directory), ec);
    tf::options o = scratch.options();
    o.suffix = std::wstring(300, L's');
    tf::mkstemp(o, ec);
    BOOST_TEST((ec == std::errc::filename_too_long), ec);
    tf::mkdtemp(o, ec);
    BOOST_TEST((ec == std::errc::filename_too_long), ec);
    tf::mkstemp(in(L"Q:\\no such drive"), ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory), ec);
    tf::mkstemp(in(L"\\\\no-such-host.invalid\\share\\dir"), ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory), ec);
    BOOST_TEST(scratch.names().size() == 1u);
}

// Promise 7: permission_denied where nothing can be made, also in a directory that is there to be read.
BOOST_AUTO_TEST_CASE(an_unwritable_directory_is_denied)
{
    test::scratch const scratch;
    fs::path const dir = scratch / "dir";
    fs::create_directory(dir);
    PSECURITY_DESCRIPTOR readable = nullptr;
    BOOST_TEST_REQUIRE(::ConvertStringSecurityDescriptorToSecurityDescriptorW(
        L"D:P(A;;FRFX;;;WD)", SDDL_REVISION_1, &readable, nullptr));
    BOOST_TEST(::SetFileSecurityW(dir.c_str(), DACL_SECURITY_INFORMATION, readable));
    ::LocalFree(readable);
    if (open(dir / "file", GENERIC_WRITE, share_all, CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE))
        test::skipped("this user may write everywhere");
    else
    {
        std::error_code ec;
        tf::mkstemp(in(dir), ec);
        BOOST_TEST((ec == std::errc::permission_denied), ec);
        tf::mkdtemp(in(dir), ec);
        BOOST_TEST((ec == std::errc::permission_denied), ec);
        tf::temporary_file const anonymous(in(dir), ec);
        BOOST_TEST((ec == std::errc::permission_denied), ec);
        tf::named_temporary_file const named(in(dir), ec);
        BOOST_TEST((ec == std::errc::permission_denied), ec);
    }
    // Its owner opens up what denies access (promise 5).
    std::error_code ec;
    tf::remove_all(dir, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(scratch.empty());
}

BOOST_AUTO_TEST_CASE(names_of_all_scripts)
{
    test::scratch const scratch;
    for (wchar_t const* const name : {L"\u65e5\u672c\u8a9e", L"\U0001f600", L"\u0416\u00fc\u0301"})
    {
        tf::options o = scratch.options();
        o.prefix = name;
        o.suffix = name;
        o.dir = tf::mkdtemp(o);
        tf::named_handle file = tf::mkstemp(o);
        BOOST_TEST((file.path.parent_path() == o.dir));
        BOOST_TEST((file.path.filename().native().find(name) == 0u));
        BOOST_TEST(is_there(file.path));
        file.handle.close();
        std::error_code ec;
        BOOST_TEST(tf::remove_all(o.dir, ec) == 2u);
        BOOST_TEST(!ec);
    }
    BOOST_TEST(scratch.empty());
}

// Longer than MAX_PATH, without any word of the user's about it.
BOOST_AUTO_TEST_CASE(long_paths)
{
    test::scratch const scratch;
    tf::temporary_directory const top(scratch.options());
    fs::path dir = top.path();
    for (int i = 0; i < 8; ++i)
    {
        tf::options o = in(dir);
        o.prefix = std::wstring(100, L'p');
        dir = tf::mkdtemp(o);
    }
    BOOST_TEST(dir.native().size() > 800u);
    tf::named_temporary_file file(in(dir));
    BOOST_TEST(is_there(verbatim(file.path())));
    std::error_code ec;
    file.close(ec);
    BOOST_TEST(!ec);
    BOOST_TEST(!is_there(verbatim(file.path())));
    tf::temporary_file(in(dir)).close();
    {
        tf::temporary_directory const inner(in(dir));
        BOOST_TEST(is_there(verbatim(inner.path())));
    }
    fs::path const first = top.path() / fs::directory_iterator(top.path())->path().filename();
    BOOST_TEST(tf::remove_all(first, ec) == 8u);
    BOOST_TEST(!ec);
}

namespace
{

// libstdc++ takes \\?\ for a relative path.
bool is_absolute(fs::path const& path)
{
    return path.is_absolute() || path.native().rfind(L"\\\\?\\", 0) == 0;
}

// C:\dir as others on the network see it, if the drive is shared as administrators have it.
fs::path share_of(fs::path const& dir, std::wstring const& host)
{
    return fs::path(host + dir.native()[0] + L"$" + dir.native().substr(2));
}

} // namespace

// Returned paths are absolute (promise 1), whatever the directory was given as.
BOOST_AUTO_TEST_CASE(kinds_of_paths)
{
    test::scratch const scratch;
    fs::path const dir = scratch.path();
    fs::path const before = fs::current_path();
    fs::current_path(dir);
    for (fs::path const& given : {fs::path(L"."), fs::path(dir.root_name().native() + L"."), // of the drive's own
             fs::path(dir.native().substr(dir.root_name().native().size())),                 // from the drive's root
             verbatim(dir), fs::path(dir.generic_wstring()), fs::path(dir.native() + L"\\"),
             share_of(dir, L"\\\\localhost\\"), share_of(dir, L"\\\\?\\UNC\\localhost\\")})
    {
        std::error_code ec;
        if (!is_there(given) && test::skipped("this machine has no share of its drive"))
            continue;
        tf::named_temporary_file file(in(given), ec);
        BOOST_TEST(!ec);
        BOOST_TEST(is_absolute(file.path()));
        BOOST_TEST(scratch.names().size() == 1u);
        fs::current_path(before); // which redirects no removal
        BOOST_TEST(is_there(file.path()));
        file.close(ec);
        BOOST_TEST(!ec);
        fs::current_path(dir);
        BOOST_TEST(scratch.empty());
        tf::temporary_directory made(in(given));
        BOOST_TEST(is_absolute(made.path()));
        fill(made.path());
        made.cleanup(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(scratch.empty());
    }
    fs::current_path(before);
}

BOOST_AUTO_TEST_CASE(roots_and_dots_are_not_removed)
{
    std::error_code ec;
    for (wchar_t const* const path : {L"C:\\", L"C:", L"\\", L".", L"..", L"C:\\windows\\..", L"\\\\?\\C:\\",
             L"\\\\?\\C:", L"\\\\server\\share", L"\\\\?\\UNC\\server\\share\\"})
    {
        BOOST_TEST(tf::remove_all(path, ec) == 0u);
        BOOST_TEST((ec == std::errc::invalid_argument), ec);
    }
}

// TMPDIR, TEMP, TMP, in this order; also outside the code page.
BOOST_AUTO_TEST_CASE(the_environment_names_the_directory)
{
    test::scratch const scratch;
    fs::path const first = scratch / L"\u65e5\u672c";
    fs::path const second = scratch / "second";
    fs::create_directory(second);
    auto const set = [](wchar_t const* name, fs::path const& value) { ::SetEnvironmentVariableW(name, value.c_str()); };
    wchar_t temp[MAX_PATH] = L"", tmp[MAX_PATH] = L"";
    ::GetEnvironmentVariableW(L"TEMP", temp, MAX_PATH);
    ::GetEnvironmentVariableW(L"TMP", tmp, MAX_PATH);
    set(L"TMPDIR", first);
    set(L"TEMP", second);
    tf::settempdir({});
    BOOST_TEST((tf::gettempdir() == second)); // the first does not exist
    fs::create_directory(first);
    tf::settempdir({});
    BOOST_TEST((tf::gettempdir() == first));
    ::SetEnvironmentVariableW(L"TMPDIR", nullptr);
    set(L"TEMP", temp);
    set(L"TMP", tmp);
    tf::settempdir({});
    BOOST_TEST(fs::is_directory(tf::gettempdir()));
}

// ---- streams -------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(streams_larger_than_4_gib)
{
    test::scratch const scratch;
    constexpr std::streamoff beyond = (std::streamoff(5) << 30) + 1;
    tf::temporary_file file(scratch.options());
    file.seekp(beyond);
    file << "end";
    file.seekg(beyond - 1);
    std::string text;
    std::getline(file, text);
    BOOST_TEST(text == std::string("\0end", 4));
    BOOST_TEST(file.size() == std::uintmax_t(beyond) + 3);
}

// Text mode is the platform's, as in std::fstream: lines end in "\r\n" in the file.
BOOST_AUTO_TEST_CASE(text_mode)
{
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options(), std::ios::in | std::ios::out);
    file << "one\ntwo\n" << std::flush;
    BOOST_TEST(file.size() == 10u);
    std::ifstream plain(file.path());
    std::ifstream binary(file.path(), std::ios::binary);
    std::string const as_text(std::istreambuf_iterator<char>(plain), {});
    std::string const as_bytes(std::istreambuf_iterator<char>(binary), {});
    BOOST_TEST(as_text == "one\ntwo\n");
    BOOST_TEST(as_bytes == "one\r\ntwo\r\n");
    file.seekg(0);
    std::string const read(std::istreambuf_iterator<char>(file), {});
    BOOST_TEST(read == "one\ntwo\n");
}

// A pipe is a device in one direction.
BOOST_AUTO_TEST_CASE(streams_on_pipes)
{
    HANDLE read_end = nullptr, write_end = nullptr;
    BOOST_TEST_REQUIRE(::CreatePipe(&read_end, &write_end, nullptr, 0));
    using buffer = tf::basic_device_streambuf<tf::file_device, char>;
    buffer reading(tf::file_device(tf::unique_handle(read_end)), std::ios::in | std::ios::binary);
    std::istream in_stream(&reading);
    {
        buffer writing(tf::file_device(tf::unique_handle(write_end)), std::ios::out | std::ios::binary);
        std::ostream out_stream(&writing);
        out_stream << "through a pipe\n";
        BOOST_TEST(bool(out_stream.flush()));
        BOOST_TEST((out_stream.tellp() == std::streampos(std::streamoff(-1))));
    }
    std::string line;
    BOOST_TEST(bool(std::getline(in_stream, line)));
    BOOST_TEST(line == "through a pipe");
    BOOST_TEST(!std::getline(in_stream, line));
    BOOST_TEST(in_stream.eof());
    BOOST_TEST(!in_stream.bad());
}

// What a child process or the C library does with the handle is seen after a seek.
BOOST_AUTO_TEST_CASE(the_handle_can_be_used_by_others)
{
    test::scratch const scratch;
    tf::named_temporary_file file(scratch.options());
    file << "written ";
    HANDLE const handle = file.native_handle();
    DWORD count = 0;
    BOOST_TEST(::WriteFile(handle, "by others", 9, &count, nullptr));
    file.seekg(0);
    std::string text;
    std::getline(file, text);
    BOOST_TEST(text == "written by others");
}

// ---- directories ----------------------------------------------------------------------------------------------------

// A directory that somebody removed and made again is not ours any more.
BOOST_AUTO_TEST_CASE(a_directory_made_again_is_not_ours)
{
    if (on_wine() && test::skipped("Wine's numbers of files are those of the Unix file system, which uses them again"))
        return;
    test::scratch const scratch;
    tf::temporary_directory made(scratch.options());
    fs::remove(made.path());
    fs::create_directory(made.path());
    touch(made / "precious");
    made.cleanup();
    BOOST_TEST(is_there(made / "precious"));
}

BOOST_AUTO_TEST_CASE(nested_directories_go_in_any_order)
{
    test::scratch const scratch;
    {
        tf::temporary_directory outer(scratch.options());
        tf::temporary_directory inner(in(outer.path()));
        fill(inner.path());
        std::error_code ec;
        outer.cleanup(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(scratch.empty());
    }
    BOOST_TEST(scratch.empty());
}

#endif
