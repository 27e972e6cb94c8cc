//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_TEMPDIR_HPP
#define BOOST_TEMPFILE_SRC_TEMPDIR_HPP

#include "../system/system.hpp"

#include <boost/tempfile/options.hpp>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What gettempdir() returns. On failure `tried` lists the candidates, separated by colons, and nothing is returned.
native_string current_tempdir(std::filesystem::path& tried, std::error_code&);

// Whether gettempdir() is to search again: the directory that its last search found is gone. One that settempdir()
// named is not given up.
bool tempdir_is_gone();

// Where a directory is given: absolute, without superfluous dots and separators; ".." stays, as removing it would be
// wrong behind a link. errc::invalid_argument for one with a null.
native_string normalized_directory(native_string const&, std::error_code&);

// Calls `create(ec)`, and once more where that failed since gettempdir()'s directory was gone.
template<class Create>
auto in_tempdir(options const& o, std::error_code& ec, Create create)
{
    auto made = create(ec);
    if (BOOST_UNLIKELY(ec == std::errc::no_such_file_or_directory) && o.dir.empty() && tempdir_is_gone())
        made = create(ec);
    return made;
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
