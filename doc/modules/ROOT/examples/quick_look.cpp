//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The program of the first page.

#include <cassert>
#undef NDEBUG

// tag::quick[]
#include <boost/tempfile.hpp>

#include <fstream>
#include <iostream>
#include <string>

namespace tf = boost::tempfile;

int main()
{
    tf::temporary_file scratch; // no name; gone however the program ends
    scratch << 42;
    scratch.seekg(0);
    int number = 0;
    scratch >> number;

    tf::spooled_temporary_file small(1 << 20); // in memory up to 1 MiB, then in a file
    small << std::string(1000, 'x');
    std::cout << small.view().size() << " bytes, without a copy\n";

    tf::options o;
    o.suffix = ".txt";
    tf::named_temporary_file named(o); // for another program
    named << "to be read by name\n" << std::flush;
    std::cout << std::ifstream(named.path()).rdbuf();

    tf::temporary_directory dir; // removed with all that is in it
    std::ofstream(dir / "a file") << "text";

    tf::save_file settings(dir / "settings.ini"); // the old file or the whole new one, never half of it
    settings << "volume = 11\n";
    settings.commit();
}
// end::quick[]
