//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../system/paths.hpp"
#include "tempdir.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

native_string normalized_directory(native_string const& dir, std::error_code& ec)
{
    ec.clear();
    if (dir.find(native_char()) != native_string::npos)
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return {};
    }
    native_string absolute = system::absolute_path(dir, ec);
    if (ec)
        return {};
    return system::normal_directory(std::move(absolute));
}

} // namespace detail
} // namespace tempfile
} // namespace boost
