//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Boost.Test from its headers, main() included, as a library for all the tests of one build.

#define BOOST_TEST_SOURCE
#include <boost/test/included/unit_test.hpp>
