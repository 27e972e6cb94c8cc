//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the stream types promise where it takes a POSIX system to see it: children, handles, limits, memory.

#define BOOST_TEST_MODULE temporary_files_posix
#include "unit_test.hpp"

#include "platform.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(children_and_descriptors, "there is no fork; windows_inherits, windows_access")

#else

#include "interception.hpp"
#include "processes.hpp"
#include "scratch.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using namespace boost::tempfile;

namespace
{

template<class File>
std::unique_ptr<File> make(options const& o)
{
    if constexpr (std::is_same<File, spooled_temporary_file>::value)
    {
        auto file = std::make_unique<File>(4, o);
        file->rollover();
        return file;
    }
    else
        return std::make_unique<File>(o);
}

int calls_left = 0;
std::error_code fail_nth(sys::call_site const& site) noexcept
{
    if (site.which == sys::call::random || --calls_left != 0)
        return {};
    return std::make_error_code(std::errc::io_error);
}

using files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;

} // namespace

// ---- fork
// -----------------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_forked_child_neither_writes_nor_removes, File, files)
{
    test::scratch dir;
    for (bool closes : {false, true})
    {
        std::unique_ptr<File> file = make<File>(dir.options());
        std::size_t const names = dir.names().size();
        *file << "pending";
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                if (closes)
                {
                    file->close();
                    EXPECT(file->good());
                    EXPECT(!file->is_open());
                }
                file.reset();
            }));
        BOOST_TEST(dir.names().size() == names);
        struct stat status = {};
        BOOST_TEST(::fstat(std::as_const(*file->rdbuf()).device().peek_handle(), &status) == 0);
        BOOST_TEST(status.st_size == 0); // the child wrote nothing
        BOOST_TEST(file->size() == 7u);
        file.reset();
        BOOST_TEST(dir.empty());
    }
}

// Whoever else has the handle may write, and a forked child has it: only bytes that the program wrote are written.
BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_child_wrote_stays, File, files)
{
    test::scratch dir;
    std::unique_ptr<File> file = make<File>(dir.options());
    *file << "aaaaaaaaaa" << std::flush;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            file->seekp(3);
            *file << "CHILD" << std::flush;
        }));
    file->seekp(0);
    *file << 'P';
    file->seekp(9);
    *file << 'Q';
    file->flush();
    file->seekg(0);
    std::string text;
    *file >> text;
    BOOST_TEST(text == "PaaCHILDaQ");
}

// The same of what was pending when the child was made, in pieces with bytes between that nobody has written again.
BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_child_wrote_between_pending_bytes_stays, File, files)
{
    test::scratch dir;
    for (bool more : {false, true})
    {
        std::unique_ptr<File> file = make<File>(dir.options());
        *file << std::string(200, 'a') << std::flush;
        for (int at : {70, 0, 199, 130})
        {
            file->seekp(at);
            *file << 'P';
        }
        BOOST_TEST(test::child_succeeds(
            [&]
            {
                int const handle = file->rdbuf()->device().peek_handle();
                EXPECT(::pwrite(handle, "CHILD", 5, 1) == 5);
                EXPECT(::pwrite(handle, "CHILD", 5, 125) == 5);
                EXPECT(::pwrite(handle, "CHILD", 5, 194) == 5);
            }));
        if (more)
            *file << "QQ";
        file->flush();
        file->seekg(0);
        std::string text;
        *file >> text;
        std::string expected(200, 'a');
        expected.replace(1, 5, "CHILD").replace(125, 5, "CHILD").replace(194, 5, "CHILD");
        expected[0] = expected[70] = expected[130] = expected[199] = 'P';
        if (more)
            expected.replace(131, 2, "QQ");
        BOOST_TEST(text == expected);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_child_wrote_is_seen, File, files)
{
    test::scratch dir;
    std::unique_ptr<File> file = make<File>(dir.options());
    BOOST_TEST(test::child_succeeds([&] { *file << "result" << std::flush; }));
    file->seekg(0, std::ios_base::end);
    BOOST_TEST(file->tellg() == 6);
    BOOST_TEST(file->size() == 6u);
    std::string text;
    file->seekg(0);
    *file >> text;
    BOOST_TEST(text == "result");
    file->clear();
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            file->seekp(0);
            *file << "RESULT" << std::flush;
        }));
    file->sync();
    file->seekg(0);
    *file >> text;
    BOOST_TEST(text == "RESULT");
}

BOOST_AUTO_TEST_CASE(a_child_that_adopts_removes)
{
    test::scratch dir;
    auto file = std::make_unique<named_temporary_file>(dir.options());
    *file << "pending";
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            file->adopt();
            file.reset();
        }));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(what_a_child_makes_it_removes)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            named_temporary_file file(dir.options());
            file << "x" << std::flush;
            EXPECT(contents(file.path()) == "x");
        }));
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(a_child_draws_other_names)
{
    test::scratch dir;
    options o = dir.options();
    o.removal = removal::never;
    named_temporary_file first(o); // fills the generator
    BOOST_TEST(test::child_succeeds([&] { named_temporary_file{o}; }));
    named_temporary_file second(o); // would be called the same, and be tried again
    BOOST_TEST(dir.names().size() == 3u);
}

// ---- handles
// --------------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(a_handle_is_not_inherited_across_exec, File, files)
{
    test::scratch dir;
    std::unique_ptr<File> file = make<File>(dir.options());
    BOOST_TEST((::fcntl(file->native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_handle_is_where_the_stream_is, File, files)
{
    test::scratch dir;
    std::unique_ptr<File> file = make<File>(dir.options());
    *file << "0123456789";
    file->seekg(3);
    BOOST_TEST(file->get() == '3');
    int const fd = file->native_handle();
    char three[3] = {};
    BOOST_TEST(::read(fd, three, 3) == 3);
    BOOST_TEST(std::string(three, 3) == "456");
    BOOST_TEST(file->tellg() == 7); // one position, the handle's
    BOOST_TEST(::pwrite(fd, "X", 1, 4) == 1);
    file->seekg(4);
    file->sync();
    BOOST_TEST(file->get() == 'X');
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_child_does_with_the_handle_is_seen, File, files)
{
    test::scratch dir;
    std::unique_ptr<File> file = make<File>(dir.options());
    *file << "0123456789";
    file->seekg(2);
    BOOST_TEST(file->peek() == '2');
    int const fd = file->native_handle();
    BOOST_TEST(test::child_succeeds(
        [fd]
        {
            char three[4] = {};
            EXPECT(::read(fd, three, 3) == 3 && std::string(three) == "234");
            EXPECT(::write(fd, "XYZ", 3) == 3);
        }));
    BOOST_TEST(::lseek(fd, 0, SEEK_CUR) == 8);
    BOOST_TEST(file->tellg() == 8); // where the child stopped
    file->seekg(5);
    std::string rest(5, ' ');
    file->read(&rest[0], 5);
    BOOST_TEST(rest == "XYZ89");
    BOOST_TEST(test::child_succeeds([fd] { EXPECT(::pwrite(fd, "ab", 2, 10) == 2); }));
    file->sync();
    BOOST_TEST(file->get() == 'a'); // behind what had been the end
    BOOST_TEST(file->size() == 12u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_leaks_whatever_fails, File, files)
{
    test::scratch dir;
    (void)make<File>(dir.options()); // what is made once has been made
    std::ptrdiff_t const before = test::open_handles();
    bool went_through = false;
    for (int n = 1; !went_through; ++n)
    {
        calls_left = n;
        {
            test::interception failing(&fail_nth);
            try
            {
                std::unique_ptr<File> file = make<File>(dir.options());
                *file << std::string(20000, 'x') << std::flush;
                file->seekg(0);
                file->get();
                file->native_handle();
            }
            catch (fs::filesystem_error const& e)
            {
                BOOST_TEST((e.code() == std::errc::io_error));
            }
            went_through = calls_left > 0;
        }
        BOOST_TEST(test::open_handles() == before);
        for (auto const& name : dir.names()) // of a removal that failed
            fs::remove(dir / name);
    }
}

#if defined(BOOST_TEMPFILE_TEST_LEAKS_ARE_LOOKED_FOR)
BOOST_TEMPFILE_SKIPPED_TEST(too_many_open_files_is_an_error, "the sanitizers need descriptors of their own")
#else
BOOST_AUTO_TEST_CASE(too_many_open_files_is_an_error)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            rlimit few{16, 16};
            EXPECT(::setrlimit(RLIMIT_NOFILE, &few) == 0);
            std::vector<std::unique_ptr<named_temporary_file>> files;
            std::error_code ec;
            while (!ec && files.size() < 100)
                files.push_back(std::make_unique<named_temporary_file>(dir.options(), ec));
            EXPECT(ec == std::errc::too_many_files_open);
            EXPECT(!files.back()->is_open());
            try
            {
                temporary_file file(dir.options());
                EXPECT(false);
            }
            catch (fs::filesystem_error const& e)
            {
                EXPECT(e.code() == std::errc::too_many_files_open);
                EXPECT(!e.path1().empty());
            }
            spooled_temporary_file spooled(3, dir.options());
            spooled << "abc";
            EXPECT(spooled.good());
            spooled << "d";
            EXPECT(spooled.last_error() == std::errc::too_many_files_open);
            files.clear();
            spooled.clear();
            spooled << "d";
            EXPECT(spooled.good() && spooled.rolled());
        }));
    BOOST_TEST(dir.empty());
}
#endif

// ---- directories
// -----------------------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_directory_that_may_not_be_written_is_permission_denied)
{
    test::scratch dir;
    fs::create_directory(dir / "closed");
    ::chmod((dir / "closed").c_str(), 0555);
    options o;
    o.dir = dir / "closed";
    BOOST_TEST(test::unprivileged_child_succeeds(
        [&]
        {
            std::error_code ec;
            temporary_file anonymous(o, ec);
            EXPECT(ec == std::errc::permission_denied);
            named_temporary_file named(o, ec);
            EXPECT(ec == std::errc::permission_denied);
        }));
    BOOST_TEST(fs::is_empty(o.dir));
}

BOOST_AUTO_TEST_CASE(a_later_chdir_redirects_nothing)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::create_directory(dir / "a");
            fs::create_directory(dir / "b");
            fs::current_path(dir / "a");
            options o;
            o.dir = ".";
            spooled_temporary_file spooled(1, o);
            {
                named_temporary_file file(o);
                EXPECT(file.path().is_absolute());
                fs::current_path(dir / "b");
                std::ofstream(file.path().filename()) << "another's";
            }
            EXPECT(fs::is_empty(dir / "a"));
            EXPECT(!fs::is_empty(dir / "b"));
            fs::remove(dir / "a");
            spooled << "xy";
            EXPECT(spooled.last_error() == std::errc::no_such_file_or_directory);
        }));
}

BOOST_AUTO_TEST_CASE(a_current_directory_that_was_removed_is_an_error)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            fs::create_directory(dir / "gone");
            fs::current_path(dir / "gone");
            fs::remove(dir / "gone");
            options o;
            o.dir = ".";
            std::error_code ec;
            named_temporary_file named(o, ec);
            EXPECT(ec == std::errc::no_such_file_or_directory);
            spooled_temporary_file spooled(1, o, ec);
            EXPECT(ec == std::errc::no_such_file_or_directory);
        }));
}

BOOST_AUTO_TEST_CASE(the_umask_is_taken_away)
{
    test::scratch dir;
    BOOST_TEST(test::child_succeeds(
        [&]
        {
            ::umask(0077);
            options o = dir.options();
            o.permissions = fs::perms(0666);
            named_temporary_file file(o);
            EXPECT((fs::status(file.path()).permissions() & fs::perms::all) == fs::perms(0600));
            ::umask(0777);
            temporary_file sealed(o);
            sealed << "x" << std::flush;
            EXPECT(sealed.good());
        }));
}

#endif
