//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_SURROUNDINGS_HPP
#define BOOST_TEMPFILE_TEST_SURROUNDINGS_HPP

// Files, directories and handles for functions of the system layer to work on. POSIX only.

#include "scratch.hpp"
#include "system/overwrite.hpp"
#include "system/system.hpp"

#include <fcntl.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace test
{

namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
namespace tf = boost::tempfile;

// What there is before each call, made anew.
struct surroundings
{
    surroundings()
    {
        test::put(scratch / "file", "some text");
        test::put(scratch / "other", "more");
        fs::create_symlink("file", scratch / "link");
        fs::create_directory(scratch / "directory");
        fs::create_directory(scratch / "full");
        test::put(scratch / "full" / "inside", "text");
        file = tf::unique_handle(::open((scratch / "file").c_str(), O_RDWR | O_CLOEXEC));
        other = tf::unique_handle(::open((scratch / "other").c_str(), O_RDWR | O_CLOEXEC));
        opened = tf::unique_handle(::open((scratch / "full").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }

    std::string path(char const* name) const { return (scratch / name).string(); }
    sys::directory directory() const { return {opened.get(), nullptr}; }

    test::scratch scratch;
    tf::unique_handle file, other, opened;
};

// Entries by their paths.
struct entry : sys::entry_path
{
    entry(surroundings const& s, char const* what) : text(s.path(what)) { path = text.c_str(); }
    entry(entry const&) = delete;
    entry& operator=(entry const&) = delete;
    std::string text;
};

inline void closed(tf::native_handle_type handle)
{
    tf::unique_handle const closes(handle);
}
inline void closed(sys::directory opened)
{
    if (opened)
        sys::close_directory(opened);
}

constexpr fs::perms ours = fs::perms::owner_read | fs::perms::owner_write;
constexpr std::size_t page = 4096;

} // namespace test

#endif
