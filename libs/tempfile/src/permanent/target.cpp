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

// Behind the last separator.
std::size_t last_component(native_string const& text) noexcept
{
    std::size_t at = text.size();
    while (at != 0 && text[at - 1] != native_char('/') && text[at - 1] != path::preferred_separator)
        --at;
    return at;
}

void check_regular(path const& target, system::file_status const& found, std::error_code& ec)
{
    if (found.type == system::file_type::directory)
        ec = std::make_error_code(std::errc::is_a_directory);
    else if (found.type != system::file_type::regular)
        ec = std::make_error_code(std::errc::invalid_argument);
    else if (system::is_others(found))
    {
        system::sharing const shared = system::sharing_of(invalid_handle(), directory_of(target.native()).c_str(), ec);
        if (!ec && system::is_strangers(shared, found))
            ec = std::make_error_code(std::errc::permission_denied);
    }
}

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

path final_target(path target, system::file_status& found, bool& exists, std::error_code& ec)
{
    for (int links = 0; links < most_links; ++links)
    {
        found = system::identify_file(target.c_str(), ec);
        exists = !ec;
        if (ec == std::errc::no_such_file_or_directory)
            ec.clear();
        else if (!ec && found.type != system::file_type::link)
            check_regular(target, found, ec);
        if (ec || !exists || found.type != system::file_type::link)
            return target;
        path const next = system::read_link(target.c_str(), ec);
        if (ec)
            return target;
        target = target.parent_path() / next; // an absolute one replaces it all
    }
    ec = std::make_error_code(std::errc::too_many_symbolic_link_levels);
    return target;
}

native_string directory_of(native_string const& text)
{
    return system::parent_of(text);
}

void held_directory::open(native_string path, std::error_code& ec)
{
    path_ = std::move(path);
    handle_ = unique_handle(system::hold_parent(path_.c_str(), ec));
    if (!ec)
        shared_ = system::sharing_of(handle_.get(), path_.c_str(), ec);
}

system::entry_path held_directory::entry(native_string const& path) const noexcept
{
    return {handle_.get(), path.c_str(), last_component(path)};
}

unique_handle create_beside(
    path const& target, perms permissions, naming named, named_entry& entry, path& where, std::error_code& ec)
{
    native_string const dir = directory_of(target.native());
    bool needs_name = named == naming::required;
    if (!needs_name)
    {
        unique_handle file(system::open_anonymous(dir.c_str(), permissions, ec));
        if (BOOST_LIKELY(!ec))
            return file;
        needs_name = ec == std::errc::operation_not_supported;
    }
    if (needs_name)
        ec.clear(); // it is no error of whoever runs out of memory now
    where = dir;
    if (!needs_name)
        return {};
    options o;
    o.dir = dir;
    o.permissions = permissions;
    o.sweepable = true;
    std::error_code unmarked; // which is no error of whoever runs out of memory meanwhile
    unique_handle file = create_named(o, entry, where, unmarked);
    if (unmarked != std::errc::no_lock_available && unmarked != std::errc::operation_not_supported &&
        unmarked != std::errc::function_not_supported)
    {
        ec = unmarked;
        return file;
    }
    // Where there are no locks there is no sweep() either, and nothing may look as if its owner were dead.
    o.sweepable = false;
    return create_named(o, entry, where, ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
