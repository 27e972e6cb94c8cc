//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A tree that is built and then put in place.

#include <boost/tempfile.hpp>

#include <boost/assert.hpp>

#include <filesystem>
#include <fstream>

using namespace boost::tempfile;

int main()
{
    temporary_directory place;
    std::filesystem::path const target = place / "site";

    // tag::tree[]
    temporary_directory site(beside(target)); // on the same file system
    std::ofstream(site / "index.html") << "<p>Hello";
    site.persist(target); // create_new: there was nothing at the target
    // end::tree[]
    BOOST_ASSERT(std::filesystem::exists(target / "index.html"));
    BOOST_ASSERT(!site.owns_path());
}
