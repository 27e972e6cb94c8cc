//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_HANDLED_TREES_HPP
#define BOOST_TEMPFILE_TEST_HANDLED_TREES_HPP

#include "platform.hpp"

#include <boost/tempfile/remove_all.hpp>

#include <filesystem>
#include <vector>

namespace test
{

// Whether a signal handler has left nothing in the directory: but directories that were not empty, where it cannot list
// them, which go now.
inline bool handlers_left_nothing(std::filesystem::path const& directory)
{
    std::vector<std::filesystem::path> trees;
    for (auto const& entry : std::filesystem::directory_iterator(directory))
        if (trees_go_in_handlers || !entry.is_directory() || entry.is_symlink())
            return false;
        else
            trees.push_back(entry.path());
    for (auto const& tree : trees)
        boost::tempfile::remove_all(tree);
    return trees.empty() || skipped("a signal handler cannot list directories here: trees stay");
}

} // namespace test

#endif
