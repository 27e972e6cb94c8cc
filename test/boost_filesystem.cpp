//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: functions take paths of Boost.Filesystem as they are, and what comes out becomes one of them. Only what
// needs no library of Boost's is used of it here.

#define BOOST_TEST_MODULE boost_filesystem
#include "unit_test.hpp"

#include "scratch.hpp"

#include <boost/tempfile.hpp>

#include <boost/filesystem/path.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <type_traits>

namespace fs = std::filesystem;
namespace tempfile = boost::tempfile;
using test::contents;

namespace
{

using foreign = boost::filesystem::path;

foreign as_foreign(fs::path const& path)
{
    return foreign(path.native());
}

} // namespace

BOOST_AUTO_TEST_CASE(members_of_options_are_made_from_one)
{
    test::scratch const scratch;
    tempfile::options o;
    o.dir = as_foreign(scratch.path()).native();
    o.prefix = as_foreign("report-").native();
    o.suffix = as_foreign(".csv").native();
    tempfile::named_temporary_file const file(o);
    BOOST_TEST(file.path().parent_path() == scratch.path());
    BOOST_TEST(file.path().filename().string().rfind("report-", 0) == 0u);
    BOOST_TEST(file.path().extension() == ".csv");
    foreign const back(file.path().native());
    BOOST_TEST((back.native() == file.path().native()));
}

BOOST_AUTO_TEST_CASE(files_are_persisted_to_one)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    tempfile::options o;
    o.dir = scratch.path();
    {
        tempfile::temporary_file file(o);
        file << "anonymous";
        file.persist(as_foreign(target));
    }
    BOOST_TEST(contents(target) == "anonymous");
    std::error_code ec;
    {
        tempfile::named_temporary_file file(o);
        file << "named";
        file.persist(as_foreign(target), tempfile::persist_mode::create_new, ec);
        BOOST_TEST((ec == std::errc::file_exists));
        file.persist(as_foreign(target), ec);
        BOOST_TEST(!ec);
    }
    BOOST_TEST(contents(target) == "named");
    {
        tempfile::spooled_temporary_file file(0, o);
        file << "spooled";
        file.persist(as_foreign(target), tempfile::persist_mode::replace, tempfile::durability::none, ec);
        BOOST_TEST(!ec);
    }
    BOOST_TEST(contents(target) == "spooled");
}

BOOST_AUTO_TEST_CASE(a_file_is_saved_to_one)
{
    test::scratch const scratch;
    fs::path const target = scratch / "target";
    {
        tempfile::save_file file(as_foreign(target));
        file << "saved";
        file.commit();
    }
    BOOST_TEST(contents(target) == "saved");
    std::error_code ec;
    tempfile::save_file const missing(as_foreign(scratch / "missing" / "target"), ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
    tempfile::save_file const again(as_foreign(scratch / "missing" / "target"), tempfile::durability::none, ec);
    BOOST_TEST((ec == std::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_CASE(trees_are_removed_by_one)
{
    test::scratch const scratch;
    std::error_code ec;
    for (int i = 0; i != 3; ++i)
    {
        fs::create_directories(scratch / "tree" / "below");
        foreign const tree = as_foreign(scratch / "tree");
        std::uintmax_t const removed = i == 0   ? tempfile::remove_all(tree)
                                       : i == 1 ? tempfile::remove_all(tree, ec)
                                                : tempfile::remove_all(tree, tempfile::remove_options(), ec);
        BOOST_TEST(removed == 2u);
        BOOST_TEST(!ec);
        BOOST_TEST(!fs::exists(scratch / "tree"));
    }
}

BOOST_AUTO_TEST_CASE(a_directory_for_temporary_files_is_set_to_one)
{
    test::scratch const scratch;
    tempfile::settempdir(as_foreign(scratch.path()));
    BOOST_TEST(tempfile::gettempdir() == scratch.path());
    tempfile::settempdir({});
}

BOOST_AUTO_TEST_CASE(a_directory_given_by_one_is_swept)
{
    test::scratch const scratch;
    std::error_code ec;
    BOOST_TEST(tempfile::sweep(as_foreign(scratch.path()), "tmp", ec).empty());
    BOOST_TEST(tempfile::sweep(as_foreign(scratch.path()), as_foreign("tmp"), ec).empty());
    BOOST_TEST(tempfile::sweep(scratch.path(), as_foreign("tmp"), ec).empty());
}

// What was a path before is taken as it was.
static_assert(!tempfile::detail::is_foreign_path<fs::path>::value &&
                  !tempfile::detail::is_foreign_path<char[5]>::value &&
                  !tempfile::detail::is_foreign_path<std::string>::value &&
                  !tempfile::detail::is_foreign_path<fs::directory_entry>::value,
    "");
