//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include "../paths.hpp"

#include <algorithm>
#include <utility>

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

namespace
{

// Whether it stays as it is: most do, and walking over the parts of a std::filesystem::path takes as long as half a
// system call.
bool is_normal(native_string const& dir) noexcept
{
    std::size_t at = (std::min)(dir.find_first_not_of('/'), dir.size());
    if (at > 1)
        return false;
    while (at < dir.size())
    {
        std::size_t const end = (std::min)(dir.find('/', at), dir.size());
        std::size_t const size = end - at;
        bool const dots = dir[at] == '.' && (size == 1 || (size == 2 && dir[at + 1] == '.'));
        if (size == 0 || dots)
            return false;
        at = end + 1;
    }
    return dir.size() == 1 || dir.back() != '/';
}

} // namespace

native_string normal_directory(native_string absolute)
{
    if (is_normal(absolute))
        return absolute;
    std::filesystem::path normal = std::move(absolute);
    if (std::find(normal.begin(), normal.end(), "..") == normal.end())
        normal = normal.lexically_normal();
    while (normal.filename().empty() && normal != normal.root_path())
        normal = normal.parent_path();
    // A root of several separators, which lexically_normal() leaves as it is.
    bool const is_root = normal.native().find_first_not_of('/') == native_string::npos;
    return is_root ? native_string(1, '/') : normal.native();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
