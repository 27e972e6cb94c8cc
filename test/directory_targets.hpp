//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_DIRECTORY_TARGETS_HPP
#define BOOST_TEMPFILE_TEST_DIRECTORY_TARGETS_HPP

// Old and new trees for the tests of temporary_directory::persist().

#include <boost/tempfile/temporary_directory.hpp>

#include "scratch.hpp"
#include "trees.hpp"

#include <filesystem>
#include <system_error>

namespace test
{

inline constexpr auto create_new = boost::tempfile::persist_mode::create_new;
inline constexpr auto replace = boost::tempfile::persist_mode::replace;

inline void make_old(std::filesystem::path const& target)
{
    std::filesystem::create_directories(target / "old");
    touch(target / "old/file");
}

inline bool is_new(std::filesystem::path const& target)
{
    return std::filesystem::exists(target / "a/b/file") && !std::filesystem::exists(target / "old");
}

inline bool is_old(std::filesystem::path const& target)
{
    return std::filesystem::exists(target / "old/file") && !std::filesystem::exists(target / "a");
}

// The system of a reader who has no exchange: Windows.
inline bool exchanges()
{
#if defined(BOOST_WINDOWS)
    return false;
#else
    scratch dir;
    boost::tempfile::temporary_directory directory(dir.options());
    make_old(dir / "target");
    std::error_code ec;
    directory.persist(dir / "target", replace, ec);
    return ec != std::errc::operation_not_supported;
#endif
}

} // namespace test

#endif
