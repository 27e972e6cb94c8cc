//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "tempdir.hpp"

#include <algorithm>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

// Whether this absolute path stays as it is: most do, and walking over the parts of a std::filesystem::path takes as
// long as half a system call.
bool is_normalized(native_string const& dir) noexcept
{
    constexpr native_char separator = std::filesystem::path::preferred_separator;
    constexpr bool one_separator = separator == native_char('/');
    if (!one_separator && dir.find(native_char('/')) != native_string::npos)
        return false;
    std::size_t at = (std::min)(dir.find_first_not_of(separator), dir.size());
    if (at > 1 && one_separator)
        return false;
    while (at < dir.size())
    {
        std::size_t const end = (std::min)(dir.find(separator, at), dir.size());
        std::size_t const size = end - at;
        bool const dots = dir[at] == native_char('.') && (size == 1 || (size == 2 && dir[at + 1] == native_char('.')));
        if (size == 0 || dots)
            return false;
        at = end + 1;
    }
    return dir.size() == 1 || dir.back() != separator;
}

} // namespace

native_string normalized_directory(native_string const& dir, std::error_code& ec)
{
    ec.clear();
    if (dir.find(native_char()) != native_string::npos)
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return {};
    }
    native_string const made_absolute = system::absolute_path(dir, ec);
    if (ec || is_normalized(made_absolute))
        return made_absolute;
    std::filesystem::path absolute = made_absolute;
    if (std::find(absolute.begin(), absolute.end(), "..") == absolute.end())
        absolute = absolute.lexically_normal();
    while (absolute.filename().empty() && absolute != absolute.root_path())
        absolute = absolute.parent_path();
    return absolute.native();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
