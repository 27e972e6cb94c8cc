//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "target.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

using std::filesystem::path;
using std::filesystem::perms;

namespace
{

constexpr int most_links = 40; // as Linux follows (path_resolution(7))

} // namespace

path absolute_target(path const& target, std::error_code& ec)
{
    ec.clear();
    if (target.empty())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    else if (target.native().find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (ec)
        return path();
    native_string absolute = system::absolute_path(target.native(), ec);
    return absolute == target.native() ? target : path(std::move(absolute)); // copied sooner than taken apart again
}

path final_target(path target, bool& exists, std::error_code& ec)
{
    for (int links = 0; links < most_links; ++links)
    {
        system::file_status const found = system::identify_file(target.c_str(), ec);
        exists = !ec;
        if (ec == std::errc::no_such_file_or_directory)
        {
            ec.clear();
            return target;
        }
        if (ec || found.type == system::file_type::regular)
            return target;
        if (found.type != system::file_type::link)
        {
            ec = std::make_error_code(
                found.type == system::file_type::directory ? std::errc::is_a_directory : std::errc::invalid_argument);
            return target;
        }
        path const next = system::read_link(target.c_str(), ec);
        if (ec)
            return target;
        target = target.parent_path() / next; // an absolute one replaces it all
    }
    ec = std::make_error_code(std::errc::too_many_symbolic_link_levels);
    return target;
}

native_string directory_of(path const& target)
{
    return system::parent_of(target.native());
}

unique_handle create_beside(path const& target, perms permissions, named_entry& entry, path& where, std::error_code& ec)
{
    native_string const dir = directory_of(target);
    unique_handle file(system::open_anonymous(dir.c_str(), permissions, ec));
    if (BOOST_LIKELY(!ec))
        return file;
    bool const needs_name = ec == std::errc::operation_not_supported;
    if (needs_name)
        ec.clear(); // it is no error of whoever runs out of memory now
    where = dir;
    if (!needs_name)
        return {};
    options o;
    o.dir = dir;
    o.permissions = permissions;
    o.sweepable = true;
    file = create_named(o, entry, where, ec);
    if (ec != std::errc::no_lock_available && ec != std::errc::operation_not_supported &&
        ec != std::errc::function_not_supported)
        return file;
    // Where there are no locks there is no sweep() either, and nothing may look as if its owner were dead.
    o.sweepable = false;
    return create_named(o, entry, where, ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
