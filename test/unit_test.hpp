//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_UNIT_TEST_HPP
#define BOOST_TEMPFILE_TEST_UNIT_TEST_HPP

// Boost.Test, in the way this build uses it. A test is one program:
//
//     #define BOOST_TEST_MODULE file_device
//     #include "unit_test.hpp"
//
// With BOOST_TEST_DYN_LINK it uses the installed shared library; with BOOST_TEMPFILE_TEST_FRAMEWORK it is linked with
// unit_test_framework.cpp, which is how the Jamfile builds the tests: the framework is compiled once for each
// combination of compiler, standard library and options instead of once a test, and no Boost library has to be
// installed for it. With neither the framework is compiled into the test, so that one compiler call makes a program.

#if defined(BOOST_TEST_DYN_LINK) || defined(BOOST_TEMPFILE_TEST_FRAMEWORK)
#include <boost/test/unit_test.hpp>
#else
#include <boost/test/included/unit_test.hpp>
#endif

#endif
