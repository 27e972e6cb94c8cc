//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The piece of "Errors".

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <filesystem>
#include <iostream>
#include <system_error>

using namespace boost::tempfile;

int main()
{
    // tag::errors[]
    options o;
    o.dir = "/no/such/directory";
    try
    {
        temporary_file file(o);
    }
    catch (std::filesystem::filesystem_error const& e)
    {
        std::cerr << e.what() << '\n'; // with e.path1() and e.code()
    }

    std::error_code ec;
    temporary_file file(o, ec); // closed, with failbit set
    if (ec == std::errc::no_such_file_or_directory)
        std::cerr << "make the directory first\n";

    temporary_file other;
    other << "text";
    other.close(ec); // flushes; what a destructor would swallow is in ec
    // end::errors[]
    BOOST_ASSERT(!ec);
}
