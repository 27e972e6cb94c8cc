//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_TREES_HPP
#define BOOST_TEMPFILE_TEST_TREES_HPP

// Trees to remove, and what is left of them.

#include <boost/tempfile/remove_all.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace test
{

inline void touch(std::filesystem::path const& path)
{
    std::ofstream(path) << "x";
}

// `fan` directories in each, down to `depth`, with `files` files each; returns how many entries it has.
inline std::uintmax_t make_tree(std::filesystem::path const& root, int fan, int depth, int files)
{
    std::uintmax_t made = 1;
    std::filesystem::create_directory(root);
    for (int i = 0; i != files; ++i, ++made)
        touch(root / ("file" + std::to_string(i)));
    for (int i = 0; depth != 0 && i != fan; ++i)
        made += make_tree(root / ("directory" + std::to_string(i)), fan, depth - 1, files);
    return made;
}

inline std::uintmax_t entries(std::filesystem::path const& root)
{
    std::uintmax_t found = std::filesystem::exists(std::filesystem::symlink_status(root));
    if (found != 0 && std::filesystem::is_directory(std::filesystem::symlink_status(root)))
        for (auto const& entry : std::filesystem::recursive_directory_iterator(root))
            found += !entry.path().empty();
    return found;
}

inline boost::tempfile::remove_options threads(unsigned n)
{
    boost::tempfile::remove_options o;
    o.threads = n;
    return o;
}

inline boost::tempfile::remove_options deadline(int milliseconds)
{
    boost::tempfile::remove_options o;
    o.deadline = std::chrono::milliseconds(milliseconds);
    return o;
}

inline std::uintmax_t failing_removal(std::filesystem::path const& path, std::error_code& ec,
    std::filesystem::path& named, boost::tempfile::remove_options const& o)
{
    try
    {
        return boost::tempfile::remove_all(path, o);
    }
    catch (std::filesystem::filesystem_error const& e)
    {
        ec = e.code();
        named = e.path1();
        return 0;
    }
}

// A few entries for a directory of the test's.
inline void fill(std::filesystem::path const& directory)
{
    touch(directory / "file");
    std::filesystem::create_directories(directory / "a/b/c");
    touch(directory / "a/b/file");
}

} // namespace test

#endif
