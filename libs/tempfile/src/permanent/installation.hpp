//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_PERMANENT_INSTALLATION_HPP
#define BOOST_TEMPFILE_SRC_PERMANENT_INSTALLATION_HPP

#include "target.hpp"

#include <algorithm>
#include <new>
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

// One file on its way to its place.
class installation
{
public:
    installation(native_handle_type handle, named_entry& entry, path const& target, path& where)
        : handle_(handle), entry_(entry), target_(target), placed_(target), directory_(directory_of(target)),
          where_(where)
    {
    }

    // One atomic step, after which the file is at the target, and a name that it had is the entry's no longer.
    void run(replacement how, bool exists, std::error_code& ec)
    {
        if (entry_.named())
            by_name(how, ec);
        else
        {
            bool const is_free = how == replacement::refused || !exists;
            if (is_free)
                link(target_.c_str(), ec);
            if (!is_free || (ec == std::errc::file_exists && how == replacement::allowed))
                by_link(how, ec);
        }
        // To another file system the system looks at no name; and nothing is to be copied to where it may not go.
        if (elsewhere_ && how == replacement::refused && target_exists())
        {
            elsewhere_ = false;
            ec = std::make_error_code(std::errc::file_exists);
        }
        if (ec && where_.empty())
            where_ = target_;
    }

    // Whether more people can reach the file by the name that it has than by the target, whose permissions it is to
    // get.
    bool is_exposed(perms before, std::error_code& ec)
    {
        if (!entry_.named() || directory_of(entry_.path()) == directory_)
            return false;
        perms const after = system::identify_file(target_.c_str(), ec).permissions;
        return !ec && (after & ~before & perms(0077)) != perms::none;
    }

    // Gives the file a name beside the target in place of its own.
    void approach(std::error_code& ec)
    {
        path const name = entry_.path();
        bool const trusted = system::is_trusted(directory_of(name).c_str(), ec);
        if (!ec)
            check_is_ours(name, ec);
        if (!ec)
            rename_entry(
                [&](native_char const* beside)
                {
                    if (!trusted)
                        return link(beside, ec);
                    system::rename_file(name.c_str(), beside, replacement::refused, handle_, ec);
                    elsewhere_ = ec == std::errc::cross_device_link;
                },
                ec);
        std::error_code kept;
        if (!ec && !trusted && who_has(name.native(), kept) == somebody::we_have)
            system::remove_file(name.c_str(), invalid_handle(), kept);
    }

    // And its own again, if it can have it.
    void go_back(path const& origin, std::size_t mark)
    {
        if (entry_.path() == origin)
            return;
        std::error_code ec;
        registration registered;
        if (entry_.armed())
            registered.publish(entry_kind::file, origin.c_str(), origin.native().size(), ec);
        if (!ec)
            system::rename_file(entry_.path().c_str(), origin.c_str(), replacement::refused, handle_, ec);
        std::error_code ending; // then it goes with the others
        if (!ec && registered)
            registered.created({}, ending);
        if (!ec)
            entry_access::renamed(entry_, origin, mark, std::move(registered));
    }

    // Why it failed: the target is on another file system.
    bool elsewhere() const noexcept { return elsewhere_; }

    // Or the file has lost its last name, or never had one where the system needs one.
    bool nameless() const noexcept { return nameless_; }

private:
    // A name beside the target, with the mark of what sweep() may take.
    struct passing
    {
        native_string name;
        registration registered;
        bool exists = false;
    };

    bool target_exists() const noexcept
    {
        std::error_code absent;
        (void)system::identify_file(target_.c_str(), absent);
        return !absent;
    }

    void link(native_char const* name, std::error_code& ec)
    {
        system::link_handle(handle_, name, ec);
        elsewhere_ = ec == std::errc::cross_device_link;
        nameless_ = ec == std::errc::operation_not_supported;
    }

    // A name can be taken over by whoever may write in its directory. So it is compared with the handle right before
    // the rename; and where that is not enough, because the directory is shared without the sticky bit, the name is not
    // used at all: the handle is linked to a new one.
    void by_name(replacement how, std::error_code& ec)
    {
        path const name = entry_.path();
        bool const trusted = system::is_trusted(directory_of(name).c_str(), ec);
        if (!ec)
            check_is_ours(name, ec);
        if (ec)
            return;
        if (trusted)
        {
            system::rename_file(name.c_str(), target_.c_str(), how, handle_, ec);
            elsewhere_ = ec == std::errc::cross_device_link;
            if (ec)
                return;
            entry_access::installed(entry_, std::move(placed_));
            if (how == replacement::allowed && has_links_)
                remove_second(name.native(), ec);
            return;
        }
        has_links_ = true; // the target may be the old name itself
        passing linked;
        link_beside(linked, ec);
        if (!ec)
            rename_linked(linked, how, ec);
        if (ec)
            return drop(linked);
        // The old name is a second one of the target now. Where it cannot be removed, that is reported, as a name that
        // is not durable is.
        entry_access::installed(entry_, std::move(placed_));
        remove_second(name.native(), ec);
    }

    // Removes a name that the file has beside the target: rename(2) does nothing and succeeds where both are links to
    // one file.
    void remove_second(native_string const& name, std::error_code& ec)
    {
        if (who_has(name, ec) == somebody::we_have && !is_target(name))
            system::remove_file(name.c_str(), invalid_handle(), ec);
    }

    // Whether `name` is the target's own entry, by whatever path; also where that cannot be ruled out, as removing it
    // would be the end of the file. There are directories that do not tell case.
    bool is_target(native_string const& name) noexcept
    {
        native_string const& target = target_.native();
        auto const is_separator = [](native_char c) { return c == native_char('/') || c == path::preferred_separator; };
        auto const here = std::find_if(name.rbegin(), name.rend(), is_separator);
        auto const there = std::find_if(target.rbegin(), target.rend(), is_separator);
        if (!std::equal(name.rbegin(), here, target.rbegin(), there,
                [](native_char a, native_char b) { return lower(a) == lower(b); }))
            return false;
        try
        {
            // With the dot at their ends, links to them are followed.
            native_string const dot(1, native_char('.'));
            std::error_code ec;
            file_identity const one =
                system::identify_directory((native_string(name.begin(), here.base()) + dot).c_str(), ec).identity;
            if (ec)
                return true;
            file_identity const other =
                system::identify_directory((native_string(target.begin(), there.base()) + dot).c_str(), ec).identity;
            return ec || one == other;
        }
        catch (std::bad_alloc const&) // too late to fail: the file is in its place
        {
            return true;
        }
    }

    static native_char lower(native_char c) noexcept
    {
        bool const upper = c >= native_char('A') && c <= native_char('Z');
        return upper ? static_cast<native_char>(c - native_char('A') + native_char('a')) : c;
    }

    // A file without a name cannot replace another: it is given a name beside the target first, which is renamed. That
    // name stays if the rename fails: a file whose last name is gone can never have another.
    void by_link(replacement how, std::error_code& ec)
    {
        passing linked;
        link_beside(linked, ec);
        if (!ec)
            rename_linked(linked, how, ec);
        std::size_t const mark = linked.name.size() - mark_size;
        if (linked.exists)
            entry_access::set(entry_, std::move(linked.name), mark, std::move(linked.registered), removal::on_close);
    }

    // The name beside the target was ours alone for a moment only, and in a shared directory not even that: there, what
    // is at the target afterwards is compared with the handle. (A file that replaces ours in the same moment is taken
    // for a thief's.)
    void rename_linked(passing& linked, replacement how, std::error_code& ec)
    {
        bool const trusted = system::is_trusted(directory_.c_str(), ec);
        if (!ec)
            system::rename_file(linked.name.c_str(), target_.c_str(), how, handle_, ec);
        if (ec)
            return;
        linked.exists = false;
        linked.registered.release();
        std::error_code unknown;
        if (how == replacement::allowed && has_links_)
            remove_second(linked.name, unknown);
        if (trusted)
            return;
        unknown.clear();
        if (who_has(target_.native(), unknown) == somebody::else_has && !unknown)
            ec = std::make_error_code(std::errc::no_such_file_or_directory);
    }

    // Has `place` give the file a name beside the target, with the mark if it is to be removed some day.
    template<class Place>
    void rename_entry(Place place, std::error_code& ec)
    {
        options o;
        o.sweepable = entry_.armed();
        unique_path names(o, directory_);
        for (int tries = 0; tries < most_tries; ++tries)
        {
            path beside = names.next(ec);
            registration registered;
            if (!ec && entry_.armed())
                registered.publish(entry_kind::file, beside.c_str(), beside.native().size(), ec);
            if (!ec && entry_.armed())
                lock();
            if (!ec)
                place(beside.c_str());
            if (ec == std::errc::file_exists)
                continue;
            if (ec)
                return;
            if (registered)
                registered.created({}, ec);
            return entry_access::renamed(entry_, std::move(beside), names.mark(), std::move(registered));
        }
    }

    // What keeps sweep() away. Where there are no locks, there is no sweep() either.
    void lock() noexcept
    {
        std::error_code unlocked;
        system::lock_shared(handle_, unlocked);
    }

    void link_beside(passing& made, std::error_code& ec)
    {
        lock();
        ec.clear();
        for (int tries = 0; tries < most_tries; ++tries)
        {
            made.name = marked_name(directory_, ec);
            if (!ec)
                made.registered.publish(entry_kind::file, made.name.c_str(), made.name.size(), ec);
            if (!ec)
                link(made.name.c_str(), ec);
            if (ec == std::errc::file_exists)
                continue;
            made.exists = !ec;
            if (made.exists)
                made.registered.created({}, ec);
            return;
        }
    }

    void drop(passing& linked) noexcept
    {
        std::error_code ignored;
        if (linked.exists && linked.registered.claim())
            system::remove_file(linked.name.c_str(), invalid_handle(), ignored);
    }

    enum class somebody
    {
        we_have,
        else_has,
        nobody_has // or nobody knows, with an error
    };

    somebody who_has(native_string const& name, std::error_code& ec)
    {
        system::file_status const open = system::identify_file(handle_, ec);
        if (ec)
            return somebody::nobody_has;
        has_links_ = open.links > 1;
        system::file_status const named = system::identify_file(name.c_str(), ec);
        if (!ec)
            return named.identity == open.identity ? somebody::we_have : somebody::else_has;
        if (ec == std::errc::no_such_file_or_directory)
            ec.clear();
        return somebody::nobody_has;
    }

    // A stolen name is an error, never a result.
    void check_is_ours(path const& name, std::error_code& ec)
    {
        if (who_has(name.native(), ec) != somebody::we_have && !ec)
            ec = std::make_error_code(std::errc::no_such_file_or_directory);
        if (ec)
            where_ = name;
    }

    native_handle_type handle_;
    named_entry& entry_;
    bool has_links_ = false; // to names of which the target may be one, when it was last looked at
    path const& target_;
    path placed_; // copied before anything is done, when there still is memory or nothing happens
    native_string const directory_;
    path& where_;
    bool elsewhere_ = false;
    bool nameless_ = false;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
