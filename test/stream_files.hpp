//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_STREAM_FILES_HPP
#define BOOST_TEMPFILE_TEST_STREAM_FILES_HPP

// The three kinds of streams for tests that are the same for all, and calls of the system that are counted or fail.

#include "interception.hpp"
#include "platform.hpp"

#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <boost/mpl/list.hpp>

#include <atomic>
#include <cstddef>
#include <ios>
#include <iterator>
#include <string>
#include <system_error>
#include <type_traits>

namespace test
{

// Makes each type the same way.
template<class File>
File make(boost::tempfile::options const& o, std::ios_base::openmode mode = std::ios_base::in | std::ios_base::out)
{
    if constexpr (std::is_constructible<File, std::size_t, boost::tempfile::options const&,
                      std::ios_base::openmode>::value)
        return File(4, o, mode);
    else
        return File(o, mode);
}

template<class File>
File make(boost::tempfile::options const& o, std::ios_base::openmode mode, std::error_code& ec)
{
    if constexpr (std::is_constructible<File, std::size_t, boost::tempfile::options const&,
                      std::ios_base::openmode>::value)
        return File(4, o, mode, ec);
    else
        return File(o, mode, ec);
}

template<class File>
constexpr bool is_spooled = std::is_same<File, boost::tempfile::spooled_temporary_file>::value;

// Whether a file that is still open loses its name when it is removed: Windows' anonymous ones have theirs until they are
// closed, and Wine's all.
template<class File>
bool loses_its_name_while_open()
{
#if defined(BOOST_WINDOWS)
    return std::is_same<File, boost::tempfile::named_temporary_file>::value && !on_wine();
#else
    return true;
#endif
}

template<class Stream>
std::string all_of(Stream& stream)
{
    stream.clear();
    stream.seekg(0);
    std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    stream.clear();
    return text;
}

// How many calls there were since it was set.
inline std::atomic<int> calls{0};
inline std::error_code count_calls(sys::call_site const& site) noexcept
{
    calls += site.which != sys::call::random; // which fills a pool for many names
    return {};
}

// Makes the n-th call from now on fail.
inline std::atomic<int> calls_left{0};
inline std::error_code fail_nth(sys::call_site const& site) noexcept
{
    if (site.which == sys::call::grow_memory || site.which == sys::call::random || --calls_left != 0)
        return {};
    return std::make_error_code(std::errc::io_error);
}

// Hooks under which the disk is full: no anonymous file can be made, or none written to.
inline std::error_code no_room_for_files(sys::call_site const& site) noexcept
{
    bool const makes = site.which == sys::call::open_anonymous || site.which == sys::call::create_unlinked;
    return makes ? std::make_error_code(std::errc::no_space_on_device) : std::error_code();
}
inline std::error_code no_room_for_bytes(sys::call_site const& site) noexcept
{
    return site.which == sys::call::write ? std::make_error_code(std::errc::no_space_on_device) : std::error_code();
}

using files = boost::mpl::list<boost::tempfile::temporary_file, boost::tempfile::named_temporary_file,
    boost::tempfile::spooled_temporary_file>;

} // namespace test

#endif
