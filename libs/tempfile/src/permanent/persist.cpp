//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/persisting.hpp>
#include <boost/tempfile/persist.hpp>

#include "copy.hpp"
#include "installation.hpp"
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
using system::replacement;

namespace
{

bool replaces(persist_mode mode) noexcept
{
    return mode == persist_mode::replace || mode == persist_mode::replace_or_copy;
}

bool copies(persist_mode mode) noexcept
{
    return mode == persist_mode::replace_or_copy || mode == persist_mode::create_new_or_copy;
}

// What stays temporary is as private as before.
void restore(native_handle_type handle, perms before) noexcept
{
    std::error_code ignored;
    if (before != perms::unknown)
        system::set_file_permissions(handle, before, ignored);
}
} // namespace

void persist(native_handle_type handle, named_entry& entry, path const& given, persist_mode mode, durability durable,
    unique_handle& instead, path& where, std::error_code& ec)
{
    where = given;
    path target = absolute_target(given, ec);
    if (ec)
        return;
    bool exists = false;
    if (replaces(mode))
        target = final_target(std::move(target), exists, ec);
    where = target;
    perms before = perms::unknown;
    if (!ec && exists)
        before = system::identify_file(handle, ec).permissions;
    if (!ec)
        ec = entry_access::damage(entry);
    if (ec)
        return;
    path const origin = entry.path();
    std::size_t const mark = entry_access::mark(entry);
    replacement const how = replaces(mode) ? replacement::allowed : replacement::refused;
    installation step(handle, entry, target, where);
    path placed = target, target_directory = directory_of(target); // while failing for want of memory does no harm
    if (exists && step.is_exposed(before, ec))
        step.approach(ec);
    if (!ec && exists)
        system::carry_permissions(target.c_str(), handle, ec);
    if (!ec)
        make_durable(handle, entry, durable, ec);
    if (!ec)
    {
        where.clear();
        step.run(how, exists, ec);
    }
    // Without O_TMPFILE a file without a name has lost it for good, and only its contents can be had.
    if (!ec)
        entry_access::installed(entry, std::move(placed));
    else if ((step.elsewhere() && copies(mode)) || step.nameless())
        persist_copy(handle, entry, target, how, exists, durable, instead, where, ec);
    if (ec && entry.path() != target) // else a second name is all that went wrong
    {
        restore(handle, before);
        step.go_back(origin, mark);
    }
    if (ec || durable != durability::data_and_entry)
        return;
    where = std::move(target_directory);
    system::sync_directory(where.c_str(), ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
