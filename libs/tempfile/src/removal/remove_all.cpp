//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/remove_all.hpp>

#include "../system/error.hpp"
#include "tree_removal.hpp"

#include <algorithm>
#include <utility>

namespace boost
{
namespace tempfile
{

namespace
{

using detail::native_char;
using detail::native_string;

bool is_separator(native_char c) noexcept
{
    return c == native_char('/') || c == std::filesystem::path::preferred_separator;
}

// A trailing slash would follow a link in spite of O_NOFOLLOW.
native_string checked(std::filesystem::path const& path, std::error_code& ec)
{
    native_string name = path.native();
    while (!name.empty() && is_separator(name.back()))
        name.pop_back();
    auto const last = std::find_if(name.rbegin(), name.rend(), &is_separator).base();
    native_string const component(last, name.end());
    bool const dots = component.size() <= 2 && component.find_first_not_of(native_char('.')) == native_string::npos;
    if (path.empty())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    else if (dots || detail::system::is_root(name) || name.find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    else
        ec.clear();
    return name;
}

std::uintmax_t remove(
    std::filesystem::path const& path, remove_options const& options, std::filesystem::path& where, std::error_code& ec)
{
    std::uintmax_t removed = 0;
    native_string stayed;
    native_string const name = checked(path, ec);
    if (!ec)
        removed = detail::remove_tree(name, nullptr, options, stayed, ec);
    if (ec)
        where = stayed.empty() ? path : std::filesystem::path(std::move(stayed));
    return removed;
}

} // namespace

std::uintmax_t remove_all(std::filesystem::path const& path, remove_options const& options)
{
    std::error_code ec;
    std::filesystem::path where;
    std::uintmax_t const removed = remove(path, options, where, ec);
    detail::throw_if(ec, "boost::tempfile::remove_all", where);
    return removed;
}

std::uintmax_t remove_all(std::filesystem::path const& path, std::error_code& ec)
{
    return remove_all(path, remove_options(), ec);
}

std::uintmax_t remove_all(std::filesystem::path const& path, remove_options const& options, std::error_code& ec)
{
    std::filesystem::path where;
    return remove(path, options, where, ec);
}

} // namespace tempfile
} // namespace boost
