//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_STREAMS_ON_DEVICES_HPP
#define BOOST_TEMPFILE_TEST_STREAMS_ON_DEVICES_HPP

// A stream on each device: in memory, before, at and after a rollover, in a file.

#include "facets.hpp"

#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <iterator>
#include <memory>
#include <string>
#include <utility>

namespace test::streams
{

using namespace boost::tempfile;
using std::ios_base;

constexpr ios_base::openmode both = ios_base::in | ios_base::out | ios_base::binary;

// A stream over a device that has no stream type of its own.
template<class Device, class CharT, class Traits = std::char_traits<CharT>>
class stream_on : public std::basic_iostream<CharT, Traits>
{
public:
    explicit stream_on(Device device, ios_base::openmode mode = both)
        : std::basic_iostream<CharT, Traits>(nullptr), buffer_(std::move(device), mode)
    {
        this->init(&buffer_);
    }
    basic_device_streambuf<Device, CharT, Traits>& buffer() { return buffer_; }

private:
    basic_device_streambuf<Device, CharT, Traits> buffer_;
};

template<class CharT>
using made = std::unique_ptr<std::basic_iostream<CharT>>;

struct in_memory
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<stream_on<memory_device, CharT>>(memory_device(), mode);
    }
};
struct spooled_small
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_spooled_temporary_file<CharT>>(0, options(), mode);
    }
};
struct spooled_over
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_spooled_temporary_file<CharT>>(3, options(), mode);
    }
};
struct spooled_rolled
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        auto file = std::make_unique<basic_spooled_temporary_file<CharT>>(3, options(), mode);
        file->rollover();
        return file;
    }
};
struct anonymous
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_temporary_file<CharT>>(options(), mode);
    }
};
struct named
{
    template<class CharT>
    static made<CharT> make(ios_base::openmode mode = both)
    {
        return std::make_unique<basic_named_temporary_file<CharT>>(options(), mode);
    }
};

using cases = boost::mpl::list<in_memory, spooled_small, spooled_over, spooled_rolled, anonymous, named>;

template<class Stream>
std::string rest_of(Stream& s)
{
    return std::string(std::istreambuf_iterator<char>(s), std::istreambuf_iterator<char>());
}

template<class Facet>
std::locale with(Facet* facet)
{
    return std::locale(std::locale::classic(), facet);
}

// The bytes behind a stream's characters.
template<class CharT>
std::string bytes_of(std::basic_iostream<CharT>& s)
{
    s.clear();
    s.seekp(0);
    s.imbue(with(new test::fixed_codecvt<CharT, 1>())); // a character a byte, its bits flipped
    std::string all;
    for (std::istreambuf_iterator<CharT> at(s), end; at != end; ++at)
        all += static_cast<char>(~static_cast<unsigned char>(*at));
    return all;
}

// The error that a stream's buffer threw.
template<class Action>
std::error_code thrown_by(Action action)
{
    try
    {
        action();
    }
    catch (ios_base::failure const& e)
    {
        return e.code();
    }
    return std::error_code();
}

} // namespace test::streams

#endif
