//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/throw.hpp>

#include <boost/throw_exception.hpp>

#include <filesystem>
#include <ios>

namespace boost
{
namespace tempfile
{
namespace detail
{

void throw_device_error(char const* what, std::error_code const& ec)
{
    boost::throw_exception(std::filesystem::filesystem_error(what, ec));
}

void throw_path_error(char const* what, std::filesystem::path const& path, std::error_code const& ec)
{
    boost::throw_exception(std::filesystem::filesystem_error(what, path, ec));
}

void throw_stream_failure(char const* what, std::error_code const& ec)
{
    boost::throw_exception(std::ios_base::failure(what, ec));
}

} // namespace detail
} // namespace tempfile
} // namespace boost
