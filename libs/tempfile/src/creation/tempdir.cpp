//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/sweep.hpp>
#include <boost/tempfile/tempdir.hpp>

#include "../system/error.hpp"
#include "creation.hpp"
#include "shared_directory.hpp"
#include "tempdir.hpp"

#include <boost/tempfile/detail/registration.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <utility>

namespace boost
{
namespace tempfile
{

namespace detail
{

namespace
{

shared_directory current;

// More than a file system keeps in the inode itself: a full one is to be noticed.
void write_block(native_handle_type file, std::error_code& ec) noexcept
{
    static constexpr char block[4096] = {};
    system::write(file, block, sizeof block, ec);
}

// After remove_all_registered() no name is made any more, be it for a moment only.
void try_without_name(native_char const* dir, std::error_code& ec) noexcept
{
    std::error_code const canceled = ec;
    unique_handle const file(system::open_anonymous(dir, std::filesystem::perms(0600), ec));
    if (ec)
        ec = canceled;
    else
        write_block(file.get(), ec);
}

// Whether a file can be created in `dir` and written to, shown by one that is gone again. It has a name, as most that
// follow will.
void try_directory(native_string const& dir, std::error_code& ec)
{
    options const& o = default_options();
    native_string const path = unique_path(o, dir).next(ec);
    if (ec)
        return;
    registration entry;
    entry.publish(entry_kind::file, path.c_str(), path.size(), ec);
    if (ec == std::errc::operation_canceled)
        return try_without_name(dir.c_str(), ec);
    if (ec)
        return;
    unique_handle file(system::create_file(path.c_str(), std::filesystem::perms(0600), ec));
    if (ec)
        return;
    std::error_code written, removed, closed;
    entry.created({}, ec);
    if (!ec)
        write_block(file.get(), written);
    if (entry.claim())
        system::remove_file(path.c_str(), file.get(), removed);
    if (removed) // the end of the process tries again
        entry.leave(system::identify_file(file.get(), closed).identity);
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
native_string search(std::vector<native_string> const& candidates, Test test, std::vector<attempt>& attempts)
{
    for (native_string const& candidate : candidates)
    {
        std::error_code ec;
        native_string dir = normalized_directory(candidate, ec);
        if (!ec && dir.size() > shared_directory::capacity)
            ec = std::make_error_code(std::errc::filename_too_long);
        if (!ec)
            test(dir, ec);
        if (!ec)
            try_directory(dir, ec);
        if (!ec)
            return dir;
        attempts.push_back({dir.empty() ? candidate : std::move(dir), ec});
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

// An empty string on failure.
native_string find_current(std::vector<attempt>& attempts)
{
    native_string known;
    if (BOOST_LIKELY(current.get(known) != origin::none))
        return known;
    native_string found = search(
        system::tempdir_candidates(), [](native_string const&, std::error_code&) {}, attempts);
    if (found.empty())
        return found;
    // Somebody may have searched as well, or called settempdir, meanwhile: theirs counts.
    current.set_first(found, origin::searched);
    return current.get(known) != origin::none ? known : found;
}

// In UTF-8, whatever the code page is: std::filesystem::path::string() throws for what that does not have.
std::string shown(std::filesystem::path const& path)
{
    auto const text = path.u8string(); // of char8_t since C++20
    return {text.begin(), text.end()};
}

std::string list(std::string text, std::vector<attempt> const& attempts)
{
    text += ": no usable directory";
    char const* separator = ", tried ";
    for (attempt const& a : attempts)
    {
        text += separator + shown(a.dir) + " (" + a.failure.message() + ")";
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
    bool const here = !candidates.empty() && candidates.back() == native_string(1, native_char('.'));
    candidates.insert(candidates.end() - (here ? 1 : 0), more.begin(), more.end());
    auto const is_wanted = [wanted](native_string const& dir, std::error_code& ec)
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

native_string current_tempdir(std::filesystem::path& tried, std::error_code& ec)
{
    ec.clear();
    std::vector<attempt> attempts;
    native_string found = find_current(attempts);
    if (BOOST_LIKELY(!found.empty()))
        return found;
    ec = most_telling(attempts);
    tried.clear();
    for (attempt const& a : attempts)
    {
        if (!tried.empty())
            tried += ":";
        tried += a.dir.native();
    }
    return found;
}

bool tempdir_is_gone()
{
    native_string dir;
    if (current.get(dir) != origin::searched)
        return false;
    std::error_code ec;
    (void)system::identify_file(dir.c_str(), ec);
    if (ec != std::errc::no_such_file_or_directory)
        return false;
    current.clear_searched(dir);
    return true;
}

} // namespace detail

std::filesystem::path gettempdir()
{
    (void)detail::tempdir_is_gone();
    std::vector<detail::attempt> attempts;
    detail::native_string found = detail::find_current(attempts);
    if (!found.empty())
        return found;
    std::error_code const ec = detail::most_telling(attempts);
    std::string const what = detail::list("boost::tempfile::gettempdir", attempts);
    detail::throw_if(ec, what.c_str());
    return {};
}

std::filesystem::path gettempdir(std::error_code& ec)
{
    (void)detail::tempdir_is_gone();
    std::filesystem::path tried;
    return detail::current_tempdir(tried, ec);
}

void settempdir(std::filesystem::path dir)
{
    if (dir.empty())
        return detail::current.clear();
    std::error_code ec;
    detail::native_string const absolute = detail::normalized_directory(dir.native(), ec);
    if (!ec && absolute.size() > detail::shared_directory::capacity)
        ec = std::make_error_code(std::errc::filename_too_long);
    detail::throw_if(ec, "boost::tempfile::settempdir", dir);
    detail::current.set(absolute, detail::origin::given);
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
