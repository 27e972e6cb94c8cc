//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>

#include "../system/error.hpp"
#include "names.hpp"
#include "tempdir.hpp"

#include <boost/tempfile/detail/registration.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace boost
{
namespace tempfile
{

namespace detail
{

namespace
{

// Directories that were current once. A thread that creates a file reads the current one without a lock, so none is
// ever freed; naming one again finds the old entry.
struct interned
{
    native_string const dir;
    interned* next;
};

std::atomic<interned*> all_interned{nullptr};
std::atomic<native_string const*> current{nullptr};

native_string const* intern(native_string const& dir)
{
    interned* first = all_interned.load(std::memory_order_acquire);
    std::unique_ptr<interned> made;
    for (;;)
    {
        for (interned const* i = first; i != nullptr; i = i->next)
            if (i->dir == dir)
                return &i->dir;
        if (!made)
            made.reset(new interned{dir, nullptr});
        made->next = first;
        if (all_interned.compare_exchange_strong(first, made.get(), std::memory_order_acq_rel))
            return &made.release()->dir;
    }
}

// Absolute, and without superfluous dots and slashes; ".." stays, since removing it would be wrong behind a link.
std::filesystem::path made_absolute(std::filesystem::path const& dir, std::error_code& ec)
{
    ec.clear();
    if (dir.native().find(native_char()) != native_string::npos)
    {
        ec = std::make_error_code(std::errc::invalid_argument);
        return {};
    }
    std::filesystem::path absolute = system::absolute_path(dir.native(), ec);
    if (ec)
        return {};
    if (std::find(absolute.begin(), absolute.end(), "..") == absolute.end())
        absolute = absolute.lexically_normal();
    while (absolute.filename().empty() && absolute != absolute.root_path())
        absolute = absolute.parent_path();
    return absolute;
}

// Whether a file can be created in `dir` and written to, shown by one that is gone again. It has a name, as most that
// follow will.
void try_directory(std::filesystem::path const& dir, std::error_code& ec)
{
    native_string name(random_characters, native_char());
    random_name(&name[0], name.size(), ec);
    if (ec)
        return;
    std::filesystem::path const path = dir / (gettempprefix() += name);
    registration entry;
    entry.publish(entry_kind::file, path.c_str(), path.native().size(), ec);
    if (ec)
        return;
    unique_handle file(system::create_file(path.c_str(), std::filesystem::perms(0600), ec));
    if (ec)
        return;
    std::error_code written, removed, closed;
    entry.created({}, ec);
    if (!ec)
    {
        // More than a file system keeps in the inode itself: a full one is to be noticed.
        static constexpr char block[4096] = {};
        system::write(file.get(), block, sizeof block, written);
    }
    if (entry.claim())
        system::remove_file(path.c_str(), file.get(), removed);
    file.close(closed);
    for (std::error_code const& failed : {written, removed, closed})
        if (!ec && failed)
            ec = failed;
}

struct attempt
{
    std::filesystem::path dir;
    std::error_code failure;
};

// The first candidate that passes the test and will do, or what is wrong with each.
template<class Test>
std::filesystem::path search(std::vector<native_string> const& candidates, Test test, std::vector<attempt>& attempts)
{
    for (native_string const& candidate : candidates)
    {
        std::error_code ec;
        std::filesystem::path dir = made_absolute(candidate, ec);
        if (!ec)
            test(dir, ec);
        if (!ec)
            try_directory(dir, ec);
        if (!ec)
            return dir;
        attempts.push_back({dir.empty() ? std::filesystem::path(candidate) : std::move(dir), ec});
    }
    return {};
}

// A missing /usr/tmp says less than a full /tmp.
std::error_code most_telling(std::vector<attempt> const& attempts)
{
    for (attempt const& a : attempts)
        if (a.failure != std::errc::no_such_file_or_directory)
            return a.failure;
    return attempts.empty() ? std::make_error_code(std::errc::no_such_file_or_directory) : attempts.front().failure;
}

native_string const* find_current(std::vector<attempt>& attempts)
{
    native_string const* known = current.load(std::memory_order_acquire);
    if (BOOST_LIKELY(known != nullptr))
        return known;
    std::filesystem::path const dir = search(
        system::tempdir_candidates(), [](std::filesystem::path const&, std::error_code&) {}, attempts);
    if (dir.empty())
        return nullptr;
    // Somebody may have searched as well, or called settempdir, meanwhile: theirs counts.
    native_string const* const found = intern(dir.native());
    return current.compare_exchange_strong(known, found, std::memory_order_acq_rel) ? found : known;
}

std::string list(std::string text, std::vector<attempt> const& attempts)
{
    text += ": no usable directory";
    char const* separator = ", tried ";
    for (attempt const& a : attempts)
    {
        text += separator + a.dir.string() + " (" + a.failure.message() + ")";
        separator = ", ";
    }
    return text;
}

// The first directory of this kind of storage.
std::filesystem::path search_storage(system::storage wanted, std::vector<attempt>& attempts)
{
    std::vector<native_string> candidates = system::tempdir_candidates();
    std::vector<native_string> const more = system::storage_candidates(wanted);
    // What was meant for temporary files is better than what merely will do, and the current directory is the last.
    candidates.insert(candidates.end() - 1, more.begin(), more.end());
    auto const is_wanted = [wanted](std::filesystem::path const& dir, std::error_code& ec)
    {
        if (system::storage_of(dir.c_str(), ec) != wanted && !ec)
            ec = std::make_error_code(std::errc::no_such_device);
    };
    return search(candidates, is_wanted, attempts);
}

std::filesystem::path storage_or_throw(system::storage wanted, char const* what)
{
    std::vector<attempt> attempts;
    std::filesystem::path found = search_storage(wanted, attempts);
    if (found.empty())
        throw_if(most_telling(attempts), list(what, attempts).c_str());
    return found;
}

std::filesystem::path storage_or_error(system::storage wanted, std::error_code& ec)
{
    ec.clear();
    std::vector<attempt> attempts;
    std::filesystem::path found = search_storage(wanted, attempts);
    if (found.empty())
        ec = most_telling(attempts);
    return found;
}

} // namespace

native_string const* current_tempdir(std::filesystem::path& tried, std::error_code& ec)
{
    ec.clear();
    native_string const* const known = current.load(std::memory_order_acquire);
    if (BOOST_LIKELY(known != nullptr))
        return known;
    std::vector<attempt> attempts;
    native_string const* const found = find_current(attempts);
    if (found != nullptr)
        return found;
    ec = most_telling(attempts);
    tried.clear();
    for (attempt const& a : attempts)
    {
        if (!tried.empty())
            tried += ":";
        tried += a.dir.native();
    }
    return nullptr;
}

} // namespace detail

std::filesystem::path gettempdir()
{
    std::vector<detail::attempt> attempts;
    if (detail::native_string const* const found = detail::find_current(attempts))
        return *found;
    std::error_code const ec = detail::most_telling(attempts);
    std::string const what = detail::list("boost::tempfile::gettempdir", attempts);
    detail::throw_if(ec, what.c_str());
    return {};
}

std::filesystem::path gettempdir(std::error_code& ec)
{
    std::filesystem::path tried;
    detail::native_string const* const found = detail::current_tempdir(tried, ec);
    return found != nullptr ? std::filesystem::path(*found) : std::filesystem::path();
}

void settempdir(std::filesystem::path dir)
{
    if (dir.empty())
    {
        detail::current.store(nullptr, std::memory_order_release);
        return;
    }
    std::error_code ec;
    std::filesystem::path const absolute = detail::made_absolute(dir, ec);
    detail::throw_if(ec, "boost::tempfile::settempdir", dir);
    detail::current.store(detail::intern(absolute.native()), std::memory_order_release);
}

std::filesystem::path disk_tempdir()
{
    return detail::storage_or_throw(detail::system::storage::disk, "boost::tempfile::disk_tempdir");
}

std::filesystem::path disk_tempdir(std::error_code& ec)
{
    return detail::storage_or_error(detail::system::storage::disk, ec);
}

std::filesystem::path memory_tempdir()
{
    return detail::storage_or_throw(detail::system::storage::memory, "boost::tempfile::memory_tempdir");
}

std::filesystem::path memory_tempdir(std::error_code& ec)
{
    return detail::storage_or_error(detail::system::storage::memory, ec);
}

std::filesystem::path gettempprefix()
{
    return "tmp";
}

} // namespace tempfile
} // namespace boost
