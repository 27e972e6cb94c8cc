//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The one definition of what the headers declare extern; BOOST_TEMPFILE_DECL is on it, BOOST_TEMPFILE_EXTERN_DECL on
// the declarations, neither on the templates, and this file must not see the declarations: that works with mingw, with
// hidden visibility and with MSVC.
#define BOOST_TEMPFILE_INSTANTIATES_STREAMS

#include "gdb_printers.hpp"

#include <boost/tempfile/detail/wide_stream_locale.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#if !defined(BOOST_LOCALE_NO_LIB)
#define BOOST_LOCALE_NO_LIB // headers only
#endif
#include <boost/locale/utf8_codecvt.hpp>

namespace boost
{
namespace tempfile
{

namespace detail
{

std::locale wide_stream_locale()
{
    // One facet that no locale owns, and that outlives the last stream: libstdc++'s constructor loses a facet of the
    // caller where it runs out of memory.
    static auto* const facet = new boost::locale::utf8_codecvt<wchar_t>(1);
    return std::locale(std::locale(), facet);
}

} // namespace detail

template class BOOST_TEMPFILE_DECL basic_temporary_stream<char>;
template class BOOST_TEMPFILE_DECL basic_temporary_stream<wchar_t>;
template class BOOST_TEMPFILE_DECL basic_temporary_file<char>;
template class BOOST_TEMPFILE_DECL basic_temporary_file<wchar_t>;
template class BOOST_TEMPFILE_DECL basic_named_temporary_file<char>;
template class BOOST_TEMPFILE_DECL basic_named_temporary_file<wchar_t>;
template class BOOST_TEMPFILE_DECL basic_spooled_temporary_file<char>;
template class BOOST_TEMPFILE_DECL basic_spooled_temporary_file<wchar_t>;
template class BOOST_TEMPFILE_DECL basic_save_file<char>;
template class BOOST_TEMPFILE_DECL basic_save_file<wchar_t>;

} // namespace tempfile
} // namespace boost
