//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_IOSTREAMS_HPP
#define BOOST_TEMPFILE_IOSTREAMS_HPP

// The devices with Boost.Iostreams: include this where file_device, memory_device or spooled_device is used in a chain
// or by its algorithms. The only header of this library that includes Boost.Iostreams, and not a part of
// <boost/tempfile.hpp>: who does not use Boost.Iostreams does not pay for it, nor needs to have it.
//
//     #include <boost/tempfile/iostreams.hpp>
//
//     boost::tempfile::memory_device device;
//     boost::iostreams::filtering_ostream chain;
//     chain.push(boost::iostreams::gzip_compressor());
//     chain.push(boost::ref(device)); // by reference: devices are move-only
//
// Without it the category of a device is an incomplete type, and the compiler says so.

#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/spooled_device.hpp>

#include <boost/iostreams/categories.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A seekable device; not closable, so that a chain or boost::iostreams::copy does not close it.
struct device_category : boost::iostreams::seekable_device_tag, boost::iostreams::optimally_buffered_tag
{
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
