//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_REGISTERED_HPP
#define BOOST_TEMPFILE_TEST_REGISTERED_HPP

// Files and directories that are registered for the end of the process, as the library's objects own them.

#include "creation/creation.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

namespace test
{

struct owned_file
{
    explicit owned_file(boost::tempfile::options const& o)
        : handle(boost::tempfile::detail::create_named(o, entry, where, ec))
    {
        if (ec)
            throw std::system_error(ec);
    }
    std::error_code ec;
    std::filesystem::path where;
    boost::tempfile::detail::named_entry entry;
    boost::tempfile::unique_handle handle;
};

struct owned_directory
{
    explicit owned_directory(boost::tempfile::options const& o)
    {
        std::error_code ec;
        std::filesystem::path where;
        boost::tempfile::detail::create_directory(o, boost::tempfile::detail::registered::yes, entry, where, ec);
        if (ec)
            throw std::system_error(ec);
    }
    boost::tempfile::detail::directory_entry entry;
};

// Nested, with files, links and a directory that denies everything.
inline void fill(std::filesystem::path const& dir, int depth)
{
    std::filesystem::path p = dir;
    for (int i = 0; i < depth; ++i)
    {
        std::ofstream(p / "file") << i;
        std::filesystem::create_directory(p / "empty");
        p /= "d";
        std::filesystem::create_directory(p);
    }
    std::filesystem::create_symlink("/", p / "link");
    std::filesystem::create_directory(p / "closed");
    std::ofstream(p / "closed" / "file") << 1;
    std::filesystem::permissions(p / "closed", std::filesystem::perms::none);
}

struct everything
{
    explicit everything(boost::tempfile::options const& o) : file(o), directory(o) { fill(directory.entry.path, 20); }
    owned_file file;
    owned_directory directory;
};

} // namespace test

#endif
