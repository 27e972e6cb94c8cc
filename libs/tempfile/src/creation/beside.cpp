//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "../system/paths.hpp"

#include <boost/tempfile/options.hpp>

namespace boost
{
namespace tempfile
{

options beside(std::filesystem::path const& target)
{
    options o;
    o.dir = detail::system::parent_of(target.native());
    return o;
}

} // namespace tempfile
} // namespace boost
