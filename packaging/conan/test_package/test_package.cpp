//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile.hpp>

#include <string>

int main()
{
    boost::tempfile::temporary_file file;
    file << "Hello world!";
    file.seekg(0);
    std::string line;
    return std::getline(file, line) && line == "Hello world!" ? 0 : 1;
}
