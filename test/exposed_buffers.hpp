//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_EXPOSED_BUFFERS_HPP
#define BOOST_TEMPFILE_TEST_EXPOSED_BUFFERS_HPP

// A stream buffer on each device whose protected members a test can call.

#include "scratch.hpp"

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <iterator>
#include <locale>
#include <string>

namespace test::buffers
{

using namespace boost::tempfile;
using std::ios_base;

constexpr ios_base::openmode both = ios_base::in | ios_base::out | ios_base::binary;

template<class Facet>
std::locale with(Facet* facet)
{
    return std::locale(std::locale::classic(), facet);
}

// A derived class: what is protected can be called.
template<class Device, class CharT, class Traits = std::char_traits<CharT>>
struct exposed : basic_device_streambuf<Device, CharT, Traits>
{
    using base = basic_device_streambuf<Device, CharT, Traits>;
    using base::base;
    using base::eback;
    using base::egptr;
    using base::epptr;
    using base::gptr;
    using base::overflow;
    using base::pbackfail;
    using base::pbase;
    using base::pptr;
    using base::showmanyc;
    using base::uflow;
    using base::underflow;
};

struct in_memory
{
    using device = memory_device;
    static device make() { return device(); }
};
struct spooled
{
    using device = spooled_device;
    static device make() { return device(); }
};
struct rolling_over
{
    using device = spooled_device;
    static device make() { return device(4); }
};
struct in_a_file
{
    using device = file_device;
    static device make()
    {
        return file_device(temporary_file().release()); // as if it were another's
    }
};

using devices = boost::mpl::list<in_memory, spooled, rolling_over, in_a_file>;

template<class Case, class CharT = char>
using buffer = exposed<typename Case::device, CharT>;

constexpr int end_of_file = std::char_traits<char>::eof();

template<class CharT>
std::basic_string<CharT> rest_of(std::basic_streambuf<CharT>& b)
{
    return std::basic_string<CharT>(std::istreambuf_iterator<CharT>(&b), std::istreambuf_iterator<CharT>());
}

} // namespace test::buffers

#endif
