//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_SCRATCH_HPP
#define BOOST_TEMPFILE_TEST_SCRATCH_HPP

// A directory of the test's own, so that it can say what is in it whatever else runs; and whole files.

#include <boost/tempfile/mkstemp.hpp>
#include <boost/tempfile/sweep.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>

namespace test
{

// Empty where there is no such file. In blocks: a character at a time took the tests most of their time.
inline std::string contents(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios_base::binary);
    std::string all;
    char block[8192];
    while (file.read(block, sizeof block) || file.gcount() != 0)
        all.append(block, static_cast<std::size_t>(file.gcount()));
    return all;
}

inline void put(std::filesystem::path const& path, std::string const& text)
{
    std::ofstream(path, std::ios_base::binary) << text;
}

class scratch
{
public:
    // Everybody may look and, for tests that change the user, write.
    scratch() : path_(boost::tempfile::mkdtemp(reachable({}))) {}

    // In memory if possible: for tests that synchronize thousands of files.
    enum where
    {
        in_memory
    };
    explicit scratch(where) : path_(boost::tempfile::mkdtemp(reachable(memory()))) {}

    ~scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch(scratch const&) = delete;
    scratch& operator=(scratch const&) = delete;

    std::filesystem::path const& path() const { return path_; }
    std::filesystem::path operator/(std::filesystem::path const& name) const { return path_ / name; }

    // What FUSE calls a removed file that somebody has still open has gone.
    std::set<std::string> names() const
    {
        std::set<std::string> found;
        for (auto const& entry : std::filesystem::directory_iterator(path_))
            if (std::string name = entry.path().filename().string(); name.rfind(".fuse_hidden", 0) != 0)
                found.insert(std::move(name));
        return found;
    }
    bool empty() const { return names().empty(); }

    boost::tempfile::options options() const
    {
        boost::tempfile::options o;
        o.dir = path_;
        return o;
    }

private:
    static std::filesystem::path memory()
    {
        std::error_code ec;
        return boost::tempfile::memory_tempdir(ec); // empty without one
    }

    static boost::tempfile::options reachable(std::filesystem::path dir)
    {
        boost::tempfile::options o;
        o.dir = std::move(dir);
        o.permissions = std::filesystem::perms(0777);
        return o;
    }

    std::filesystem::path path_;
};

} // namespace test

#endif
