//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"
#include "tempdir.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

named_handle create_owned(
    unique_path& names, std::filesystem::perms permissions, std::filesystem::path& where, std::error_code& ec)
{
    named_handle made{unique_handle(), names.next(ec)};
    if (ec)
        where = names.directory();
    for (int tries = 1; !ec; ++tries)
    {
        made.handle = unique_handle(system::create_file(made.path.c_str(), permissions, ec));
        if (BOOST_LIKELY(!ec))
            return made;
        where = std::move(made.path);
        if (ec == std::errc::file_exists && tries != most_tries)
            made.path = names.next(ec);
    }
    made.path.clear();
    return made;
}

} // namespace

named_handle create_owned(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    check(o, where, ec);
    if (ec)
        return {};
    return in_tempdir(o, ec,
        [&](std::error_code& error)
        {
            unique_path names(o, where, error);
            return error ? named_handle() : create_owned(names, file_permissions(o), where, error);
        });
}

namespace
{

bool others_may_open(std::filesystem::perms permissions) noexcept
{
    return (permissions & ~std::filesystem::perms::owner_all) != std::filesystem::perms::none;
}

// A new file and its lock.
struct newborn
{
    unique_handle file;
    bool locked = false;
};

// Whoever may open a file can lock it. So one that others may open gets its lock before it gets its name, where the
// system can do that: nobody can take it exclusively any more.
newborn create_locked(unique_path const& names, native_char const* path, options const& o, std::error_code& ec)
{
    newborn made{unique_handle(system::open_anonymous(names.directory().c_str(), file_permissions(o), ec)), true};
    if (!ec)
        system::lock_shared(made.file.get(), ec);
    if (!ec)
        system::link_handle(made.file.get(), path, ec);
    return ec ? newborn() : std::move(made);
}

newborn create(unique_path const& names, native_char const* path, options const& o, std::error_code& ec)
{
    if (o.sweepable && others_may_open(file_permissions(o)))
    {
        newborn made = create_locked(names, path, o, ec);
        if (!ec || ec == std::errc::file_exists)
            return made;
    }
    return {unique_handle(system::create_file(path, file_permissions(o), ec)), false};
}

// Takes the lock of a new sweepable file. Whether it stays: a sweeper may have been faster, before there was a lock, and
// leave it without a name; or have it in its hands, and is not waited for.
bool lock_newborn(native_handle_type file, std::error_code& ec) noexcept
{
    system::lock_shared(file, ec);
    if (ec == std::errc::operation_would_block)
    {
        ec.clear();
        return false;
    }
    return !ec && system::identify_file(file, ec).links != 0;
}

unique_handle create_registered(options const& o, named_entry& entry, std::filesystem::path& where, std::error_code& ec)
{
    unique_path names(o, where, ec);
    if (ec)
        return {};
    for (int tries = 0; tries < most_tries; ++tries)
    {
        std::filesystem::path path = names.next(ec);
        registration registered;
        if (!ec)
            registered.publish(entry_kind::file, path.c_str(), path.native().size(), ec);
        newborn made;
        if (!ec)
            made = create(names, path.c_str(), o, ec);
        if (ec == std::errc::file_exists)
            continue;
        if (ec)
        {
            where = path.empty() ? names.directory() : std::move(path);
            return {};
        }
        entry_access::set(entry, std::move(path), names.mark(), std::move(registered), o.removal);
        entry_access::created(entry, ec);
        bool const stays = ec || !o.sweepable || made.locked || lock_newborn(made.file.get(), ec);
        if (!ec && stays && o.sweepable && o.removal == removal::on_destruction)
            entry_access::lock(entry, unique_handle(system::duplicate(made.file.get(), ec)));
        if (!ec && stays)
            return std::move(made.file);
        where = entry.path();
        std::error_code ignored;
        entry.remove(made.file.get(), ignored);
        entry = named_entry();
        if (ec)
            return {};
    }
    where = names.directory();
    ec = std::make_error_code(std::errc::file_exists);
    return {};
}

} // namespace

unique_handle create_named(options const& o, named_entry& entry, std::filesystem::path& where, std::error_code& ec)
{
    check_owned(o, where, ec);
    if (ec)
        return {};
    if (o.removal != removal::never)
        return in_tempdir(o, ec, [&](std::error_code& error) { return create_registered(o, entry, where, error); });
    named_handle made = create_owned(o, where, ec);
    if (!ec)
        entry_access::set(entry, std::move(made.path), 0, {}, o.removal);
    return std::move(made.handle);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
