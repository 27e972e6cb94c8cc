//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The directory for temporary files: where it is looked for, what is refused, and how it is set.

#define BOOST_TEST_MODULE tempdir
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/tempdir.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#if !defined(BOOST_WINDOWS)
#include "processes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#endif

namespace fs = std::filesystem;
using namespace boost::tempfile;

namespace
{

// The search starts anew, and does so again for whoever comes next.
struct searching
{
    searching() { settempdir({}); }
    ~searching() { settempdir({}); }
};

} // namespace

BOOST_AUTO_TEST_CASE(the_prefix_is_tmp)
{
    BOOST_TEST((gettempprefix() == "tmp"));
}

BOOST_AUTO_TEST_CASE(settempdir_says_where)
{
    searching again;
    test::scratch dir;
    settempdir(dir.path());
    BOOST_TEST((gettempdir() == dir.path()));
    named_handle const made = mkstemp();
    BOOST_TEST((made.path.parent_path() == dir.path()));
    settempdir(dir.path() / "." / "");
    BOOST_TEST((gettempdir() == dir.path()));
    settempdir({});
    BOOST_TEST((gettempdir() != dir.path()));
}

BOOST_AUTO_TEST_CASE(it_is_absolute_and_its_test_leaves_nothing)
{
    searching again;
    fs::path const dir = gettempdir();
    BOOST_TEST(dir.is_absolute());
    BOOST_TEST(fs::is_directory(dir));
    std::error_code ec = std::make_error_code(std::errc::io_error);
    BOOST_TEST((gettempdir(ec) == dir));
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_CASE(threads_see_one_or_the_other)
{
    searching again;
    test::scratch a, b;
    settempdir(a.path());
    std::vector<std::thread> readers;
    std::atomic<int> wrong{0};
    for (int i = 0; i != 3; ++i)
        readers.emplace_back(
            [&]
            {
                for (int n = 0; n != 2000; ++n)
                {
                    fs::path const seen = gettempdir();
                    if (seen != a.path() && seen != b.path())
                        ++wrong;
                }
            });
    for (int n = 0; n != 1000; ++n)
        settempdir(n % 2 != 0 ? a.path() : b.path());
    for (std::thread& reader : readers)
        reader.join();
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(where_none_will_do_the_error_lists_what_was_tried)
{
    searching again;
    test::failing full(test::sys::call::write, std::errc::no_space_on_device);
    auto const lists = [](fs::filesystem_error const& e)
    {
        std::string const what = e.what();
        return e.code() == std::errc::no_space_on_device && what.find("tried") != std::string::npos &&
               what.find(std::make_error_code(std::errc::no_space_on_device).message()) != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(gettempdir(), fs::filesystem_error, lists);
    std::error_code ec;
    BOOST_TEST(gettempdir(ec).empty());
    BOOST_TEST((ec == std::errc::no_space_on_device));
    named_handle const none = mkstemp({}, ec);
    BOOST_TEST((ec == std::errc::no_space_on_device));
    BOOST_TEST(!none.handle);
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(the_search_of_the_environment, "test/windows.cpp has the search of Windows")

#else

namespace
{

// In a program that was started for it, prints the directory and ends.
struct print_and_end
{
    print_and_end()
    {
        if (std::getenv("BOOST_TEMPFILE_TEST_PRINT") == nullptr)
            return;
        std::puts(gettempdir().c_str());
        std::fflush(nullptr);
        ::_exit(0);
    }
} const print_and_end_if_asked;

struct variable
{
    char const* name;
    std::string value;
};

// In a child, what the search finds with these variables alone.
bool finds(std::vector<variable> const& variables, fs::path const& expected)
{
    return test::child_succeeds(
        [&]
        {
            for (char const* name : {"TMPDIR", "TEMP", "TMP"})
                ::unsetenv(name);
            for (variable const& v : variables)
                ::setenv(v.name, v.value.c_str(), 1);
            settempdir({});
            if (gettempdir() != expected)
                std::fprintf(stderr, "found %s instead of %s\n", gettempdir().c_str(), expected.c_str());
            EXPECT(gettempdir() == expected);
            ::setenv("TMPDIR", "/", 1);
            EXPECT(gettempdir() == expected); // cached
        });
}

} // namespace

BOOST_AUTO_TEST_CASE(the_variables_are_asked_in_their_order)
{
    test::scratch dir;
    fs::create_directory(dir / "1");
    fs::create_directory(dir / "2");
    fs::create_directory(dir / "3");
    std::string const one = (dir / "1").string(), two = (dir / "2").string(), three = (dir / "3").string();
    BOOST_TEST(finds({{"TMPDIR", one}, {"TEMP", two}, {"TMP", three}}, one));
    BOOST_TEST(finds({{"TEMP", two}, {"TMP", three}}, two));
    BOOST_TEST(finds({{"TMP", three}}, three));
    BOOST_TEST(finds({{"TMPDIR", ""}, {"TEMP", two}}, two)); // an empty one is skipped
    BOOST_TEST(finds({{"TMPDIR", one + "/"}}, one));
    for (std::string const& each : {one, two, three})
        BOOST_TEST(fs::is_empty(each));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_to_is_passed_over)
{
    test::scratch dir;
    fs::create_directory(dir / "good");
    std::ofstream(dir / "file") << "x";
    std::string const good = (dir / "good").string();
    BOOST_TEST(finds({{"TMPDIR", (dir / "missing").string()}, {"TEMP", good}}, good));
    BOOST_TEST(finds({{"TMPDIR", (dir / "file").string()}, {"TEMP", good}}, good));
    fs::create_directory(dir / "closed");
    ::chmod((dir / "closed").c_str(), 0555);
    ::chmod(good.c_str(), 0777);
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&] {
            EXPECT(finds({{"TMPDIR", (dir / "closed").string()}, {"TEMP", good}}, good));
        }));
}

BOOST_AUTO_TEST_CASE(a_relative_one_is_made_absolute)
{
    test::scratch dir;
    fs::create_directory(dir / "sub");
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::current_path(dir.path());
            EXPECT(finds({{"TMPDIR", "sub"}}, dir / "sub"));
            ::setenv("TMPDIR", "sub", 1);
            settempdir({});
            EXPECT(gettempdir() == dir / "sub");
            fs::current_path("/");
            EXPECT(mkstemp().path.parent_path() == dir / "sub");
        }));
}

// Facts 11: whatever made the program more than its caller.
BOOST_AUTO_TEST_CASE(a_set_user_id_program_ignores_the_environment)
{
    if (::getuid() != 0)
    {
        BOOST_TEST(test::skipped("only root can make a program of another user's"));
        return;
    }
    test::scratch dir;
    fs::path const program = dir / "program";
    fs::copy_file("/proc/self/exe", program);
    bool const prepared = ::chown(program.c_str(), 65533, 65533) == 0 && ::chmod(program.c_str(), 04755) == 0;
    BOOST_TEST_REQUIRE(prepared);
    std::string const output = (dir / "output").string();
    int const status = test::status_of_child(
        [&]
        {
            int const fd = ::open(output.c_str(), O_CREAT | O_WRONLY, 0600);
            ::dup2(fd, 1);
            ::setenv("TMPDIR", dir.path().c_str(), 1);
            ::setenv("BOOST_TEMPFILE_TEST_PRINT", "1", 1);
            EXPECT(::setgid(65534) == 0 && ::setuid(65534) == 0);
            ::execl(program.c_str(), program.c_str(), static_cast<char*>(nullptr));
            ::_exit(126);
        });
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    {
        BOOST_TEST(
            test::skipped("such a program does not run here: a nosuid file system, or libraries it may not load"));
        return;
    }
    std::string found;
    std::getline(std::ifstream(output) >> std::ws, found);
    BOOST_TEST(!found.empty());
    BOOST_TEST(found != dir.path().string());
}

#endif
