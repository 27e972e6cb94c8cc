//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#define BOOST_TEMPFILE_INSTANTIATES_STREAMBUFS

#include <boost/tempfile/device_streambuf.hpp>

namespace boost
{
namespace tempfile
{

template class BOOST_TEMPFILE_DECL basic_device_streambuf<file_device, char>;
template class BOOST_TEMPFILE_DECL basic_device_streambuf<file_device, wchar_t>;
template class BOOST_TEMPFILE_DECL basic_device_streambuf<memory_device, char>;
template class BOOST_TEMPFILE_DECL basic_device_streambuf<memory_device, wchar_t>;
template class BOOST_TEMPFILE_DECL basic_device_streambuf<spooled_device, char>;
template class BOOST_TEMPFILE_DECL basic_device_streambuf<spooled_device, wchar_t>;

} // namespace tempfile
} // namespace boost
