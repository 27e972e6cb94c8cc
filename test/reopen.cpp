//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// reopen(): a second stream on the same file, with a position of its own.

#define BOOST_TEST_MODULE reopen
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <fstream>
#include <string>
#include <type_traits>
#include <utility>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::all_of;
using test::contents;
using test::make;
using namespace boost::tempfile;

namespace
{

using all_files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file>;

// Named files have a name to go by.
template<class File>
constexpr bool is_nameless = !std::is_same<File, named_temporary_file>::value;

// Without a second opening both go through one handle. Everything else is the same.
constexpr bool sharing_or_not[] = {false, true};

std::error_code nothing_opens_anew(sys::call_site const& site) noexcept
{
    bool const refused = site.which == sys::call::reopen_handle || site.which == sys::call::reopen_file;
    return refused ? std::make_error_code(std::errc::operation_not_supported) : std::error_code();
}

std::error_code nothing(sys::call_site const&) noexcept
{
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(the_second_stream_has_the_type_of_the_file)
{
    static_assert(std::is_same<decltype(std::declval<temporary_file&>().reopen()), temporary_file>::value);
    static_assert(std::is_same<decltype(std::declval<wtemporary_file&>().reopen()), wtemporary_file>::value);
    static_assert(std::is_same<decltype(std::declval<named_temporary_file&>().reopen()), named_temporary_file>::value);
    static_assert(std::is_same<decltype(std::declval<spooled_temporary_file&>().reopen()), temporary_file>::value);
    static_assert(std::is_same<decltype(std::declval<wspooled_temporary_file&>().reopen()), wtemporary_file>::value);
    spooled_temporary_file file;
    file << "Hello";
    temporary_file second = file.reopen();
    BOOST_TEST(file.rolled());
    BOOST_TEST(all_of(second) == "Hello");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(each_has_a_position_of_its_own, File, all_files)
{
    for (bool shared : sharing_or_not)
    {
        test::scratch dir;
        test::interception hook(shared ? &nothing_opens_anew : &nothing);
        File file = make<File>(dir.options());
        file << "0123456789"; // pending
        auto second = file.reopen();
        BOOST_TEST(second.is_open());
        BOOST_TEST(second.tellg() == 0);
        BOOST_TEST(file.tellg() == 10);
        std::string text(4, ' ');
        second.read(&text[0], 4);
        BOOST_TEST(text == "0123");
        second.seekp(0);
        second << "ab" << std::flush;
        BOOST_TEST(file.tellg() == 10);
        file << "end" << std::flush;
        BOOST_TEST(all_of(file) == "ab23456789end");
        BOOST_TEST(all_of(second) == "ab23456789end");
        file.seekp(4);
        file << "F" << std::flush;
        second.seekg(4);
        BOOST_TEST(second.get() == 'F');
        second.seekp(5);
        second << "S" << std::flush;
        file.seekg(5);
        BOOST_TEST(file.get() == 'S');
        BOOST_TEST(file.size() == 13u);
        second.resize(7);
        BOOST_TEST(file.size() == 7u);
        BOOST_TEST((all_of(file) == "ab23FS6"));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_second_stream_keeps_the_file, File, all_files)
{
    for (bool shared : sharing_or_not)
    {
        test::scratch dir;
        test::interception hook(shared ? &nothing_opens_anew : &nothing);
        File file = make<File>(dir.options());
        file << "Hello";
        auto second = file.reopen();
        auto third = second.reopen(); // of the second one
        file.close();
        BOOST_TEST(dir.empty() == test::loses_its_name_while_open<File>());
        BOOST_TEST(all_of(second) == "Hello");
        second.close();
        BOOST_TEST(all_of(third) == "Hello");
        third << " world!";
        BOOST_TEST(all_of(third) == "Hello world!");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_second_stream_removes_nothing, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "Hello";
    {
        auto second = file.reopen();
        second.close();
    }
    BOOST_TEST(all_of(file) == "Hello");
    file.persist(dir / "target");
    BOOST_TEST(contents(dir / "target") == "Hello");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_openmode_governs_the_second_stream, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "Hello";
    auto reads = file.reopen(std::ios_base::in);
    reads << "x";
    BOOST_TEST(reads.fail());
    auto appends = file.reopen(std::ios_base::in | std::ios_base::app);
    appends << "!" << std::flush;
    BOOST_TEST(all_of(file) == "Hello!");
    auto behind = file.reopen(std::ios_base::in | std::ios_base::out | std::ios_base::ate);
    BOOST_TEST(behind.tellg() == 6);
    std::error_code ec;
    auto none = file.reopen(std::ios_base::trunc, ec);
    BOOST_TEST(!none.is_open());
    BOOST_TEST(none.fail());
    BOOST_TEST((ec == std::errc::invalid_argument));
    BOOST_TEST(none.last_error() == ec);
    BOOST_CHECK_THROW(file.reopen(std::ios_base::trunc), fs::filesystem_error);
    BOOST_TEST(all_of(file) == "Hello!");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_shares_a_handle_does_not_give_it_away, File, all_files)
{
    test::scratch dir;
    test::interception hook(&nothing_opens_anew);
    File file = make<File>(dir.options());
    file << "Hello";
    auto second = file.reopen();
    temporary_stream* const both[] = {&file, &second};
    for (temporary_stream* stream : both)
    {
        std::error_code ec;
        BOOST_TEST((stream->native_handle(ec) == detail::invalid_handle()));
        BOOST_TEST((ec == std::errc::operation_not_supported));
        BOOST_TEST(!stream->release(ec));
        BOOST_TEST((ec == std::errc::operation_not_supported));
        BOOST_CHECK_THROW(stream->native_handle(), fs::filesystem_error);
        BOOST_TEST(stream->is_open());
    }
    auto moved = std::move(second);
    std::error_code ec;
    BOOST_TEST((moved.native_handle(ec) == detail::invalid_handle()));
    BOOST_TEST((ec == std::errc::operation_not_supported));
    BOOST_TEST(all_of(moved) == "Hello");
    BOOST_TEST(moved.view().size() == 5u);
}

#if !defined(BOOST_WINDOWS)

BOOST_AUTO_TEST_CASE_TEMPLATE(who_has_a_handle_of_his_own_gives_it_away, File, all_files)
{
    test::scratch dir;
    File file = make<File>(dir.options());
    file << "Hello";
    auto second = file.reopen();
    std::error_code ec;
    native_handle_type const first_handle = file.native_handle(ec);
    if (ec == std::errc::operation_not_supported && test::skipped("the system cannot open such a file anew"))
        return;
    BOOST_TEST((first_handle != second.native_handle()));
    BOOST_TEST(bool(second.release()));
}

#else
BOOST_TEMPFILE_SKIPPED_TEST(who_has_a_handle_of_his_own_gives_it_away, "Windows opens no anonymous file anew")
#endif

BOOST_AUTO_TEST_CASE(a_closed_nameless_stream_cannot_be_reopened)
{
    temporary_file file;
    spooled_temporary_file spooled;
    file.close();
    spooled.close();
    std::error_code ec;
    BOOST_TEST(!file.reopen(std::ios_base::in, ec).is_open());
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_TEST(!spooled.reopen(std::ios_base::in, ec).is_open());
    BOOST_TEST((ec == std::errc::bad_file_descriptor));
    BOOST_CHECK_THROW(file.reopen(), fs::filesystem_error);
}

BOOST_AUTO_TEST_CASE(a_named_file_is_reopened_whatever_has_its_name)
{
    if (test::on_wine() && test::skipped("Wine opens a file anew by the name that its handle was opened with"))
        return;
    test::scratch dir;
    named_temporary_file file(dir.options());
    file << "mine";
    fs::rename(file.path(), dir / "aside");
    std::ofstream(file.path()) << "another's";
    named_temporary_file second = file.reopen();
    BOOST_TEST(all_of(second) == "mine");
    BOOST_TEST(second.path() == file.path());
}

BOOST_AUTO_TEST_CASE(a_wide_stream_is_reopened)
{
    wtemporary_file file;
    file << L"\u00e4\u20ac";
    wtemporary_file second = file.reopen();
    std::wstring text;
    second >> text;
    BOOST_TEST((text == L"\u00e4\u20ac"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_of_reopen_may_fail, File, all_files)
{
    for (std::errc error : {std::errc::io_error, std::errc::too_many_files_open})
    {
        static std::error_code thrown;
        thrown = std::make_error_code(error);
        test::scratch dir;
        for (int n = 1, left = 0; left <= 0; ++n)
        {
            File file = make<File>(dir.options());
            file << "Hello";
            std::error_code ec;
            {
                test::interception failing(
                    [](sys::call_site const& site) noexcept -> std::error_code
                    {
                        bool const counts = site.which != sys::call::random && site.which != sys::call::grow_memory;
                        return counts && --test::calls_left == 0 ? thrown : std::error_code();
                    });
                test::calls_left = n;
                auto second = file.reopen(std::ios_base::in | std::ios_base::out, ec);
                left = test::calls_left;
                test::calls_left = 0;
                BOOST_TEST(second.is_open() == !ec);
                if (ec)
                    BOOST_TEST(ec == thrown);
                else
                    BOOST_TEST(all_of(second) == "Hello");
            }
            BOOST_TEST(all_of(file) == "Hello");
        }
        BOOST_TEST(dir.empty());
    }
}
