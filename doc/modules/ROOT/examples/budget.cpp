//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// One limit for the memory of many spooled files.

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <deque>
#include <string>

int main()
{
    // tag::budget[]
    boost::tempfile::spool_budget budget(64 * 1024 * 1024); // for all of them together; it outlives them
    boost::tempfile::options o;
    o.budget = &budget;

    std::deque<boost::tempfile::spooled_temporary_file> uploads;
    for (int i = 0; i < 100; ++i)
        uploads.emplace_back(1024 * 1024, o) << std::string(1000000, 'x'); // some in memory, the others in files
    // end::budget[]
    BOOST_ASSERT(budget.used() <= budget.limit());
    BOOST_ASSERT(!uploads.front().rolled());
    uploads.clear();
    BOOST_ASSERT(budget.used() == 0);
}
