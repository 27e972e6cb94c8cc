//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "creation.hpp"

#include "../system/identity.hpp"
#include "names.hpp"
#include "tempdir.hpp"

#include <string>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

using traits = std::char_traits<native_char>;

bool ends_in_separator(native_string const& dir) noexcept
{
    return dir.back() == std::filesystem::path::preferred_separator || dir.back() == native_char('/');
}

void write_mark(native_char* to, std::error_code& ec) noexcept
{
    to[0] = to[mark_size - 1] = mark_character;
    random_name(to + 1, marked_characters, ec);
}

} // namespace

unique_path::unique_path(options const& o, std::filesystem::path& where, std::error_code& ec)
    : dir_(&own_dir_), options_(o)
{
    own_dir_ = o.dir.empty() ? current_tempdir(where, ec) : normalized_directory(o.dir.native(), ec);
    if (!ec && o.sweepable)
    {
        system::check_file_system_sweepable(own_dir_.c_str(), ec);
        where = own_dir_;
    }
    if (ec && !o.dir.empty())
        where = o.dir;
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
    if (ec)
        path.clear(); // not half made
    return path;
}

std::filesystem::path unique_path::directory() const
{
    return *dir_;
}

namespace
{

// Whether something else than `ours` has the name. Without a look nobody can tell.
bool is_anothers(native_char const* path, file_identity const& ours, std::error_code& ec) noexcept
{
    file_identity const found = system::identify_file(path, ec).identity;
    return !ec && ours != file_identity() && compare(found, ours) == likeness::different;
}

} // namespace

// What is at the name is looked at before, and what was renamed afterwards: between the two somebody may have exchanged
// it, which is undone.
void remove_mark(std::filesystem::path& path, std::filesystem::path& copy, std::size_t mark, file_identity const& ours,
    native_handle_type handle, std::error_code& ec)
{
    if (is_anothers(path.c_str(), ours, ec))
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    native_string plain = path.native();
    plain.replace(mark, mark_size, random_characters, native_char());
    for (int tries = 0; tries < most_tries && (!ec || ec == std::errc::file_exists); ++tries)
    {
        random_name(&plain[mark], random_characters, ec);
        if (ec)
            return;
        std::filesystem::path renamed = plain, again = renamed;
        system::rename_file(path.c_str(), renamed.c_str(), system::replacement::refused, handle, ec);
        if (ec)
            continue;
        std::error_code unknown;
        if (is_anothers(renamed.c_str(), ours, unknown))
        {
            system::rename_file(renamed.c_str(), path.c_str(), system::replacement::refused, handle, unknown);
            ec = std::make_error_code(std::errc::no_such_file_or_directory);
            return;
        }
        path = std::move(renamed);
        copy = std::move(again);
        return;
    }
}

} // namespace detail
} // namespace tempfile
} // namespace boost
