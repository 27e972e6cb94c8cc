//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Directories, removal, and what is left by a crash.

#include "witness.hpp"

#include <boost/tempfile.hpp>

#include <chrono>

namespace tempfile = boost::tempfile;

namespace injection
{

namespace
{

tempfile::options here(bool sweepable = false)
{
    tempfile::options o;
    o.dir = directory;
    o.sweepable = sweepable;
    return o;
}

tempfile::remove_options soon()
{
    tempfile::remove_options how;
    how.deadline = std::chrono::milliseconds(20);
    return how;
}

// Deeper than what is walked level by level, and with a few files.
void fill(std::filesystem::path const& tree)
{
    for (char const* branch : {"a", "b"})
    {
        std::filesystem::path level = tree / branch;
        make_directory(level);
        for (int depth = 0; depth < 11; ++depth)
        {
            level /= "below";
            make_directory(level);
            make_file(level / "file", "x");
        }
    }
}

void temporary(bool sweepable)
{
    std::error_code ec;
    tempfile::temporary_directory d(here(sweepable), ec);
    if (!succeeded("temporary_directory", ec))
        return;
    std::filesystem::path const path = d.path();
    fill(path);
    d.cleanup(soon(), ec);
    if (succeeded("cleanup", ec) && is_there(path))
        broken("cleanup() said nothing and left the directory");
    d.cleanup(soon(), ec);
    if (succeeded("cleanup, tried again", ec) && is_there(path))
        broken("the second cleanup() said nothing and left the directory");
}

void tree()
{
    std::filesystem::path const path = directory / "tree";
    make_directory(path);
    fill(path);
    for (int i = 0; i < 60; ++i)
        make_file(path / std::to_string(i), "x");
    std::error_code ec;
    tempfile::remove_all(path, soon(), ec);
    if (succeeded("remove_all", ec) && is_there(path))
        broken("remove_all() said nothing and left the tree");
    if (ec)
    {
        tempfile::remove_all(path, soon(), ec);
        if (succeeded("remove_all, tried again", ec) && is_there(path))
            broken("the second remove_all() said nothing and left the tree");
    }
    remove_tree(path);
}

// A file and a directory whose owner is dead, and a file that is in use.
void litter()
{
    std::filesystem::path const file = directory / "tmp~0123456789abcdef~";
    std::filesystem::path const dir = directory / "tmp~fedcba9876543210~";
    removed_at_end const file_gone(file), dir_gone(dir);
    make_file(file, "x");
    make_directory(dir);
    make_file(dir / "file", "x");
    std::error_code ec;
    {
        tempfile::named_temporary_file live(here(true), ec);
        bool const made = succeeded("named_temporary_file", ec);
        tempfile::sweep(directory, "tmp", ec);
        if (succeeded("sweep", ec) && (is_there(file) || is_there(dir)))
            passed_over("sweep() said nothing and left litter");
        if (made && !is_there(live.path()))
            broken("sweep() took a file that is in use");
    }
}

void paths()
{
    std::error_code ec;
    std::filesystem::path const existing = directory / "existing", target = directory / "target";
    make_file(existing, "text");
    {
        tempfile::temporary_path owner(existing, ec);
        if (succeeded("temporary_path", ec))
        {
            owner.remove(ec);
            if (succeeded("remove", ec) && is_there(existing))
                passed_over("temporary_path::remove() said nothing and left the file");
        }
    }
    remove_tree(existing);
    {
        auto const make = [](std::filesystem::path const& name, std::error_code& failed)
        { std::filesystem::create_symlink("nowhere", name, failed); };
        tempfile::temporary_path link = tempfile::make_temporary(here(), make, ec);
        if (succeeded("make_temporary", ec))
        {
            link.persist(target, ec);
            succeeded("persist", ec);
        }
    }
    remove_tree(target);
    tempfile::named_temporary_file f(here(), ec);
    if (succeeded("named_temporary_file", ec))
    {
        f << "text";
        tempfile::temporary_path owner = f.into_path(ec);
        if (succeeded("into_path", ec))
        {
            owner.persist(target, ec);
            std::string const found = content_of(target);
            if (succeeded("persist", ec) ? found != "+text" : found != "-")
                broken("temporary_path::persist() and the target do not agree");
        }
        else if (!f.is_open())
            broken("into_path() failed and has closed the stream");
    }
    remove_tree(target);
}

} // namespace

void run_directories(std::string const& group, bool& known)
{
    known = true;
    if (group == "directory")
    {
        temporary(false);
        temporary(true);
    }
    else if (group == "tree")
        tree();
    else if (group == "sweep")
        litter();
    else if (group == "path")
        paths();
    else
        known = false;
}

} // namespace injection
