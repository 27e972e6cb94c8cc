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
#include "settle.hpp"
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

// Removes the name that the file had where it came from. A failure is told, though the copy is in its place; the end
// of the process tries again.
void remove_source(native_handle_type handle, named_entry source, path& where, std::error_code& ec)
{
    if (!source.named())
        return;
    if (source.armed())
        source.remove(handle, ec);
    else // the caller's own: it moved
        system::remove_file(source.path().c_str(), handle, ec);
    if (ec)
        where = source.path();
}

// Another file with the same contents, beside the target, takes its place; the handle then stands for it.
void persist_copy(native_handle_type handle, named_entry& entry, path& target, replacement how, durability durable,
    naming named, unique_handle& instead, bool& installed, path& where, std::error_code& ec)
{
    ec.clear();
    named_entry made;
    unique_handle copy = copy_beside(handle, target, named, made, where, ec);
    if (ec)
        return;
    perms const before = system::identify_file(handle, ec).permissions & perms::all;
    auto const as_new = [&](std::error_code& failed) { system::restrict_permissions(copy.get(), before, failed); };
    installation step(copy.get(), made, system::carrying::permissions, where);
    if (!ec)
        step.open(target, ec);
    if (!ec)
        (void)settle(step, copy.get(), made, target, how, before, durable, as_new, where, ec);
    installed = step.installed();
    if (!installed && step.nameless() && named == naming::avoided)
    {
        copy = unique_handle();
        return persist_copy(handle, entry, target, how, durable, naming::required, instead, installed, where, ec);
    }
    std::error_code ignored;
    if (!installed)
        return made.remove(copy.get(), ignored);
    named_entry source = std::exchange(entry, named_entry());
    entry_access::installed(entry, std::move(target));
    made = named_entry();
    std::error_code unremoved;
    remove_source(handle, std::move(source), where, unremoved);
    std::error_code unknown; // the handle has its position, wherever it leads
    std::int64_t const position = system::inspect(handle, unknown).position;
    if (!unknown)
        system::set_position(copy.get(), position, unknown);
    if (!system::redirect(handle, copy.get()))
        instead = std::move(copy); // unreachable: POSIX redirects every handle (dup2)
    if (!ec)
        ec = unremoved;
    if (!ec)
        make_entry_durable(step, durable, where, ec);
}

} // namespace

void persist(native_handle_type handle, named_entry& entry, path const& given, persist_mode mode, durability durable,
    unique_handle& instead, path& where, std::error_code& ec)
{
    where = given;
    path target = absolute_target(given, ec);
    if (ec)
        return;
    replacement const how = replaces(mode) ? replacement::allowed : replacement::refused;
    bool exists = false;
    if (how == replacement::allowed)
        target = final_target(std::move(target), exists, ec);
    where = target;
    perms before = perms::unknown;
    if (!ec && how == replacement::allowed)
        before = system::identify_file(handle, ec).permissions & perms::mask;
    if (!ec)
        ec = entry_access::damage(entry);
    if (ec)
        return;
    path const origin = entry.path();
    std::size_t const mark = entry_access::mark(entry);
    installation step(handle, entry, system::carrying::permissions, where);
    step.open(target, ec);
    bool carried = exists;
    auto const as_new = [&](std::error_code& failed)
    {
        if (std::exchange(carried, true))
            system::restrict_permissions(handle, before, failed);
    };
    if (!ec)
        (void)settle(step, handle, entry, target, how, before, durable, as_new, where, ec);
    if (step.installed())
    {
        entry_access::installed(entry, std::move(target));
        if (!ec)
            make_entry_durable(step, durable, where, ec);
        return;
    }
    std::error_code ignored;
    if (before != perms::unknown) // what stays temporary, or is copied, is as private as before
        system::restrict_permissions(handle, before, ignored);
    bool installed = false;
    if ((step.elsewhere() && copies(mode)) || step.nameless())
        persist_copy(handle, entry, target, how, durable, step.nameless() ? naming::required : naming::avoided, instead,
            installed, where, ec);
    if (!installed)
        step.go_back(origin, mark);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
