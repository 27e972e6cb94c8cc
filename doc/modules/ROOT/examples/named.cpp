//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The pieces of "Named files and other programs".

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

using namespace boost::tempfile;

namespace
{

void sort_lines(std::filesystem::path const&) {}
void open_database(std::filesystem::path const&) {}

void named()
{
    // tag::named[]
    options o;
    o.prefix = "report-";
    o.suffix = ".csv"; // as given: the dot is a part of it
    named_temporary_file file(o);
    file << "x,y\n1,2\n" << std::flush;

    std::ifstream other(file.path()); // or another program
    std::string line;
    std::getline(other, line);
    // end::named[]
    BOOST_ASSERT(line == "x,y");
}

void into_path()
{
    // tag::into_path[]
    named_temporary_file file;
    file << "b\na\n";
    temporary_path const path = file.into_path(); // closed; the name is still ours to remove

    sort_lines(path.path()); // reads it, and may put a new file in its place
    // end::into_path[]
    BOOST_ASSERT(std::filesystem::exists(path.path()));
}

void make()
{
    // tag::make_temporary[]
    options o;
    o.suffix = ".lock";
    temporary_path const lock = make_temporary(o,
        [](std::filesystem::path const& path, std::error_code& ec)
        { std::filesystem::create_directory_symlink("owner-1234", path, ec); });
    // end::make_temporary[]
    BOOST_ASSERT(std::filesystem::is_symlink(lock.path()));
}

void database()
{
    // tag::database[]
    temporary_directory dir;
    open_database(dir / "data.sqlite"); // its journal is beside it, and goes with it
    // end::database[]
}

} // namespace

int main()
{
    named();
    into_path();
#if !defined(_WIN32)
    make();
#endif
    database();
}
