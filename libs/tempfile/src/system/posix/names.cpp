//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <cstring>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

bool has_separator_or_null(char const* text, std::size_t size) noexcept
{
    return std::memchr(text, '/', size) != nullptr || std::memchr(text, '\0', size) != nullptr;
}

} // namespace

void check_affixes(char const* prefix, std::size_t prefix_size, char const* suffix, std::size_t suffix_size,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (has_separator_or_null(prefix, prefix_size) || has_separator_or_null(suffix, suffix_size))
        ec = std::error_code(EINVAL, std::system_category());
}

native_string absolute_path(native_string const& path, std::error_code& ec)
{
    ec.clear();
    return !path.empty() && path.front() == '/' ? path : std::filesystem::absolute(path, ec).native();
}

bool is_root(native_string const& path) noexcept
{
    return path.empty();
}

std::vector<native_string> tempdir_candidates()
{
    std::vector<native_string> candidates;
    for (char const* const name : {"TMPDIR", "TEMP", "TMP"})
    {
        char const* const value = secure_environment(name);
        if (value != nullptr && *value != '\0')
            candidates.emplace_back(value);
    }
    native_string own = user_tempdir();
    if (!own.empty())
        candidates.push_back(std::move(own));
    candidates.insert(candidates.end(), {"/tmp", "/var/tmp", "/usr/tmp"});
    if (has_rights_of_caller())
        candidates.emplace_back(".");
    return candidates;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
