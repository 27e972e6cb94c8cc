//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/sweep.hpp>

#include "../creation/creation.hpp"
#include "../system/error.hpp"
#include "../removal/tree_removal.hpp"
#include "../creation/tempdir.hpp"

#include <algorithm>
#include <utility>

namespace boost
{
namespace tempfile
{

namespace
{

using detail::native_char;
using detail::native_string;

// Prefix, "~", sixteen characters of [0-9a-z], "~", any suffix.
bool is_marked(native_string const& name, native_string const& prefix)
{
    std::size_t const size = prefix.size() + detail::mark_size;
    if (name.size() < size || name.compare(0, prefix.size(), prefix) != 0)
        return false;
    auto const random = name.begin() + static_cast<std::ptrdiff_t>(prefix.size()) + 1;
    auto const end = random + detail::marked_characters;
    return random[-1] == detail::mark_character && *end == detail::mark_character &&
           std::all_of(random, end,
               [](native_char c) {
                   return (c >= native_char('0') && c <= native_char('9')) ||
                          (c >= native_char('a') && c <= native_char('z'));
               });
}

// The steps, and what each is there for:
//
//   1. open it, not following a link, and look at what was opened: other users' files are not ours to lock
//   2. take the lock without waiting: its owner holds it while alive, another sweeper while removing it
//   3. compare the name with what is locked: another sweeper may have been faster, and a new file may have this name
//   4. remove it while the lock is held. A newborn whose owner has not locked it yet goes too: that owner then finds it
//      without a name, and makes another.
bool sweep_entry(std::filesystem::path const& path, std::filesystem::path& where, std::error_code& ec)
{
    detail::system::file_status found;
    unique_handle const locked(detail::system::lock_dead(path.c_str(), found, ec));
    where = path;
    if (!locked)
        return false;
    if (found.type != detail::system::file_type::directory)
    {
        detail::system::remove_file(path.c_str(), locked.get(), ec);
        return !ec;
    }
    detail::system::directory const opened{locked.get(), nullptr};
    detail::expected_directory const expected{detail::system::identify_directory(opened, ec).identity, true};
    native_string stayed;
    if (!ec)
        (void)detail::remove_tree(path.native(), &expected, {}, stayed, ec);
    if (ec && !stayed.empty())
        where = std::move(stayed);
    return !ec;
}

std::vector<std::filesystem::path> sweep_directory(std::filesystem::path const& dir,
    std::filesystem::path const& prefix, std::filesystem::path& where, std::error_code& ec)
{
    std::vector<std::filesystem::path> removed;
    ec.clear();
    native_string const& begin = prefix.native();
    detail::system::check_affixes(begin.c_str(), begin.size(), begin.c_str(), 0, ec);
    where = prefix;
    std::filesystem::path absolute;
    if (!ec && dir.empty())
        absolute = detail::current_tempdir(where, ec);
    else if (!ec)
        absolute = detail::normalized_directory((where = dir).native(), ec);
    if (ec)
        return removed;
    where = absolute;
    std::filesystem::directory_iterator entries(absolute, ec), end;
    if (!ec)
        detail::system::check_sweepable(absolute.c_str(), ec);
    std::error_code first;
    std::filesystem::path first_where;
    for (; !ec && entries != end; entries.increment(ec))
    {
        if (!is_marked(entries->path().filename().native(), begin))
            continue;
        std::error_code failed;
        std::filesystem::path stayed;
        if (sweep_entry(entries->path(), stayed, failed))
            removed.push_back(entries->path());
        if (!failed || first)
            continue;
        first = failed;
        first_where = std::move(stayed);
    }
    if (!ec && first)
    {
        ec = first;
        where = std::move(first_where);
    }
    return removed;
}

} // namespace

std::vector<std::filesystem::path> sweep(std::filesystem::path const& dir, std::filesystem::path const& prefix)
{
    std::error_code ec;
    std::filesystem::path where;
    std::vector<std::filesystem::path> removed = sweep_directory(dir, prefix, where, ec);
    detail::throw_if(ec, "boost::tempfile::sweep", where);
    return removed;
}

std::vector<std::filesystem::path> sweep(
    std::filesystem::path const& dir, std::filesystem::path const& prefix, std::error_code& ec)
{
    std::filesystem::path where;
    return sweep_directory(dir, prefix, where, ec);
}

} // namespace tempfile
} // namespace boost
