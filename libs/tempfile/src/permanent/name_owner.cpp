//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "name_owner.hpp"

#include "../system/identity.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <algorithm>
#include <new>

namespace boost
{
namespace tempfile
{
namespace detail
{

name_owner owner_of(
    system::entry_path const& name, native_handle_type handle, bool& has_links, std::error_code& ec) noexcept
{
    system::file_status const open = system::identify_file(handle, ec);
    if (ec)
        return name_owner::missing_or_unknown;
    has_links = open.links > 1;
    system::file_status const named = system::identify_entry(name, ec);
    if (!ec)
    {
        // A number is not used again while a handle is open. Births tell no more, and a sandbox may take away the call
        // that tells them between the two.
        bool const differs = compare(named.identity, open.identity) == likeness::different;
        return differs ? name_owner::other : name_owner::ours;
    }
    if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
    return name_owner::missing_or_unknown;
}

namespace
{

native_char lower(native_char c) noexcept
{
    bool const upper = c >= native_char('A') && c <= native_char('Z');
    return upper ? static_cast<native_char>(c - native_char('A') + native_char('a')) : c;
}

bool alike_but_for_case(native_char const* a, native_char const* b) noexcept
{
    for (; *a != native_char() && lower(*a) == lower(*b); ++a)
        ++b;
    return *a == native_char() && *b == native_char();
}

file_identity identity_of(held_directory const& directory, std::error_code& ec)
{
    if (directory.handle() != invalid_handle())
        return system::identify_directory(system::directory{directory.handle(), nullptr}, ec).identity;
    // With a dot at its end, a link to it is followed.
    native_string path = directory.path();
    path += {std::filesystem::path::preferred_separator, native_char('.')};
    return system::identify_directory(path.c_str(), ec).identity;
}

} // namespace

bool may_be_same_entry(held_directory const& directory, native_string const& name,
    held_directory const& other_directory, native_string const& other) noexcept BOOST_TRY
{
    std::error_code ec;
    if (!alike_but_for_case(
            name.c_str() + directory.entry(name).name, other.c_str() + other_directory.entry(other).name))
        return false;
    if (&directory == &other_directory)
        return true;
    file_identity const one = identity_of(directory, ec);
    if (ec)
        return true;
    file_identity const two = identity_of(other_directory, ec);
    return ec || one == two;
}
BOOST_CATCH(std::bad_alloc const&) // too late to fail: the file is in its place
{
    return true;
}
BOOST_CATCH_END

} // namespace detail
} // namespace tempfile
} // namespace boost
