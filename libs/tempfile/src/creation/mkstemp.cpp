//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/mkstemp.hpp>

#include "../system/error.hpp"
#include "creation.hpp"
#include "tempdir.hpp"

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
    refuse_sweepable(o, ec);
    return ec ? named_handle() : detail::create_owned(o, where, ec);
}

std::filesystem::path make_directory(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::directory_entry made;
    refuse_sweepable(o, ec);
    if (!ec)
        detail::create_directory(o, detail::registered::no, made, where, ec);
    return std::move(made.path);
}

std::filesystem::path unused_name(options const& o, std::filesystem::path& where, std::error_code& ec)
{
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

std::filesystem::path make_name(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    detail::check(o, where, ec);
    if (ec)
        return {};
    return detail::in_tempdir(o, ec, [&](std::error_code& error) { return unused_name(o, where, error); });
}

// What `make` returns, or an exception with what it says.
template<class Made>
Made made_or_thrown(
    Made (*make)(options const&, std::filesystem::path&, std::error_code&), options const& o, char const* what)
{
    std::error_code ec;
    std::filesystem::path where;
    Made made = make(o, where, ec);
    detail::throw_if(ec, what, where);
    return made;
}

template<class Made>
Made made_or_reported(
    Made (*make)(options const&, std::filesystem::path&, std::error_code&), options const& o, std::error_code& ec)
{
    std::filesystem::path where;
    return make(o, where, ec);
}

} // namespace

named_handle mkstemp(options const& o)
{
    return made_or_thrown(&make_file, o, "boost::tempfile::mkstemp");
}

named_handle mkstemp()
{
    return mkstemp(detail::default_options());
}

named_handle mkstemp(options const& o, std::error_code& ec)
{
    return made_or_reported(&make_file, o, ec);
}

std::filesystem::path mkdtemp(options const& o)
{
    return made_or_thrown(&make_directory, o, "boost::tempfile::mkdtemp");
}

std::filesystem::path mkdtemp(options const& o, std::error_code& ec)
{
    return made_or_reported(&make_directory, o, ec);
}

std::filesystem::path mktemp(options const& o)
{
    return made_or_thrown(&make_name, o, "boost::tempfile::mktemp");
}

std::filesystem::path mktemp(options const& o, std::error_code& ec)
{
    return made_or_reported(&make_name, o, ec);
}

} // namespace tempfile
} // namespace boost
