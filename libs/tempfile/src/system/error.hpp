//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_ERROR_HPP
#define BOOST_TEMPFILE_SRC_ERROR_HPP

// The throwing forms of functions that report into a std::error_code.

#include <boost/throw_exception.hpp>

#include <filesystem>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

inline void throw_if(std::error_code const& ec, char const* what)
{
    if (ec)
        boost::throw_exception(std::filesystem::filesystem_error(what, ec));
}

inline void throw_if(std::error_code const& ec, char const* what, std::filesystem::path const& path)
{
    if (ec)
        boost::throw_exception(std::filesystem::filesystem_error(what, path, ec));
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
