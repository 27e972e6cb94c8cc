//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"

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
    unique_path names(o, where, ec);
    if (ec)
        return {};
    return create_owned(names, file_permissions(o), where, ec);
}

namespace
{

// Takes the lock of a new sweepable file. A sweeper may have been faster, before there was a lock: it leaves a file
// without a name.
void lock_newborn(native_handle_type file, bool& swept, std::error_code& ec) noexcept
{
    system::lock_shared(file, ec);
    if (!ec)
        swept = system::identify_file(file, ec).links == 0 && !ec;
}

} // namespace

unique_handle create_named(options const& o, named_entry& entry, std::filesystem::path& where, std::error_code& ec)
{
    check_owned(o, where, ec);
    if (ec)
        return {};
    if (o.removal == removal::never)
    {
        named_handle made = create_owned(o, where, ec);
        if (!ec)
            entry_access::set(entry, std::move(made.path), 0, {}, o.removal);
        return std::move(made.handle);
    }
    unique_path names(o, where, ec);
    if (ec)
        return {};
    for (int tries = 0; tries < most_tries; ++tries)
    {
        std::filesystem::path path = names.next(ec);
        registration registered;
        if (!ec)
            registered.publish(entry_kind::file, path.c_str(), path.native().size(), ec);
        unique_handle file;
        if (!ec)
            file = unique_handle(system::create_file(path.c_str(), file_permissions(o), ec));
        if (ec == std::errc::file_exists)
            continue;
        if (ec)
        {
            where = std::move(path);
            return {};
        }
        entry_access::set(entry, std::move(path), names.mark(), std::move(registered), o.removal);
        bool swept = false;
        entry_access::created(entry, ec);
        if (!ec && o.sweepable)
            lock_newborn(file.get(), swept, ec);
        if (!ec && o.sweepable && o.removal == removal::on_destruction)
            entry_access::lock(entry, unique_handle(system::duplicate(file.get(), ec)));
        if (!ec && !swept)
            return file;
        where = entry.path();
        std::error_code ignored;
        entry.remove(file.get(), ignored);
        entry = named_entry();
        if (ec)
            return {};
    }
    where = names.directory();
    ec = std::make_error_code(std::errc::file_exists);
    return {};
}

} // namespace detail
} // namespace tempfile
} // namespace boost
