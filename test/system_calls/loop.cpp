//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// loop KIND COUNT: makes and destroys COUNT objects of a kind, for counting the system calls that this takes
// (check.sh).

#include <boost/tempfile.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace tempfile = boost::tempfile;

int main(int argc, char** argv)
{
    if (argc != 3)
        return EXIT_FAILURE;
    std::string const kind = argv[1];
    for (long left = std::atol(argv[2]); left != 0; --left)
    {
        if (kind == "anonymous")
            tempfile::temporary_file file;
        else if (kind == "named")
            tempfile::named_temporary_file file;
        else if (kind == "directory")
            tempfile::temporary_directory directory;
        else if (kind == "sweepable" || kind == "sweepable_directory")
        {
            tempfile::options o;
            o.sweepable = true;
            if (kind == "sweepable")
                tempfile::named_temporary_file file(o);
            else
                tempfile::temporary_directory directory(o);
        }
        else if (kind == "tree")
        {
            std::filesystem::path const tree = tempfile::mkdtemp();
            for (char const* name : {"1", "2", "3", "4", "5"})
                ::close(::open((tree / name).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
            if (tempfile::remove_all(tree) != 6)
                return EXIT_FAILURE;
        }
        else if (kind == "spooled")
        {
            tempfile::spooled_temporary_file file(1000);
            file << std::string(200, 'x');
            file.seekg(0);
            std::string back(200, '\0');
            if (!file.read(&back[0], 200) || back[199] != 'x')
                return EXIT_FAILURE;
        }
        else
            return EXIT_FAILURE;
    }
}
