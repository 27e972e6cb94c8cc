//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "tree_path.hpp"

#include <algorithm>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

bool is_separator(native_char c) noexcept
{
    return c == native_char('/') || c == std::filesystem::path::preferred_separator;
}

} // namespace

native_string tree_path(std::filesystem::path const& path, std::error_code& ec)
{
    native_string name = path.native();
    while (!name.empty() && is_separator(name.back()))
        name.pop_back();
    auto const last = std::find_if(name.rbegin(), name.rend(), &is_separator).base();
    native_string const component(last, name.end());
    bool const dots = component.size() <= 2 && component.find_first_not_of(native_char('.')) == native_string::npos;
    if (path.empty())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    else if (dots || system::is_root(name) || name.find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    else
        ec.clear();
    return name;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
