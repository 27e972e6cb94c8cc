//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Names, paths and errors as Windows has them.

#define BOOST_TEST_MODULE windows_names
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_names, "this is not Windows")

#else

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/tempdir.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include "interception.hpp"
#include "scratch.hpp"
#include "windows_files.hpp"

#include <aclapi.h>
#include <sddl.h>

#include <cstring>
#include <cwchar>
#include <fstream>
#include <string>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

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

#endif
