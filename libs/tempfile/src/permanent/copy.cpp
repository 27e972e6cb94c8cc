//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "copy.hpp"

#include "installation.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

void make_durable(native_handle_type handle, named_entry& entry, durability durable, std::error_code& ec)
{
    ec = entry_access::damage(entry);
    if (ec || (durable == durability::none && !system::reports_errors_late(handle)))
        return;
    system::sync_file(handle, ec);
    // The system may have dropped what it could not write: a second attempt would succeed without it.
    if (ec)
        entry_access::damage(entry) = ec;
}
void persist_copy(native_handle_type handle, named_entry& entry, path const& target, replacement how, bool exists,
    durability durable, unique_handle& instead, path& where, std::error_code& ec)
{
    perms const permissions = system::identify_file(handle, ec).permissions & perms::all;
    if (ec)
        return;
    path placed = target;
    named_entry made;
    unique_handle copy = create_beside(target, perms(0600), made, where, ec);
    if (ec)
        return;
    system::copy_contents(handle, copy.get(), ec);
    if (!ec)
        system::set_file_permissions(copy.get(), permissions, ec);
    if (!ec && exists && how == replacement::allowed)
        system::carry_permissions(target.c_str(), copy.get(), ec);
    if (!ec)
        make_durable(copy.get(), made, durable, ec);
    if (!ec)
        installation(copy.get(), made, target, where).run(how, exists, ec);
    std::error_code ignored;
    if (ec)
    {
        made.remove(copy.get(), ignored);
        return;
    }
    if (entry.armed())
        entry.remove(handle, ignored);
    else if (entry.named()) // the caller's own: it moved
        system::remove_file(entry.path().c_str(), handle, ignored);
    entry_access::installed(entry, std::move(placed));
    if (!system::redirect(handle, copy.get()))
        instead = std::move(copy);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
