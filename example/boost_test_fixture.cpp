//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A fixture that gives each test case of Boost.Test a directory of its own. It is removed when the case passed, and kept,
// with its name in the log, when it failed: what the test left in it can be looked at.
//
// As a program it shows both: build it and run it. The case that fails is disabled until it
// is asked for; the status is 201 then, as Boost.Test's is.
//
//     boost_test_fixture
//     boost_test_fixture --run_test=fails --log_level=message

#define BOOST_TEST_MODULE boost_test_fixture
#if defined(BOOST_TEST_DYN_LINK)
#include <boost/test/unit_test.hpp>
#else
#include <boost/test/included/unit_test.hpp>
#endif

#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/temporary_directory.hpp>

#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

class test_directory
{
public:
    test_directory() : dir(named_after_case()) {}

    // What a failed BOOST_REQUIRE throws is counted as a failure only after this.
    ~test_directory()
    {
        namespace ut = boost::unit_test;
        ut::test_case const& present = ut::framework::current_test_case();
        if (std::uncaught_exceptions() == 0 && ut::results_collector.results(present.p_id).passed())
            return;
        std::error_code ec;
        std::filesystem::path const kept = dir.keep(ec);
        if (!ec)
            BOOST_TEST_MESSAGE("kept for " << present.p_name.get() << ": " << kept.string());
    }

    boost::tempfile::temporary_directory dir;

private:
    static boost::tempfile::options named_after_case()
    {
        boost::tempfile::options o;
        o.prefix = boost::unit_test::framework::current_test_case().p_name.get() + "-";
        return o;
    }
};

BOOST_FIXTURE_TEST_CASE(passes, test_directory)
{
    std::ofstream(dir / "data") << "text";
    BOOST_TEST(std::filesystem::file_size(dir / "data") == 4u);
}

BOOST_FIXTURE_TEST_CASE(fails, test_directory, *boost::unit_test::disabled())
{
    std::ofstream(dir / "data") << "to be looked at";
    BOOST_REQUIRE(std::filesystem::file_size(dir / "data") == 4u);
}
