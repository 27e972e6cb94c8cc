//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_FOREIGN_PATH_HPP
#define BOOST_TEMPFILE_DETAIL_FOREIGN_PATH_HPP

#include <filesystem>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// A path of another library, as Boost.Filesystem's: its native() is what a std::filesystem::path is made from.
template<class Path, class = void>
struct is_foreign_path : std::false_type
{
};
template<class Path>
struct is_foreign_path<Path, std::void_t<decltype(std::declval<Path const&>().native())>>
    : std::bool_constant<!std::is_base_of<std::filesystem::path, Path>::value &&
                         std::is_convertible<decltype(std::declval<Path const&>().native()),
                             std::filesystem::path::string_type const&>::value>
{
};

// Whether one of them is.
template<class... Paths>
using if_foreign_path = std::enable_if_t<std::disjunction<is_foreign_path<Paths>...>::value, int>;

template<class Path>
std::filesystem::path standard_path(Path const& path)
{
    if constexpr (is_foreign_path<Path>::value)
        return path.native();
    else
        return path;
}

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
