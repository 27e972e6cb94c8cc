//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_THROW_HPP
#define BOOST_TEMPFILE_DETAIL_THROW_HPP

#include <boost/tempfile/config.hpp>

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// std::filesystem::filesystem_error without a path: what devices throw.
[[noreturn]] BOOST_TEMPFILE_DECL void throw_device_error(char const* what, std::error_code const&);

// The same with the path that it is about.
[[noreturn]] BOOST_TEMPFILE_DECL void throw_path_error(
    char const* what, std::filesystem::path const&, std::error_code const&);

// Nothing without an error; with a path or without one, as `where` is empty or not.
inline void throw_if_failed(char const* what, std::filesystem::path const& where, std::error_code const& ec)
{
    if (!ec)
        return;
    if (where.empty())
        throw_device_error(what, ec);
    else
        throw_path_error(what, where, ec);
}

// std::ios_base::failure with the code: what a streambuf throws, so that an istream gets badbit and not mere end of
// file.
[[noreturn]] BOOST_TEMPFILE_DECL void throw_stream_failure(char const* what, std::error_code const&);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
