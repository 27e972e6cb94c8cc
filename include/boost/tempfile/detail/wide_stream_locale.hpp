//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_WIDE_STREAM_LOCALE_HPP
#define BOOST_TEMPFILE_DETAIL_WIDE_STREAM_LOCALE_HPP

#include <boost/tempfile/config.hpp>

#include <locale>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The global locale, with UTF-8 in files of wide characters.
BOOST_TEMPFILE_DECL std::locale wide_stream_locale();

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
