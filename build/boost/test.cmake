# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)

include(BoostTest OPTIONAL RESULT_VARIABLE HAVE_BOOST_TEST)

if(NOT HAVE_BOOST_TEST)
  return()
endif()

set(BOOST_TEST_INCLUDE_DIRECTORIES . ../src)
set(BOOST_TEST_LINK_LIBRARIES Boost::tempfile Boost::filesystem Boost::iostreams Boost::locale
  Boost::included_unit_test_framework)

# What the tests of the inside need is not exported.
set(tests @TESTS@)
if(NOT BUILD_SHARED_LIBS)
  list(APPEND tests @INTERNAL@)
endif()

foreach(test IN LISTS tests)
  get_filename_component(name "${test}" NAME_WE)
  boost_test(TYPE run NAME ${name} SOURCES ${test})
endforeach()
