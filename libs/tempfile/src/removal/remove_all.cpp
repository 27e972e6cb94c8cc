//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/remove_all.hpp>

#include "../system/error.hpp"
#include "tree_path.hpp"
#include "tree_removal.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{

namespace
{

std::uintmax_t remove(
    std::filesystem::path const& path, remove_options const& options, std::filesystem::path& where, std::error_code& ec)
{
    std::uintmax_t removed = 0;
    detail::native_string stayed;
    detail::native_string const name = detail::tree_path(path, ec);
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
