//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The pieces of "In unit tests".

#define BOOST_TEST_MODULE unit_tests
#include <boost/test/included/unit_test.hpp>

#include <boost/tempfile.hpp>

#include <filesystem>
#include <fstream>

// tag::fixture[]
struct in_directory
{
    boost::tempfile::temporary_directory dir;
};

BOOST_FIXTURE_TEST_CASE(writes_a_file, in_directory)
{
    std::ofstream(dir / "data.txt") << "text";
    BOOST_TEST(std::filesystem::file_size(dir / "data.txt") == 4u);
}
// end::fixture[]

// tag::sweep[]
struct swept_directory
{
    static boost::tempfile::options marked()
    {
        boost::tempfile::options o;
        o.prefix = "my-tests-";
        o.sweepable = true;
        return o;
    }

    boost::tempfile::temporary_directory dir{marked()};
};

struct sweeper // BOOST_TEST_GLOBAL_FIXTURE(sweeper)
{
    sweeper()
    {
        std::error_code ignored; // where there are no locks, nothing is marked
        boost::tempfile::sweep(boost::tempfile::gettempdir(), "my-tests-", ignored);
    }
};
// end::sweep[]

BOOST_TEST_GLOBAL_FIXTURE(sweeper);

BOOST_AUTO_TEST_CASE(is_swept_after_a_crash)
{
    std::error_code ec;
    boost::tempfile::temporary_directory const probe(swept_directory::marked(), ec);
    BOOST_TEST((!ec || ec == std::errc::operation_not_supported));
}
