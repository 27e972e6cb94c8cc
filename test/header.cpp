//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// A public header is complete: it compiles as the first thing in a file, and twice does no harm. The build compiles
// this once a header, BOOST_TEMPFILE_TEST_HEADER being its path without the brackets.

#define HEADER_STRING(path) HEADER_STRING_(path)
#define HEADER_STRING_(path) #path

#include HEADER_STRING(BOOST_TEMPFILE_TEST_HEADER)
#include HEADER_STRING(BOOST_TEMPFILE_TEST_HEADER)
