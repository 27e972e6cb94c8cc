//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/sweep.hpp>

#include "../creation/creation.hpp"
#include "../creation/tempdir.hpp"
#include "../removal/tree_removal.hpp"
#include "../system/error.hpp"

#include <algorithm>
#include <memory>
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
//   1. look at it without opening it, following neither a link nor a mount point: what is not ours is not asked anything
//   2. take the lock without waiting: its owner holds it while alive, another sweeper while removing it. The locks of
//      other users, who may read it, do not count.
//   3. compare the name with what is locked: another sweeper may have been faster, and a new file may have this name
//   4. remove it while the lock is held. A newborn whose owner has not locked it yet goes too: that owner then finds it
//      without a name, and makes another.
bool sweep_entry(
    native_handle_type parent, std::filesystem::path const& path, std::filesystem::path& where, std::error_code& ec)
{
    detail::system::file_status found;
    unique_handle const locked(detail::system::lock_dead(parent, path.c_str(), found, ec));
    where = path;
    if (!locked)
        return false;
    if (found.type != detail::system::file_type::directory)
    {
        detail::system::remove_file(path.c_str(), locked.get(), ec);
        return !ec;
    }
    detail::system::directory const opened{locked.get(), nullptr};
    detail::expected_directory const expected{detail::system::identify_directory(opened, ec).identity, locked.get()};
    native_string stayed;
    if (!ec)
        (void)detail::remove_tree(path.native(), &expected, {}, stayed, ec);
    if (ec && !stayed.empty())
        where = std::move(stayed);
    return !ec;
}

// The directory and its listing.
class swept_directory
{
public:
    swept_directory(std::filesystem::path const& path, std::error_code& ec)
        : buffer_(new char[buffer_size]),
          opened_(detail::system::open_directory({}, path.c_str(), detail::system::mounts::cross, ec))
    {
        if (ec != std::errc::not_a_directory)
            return;
        // A link to a directory is as good as one.
        std::error_code unresolved;
        std::filesystem::path const real = std::filesystem::canonical(path, unresolved);
        if (!unresolved && real != path)
            opened_ = detail::system::open_directory({}, real.c_str(), detail::system::mounts::cross, ec);
    }
    ~swept_directory()
    {
        if (opened_)
            detail::system::close_directory(opened_);
    }
    swept_directory(swept_directory const&) = delete;
    swept_directory& operator=(swept_directory const&) = delete;

    native_handle_type handle() const noexcept { return opened_.handle; }

    // The names of what may be swept, one listing at a time; none at the end.
    std::vector<native_string> next(native_string const& prefix, std::error_code& ec)
    {
        std::vector<native_string> names;
        while (std::size_t const used = detail::system::list_directory(opened_, buffer_.get(), buffer_size, ec))
        {
            detail::system::directory_entry entry;
            for (std::size_t offset = 0; detail::system::next_entry(buffer_.get(), used, offset, entry);)
                if (is_marked({entry.name, entry.size}, prefix))
                    names.emplace_back(entry.name, entry.size);
            if (!names.empty())
                break;
        }
        return names;
    }

private:
    static constexpr std::size_t buffer_size = std::size_t(32) << 10;

    std::unique_ptr<char[]> buffer_;
    detail::system::directory opened_; // last: nothing closes it where a constructor fails
};

// The directory, absolute; empty on failure.
std::filesystem::path directory_to_sweep(
    std::filesystem::path const& dir, native_string const& prefix, std::filesystem::path& where, std::error_code& ec)
{
    detail::system::check_affixes(prefix.c_str(), prefix.size(), prefix.c_str(), 0, ec);
    where = prefix;
    if (ec)
        return {};
    where = dir;
    return dir.empty() ? detail::current_tempdir(where, ec) : detail::normalized_directory(dir.native(), ec);
}

std::vector<std::filesystem::path> sweep_directory(std::filesystem::path const& dir,
    std::filesystem::path const& prefix, std::filesystem::path& where, std::error_code& ec)
{
    std::vector<std::filesystem::path> removed;
    std::filesystem::path const absolute = directory_to_sweep(dir, prefix.native(), where, ec);
    if (ec)
        return removed;
    where = absolute;
    swept_directory entries(absolute, ec);
    if (!ec)
        detail::system::check_sweepable(absolute.c_str(), ec);
    std::error_code first;
    std::filesystem::path first_where;
    while (!ec)
    {
        std::vector<native_string> const names = entries.next(prefix.native(), ec);
        if (names.empty())
            break;
        for (native_string const& name : names)
        {
            std::error_code failed;
            std::filesystem::path stayed, path = absolute / name;
            if (sweep_entry(entries.handle(), path, stayed, failed))
                removed.push_back(std::move(path));
            if (!failed || first)
                continue;
            first = failed;
            first_where = std::move(stayed);
        }
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
