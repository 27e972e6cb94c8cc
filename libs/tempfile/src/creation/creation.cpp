//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/detail/creation.hpp>

#include "creation.hpp"
#include "names.hpp"
#include "tempdir.hpp"

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

native_char const default_prefix[] = {'t', 'm', 'p', 0};

namespace
{

using std::filesystem::perms;

perms file_permissions(options const& o) noexcept
{
    return o.permissions == perms::unknown ? perms(0600) : o.permissions;
}

perms directory_permissions(options const& o) noexcept
{
    return o.permissions == perms::unknown ? perms(0700) : o.permissions;
}

bool ends_in_separator(native_string const& dir) noexcept
{
    return dir.back() == std::filesystem::path::preferred_separator || dir.back() == native_char('/');
}

// The directory of `o`, absolute, kept in `own` unless it is gettempdir()'s.
native_string const* directory_of(
    options const& o, native_string& own, std::filesystem::path& where, std::error_code& ec)
{
    if (o.dir.empty())
        return current_tempdir(where, ec);
    own = system::absolute_path(o.dir.native(), ec);
    if (!ec)
        return &own;
    where = o.dir;
    return nullptr;
}

// Where there is no O_TMPFILE: a name for a moment, so it is registered for that moment.
unique_handle create_and_unlink(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    options nameless; // what is never seen has no prefix whose length could matter
    nameless.dir = o.dir;
    unique_path path(nameless, where, ec);
    if (ec)
        return {};
    for (int tries = 0; tries < most_tries; ++tries)
    {
        native_string const name = path.next(ec);
        if (ec)
            break;
        registration entry;
        entry.publish(entry_kind::file, name.c_str(), name.size(), ec);
        if (ec)
            break;
        unique_handle file(system::create_unlinked(name.c_str(), file_permissions(o), ec));
        if (!ec)
            return file;
        if (ec != std::errc::file_exists)
            break;
    }
    where = path.directory();
    return {};
}

} // namespace

options const& default_options() noexcept
{
    static options const defaults;
    return defaults;
}

namespace
{

bool is_affix(std::filesystem::path const& prefix, std::filesystem::path const& suffix) noexcept
{
    std::error_code ec;
    system::check_affixes(prefix.c_str(), prefix.native().size(), suffix.c_str(), suffix.native().size(), ec);
    return !ec;
}

} // namespace

void check(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (o.permissions != perms::unknown && (o.permissions & ~perms::all) != perms::none)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (!o.prefix && o.suffix.empty() && o.dir.empty())
        return;
    native_string const& suffix = o.suffix.native();
    native_char const* const prefix = o.prefix ? o.prefix->c_str() : default_prefix;
    std::size_t const prefix_size = o.prefix ? o.prefix->native().size() : default_prefix_size;
    if (!ec)
        system::check_affixes(prefix, prefix_size, suffix.c_str(), suffix.size(), ec);
    if (!ec && o.dir.native().find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    if (ec)
        where = o.prefix && !is_affix(*o.prefix, {}) ? *o.prefix : !is_affix({}, o.suffix) ? o.suffix : o.dir;
}

// ---- names ---------------------------------------------------------------------------------------------------------

namespace
{

using traits = std::char_traits<native_char>;

void write_mark(native_char* to, std::error_code& ec) noexcept
{
    to[0] = to[mark_size - 1] = mark_character;
    random_name(to + 1, marked_characters, ec);
}

} // namespace

native_string marked_name(native_string const& directory, std::error_code& ec)
{
    options o;
    o.sweepable = true;
    return unique_path(o, directory).next(ec);
}

unique_path::unique_path(options const& o, std::filesystem::path& where, std::error_code& ec)
    : dir_(nullptr), options_(o)
{
    dir_ = directory_of(o, own_dir_, where, ec);
}

unique_path::unique_path(options const& o, native_string const& directory) noexcept : dir_(&directory), options_(o) {}

std::size_t unique_path::random_at() const noexcept
{
    std::size_t const prefix = options_.prefix ? options_.prefix->native().size() : default_prefix_size;
    return dir_->size() + (ends_in_separator(*dir_) ? 0 : 1) + prefix;
}

std::size_t unique_path::mark() const noexcept
{
    return options_.sweepable ? random_at() : 0;
}

native_string unique_path::next(std::error_code& ec)
{
    native_string const& suffix = options_.suffix.native();
    native_char const* const prefix = options_.prefix ? options_.prefix->c_str() : default_prefix;
    std::size_t const prefix_size = options_.prefix ? options_.prefix->native().size() : default_prefix_size;
    std::size_t const at = random_at();
    std::size_t const random_size = options_.sweepable ? mark_size : random_characters;
    // Made in one piece, as this is on the way to every file; the separator is what is not written over.
    native_string path(at + random_size + suffix.size(), std::filesystem::path::preferred_separator);
    traits::copy(&path[0], dir_->data(), dir_->size());
    traits::copy(&path[at - prefix_size], prefix, prefix_size);
    if (options_.sweepable)
        write_mark(&path[at], ec);
    else
        random_name(&path[at], random_characters, ec);
    traits::copy(&path[at + random_size], suffix.data(), suffix.size());
    return path;
}

std::filesystem::path unique_path::directory() const
{
    return *dir_;
}

void remove_mark(std::filesystem::path& path, std::filesystem::path& copy, std::size_t mark, native_handle_type handle,
    std::error_code& ec)
{
    native_string plain = path.native();
    plain.replace(mark, mark_size, random_characters, native_char());
    for (int tries = 0; tries < most_tries; ++tries)
    {
        random_name(&plain[mark], random_characters, ec);
        if (ec)
            return;
        std::filesystem::path renamed = plain, again = renamed;
        system::rename_file(path.c_str(), renamed.c_str(), system::replacement::refused, handle, ec);
        if (!ec)
        {
            path = std::move(renamed);
            copy = std::move(again);
            return;
        }
        if (ec != std::errc::file_exists)
            return;
    }
}

// ---- files ---------------------------------------------------------------------------------------------------------

unique_handle create_anonymous(options const* given, std::filesystem::path& where, std::error_code& ec)
{
    options const& o = given != nullptr ? *given : default_options();
    if (given != nullptr)
    {
        check(o, where, ec);
        if (ec)
            return {};
    }
    // A relative directory is the system's to resolve: nothing is to be found again by its path.
    native_string const* const dir = o.dir.empty() ? current_tempdir(where, ec) : &o.dir.native();
    if (dir == nullptr)
        return {};
    unique_handle file(system::open_anonymous(dir->c_str(), file_permissions(o), ec));
    if (BOOST_LIKELY(!ec))
        return file;
    if (ec == std::errc::operation_not_supported)
        return create_and_unlink(o, where, ec);
    where = *dir;
    return {};
}

namespace
{

named_handle create_owned(unique_path& names, perms permissions, std::filesystem::path& where, std::error_code& ec)
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

// A sweepable file must have an owner who lives as long as it.
void check_owned(options const& o, std::filesystem::path& where, std::error_code& ec)
{
    check(o, where, ec);
    if (ec || !o.sweepable || o.removal != removal::never)
        return;
    where = o.dir;
    ec = std::make_error_code(std::errc::invalid_argument);
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

named_entry::named_entry(named_entry&& other) noexcept
    : path_(std::move(other.path_)), mark_(other.mark_), registration_(std::move(other.registration_)),
      lock_(std::move(other.lock_)), identity_(other.identity_), damage_(other.damage_), when_(other.when_),
      armed_(std::exchange(other.armed_, false)), removed_(other.removed_)
{
    other.path_.clear();
}

named_entry& named_entry::operator=(named_entry&& other) noexcept
{
    if (this == &other)
        return *this;
    std::error_code ignored;
    remove(invalid_handle(), ignored);
    path_ = std::move(other.path_);
    other.path_.clear();
    mark_ = other.mark_;
    registration_ = std::move(other.registration_);
    lock_ = std::move(other.lock_);
    identity_ = other.identity_;
    damage_ = other.damage_;
    when_ = other.when_;
    armed_ = std::exchange(other.armed_, false);
    removed_ = other.removed_;
    return *this;
}

named_entry::~named_entry()
{
    std::error_code ignored;
    remove(invalid_handle(), ignored);
}

void named_entry::remove(native_handle_type handle, std::error_code& ec) noexcept
{
    ec.clear();
    if (!std::exchange(armed_, false))
        return;
    if (!registration_.inherited())
    {
        removed_ = true;
        if (registration_.claim())
            system::remove_file(path_.c_str(), handle, ec);
    }
    registration_.release();
    lock_ = unique_handle();
}

std::filesystem::path named_entry::keep(native_handle_type handle, std::error_code& ec)
{
    ec.clear();
    std::filesystem::path kept = path_, returned = kept;
    if (removed_)
    {
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
        return {};
    }
    if (!armed_)
        return kept;
    if (!registration_.inherited())
    {
        if (!registration_.claim_to_keep()) // the end of the process was faster
            ec = std::make_error_code(std::errc::operation_canceled);
        else if (mark_ != 0)
            remove_mark(kept, returned, mark_, handle, ec);
        if (ec)
        {
            registration_.unclaim();
            return {};
        }
    }
    entry_access::installed(*this, std::move(kept));
    return returned;
}

named_entry named_entry::another() const
{
    named_entry second;
    second.path_ = path_;
    second.identity_ = identity_;
    return second;
}

void named_entry::remember(native_handle_type handle, std::error_code& ec) noexcept
{
    system::file_status const status = system::identify_file(handle, ec);
    if (!ec)
        identity_ = status.identity;
}

void named_entry::adopt() noexcept
{
    registration_.adopt();
}

// ---- directories ---------------------------------------------------------------------------------------------------

namespace
{

// Finds out which directory was made and gives it the permissions asked for. The mode is compared, not computed: a
// set-group-ID parent, a default access list and the umask each change it in their own way. It is set through a handle
// of the directory that was looked at, never by path.
void settle_directory(directory_entry& made, perms wanted, std::error_code& ec)
{
    system::directory_status const found = system::identify_directory(made.path.c_str(), ec);
    if (ec)
        return;
    made.identity = found.identity;
    if (found.permissions != wanted && found.permissions != perms::unknown)
        system::set_directory_permissions(made.path.c_str(), made.identity, wanted, ec);
    if (ec || made.pin)
        return;
    if (made.identity.birth != 0 && !system::number_may_change(made.path.c_str(), made.identity))
        return;
    made.pin = unique_handle(system::hold_directory(made.path.c_str(), ec));
    if (ec)
        return;
    system::directory const held{made.pin.get(), nullptr};
    if (system::identify_directory(held, ec).identity != made.identity && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
}

// What it takes to open a directory for its lock; what was asked for is set afterwards.
constexpr perms lockable = perms::owner_read | perms::owner_exec;

// A directory is looked at again after its lock is taken, by its name, which settle_directory does.
void lock_directory(directory_entry& made, perms wanted, std::error_code& ec) noexcept
{
    made.pin = unique_handle(system::open_for_lock(made.path.c_str(), ec));
    if (ec == std::errc::permission_denied) // the umask, or a default access list
    {
        file_identity const identity = system::identify_directory(made.path.c_str(), ec).identity;
        if (!ec)
            system::set_directory_permissions(made.path.c_str(), identity, wanted | lockable, ec);
        if (!ec)
            made.pin = unique_handle(system::open_for_lock(made.path.c_str(), ec));
    }
    if (!ec)
        system::lock_shared(made.pin.get(), ec);
}

} // namespace

void create_directory(
    options const& o, registered how, directory_entry& made, std::filesystem::path& where, std::error_code& ec)
{
    check_owned(o, where, ec);
    if (ec)
        return;
    unique_path names(o, where, ec);
    if (ec)
        return;
    perms const wanted = directory_permissions(o);
    for (int tries = 0; tries < most_tries; ++tries)
    {
        made.path = names.next(ec);
        made.mark = names.mark();
        if (!ec && how == registered::yes && o.removal != removal::never)
            made.entry.publish(entry_kind::directory, made.path.c_str(), made.path.native().size(), ec);
        if (!ec)
            system::create_directory(made.path.c_str(), o.sweepable ? wanted | lockable : wanted, ec);
        bool const created = !ec;
        if (created && o.sweepable)
            lock_directory(made, wanted, ec);
        if (!ec)
            settle_directory(made, wanted, ec);
        bool const swept = // before there was a lock
            created && o.sweepable && ec == std::errc::no_such_file_or_directory;
        if (!ec && made.entry)
            made.entry.created(made.identity, ec);
        if (BOOST_LIKELY(!ec))
            return;
        std::error_code ignored;
        if (created)
            system::remove_directory({}, made.path.c_str(), {}, ignored); // it is empty, or not ours
        where = std::move(made.path);
        made = directory_entry();
        if (!swept && (created || ec != std::errc::file_exists))
            return;
    }
    where = names.directory();
    ec = std::make_error_code(std::errc::file_exists);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
