//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: gettempdir() is the first candidate in which a file can be created and written to, found once, and nothing
// is left of the attempt.

#define BOOST_TEST_MODULE environment
#include "unit_test.hpp"

#include <boost/tempfile/cleanup.hpp>
#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/tempdir.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <fstream>
#include <set>
#include <thread>
#include <vector>

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;

BOOST_AUTO_TEST_CASE(prefix)
{
    BOOST_TEST(tf::gettempprefix() == fs::path("tmp"));
}

BOOST_AUTO_TEST_CASE(settempdir_takes_effect)
{
    test::scratch scratch;
    fs::path const before = tf::gettempdir();
    BOOST_TEST(before.is_absolute());
    tf::settempdir(scratch.path());
    BOOST_TEST(tf::gettempdir() == scratch.path());
    auto const made = tf::mkstemp();
    BOOST_TEST(made.path.parent_path() == scratch.path());
    tf::settempdir(scratch.path() / ""); // the slash at the end goes
    BOOST_TEST(tf::gettempdir() == scratch.path());
    tf::settempdir("relative");
    BOOST_TEST(tf::gettempdir() == fs::current_path() / "relative");
    BOOST_CHECK_THROW(tf::settempdir(fs::path(std::string("a\0b", 3))), fs::filesystem_error);
    tf::settempdir({});
    BOOST_TEST(tf::gettempdir() == before);
}

// Promise: thread-safe, together with settempdir.
BOOST_AUTO_TEST_CASE(many_threads)
{
    test::scratch a, b;
    fs::path const found = tf::gettempdir();
    std::vector<std::thread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 4; ++t)
        threads.emplace_back(
            [&, t]
            {
                for (int i = 0; i < 500; ++i)
                {
                    if (t == 0)
                        tf::settempdir(i % 3 == 0 ? a.path() : i % 3 == 1 ? b.path() : fs::path());
                    fs::path const now = tf::gettempdir();
                    wrong += now != a.path() && now != b.path() && now != found;
                }
            });
    for (auto& thread : threads)
        thread.join();
    tf::settempdir({});
    BOOST_TEST(wrong == 0);
}

// Promise: a clear error that lists what was tried, when none can be written to; and nothing is left of the attempts.
BOOST_AUTO_TEST_CASE(none_will_do)
{
    fs::path const usual = tf::gettempdir();
    for (auto const call : {sys::call::write, sys::call::create_file})
    {
        test::failing const full(call, std::errc::no_space_on_device);
        tf::settempdir({});
        std::error_code ec;
        BOOST_TEST(tf::gettempdir(ec).empty());
        BOOST_TEST((ec == std::errc::no_space_on_device));
        try
        {
            tf::gettempdir();
            BOOST_TEST_ERROR("no exception");
        }
        catch (fs::filesystem_error const& e)
        {
            std::string const what = e.what();
            BOOST_TEST(what.find(usual.string()) != std::string::npos);
            BOOST_TEST(what.find(ec.message()) != std::string::npos);
            BOOST_TEST((e.code() == std::errc::no_space_on_device));
        }
        BOOST_TEST(!tf::mkstemp({}, ec).handle);
        BOOST_TEST((ec == std::errc::no_space_on_device));
        try
        {
            tf::mkstemp();
            BOOST_TEST_ERROR("no exception");
        }
        catch (fs::filesystem_error const& e)
        {
            BOOST_TEST(e.path1().string().find(usual.string()) != std::string::npos);
        }
    }
    BOOST_TEST(tf::gettempdir() == usual); // it is searched again
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(environment_on_posix, "set in children that are forked; windows sets its own")

#else

#include "processes.hpp"

#include <sys/stat.h>

#if BOOST_TEMPFILE_SYSTEM_LINUX
#include <sys/auxv.h>
#endif

namespace
{

void environment(char const* tmpdir, char const* temp, char const* tmp)
{
    char const* const names[] = {"TMPDIR", "TEMP", "TMP"};
    char const* const values[] = {tmpdir, temp, tmp};
    for (int i = 0; i < 3; ++i)
        values[i] == nullptr ? ::unsetenv(names[i]) : ::setenv(names[i], values[i], 1);
    tf::settempdir({});
}

#if BOOST_TEMPFILE_SYSTEM_LINUX
// The program runs itself with other rights than the caller's, and says what it would use then.
bool const says_tempdir = []
{
    if (std::getenv("TEMPDIR_TEST_SAYS") == nullptr)
        return false;
    std::printf("%lu %s\n", ::getauxval(AT_SECURE), tf::gettempdir().c_str());
    // Where nothing but the current directory will do.
    static std::string const here = fs::current_path().string();
    test::interception const elsewhere(
        [](sys::call_site const& site) noexcept
        {
            bool const wrong = site.which == sys::call::create_file && fs::path(site.path).parent_path() != here;
            return wrong ? std::make_error_code(std::errc::no_space_on_device) : std::error_code();
        });
    tf::settempdir({});
    std::error_code ec;
    std::printf("%s\n", tf::gettempdir(ec).empty() ? "none" : "here");
    std::fflush(stdout);
    ::_exit(0);
}();
#endif

} // namespace

// Promise: TMPDIR, TEMP, TMP in this order; empty ones are skipped, relative ones made absolute; what is a file,
// missing or unwritable is not used.
BOOST_AUTO_TEST_CASE(environment_variables)
{
    test::scratch scratch;
    for (char const* name : {"a", "b", "c"})
        fs::create_directory(scratch / name);
    std::string const a = scratch / "a", b = scratch / "b", c = scratch / "c", missing = scratch / "missing";
    tf::mkstemp(scratch.options()).handle.close();
    std::string const file = scratch / *scratch.names().rbegin();
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            auto const is = [](std::string const& dir) { return tf::gettempdir() == fs::path(dir); };
            environment(a.c_str(), b.c_str(), c.c_str());
            EXPECT(is(a));
            ::setenv("TMPDIR", b.c_str(), 1);
            EXPECT(is(a)); // cached
            environment("", b.c_str(), c.c_str());
            EXPECT(is(b));
            environment(nullptr, nullptr, c.c_str());
            EXPECT(is(c));
            environment(missing.c_str(), file.c_str(), c.c_str());
            EXPECT(is(c));
            environment((a + "/").c_str(), nullptr, nullptr);
            EXPECT(is(a));
            fs::current_path(scratch.path());
            environment("./b/.", nullptr, nullptr);
            EXPECT(is(b));
            environment("/proc", "/dev/full", nullptr);
            EXPECT(is("/tmp") || is("/var/tmp") || is("/usr/tmp") || is(scratch.path()));
            for (std::string const& dir : {a, b, c})
                EXPECT(fs::is_empty(dir));
        }));
    fs::permissions(a, fs::perms(0555));
    fs::permissions(b, fs::perms(0777));
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            environment(a.c_str(), b.c_str(), nullptr);
            EXPECT(tf::gettempdir() == fs::path(b));
        }));
}

// Promise: separators that say nothing are left out, of the root as well.
BOOST_AUTO_TEST_CASE(the_root_has_one_separator)
{
    fs::path const before = tf::gettempdir();
    for (char const* const root : {"/", "//", "///", "//.", "/./"})
    {
        tf::settempdir(root);
        BOOST_TEST(tf::gettempdir().native() == "/", root);
    }
    tf::settempdir({});
    BOOST_TEST(tf::gettempdir() == before);
}

// Promise: a directory on a full device is not used, and the next one is.
BOOST_AUTO_TEST_CASE(full_directory)
{
    test::scratch scratch;
    fs::create_directory(scratch / "full");
    fs::create_directory(scratch / "next");
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            static std::string full;
            static bool in_full;
            full = scratch / "full";
            test::interception const no_space(
                [](sys::call_site const& site) noexcept
                {
                    if (site.which == sys::call::create_file)
                        in_full = fs::path(site.path).parent_path() == full;
                    return site.which == sys::call::write && in_full
                               ? std::make_error_code(std::errc::no_space_on_device)
                               : std::error_code();
                });
            environment(full.c_str(), (scratch / "next").c_str(), nullptr);
            EXPECT(tf::gettempdir() == scratch / "next");
            tf::mkstemp();
            EXPECT(fs::is_empty(full));
        }));
}

// After remove_all_registered() no name is made, be it to look for a directory.
BOOST_AUTO_TEST_CASE(nothing_is_made_after_the_end)
{
    BOOST_TEST(test::child_succeeds(
        []
        {
            std::error_code ec;
            fs::path const before = tf::gettempdir();
            tf::remove_all_registered();
            tf::settempdir({});
            fs::path const found = tf::gettempdir(ec); // without a name, where that can be done
            EXPECT(ec ? ec == std::errc::operation_canceled : found == before);
            test::failing const no(test::sys::call::open_anonymous, std::errc::operation_not_supported);
            tf::settempdir({});
            EXPECT(tf::gettempdir(ec).empty());
            EXPECT(ec == std::errc::operation_canceled);
        }));
}

// Promise: the current directory is the last candidate; where it is gone, that is no worse than its not being there.
BOOST_AUTO_TEST_CASE(current_directory)
{
    test::scratch scratch;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            static std::string here;
            here = scratch.path();
            test::interception const elsewhere(
                [](sys::call_site const& site) noexcept
                {
                    bool const wrong =
                        site.which == sys::call::create_file && fs::path(site.path).parent_path() != here;
                    return wrong ? std::make_error_code(std::errc::permission_denied) : std::error_code();
                });
            environment(nullptr, nullptr, nullptr);
            fs::current_path(scratch.path());
            EXPECT(tf::gettempdir() == scratch.path());
            fs::create_directory("gone");
            fs::current_path("gone");
            fs::remove(scratch / "gone");
            here.clear();
            environment("relative", nullptr, nullptr);
            std::error_code ec;
            EXPECT(tf::gettempdir(ec).empty() && ec);
            tf::options o;
            o.dir = "relative";
            EXPECT(!tf::mkstemp(o, ec).handle && ec == std::errc::no_such_file_or_directory);
        }));
    BOOST_TEST(scratch.empty());
}

#if BOOST_TEMPFILE_SYSTEM_LINUX

// Facts 11: with another user's rights the environment is ignored.
BOOST_AUTO_TEST_CASE(set_user_id)
{
    BOOST_TEST(!says_tempdir);
    if (!test::is_root("takes a program that is another user's, which only root can make"))
        return;
    test::scratch scratch;
    fs::path const program = scratch / "program";
    fs::copy_file("/proc/self/exe", program);
    BOOST_TEST(::chown(program.c_str(), 65534, 65534) == 0);
    BOOST_TEST(::chmod(program.c_str(), 04755) == 0);
    fs::create_directory(scratch / "theirs");
    fs::permissions(scratch / "theirs", fs::perms(0777));
    std::string const command = "cd " + (scratch / "theirs").string() +
                                " && TEMPDIR_TEST_SAYS=1 TMPDIR=" + (scratch / "theirs").string() + " " +
                                program.string() + " >" + (scratch / "said").string();
    int const status = std::system(command.c_str());
    std::ifstream in(scratch / "said");
    unsigned long secure = 0;
    std::string dir, last;
    in >> secure >> dir >> last;
    if (status != 0 || secure == 0)
        return; // mounted nosuid
    BOOST_TEST(dir != (scratch / "theirs").string());
    BOOST_TEST(last == "none"); // nor the current directory, which the caller chose as well
}

#endif
#endif
