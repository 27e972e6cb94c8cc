//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../paths.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

native_string parent_of(native_string const& path)
{
    std::size_t end = path.size();
    while (end > 1 && path[end - 1] == '/')
        --end;
    while (end != 0 && path[end - 1] != '/')
        --end;
    if (end == 0)
        return ".";
    while (end > 1 && path[end - 1] == '/')
        --end;
    return path.substr(0, end);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
