//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What check.sh has gdb print.

#include <boost/tempfile.hpp>

int volatile stop = 0;

int main()
{
    boost::tempfile::temporary_file anonymous;
    boost::tempfile::named_temporary_file named;
    boost::tempfile::spooled_temporary_file spooled(100);
    boost::tempfile::temporary_directory directory;
    boost::tempfile::unique_handle closed;
    spooled << "twelve bytes" << std::flush;
    stop = 1; // a breakpoint
    return stop - 1;
}
