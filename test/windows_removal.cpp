//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 5 as Windows has to keep it: what is held, mapped, read-only, a junction, or deep.

#define BOOST_TEST_MODULE windows_removal
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_removal, "this is not Windows")

#else

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"
#include "windows_files.hpp"

#include <cstring>
#include <cwchar>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

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
        tf::unique_handle holder =
            open(tree / held, GENERIC_READ, share_all, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
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

// A mapped file can be deleted on Windows 10 where its disk deletes as POSIX does; otherwise it is waited for. The rest
// goes either way.
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
    tf::remove_all(tree, soon(), ec);
    if (ec)
    {
        BOOST_TEST((ec == code(ERROR_USER_MAPPED_FILE)), ec);
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
        BOOST_TEST(!is_there(outer.path()));
        // Where numbers of files are used again the inner one is held, and so moved out until it is let go.
        BOOST_TEST((scratch.empty() || on_wine()));
    }
    BOOST_TEST(scratch.empty());
}

#endif
