//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_MADE_FILES_HPP
#define BOOST_TEMPFILE_FUZZ_MADE_FILES_HPP

// Temporary files and directories of all kinds, as objects of one type.

#include "directories.hpp"

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/named_temporary_file.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>
#include <boost/tempfile/temporary_directory.hpp>
#include <boost/tempfile/temporary_file.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

namespace fuzz
{

namespace fs = std::filesystem;

// What is made: with a name and an owner, with a name only, or without a name.
enum class kind
{
    named,
    directory,
    mkstemp,
    mkdtemp,
    anonymous,
    spooled
};

struct object
{
    kind what = kind::named;
    tf::options asked;
    std::optional<std::string> dir; // absolute, as it was when the object was made; none: the directory for all
    std::string listed;             // the path, if it is in one of the program's own directories
    fs::path path;
    std::optional<tf::named_temporary_file> named;
    std::optional<tf::temporary_directory> directory;
    std::optional<tf::named_handle> owned;
    std::optional<tf::temporary_file> anonymous;
    std::optional<tf::spooled_temporary_file> spooled;

    // What a failure must not leave.
    bool is_open() const
    {
        return !path.empty() || (named && named->is_open()) || (owned && owned->handle) ||
               (anonymous && anonymous->is_open()) || (directory && directory->owns_path());
    }
    int handle() const
    {
        return named       ? named->rdbuf()->device().peek_handle()
               : owned     ? owned->handle.get()
               : anonymous ? anonymous->rdbuf()->device().peek_handle()
               : spooled   ? spooled->rdbuf()->device().peek_handle()
                           : -1;
    }
    void destroy()
    {
        named.reset();
        directory.reset();
        owned.reset();
        anonymous.reset();
        spooled.reset();
    }

    bool has_name() const { return what < kind::anonymous; }
    bool is_directory() const { return what == kind::directory || what == kind::mkdtemp; }
    bool has_mark() const { return asked.sweepable && has_name(); }
    std::string prefix() const { return asked.prefix ? asked.prefix->native() : "tmp"; }
    std::size_t name_size() const { return prefix().size() + (has_mark() ? 18 : 12) + asked.suffix.native().size(); }
};

inline tf::options odd_options(reader& input, std::string const& work)
{
    static constexpr unsigned odd_permissions[] = {
        0, 0700, 0600, 0644, 0777, 0400, 0111, 01777, 04755, 02700, 010000, 0xfffe, 0x1ffff, 0070, 0200, 0500};
    tf::options o;
    unsigned const how = input.byte();
    if (how & 1)
        o.prefix = odd_affix(input);
    if (how & 2)
        o.suffix = odd_affix(input);
    if (how & 4)
        o.dir = odd_directory(input, work);
    if (how & 8)
        o.permissions = fs::perms(odd_permissions[input.byte() % std::size(odd_permissions)]);
    o.sweepable = (how & 0x30) == 0x30;
    o.removal = static_cast<tf::removal>((how >> 6) % 3);
    return o;
}

// Whatever there is in the system: bad options are refused.
inline bool is_invalid(object const& made)
{
    tf::options const& o = made.asked;
    for (std::string const& affix : {made.prefix(), o.suffix.native()})
        if (has_null(affix) || affix.find('/') != std::string::npos)
            return true;
    bool const owns = made.what == kind::named || made.what == kind::directory;
    bool const bad_permissions =
        o.permissions != fs::perms::unknown && (static_cast<unsigned>(o.permissions) & ~0777u) != 0;
    return bad_permissions || has_null(o.dir.native()) || (owns && o.sweepable && o.removal == tf::removal::never);
}

inline void construct(object& made, bool throws, std::error_code& ec)
{
    tf::options const& o = made.asked;
    switch (made.what)
    {
    case kind::named:
        throws ? made.named.emplace(o) : made.named.emplace(o, ec);
        made.path = made.named->path();
        break;
    case kind::directory:
        throws ? made.directory.emplace(o) : made.directory.emplace(o, ec);
        made.path = made.directory->path();
        break;
    case kind::mkstemp:
        made.owned = throws ? tf::mkstemp(o) : tf::mkstemp(o, ec);
        made.path = made.owned->path;
        break;
    case kind::mkdtemp:
        made.path = throws ? tf::mkdtemp(o) : tf::mkdtemp(o, ec);
        break;
    case kind::anonymous:
        throws ? made.anonymous.emplace(o) : made.anonymous.emplace(o, ec);
        break;
    case kind::spooled:
        throws ? made.spooled.emplace(10, o) : made.spooled.emplace(10, o, ec);
    }
}

inline std::string real(std::string const& path)
{
    std::unique_ptr<char, void (*)(void*)> const found(::realpath(path.c_str(), nullptr), &std::free);
    return found ? found.get() : std::string();
}

inline bool sweepable(std::string const& directory)
{
    std::error_code ec;
    tf::options o;
    o.dir = directory;
    o.sweepable = true;
    tf::named_temporary_file const file(o, ec);
    return !ec;
}

} // namespace fuzz

#endif
