//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "temporary_path_access.hpp"

#include "../creation/creation.hpp"
#include "../permanent/persist_directory.hpp"
#include "../permanent/target.hpp"
#include "../removal/tree_removal.hpp"
#include "../system/error.hpp"
#include "named_thing.hpp"

#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/detail/persisting.hpp>

#include <new>
#include <string>

namespace boost
{
namespace tempfile
{

namespace fs = std::filesystem;

namespace
{

using detail::native_char;
using detail::native_string;
using detail::path_type;

bool is_separator(native_char c) noexcept
{
    return c == native_char('/') || c == fs::path::preferred_separator;
}

// Absolute, and without separators at its end, which would follow a link.
fs::path checked(fs::path&& given, std::error_code& ec)
{
    ec.clear();
    native_string name = given.native();
    while (!name.empty() && is_separator(name.back()))
        name.pop_back();
    std::size_t last = name.size();
    while (last != 0 && !is_separator(name[last - 1]))
        --last;
    bool const dots = name.size() - last <= 2 && name.find_first_not_of(native_char('.'), last) == native_string::npos;
    if (given.empty())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    else if (dots || detail::system::is_root(name) || name.find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (ec)
        return {};
    native_string absolute = detail::system::absolute_path(name, ec);
    return absolute == given.native() ? std::move(given) : fs::path(std::move(absolute)); // which takes long to make
}

path_type type_of(detail::system::file_status const& found) noexcept
{
    switch (found.type)
    {
    case detail::system::file_type::regular:
        return path_type::regular;
    case detail::system::file_type::directory:
        return path_type::directory;
    default:
        return path_type::other;
    }
}

} // namespace

temporary_path::temporary_path(fs::path existing)
{
    std::error_code ec;
    native_string const given = existing.native();
    own(std::move(existing), ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::temporary_path", given, ec);
}

temporary_path::temporary_path(fs::path existing, std::error_code& ec)
{
    own(std::move(existing), ec);
}

temporary_path::temporary_path(temporary_path&& other) noexcept
    : made_(std::exchange(other.made_, detail::directory_entry())), type_(other.type_),
      owned_(std::exchange(other.owned_, false)), damage_(other.damage_)
{
}

temporary_path& temporary_path::operator=(temporary_path&& other) noexcept
{
    temporary_path taken(std::move(other));
    swap(taken);
    return *this;
}

temporary_path::~temporary_path()
{
    if (!owned_ || made_.entry.inherited())
        return;
    std::error_code ignored;
    remove(ignored);
}

void temporary_path::own(fs::path&& existing, std::error_code& ec)
{
    fs::path name = checked(std::move(existing), ec);
    if (!ec)
        (void)detail::temporary_path_access::own(*this, std::move(name), 0, ec);
}

void temporary_path::forget() noexcept
{
    owned_ = false;
    made_.mark = 0;
    made_.entry.release();
    made_.pin = unique_handle();
}

// Whether what has the name now is this object's, and no directory.
bool temporary_path::is_ours(detail::system::file_status& found, std::error_code& ec)
{
    detail::name_state const state = detail::look_at_name(made_.path.c_str(), made_.identity, found, ec);
    if (state == detail::name_state::replaced)
        return detail::system::is_trusted(detail::directory_of(made_.path).c_str(), ec);
    return state == detail::name_state::same;
}

// ---- removing ------------------------------------------------------------------------------------------------------

void temporary_path::remove()
{
    std::error_code ec;
    fs::path where;
    remove(where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_path::remove", where.empty() ? fs::path() : where);
}

void temporary_path::remove(std::error_code& ec) noexcept BOOST_TRY
{
    fs::path where;
    remove(where, ec);
}
BOOST_CATCH(std::bad_alloc const&)
{
    made_.entry.unclaim();
    ec = std::make_error_code(std::errc::not_enough_memory);
}
BOOST_CATCH_END

void temporary_path::remove(fs::path& where, std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return;
    if (!made_.entry.claim()) // the end of the process was faster
        return forget();
    if (type_ == path_type::directory)
        remove_tree(where, ec);
    else
        remove_thing(ec);
    if (!ec)
        return forget();
    made_.entry.unclaim();
    if (where.empty())
        where = made_.path;
}

void temporary_path::remove_thing(std::error_code& ec)
{
    detail::system::file_status found;
    if (is_ours(found, ec) && !ec)
        detail::remove_found(made_.path.c_str(), found, ec);
}

void temporary_path::remove_tree(fs::path& where, std::error_code& ec)
{
    remove_options how;
    how.threads = detail::system::destructors_may_start_threads() ? 0 : 1;
    native_string stayed;
    detail::expected_directory const expected{made_.identity, made_.pin.get()};
    (void)detail::remove_tree(made_.path.native(), &expected, how, stayed, ec);
    if (ec)
        where = std::move(stayed);
}

// ---- keeping -------------------------------------------------------------------------------------------------------

// What a tool put in the place of a file is kept as well.
void temporary_path::remove_mark(fs::path& kept, fs::path& returned, std::error_code& ec)
{
    detail::file_identity ours = made_.identity;
    detail::system::file_status found;
    if (type_ != path_type::directory && is_ours(found, ec))
        ours = found.identity;
    if (!ec)
        detail::remove_mark(kept, returned, made_.mark, ours, made_.pin.get(), ec);
}

fs::path temporary_path::keep()
{
    std::error_code ec;
    fs::path kept = keep(ec);
    detail::throw_if(ec, "boost::tempfile::temporary_path::keep", made_.path);
    return kept;
}

fs::path temporary_path::keep(std::error_code& ec)
{
    ec.clear();
    if (!owned_)
        return {};
    fs::path kept = made_.path, returned = kept;
    if (!made_.entry.inherited()) // otherwise the name is the parent's to change
    {
        if (!made_.entry.claim_to_keep())
            ec = std::make_error_code(std::errc::operation_canceled);
        else if (made_.mark != 0)
            remove_mark(kept, returned, ec);
    }
    if (ec)
    {
        made_.entry.unclaim();
        return {};
    }
    made_.path = std::move(kept);
    forget();
    return returned;
}

// ---- persisting ----------------------------------------------------------------------------------------------------

void temporary_path::persist(fs::path const& target, persist_mode mode, durability durable)
{
    std::error_code ec;
    fs::path where;
    persist(target, mode, durable, where, ec);
    detail::throw_if(ec, "boost::tempfile::temporary_path::persist", where);
}

void temporary_path::persist(fs::path const& target, persist_mode mode, durability durable, std::error_code& ec)
{
    fs::path where;
    persist(target, mode, durable, where, ec);
}

void temporary_path::persist(
    fs::path const& target, persist_mode mode, durability durable, fs::path& where, std::error_code& ec)
{
    ec.clear();
    where = target;
    if (!owned_)
    {
        ec = std::make_error_code(std::errc::bad_file_descriptor);
        return;
    }
    if (type_ == path_type::regular)
        return persist_file(target, mode, durable, where, ec);
    if (type_ == path_type::directory)
    {
        if (detail::persist_directory(made_, target, mode, durable, where, ec) == detail::directory_place::at_target)
            forget();
        return;
    }
    bool const copies = mode == persist_mode::replace_or_copy || mode == persist_mode::create_new_or_copy;
    if (copies)
        ec = std::make_error_code(std::errc::invalid_argument);
    else
        persist_other(target, mode, durable, where, ec);
}

// Somebody else's thing is never put at the target. Links, sockets and FIFOs are not opened, so that this is the moment
// before the rename.
void temporary_path::persist_other(
    fs::path const& given, persist_mode mode, durability durable, fs::path& where, std::error_code& ec)
{
    fs::path target = detail::absolute_target(given, ec);
    if (ec)
        return;
    fs::path const directory = detail::directory_of(target);
    fs::path const from = made_.path;
    detail::system::file_status found;
    where = from;
    if (!is_ours(found, ec) && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    if (!ec && !made_.entry.claim_to_keep())
        ec = std::make_error_code(std::errc::operation_canceled);
    if (ec)
        return;
    where = target;
    using detail::system::replacement;
    replacement const how = mode == persist_mode::replace ? replacement::allowed : replacement::refused;
    detail::system::rename_file(from.c_str(), target.c_str(), how, detail::invalid_handle(), ec);
    if (ec)
        return made_.entry.unclaim();
    made_.path = std::move(target);
    forget();
    if (durable != durability::data_and_entry)
        return;
    where = directory;
    detail::system::sync_directory(directory.c_str(), ec);
}

// As the streams do it, with a handle of its own. A file that cannot be opened can still be renamed, where neither its
// content has to be flushed nor copied.
void temporary_path::persist_file(
    fs::path const& target, persist_mode mode, durability durable, fs::path& where, std::error_code& ec)
{
    detail::system::file_status found;
    where = made_.path;
    if (!is_ours(found, ec) && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    if (ec)
        return;
    unique_handle handle(detail::system::reopen_file(made_.path.c_str(), found.identity, ec));
    bool const renames_only =
        durable == durability::none && (mode == persist_mode::create_new || mode == persist_mode::replace);
    if (renames_only && (ec == std::errc::permission_denied || ec == std::errc::text_file_busy))
        return persist_other(target, mode, durable, where, ec);
    if (ec)
        return;
    // For as long as this takes; on an error and on an exception what is left of it comes back.
    struct loan
    {
        explicit loan(temporary_path& from) : owner(from)
        {
            fs::path name = owner.made_.path;
            detail::entry_access::set(
                entry, std::move(name), owner.made_.mark, std::move(owner.made_.entry), removal::on_close);
            detail::entry_access::damage(entry) = owner.damage_;
        }
        loan(loan const&) = delete;
        loan& operator=(loan const&) = delete;
        ~loan()
        {
            bool const placed = !entry.armed(); // also where only its name could not be made durable
            owner.damage_ = detail::entry_access::damage(entry);
            owner.made_.mark = detail::entry_access::mark(entry);
            owner.made_.entry = detail::entry_access::take(entry, owner.made_.path);
            if (placed)
                owner.forget();
        }

        temporary_path& owner;
        detail::named_entry entry;
    } lent(*this);
    made_.identity = found.identity;
    unique_handle instead;
    detail::persist(handle.get(), lent.entry, target, mode, durable, instead, where, ec);
}

// ---- access --------------------------------------------------------------------------------------------------------

namespace detail
{

namespace
{

// A directory's number is free for another one as soon as it is gone, and where births are not known that would be
// taken for it: unless a handle keeps it.
void pin_directory(directory_entry& made, std::error_code& ec) noexcept
{
    made.identity = system::identify_directory(made.path.c_str(), ec).identity;
    if (ec || made.pin)
        return;
    if (made.identity.birth != 0 && !system::number_may_change(made.path.c_str(), made.identity))
        return;
    made.pin = unique_handle(system::hold_directory(made.path.c_str(), ec));
    if (ec)
        return;
    system::directory const held{made.pin.get(), nullptr};
    made.identity = system::identify_directory(held, ec).identity;
}

// Takes the lock that keeps sweep() away. A sweeper may have been faster.
bool lock_thing(directory_entry& made, path_type type, std::error_code& ec) noexcept
{
    if (type == path_type::other)
        ec = std::make_error_code(std::errc::operation_not_supported);
    else if (type == path_type::directory)
        made.pin = unique_handle(system::open_for_lock(made.path.c_str(), ec));
    else
        made.pin = unique_handle(system::reopen_file(made.path.c_str(), made.identity, ec));
    if (!ec)
        system::lock_shared(made.pin.get(), ec);
    if (ec == std::errc::no_such_file_or_directory)
    {
        ec.clear();
        return false;
    }
    if (ec)
        return true;
    bool const there = is_same(system::identify_file(made.path.c_str(), ec).identity, made.identity);
    if (ec == std::errc::no_such_file_or_directory)
        ec.clear();
    return ec || there;
}

} // namespace

bool temporary_path_access::own(temporary_path& p, fs::path name, std::size_t mark, std::error_code& ec)
{
    directory_entry made;
    made.path = std::move(name);
    made.mark = mark;
    system::file_status const found = system::identify_file(made.path.c_str(), ec);
    if (ec)
        return true;
    path_type const type = type_of(found);
    made.identity = found.identity;
    if (mark != 0 && !lock_thing(made, type, ec))
        return false;
    if (!ec && type == path_type::directory)
        pin_directory(made, ec);
    entry_kind const kind = type == path_type::directory ? entry_kind::directory : entry_kind::thing;
    if (!ec)
        made.entry.publish(kind, made.path.c_str(), made.path.native().size(), ec);
    if (!ec)
        made.entry.created(made.identity, made.pin.get(), ec);
    if (ec)
        return true;
    p.made_ = std::move(made);
    p.type_ = type;
    p.owned_ = true;
    return true;
}

void temporary_path_access::own_file(temporary_path& p, fs::path name, std::size_t mark, file_identity const& identity,
    unique_handle lock, std::error_code& ec)
{
    directory_entry made;
    made.path = std::move(name);
    made.mark = mark;
    made.identity = identity;
    made.pin = std::move(lock);
    made.entry.publish(entry_kind::thing, made.path.c_str(), made.path.native().size(), ec);
    if (!ec)
        made.entry.created(identity, ec);
    if (ec)
        return;
    p.made_ = std::move(made);
    p.type_ = path_type::regular;
    p.owned_ = true;
}

} // namespace detail

} // namespace tempfile
} // namespace boost
