//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A user's program: it uses each of the public types through <boost/tempfile.hpp> and nothing of this project but that
// and the library.

#include <boost/tempfile.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

namespace tempfile = boost::tempfile;

namespace
{

void require(bool condition, char const* what)
{
    if (!condition)
    {
        std::cerr << "failed: " << what << '\n';
        std::exit(EXIT_FAILURE);
    }
}

template<class Stream>
void round_trip(Stream& stream, char const* what)
{
    stream << "forty-two " << 42 << '\n';
    stream.seekg(0);
    std::string word;
    int number = 0;
    require(bool(stream >> word >> number) && word == "forty-two" && number == 42, what);
}

} // namespace

int main()
{
    tempfile::temporary_file anonymous;
    round_trip(anonymous, "temporary_file");

    tempfile::spooled_temporary_file spooled(4);
    round_trip(spooled, "spooled_temporary_file");
    require(spooled.rolled(), "rolled()");

    std::filesystem::path file, directory;
    {
        tempfile::options o;
        o.suffix = ".txt";
        tempfile::named_temporary_file named(o);
        round_trip(named, "named_temporary_file");
        file = named.path();
        require(std::filesystem::exists(file), "a named file exists");

        tempfile::temporary_directory scratch;
        directory = scratch.path();
        std::filesystem::create_directories(scratch / "a/b/c");
    }
    require(!std::filesystem::exists(file), "a named file goes with its owner");
    require(!std::filesystem::exists(directory), "a directory goes with its owner");

    std::cout << "all temporary files used and gone\n";
}
