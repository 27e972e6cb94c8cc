//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/options.hpp>

namespace boost
{
namespace tempfile
{

options beside(std::filesystem::path const& target)
{
    options o;
    std::filesystem::path name = target;
    while (!name.has_filename() && name.has_relative_path()) // "directory/"
        name = name.parent_path();
    o.dir = name.parent_path();
    if (o.dir.empty())
        o.dir = ".";
    return o;
}

} // namespace tempfile
} // namespace boost
