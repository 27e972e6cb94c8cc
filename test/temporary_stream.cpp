//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the three stream types promise through the base that they have in common.

#define BOOST_TEST_MODULE temporary_stream
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>
#include <boost/tempfile/temporary_stream.hpp>

#include <boost/mpl/list.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using namespace boost::tempfile;

namespace
{

template<class Base>
std::vector<std::unique_ptr<Base>> one_of_each(options const& o)
{
    std::vector<std::unique_ptr<Base>> all;
    using CharT = typename Base::char_type;
    all.push_back(std::make_unique<basic_temporary_file<CharT>>(o));
    all.push_back(std::make_unique<basic_named_temporary_file<CharT>>(o));
    all.push_back(std::make_unique<basic_spooled_temporary_file<CharT>>(100, o));
    return all;
}

using files = boost::mpl::list<temporary_file, named_temporary_file, spooled_temporary_file, wtemporary_file,
    wnamed_temporary_file, wspooled_temporary_file>;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(the_base_is_abstract_and_the_files_are_not, File, files)
{
    using base = basic_temporary_stream<typename File::char_type>;
    static_assert(std::is_abstract<base>::value);
    static_assert(std::has_virtual_destructor<base>::value);
    static_assert(std::is_base_of<base, File>::value);
    static_assert(std::is_convertible<File*, std::basic_iostream<typename File::char_type>*>::value);
    static_assert(!std::is_copy_constructible<base>::value && !std::is_copy_assignable<base>::value);
    static_assert(!std::is_move_constructible<base>::value && !std::is_move_assignable<base>::value);
    static_assert(!std::is_swappable<base>::value);
    static_assert(!std::is_copy_constructible<File>::value && !std::is_copy_assignable<File>::value);
    static_assert(std::is_move_constructible<File>::value && std::is_move_assignable<File>::value);
    static_assert(std::is_swappable<File>::value);
    static_assert(!std::is_nothrow_move_constructible<File>::value); // as std::fstream
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(any_of_them_is_used_through_the_base)
{
    test::scratch dir;
    for (auto const& file : one_of_each<temporary_stream>(dir.options()))
    {
        BOOST_TEST(file->is_open());
        *file << "Hello world!";
        BOOST_TEST(file->size() == 12u);
        file->resize(5);
        file->seekg(0);
        std::string word;
        *file >> word;
        BOOST_TEST(word == "Hello");
        file->clear();
        BOOST_TEST((file->native_handle() != detail::invalid_handle()));
        file->persist(dir.path() / "target");
        BOOST_TEST(contents(dir.path() / "target") == "Hello");
        file->close();
        BOOST_TEST(!file->is_open());
    }
}

BOOST_AUTO_TEST_CASE(any_wide_one_is_used_through_the_base)
{
    test::scratch dir;
    for (auto const& file : one_of_each<wtemporary_stream>(dir.options()))
    {
        *file << L"\u00e4";
        BOOST_TEST(file->size() == 2u); // in UTF-8
        std::error_code ec;
        file->close(ec);
        BOOST_TEST(!ec);
    }
}

BOOST_AUTO_TEST_CASE(destroying_the_base_removes)
{
    test::scratch dir;
    {
        auto const all = one_of_each<temporary_stream>(dir.options());
        *all[1] << "some";
        BOOST_TEST(!dir.empty());
    }
    BOOST_TEST(dir.empty());
}

BOOST_AUTO_TEST_CASE(the_base_reports_why_the_stream_has_failed)
{
    test::scratch dir;
    for (auto const& file : one_of_each<temporary_stream>(dir.options()))
    {
        test::failing no_write(sys::call::write, std::errc::no_space_on_device);
        file->native_handle(); // a spooled one is in a file then
        *file << std::string(200, 'x') << std::flush;
        BOOST_TEST(file->bad());
        BOOST_TEST((file->last_error() == std::errc::no_space_on_device));
        file->clear();
        BOOST_TEST(!file->last_error());
        std::error_code ec;
        file->persist(dir.path() / "target", ec);
        BOOST_TEST((ec == std::errc::no_space_on_device)); // the file is not what was written
        BOOST_TEST(!fs::exists(dir.path() / "target"));
        file->close(ec);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_file_is_made_with_an_error_code_alone, File, files)
{
    std::error_code ec = std::make_error_code(std::errc::io_error);
    if constexpr (std::is_constructible<File, std::size_t>::value)
    {
        File file(100, ec);
        BOOST_TEST(!ec);
        BOOST_TEST(file.is_open());
        BOOST_TEST(file.max_size() == 100u);
    }
    else
    {
        File file(ec);
        BOOST_TEST(!ec);
        BOOST_TEST(file.is_open());
        BOOST_TEST(file.good());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_file_that_cannot_be_made_is_closed_and_says_why, File, files)
{
    if constexpr (!std::is_constructible<File, std::size_t>::value)
    {
        std::error_code ec;
        sys::interceptor const no_files = [](sys::call_site const& site) noexcept
        {
            return site.which == sys::call::open_anonymous || site.which == sys::call::create_file ||
                           site.which == sys::call::create_unlinked
                       ? std::make_error_code(std::errc::no_space_on_device)
                       : std::error_code();
        };
        test::interception hook(no_files);
        File file(ec);
        BOOST_TEST((ec == std::errc::no_space_on_device));
        BOOST_TEST(!file.is_open());
        BOOST_TEST(file.fail());
        BOOST_TEST((file.last_error() == std::errc::no_space_on_device));
    }
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_CASE(persist_takes_its_arguments_in_every_combination)
{
    test::scratch dir;
    fs::path const target = dir.path() / "target";
    std::error_code ec;
    auto const fresh = [&]
    {
        fs::remove(target);
        temporary_file file(dir.options());
        file << "text";
        return file;
    };
    auto const check = [&]
    {
        BOOST_TEST(!ec);
        BOOST_TEST(contents(target) == "text");
    };
    fresh().persist(target), check();
    fresh().persist(target, ec), check();
    fresh().persist(target, durability::data), check();
    fresh().persist(target, durability::data, ec), check();
    fresh().persist(target, persist_mode::create_new), check();
    fresh().persist(target, persist_mode::create_new, ec), check();
    fresh().persist(target, persist_mode::create_new, durability::data_and_entry), check();
    fresh().persist(target, persist_mode::create_new, durability::data_and_entry, ec), check();
    fresh().persist(target.string(), durability::data, ec), check();
}

BOOST_AUTO_TEST_CASE(the_errors_of_a_named_file_have_its_path)
{
    test::scratch dir;
    named_temporary_file file(dir.options());
    file.close();
    temporary_stream& any = file;
    auto const names_it = [&](fs::filesystem_error const& e)
    { return e.path1() == file.path() && e.code() == std::errc::bad_file_descriptor; };
    BOOST_CHECK_EXCEPTION(any.native_handle(), fs::filesystem_error, names_it);
    BOOST_CHECK_EXCEPTION(any.release(), fs::filesystem_error, names_it);
    BOOST_CHECK_EXCEPTION(any.size(), fs::filesystem_error, names_it);
    BOOST_CHECK_EXCEPTION(any.resize(1), fs::filesystem_error, names_it);
}
