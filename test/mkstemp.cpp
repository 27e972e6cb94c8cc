//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The low level: promise 1 of what is made, promise 7 of what is refused.

#define BOOST_TEST_MODULE mkstemp
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/tempdir.hpp>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace fs = std::filesystem;
using namespace boost::tempfile;

namespace
{

// The deprecation is meant for users.
#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#elif defined(_MSC_VER)
#pragma warning(disable : 4996)
#endif

// The three functions as one: what they have in common is tested once.
enum class made
{
    file,
    directory,
    name
};
constexpr made all_kinds[] = {made::file, made::directory, made::name};

fs::path make(made what, options const& o)
{
    return what == made::file ? mkstemp(o).path : what == made::directory ? mkdtemp(o) : mktemp(o);
}

fs::path make(made what, options const& o, std::error_code& ec)
{
    return what == made::file ? mkstemp(o, ec).path : what == made::directory ? mkdtemp(o, ec) : mktemp(o, ec);
}

int collisions = 0;
std::error_code collide(test::sys::call_site const& site) noexcept
{
    using test::sys::call;
    bool const creates = site.which == call::create_file || site.which == call::create_directory;
    return creates && collisions-- > 0 ? std::make_error_code(std::errc::file_exists) : std::error_code();
}

} // namespace

BOOST_AUTO_TEST_CASE(the_caller_owns_what_is_returned)
{
    test::scratch dir;
    fs::path path;
    {
        auto [handle, name] = mkstemp(dir.options());
        BOOST_TEST(bool(handle));
        path = name;
    }
    BOOST_TEST(fs::is_regular_file(path));
    BOOST_TEST(fs::file_size(path) == 0u);
    BOOST_TEST(fs::is_directory(mkdtemp(dir.options())));
    BOOST_TEST(!fs::exists(mktemp(dir.options())));
    BOOST_TEST(dir.names().size() == 2u);
}

BOOST_AUTO_TEST_CASE(names_are_made_of_prefix_random_characters_and_suffix)
{
    test::scratch dir;
    options o = dir.options();
    o.suffix = ".x";
    for (made what : all_kinds)
    {
        std::set<std::string> seen;
        for (int i = 0; i != 100; ++i)
        {
            fs::path const path = make(what, o);
            BOOST_TEST(path.is_absolute());
            BOOST_TEST((path.parent_path() == dir.path()));
            std::string const name = path.filename().string();
            BOOST_TEST(name.size() >= 3 + 12 + 2);
            BOOST_TEST(name.substr(0, 3) == gettempprefix().string());
            BOOST_TEST(name.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz", 3) == name.size() - 2);
            seen.insert(name);
        }
        BOOST_TEST(seen.size() == 100u);
    }
    o.prefix = "";
    o.suffix.clear();
    BOOST_TEST(mkstemp(o).path.filename().string().size() == 12u);
}

// Each of 12 places takes each of 36 characters: 62 bits. A generator that uses fewer shows here.
BOOST_AUTO_TEST_CASE(every_place_takes_every_character)
{
    test::scratch dir;
    options o = dir.options();
    o.prefix = "";
    std::vector<std::set<char>> seen(12);
    for (int i = 0; i != 1000; ++i)
    {
        std::string const name = mktemp(o).filename().string();
        for (std::size_t place = 0; place != seen.size(); ++place)
            seen[place].insert(name[place]);
    }
    for (auto const& characters : seen)
        BOOST_TEST(characters.size() == 36u);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_taken_is_not_used)
{
    test::scratch dir;
    for (made what : {made::file, made::directory})
    {
        collisions = 3;
        test::interception colliding(&collide);
        fs::path const path = make(what, dir.options());
        BOOST_TEST(fs::exists(path));
        BOOST_TEST(collisions < 0);
    }
    // And where every name is taken it ends.
    collisions = 1 << 30;
    test::interception colliding(&collide);
    std::error_code ec;
    (void)mkstemp(dir.options(), ec);
    BOOST_TEST((ec == std::errc::file_exists));
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused)
{
    test::scratch dir;
    std::ofstream(dir / "file") << "x";
    auto const refused = [&](options const& o, std::errc expected)
    {
        for (made what : all_kinds)
        {
            std::error_code ec;
            BOOST_TEST(make(what, o, ec).empty());
            BOOST_TEST((ec == expected), ec.message() << " instead of " << std::make_error_code(expected).message());
            auto const same = [&](fs::filesystem_error const& e) { return e.code() == ec; };
            BOOST_CHECK_EXCEPTION(make(what, o), fs::filesystem_error, same);
        }
        BOOST_TEST(dir.names().size() == 1u);
    };
    for (std::string const& bad : {std::string("a/b"), std::string("/"), std::string("a\0b", 3), std::string(1, '\0')})
    {
        options o = dir.options();
        o.prefix = bad;
        refused(o, std::errc::invalid_argument);
        o = dir.options();
        o.suffix = bad;
        refused(o, std::errc::invalid_argument);
    }
    options o = dir.options();
    o.permissions = fs::perms(01700);
    refused(o, std::errc::invalid_argument);
    o = dir.options();
    o.dir = dir / "missing";
    refused(o, std::errc::no_such_file_or_directory);
    o.dir = dir / "file";
    refused(o, std::errc::not_a_directory);
    o = dir.options();
    o.prefix = std::string(300, 'p');
    refused(o, std::errc::filename_too_long);
}

BOOST_AUTO_TEST_CASE(a_failing_system_is_reported_and_nothing_left)
{
    test::scratch dir;
    for (std::errc error : {std::errc::no_space_on_device, std::errc::read_only_file_system, std::errc::io_error,
             std::errc::too_many_files_open_in_system})
        for (auto which : {test::sys::call::create_file, test::sys::call::create_directory})
        {
            test::failing failing(which, error);
            made const what = which == test::sys::call::create_file ? made::file : made::directory;
            BOOST_CHECK_EXCEPTION(make(what, dir.options()), fs::filesystem_error,
                [&](fs::filesystem_error const& e) { return e.code() == error && !e.path1().empty(); });
        }
    BOOST_TEST(dir.empty());
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(modes_and_links, "test/windows.cpp has access lists and reparse points")

#else

namespace
{

mode_t mode_of(fs::path const& path)
{
    struct stat s = {};
    ::lstat(path.c_str(), &s);
    return s.st_mode & 07777;
}

} // namespace

BOOST_AUTO_TEST_CASE(files_take_the_umask_away_and_directories_are_exact)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            options o = dir.options();
            for (mode_t mask : {0u, 022u, 077u, 0777u})
            {
                ::umask(mask);
                EXPECT(mode_of(mkstemp(o).path) == (0600 & ~mask));
                EXPECT(mode_of(mkdtemp(o)) == 0700);
                options wide = o;
                wide.permissions = fs::perms(0775);
                EXPECT(mode_of(mkstemp(wide).path) == (0775 & ~mask));
                EXPECT(mode_of(mkdtemp(wide)) == 0775);
                wide.permissions = fs::perms::none;
                EXPECT(mode_of(mkdtemp(wide)) == 0);
            }
        }));
}

BOOST_AUTO_TEST_CASE(a_set_group_id_parent_hands_its_bit_on)
{
    test::scratch dir;
    ::chmod(dir.path().c_str(), 02755);
    BOOST_TEST((mode_of(mkdtemp(dir.options())) & 0777) == 0700u);
}

BOOST_AUTO_TEST_CASE(the_handle_reads_writes_and_is_not_inherited)
{
    test::scratch dir;
    named_handle const made = mkstemp(dir.options());
    BOOST_TEST((::fcntl(made.handle.get(), F_GETFL) & O_ACCMODE) == O_RDWR);
    BOOST_TEST((::fcntl(made.handle.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(a_forked_child_draws_other_names)
{
    test::scratch dir;
    (void)mktemp(dir.options());
    std::string const file = (dir / "name").string();
    BOOST_TEST(test::child_succeeds([&] { std::ofstream(file) << mktemp(dir.options()).string(); }));
    std::string childs;
    std::getline(std::ifstream(file) >> std::ws, childs);
    BOOST_TEST(!childs.empty());
    BOOST_TEST(childs != mktemp(dir.options()).string());
}

BOOST_AUTO_TEST_CASE(a_directory_that_may_not_be_written_is_permission_denied)
{
    test::scratch dir;
    options o;
    o.dir = dir / "closed";
    fs::create_directory(o.dir);
    ::chmod(o.dir.c_str(), 0555);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            for (made what : {made::file, made::directory})
            {
                std::error_code ec;
                EXPECT(make(what, o, ec).empty());
                EXPECT(ec == std::errc::permission_denied);
            }
        }));
}

BOOST_AUTO_TEST_CASE(a_relative_directory_gives_an_absolute_path)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::current_path(dir.path());
            options o;
            o.dir = ".";
            fs::path const path = mkstemp(o).path;
            EXPECT(path.is_absolute());
            fs::current_path("/");
            EXPECT(fs::exists(path));
        }));
}

#endif
