//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The pieces of "From tmpfile, unique_path, Qt and Rust".

#include <boost/tempfile.hpp>

#include <cstdio>
#include <memory>

using namespace boost::tempfile;

namespace
{

void c_tmpfile()
{
#if !defined(_WIN32)
    // tag::tmpfile[]
    // std::FILE* f = std::tmpfile();
    temporary_file file;
    c_file f = file.c_stream(); // if it has to be a FILE*

    std::fputs("text", f.get());
    // end::tmpfile[]
#endif
}

void unique_path()
{
    // tag::unique_path[]
    // path p = temp_directory_path() / unique_path("model-%%%%-%%%%.bin");
    // std::ofstream file(p, std::ios::binary); ... remove(p);
    options o;
    o.prefix = "model-";
    o.suffix = ".bin";
    named_temporary_file file(o); // file.path() is its name
    // end::unique_path[]
    file << "text";
}

} // namespace

int main()
{
    c_tmpfile();
    unique_path();
}
