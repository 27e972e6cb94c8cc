//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_SWEEPING_HPP
#define BOOST_TEMPFILE_TEST_SWEEPING_HPP

#include "platform.hpp"

#include <boost/tempfile/sweep.hpp>

#include <filesystem>

namespace test
{

// What processes that were killed left in a directory goes: by sweep(), and by hand where that does not work.
inline void sweep_all(std::filesystem::path const& directory)
{
#if BOOST_TEMPFILE_TEST_SWEEPS
    boost::tempfile::sweep(directory, "tmp");
#else
    for (auto const& entry : std::filesystem::directory_iterator(directory))
        if (entry.path().filename().string().compare(0, 3, "tmp") == 0)
            std::filesystem::remove_all(entry.path());
#endif
}

} // namespace test

#endif
