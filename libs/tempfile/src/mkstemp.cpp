//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/mkstemp.hpp>

#include "creation.hpp"
#include "error.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{

namespace
{

// What the caller owns cannot be told from litter: sweep() would take it while it is in use.
void refuse_sweepable(options const& o, std::error_code& ec) noexcept
{
    ec.clear();
    if (o.sweepable)
        ec = std::make_error_code(std::errc::operation_not_supported);
}

named_handle make_file(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    named_handle made;
    refuse_sweepable(o, ec);
    if (ec)
        return made;
    made.handle = detail::create_owned(o, made.path, where, ec);
    return made;
}

std::filesystem::path make_directory(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::directory_entry made;
    refuse_sweepable(o, ec);
    if (!ec)
        detail::create_directory(o, detail::registered::no, made, where, ec);
    return std::move(made.path);
}

std::filesystem::path make_name(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::check(o, ec);
    if (ec)
        return {};
    detail::unique_path names(o, where, ec);
    if (ec)
        return {};
    // A name in a directory where nothing can be made would be refused only when it is used.
    where = names.directory();
    detail::system::check_writable(where.c_str(), ec);
    for (int tries = 0; !ec && tries < detail::most_tries; ++tries)
    {
        std::filesystem::path name = names.next(ec);
        if (ec)
            return {};
        detail::system::identify_file(name.c_str(), ec);
        if (ec == std::errc::no_such_file_or_directory)
        {
            ec.clear();
            return name;
        }
        if (!ec && tries + 1 == detail::most_tries)
            ec = std::make_error_code(std::errc::file_exists);
        if (ec)
            where = std::move(name);
    }
    return {};
}

} // namespace

named_handle mkstemp(options const& o)
{
    std::error_code ec;
    std::filesystem::path where;
    named_handle made = make_file(o, where, ec);
    detail::throw_if(ec, "boost::tempfile::mkstemp", where);
    return made;
}

named_handle mkstemp(options const& o, std::error_code& ec)
{
    std::filesystem::path where;
    return make_file(o, where, ec);
}

std::filesystem::path mkdtemp(options const& o)
{
    std::error_code ec;
    std::filesystem::path where;
    std::filesystem::path made = make_directory(o, where, ec);
    detail::throw_if(ec, "boost::tempfile::mkdtemp", where);
    return made;
}

std::filesystem::path mkdtemp(options const& o, std::error_code& ec)
{
    std::filesystem::path where;
    return make_directory(o, where, ec);
}

std::filesystem::path mktemp(options const& o)
{
    std::error_code ec;
    std::filesystem::path where;
    std::filesystem::path made = make_name(o, where, ec);
    detail::throw_if(ec, "boost::tempfile::mktemp", where);
    return made;
}

std::filesystem::path mktemp(options const& o, std::error_code& ec)
{
    std::filesystem::path where;
    return make_name(o, where, ec);
}

} // namespace tempfile
} // namespace boost
