//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_EXCEPTIONS_HPP
#define BOOST_TEMPFILE_DETAIL_EXCEPTIONS_HPP

// BOOST_TRY, BOOST_CATCH and BOOST_RETHROW, by which the library is compiled without exceptions as well. There
// boost::throw_exception is the user's, which does not return, so that nothing is ever caught.
//
// A handler that looks at what it has caught begins with BOOST_TEMPFILE_CATCH_AS(type, name): BOOST_CATCH has no name
// to give where there are no exceptions.

#include <boost/config.hpp>
#include <boost/core/no_exceptions_support.hpp>

#if !defined(BOOST_NO_EXCEPTIONS)
#define BOOST_TEMPFILE_CATCH_AS(type, name) catch (type const& name)
#else

#define BOOST_TEMPFILE_CATCH_AS(type, name)                                                                            \
    else if (type const& name = ::boost::tempfile::detail::what_was_caught<type>(); false)

#include <exception>

namespace boost
{
namespace tempfile
{
namespace detail
{

// For the handlers' sake alone, which are compiled and never run.
template<class Exception>
Exception const& what_was_caught() noexcept
{
    std::terminate();
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif

#endif
