//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Below the deepest level that is held open, a directory is moved up to the root and removed from there. Where that
// cannot be done, its tree is walked where it is.

#include "deep_walk.hpp"
#include "walker.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <new>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

void walker::move_up(tree_node& parent, native_char const* name) noexcept BOOST_TRY
{
    native_string const new_name = pass_.names.next();
    std::error_code ec;
    auto const move = [&] { system::move_directory(parent.opened, name, pass_.root.opened, new_name.c_str(), ec); };
    move();
    if (ec == std::errc::permission_denied && grant_to_moved(parent, name))
        move();
    if (!ec)
    {
        if (!pass_.jobs.push(pass_.root, new_name.c_str()))
            pass_.root.has_arrivals = true; // the next listing of the root finds it
    }
    else if (ec != std::errc::no_such_file_or_directory)
        deep_walk(*this, parent, name).run();
}
BOOST_TEMPFILE_CATCH_AS(std::system_error, e)
{
    fail(parent, name, e.code());
}
BOOST_CATCH(std::bad_alloc const&)
{
    fail(parent, name, std::make_error_code(std::errc::not_enough_memory));
}
BOOST_CATCH_END

// Moving a directory writes the new `..` into it, so it has to be writable itself.
bool walker::grant_to_moved(tree_node& parent, native_char const* name) noexcept
{
    if (!grant(parent) || !grant(pass_.root))
        return false;
    std::error_code ec;
    system::directory moved = system::open_denied_directory(parent.opened, name, pass_.crossing, ec);
    if (ec)
        return false;
    system::close_directory(moved);
    return true;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
