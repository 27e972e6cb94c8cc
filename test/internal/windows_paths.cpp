//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Paths of every form that Windows has: as text, and through every function that takes one.

#define BOOST_TEST_MODULE windows_paths
#include "unit_test.hpp"

#include "platform.hpp"

#if !defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(windows_paths, "this is not Windows")

#else

#include <boost/tempfile.hpp>

#include "creation/tempdir.hpp"
#include "scratch.hpp"
#include "system/system.hpp"
#include "system/windows/path.hpp"
#include "windows_files.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

using namespace test;

namespace
{

struct form
{
    wchar_t const* path;
    std::size_t root; // how many characters of it
    wchar_t const* parent;
};

// What begins with two slashes and a question mark is resolved as other paths are, unless all three are as they stand
// here: \\?\.
constexpr form forms[] = {
    {L"D:\\out.txt", 3, L"D:\\"},
    {L"D:/out.txt", 3, L"D:/"},
    {L"D:\\dir\\out.txt", 3, L"D:\\dir"},
    {L"D:\\dir\\\\out.txt\\", 3, L"D:\\dir"},
    {L"D:out.txt", 2, L"D:."},
    {L"D:dir\\out.txt", 2, L"D:dir"},
    {L"D:", 2, L"D:."},
    {L"D:\\", 3, L"D:\\"},
    {L"\\out.txt", 1, L"\\"},
    {L"\\dir\\out.txt", 1, L"\\dir"},
    {L"out.txt", 0, L"."},
    {L"dir/out.txt", 0, L"dir"},
    {L"", 0, L"."},
    {L"\\\\server\\share\\out.txt", 15, L"\\\\server\\share\\"},
    {L"//server/share/out.txt", 15, L"//server/share/"},
    {L"\\\\server\\share\\dir\\out.txt", 15, L"\\\\server\\share\\dir"},
    {L"\\\\server\\share", 14, L"\\\\server\\share"},
    {L"\\\\?\\D:\\out.txt", 7, L"\\\\?\\D:\\"},
    {L"\\\\?\\D:\\dir\\out.txt", 7, L"\\\\?\\D:\\dir"},
    {L"\\\\?\\D:\\a/b", 7, L"\\\\?\\D:\\"}, // a slash is a part of the name there
    {L"\\\\?\\UNC\\server\\share\\out.txt", 21, L"\\\\?\\UNC\\server\\share\\"},
    {L"\\\\?\\unc\\server\\share\\dir\\out.txt", 21, L"\\\\?\\unc\\server\\share\\dir"},
    {L"\\\\?\\Volume{1}\\out.txt", 14, L"\\\\?\\Volume{1}\\"},
    {L"//?/D:/dir/out.txt", 7, L"//?/D:/dir"},
    {L"\\\\.\\D:\\out.txt", 7, L"\\\\.\\D:\\"},
    {L"\\\\.\\NUL", 7, L"\\\\.\\NUL"},
};

std::string content(fs::path const& path)
{
    std::ifstream in(path, std::ios_base::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

BOOST_AUTO_TEST_CASE(roots_and_parents)
{
    for (form const& f : forms)
    {
        std::string const shown = fs::path(f.path).string();
        BOOST_TEST(sys::root_size(f.path) == f.root, shown);
        BOOST_TEST((sys::parent_of(f.path) == f.parent), shown << ": " << fs::path(sys::parent_of(f.path)).string());
        BOOST_TEST(sys::is_root(f.path) == (std::wcslen(f.path) <= f.root), shown);
    }
    BOOST_TEST(sys::is_remote(L"\\\\server\\share\\file"));
    BOOST_TEST(sys::is_remote(L"\\\\?\\UNC\\server\\share\\file"));
    BOOST_TEST(!sys::is_remote(L"C:\\file"));
    BOOST_TEST(!sys::is_remote(L"\\\\?\\C:\\file"));
    BOOST_TEST(!sys::is_remote(L"file"));
}

// Where files go: absolute, with nothing superfluous; verbatim paths are what they are.
BOOST_AUTO_TEST_CASE(directories_in_their_normal_form)
{
    constexpr wchar_t const* forms_of_directories[][2] = {
        {L"D:\\dir\\", L"D:\\dir"},
        {L"D:/dir/./other//", L"D:\\dir\\other"},
        {L"D:\\dir\\..\\other", L"D:\\other"},
        {L"D:\\", L"D:\\"},
        {L"\\\\server\\share\\dir\\", L"\\\\server\\share\\dir"},
        {L"//server/share/dir", L"\\\\server\\share\\dir"},
        {L"\\\\.\\D:\\dir\\", L"\\\\.\\D:\\dir"},
        {L"\\\\?\\D:\\dir\\", L"\\\\?\\D:\\dir"},
        {L"\\\\?\\D:\\a/b", L"\\\\?\\D:\\a/b"},
        {L"\\\\?\\D:\\dir\\..", L"\\\\?\\D:\\dir\\.."},
        {L"\\\\?\\UNC\\server\\share\\dir\\", L"\\\\?\\UNC\\server\\share\\dir"},
        {L"\\\\?\\D:\\", L"\\\\?\\D:\\"},
    };
    for (auto const& [given, expected] : forms_of_directories)
    {
        std::error_code ec;
        fs::path const normal = boost::tempfile::detail::normalized_directory(given, ec);
        BOOST_TEST(!ec);
        BOOST_TEST((normal.native() == expected), fs::path(given).string() << ": " << normal.string());
    }
}

namespace
{

// The ways to write an absolute path with a drive. `verbatim` ones are returned as they were given.
struct spelling
{
    wchar_t const* prefix;
    bool slashes;
    bool verbatim;
};

constexpr spelling spellings[] = {
    {L"", false, false},
    {L"", true, false},
    {L"\\\\?\\", false, true},
    {L"//?/", true, false},
    {L"\\\\.\\", false, false},
};

fs::path spelled(spelling const& how, fs::path const& path)
{
    std::wstring text = path.native();
    for (wchar_t& c : text)
        if (how.slashes && c == L'\\')
            c = L'/';
    return fs::path(how.prefix + text);
}

// Whether both name the same thing, whatever they look like.
bool same(fs::path const& a, fs::path const& b)
{
    std::error_code ec;
    auto const first = sys::identify_file(a.c_str(), ec).identity;
    auto const second = sys::identify_file(b.c_str(), ec).identity;
    return !ec && first == second;
}

} // namespace

BOOST_AUTO_TEST_CASE(functions_that_take_paths)
{
    test::scratch const scratch;
    for (spelling const& how : spellings)
    {
        fs::path const dir = spelled(how, scratch.path());
        BOOST_TEST_CONTEXT(dir.string())
        {
            std::error_code ec;
            tf::options const o = in(dir);
            tf::named_handle low = tf::mkstemp(o, ec);
            BOOST_TEST(!ec);
            BOOST_TEST(same(low.path, scratch.path() / low.path.filename()));
            BOOST_TEST((low.path.native().rfind(L"\\\\?\\", 0) == 0 || !how.verbatim));
            low.handle.close();
            BOOST_TEST(tf::remove_all(spelled(how, scratch.path() / low.path.filename()), ec) == 1u);
            BOOST_TEST(!ec);

            fs::path const made = tf::mkdtemp(o, ec);
            BOOST_TEST(!ec);
            touch(made / "file");
            BOOST_TEST(tf::remove_all(spelled(how, scratch.path() / made.filename()), ec) == 2u);
            BOOST_TEST(!ec);

            fs::path const target = spelled(how, scratch.path() / "target"), plain = scratch / "target";
            {
                tf::named_temporary_file file(tf::beside(target), ec);
                BOOST_TEST(!ec);
                file << "persisted";
                file.persist(target, ec);
                BOOST_TEST(!ec);
            }
            BOOST_TEST(content(plain) == "persisted");
            {
                tf::temporary_file file(o, ec);
                BOOST_TEST(!ec);
                file << "anonymous";
                file.persist(target, tf::persist_mode::replace, tf::durability::data_and_entry, ec);
                BOOST_TEST(!ec);
            }
            BOOST_TEST(content(plain) == "anonymous");
            {
                tf::save_file file(target);
                file << "saved";
                file.commit(ec);
                BOOST_TEST(!ec);
            }
            BOOST_TEST(content(plain) == "saved");
            BOOST_TEST(tf::remove_all(target, ec) == 1u);
            BOOST_TEST(!ec);

            {
                tf::temporary_directory directory(o, ec);
                BOOST_TEST(!ec);
                touch(directory / "file");
                directory.cleanup(ec);
                BOOST_TEST(!ec);
            }
            tf::settempdir(dir);
            for (tf::options const& where : {o, tf::options()})
            {
                tf::spooled_temporary_file spooled(2, where);
                spooled << "more than two";
                BOOST_TEST(bool(spooled.flush()));
                BOOST_TEST(spooled.rolled());
                BOOST_TEST(!scratch.empty());
            }
            tf::settempdir({});
            BOOST_TEST(tf::sweep(dir, "tmp", ec).empty());
            BOOST_TEST(!ec);
            BOOST_TEST(scratch.empty());
        }
    }
}

// Paths of every kind as the system takes them whatever their length: drives, shares, and what is given as it is.
BOOST_AUTO_TEST_CASE(paths_as_the_system_takes_them)
{
    using sys::long_path;
    auto const taken = [](std::wstring const& path, long_path::form form)
    {
        std::error_code ec;
        long_path const made(path.c_str(), ec, form);
        BOOST_TEST(!ec);
        return std::wstring(made.c_str());
    };
    std::wstring const lengths[] = {L"", L"\\" + std::wstring(200, L'a') + L"\\" + std::wstring(200, L'b')};
    for (std::wstring const& more : lengths)
        for (auto const& [given, prefix] : {std::pair(L"C:\\d", L"C:\\d"), std::pair(L"C:/x/../d", L"C:\\d"),
                 std::pair(L"\\\\server\\share\\d", L"UNC\\server\\share\\d"),
                 std::pair(L"//server/share/d", L"UNC\\server\\share\\d")})
        {
            BOOST_TEST((taken(given + more, long_path::form::native) == L"\\??\\" + (prefix + more)));
            BOOST_TEST((taken(given + more, long_path::form::win32) ==
                        (more.empty() ? std::wstring(given) : L"\\\\?\\" + (prefix + more))));
        }
    for (auto const& [given, native] : {std::pair(L"\\\\?\\C:\\d .", L"\\??\\C:\\d ."),
             std::pair(L"\\\\?\\UNC\\server\\share\\d", L"\\??\\UNC\\server\\share\\d"),
             std::pair(L"\\\\.\\NUL", L"\\??\\NUL")})
    {
        BOOST_TEST((taken(given, long_path::form::native) == native));
        BOOST_TEST((taken(given, long_path::form::win32) == given));
    }
}

#endif
