//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "sync_tree.hpp"

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

constexpr std::size_t most_held = 8; // levels; those above are found again by `..`
constexpr std::size_t buffer_size = std::size_t(64) << 10;

class tree_sync
{
public:
    explicit tree_sync(native_string const& path) : buffer_(new char[buffer_size]) { push(path); }
    tree_sync(tree_sync const&) = delete;
    tree_sync& operator=(tree_sync const&) = delete;
    ~tree_sync()
    {
        for (level& l : levels_)
            close(l);
    }

    void run(std::error_code& ec)
    {
        enter({}, ec);
        while (!ec && !levels_.empty())
        {
            level& here = levels_.back();
            if (here.directories.empty())
                leave(ec);
            else
            {
                native_string name = std::move(here.directories.back());
                here.directories.pop_back();
                push(std::move(name));
                enter(levels_[levels_.size() - 2].opened, ec);
            }
        }
    }

    // Whether it was a synchronization that failed.
    bool unsynced() const noexcept { return unsynced_; }

    native_string where() const
    {
        native_string path;
        for (level const& l : levels_)
        {
            if (!path.empty())
                path += std::filesystem::path::preferred_separator;
            path += l.name;
        }
        if (!entry_.empty())
            (path += std::filesystem::path::preferred_separator) += entry_;
        return path;
    }

private:
    struct level
    {
        native_string name;
        system::directory opened;
        file_identity identity;                 // where the handle was given up
        std::vector<native_string> directories; // in it, still to be entered
    };

    static void close(level& l) noexcept
    {
        if (l.opened)
            system::close_directory(l.opened);
    }

    void push(native_string name)
    {
        levels_.emplace_back();
        levels_.back().name = std::move(name);
    }

    // The last level is entered; one that went meanwhile, or is no directory any more, has nothing to bring anywhere.
    void enter(system::directory const& parent, std::error_code& ec)
    {
        bool const is_root = levels_.size() == 1;
        level& here = levels_.back();
        here.opened = system::open_directory(parent, here.name.c_str(), system::mounts::cross, ec);
        if (!is_root && (ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory))
        {
            ec.clear();
            levels_.pop_back();
            return;
        }
        if (!ec && levels_.size() > most_held)
            give_up(levels_[levels_.size() - most_held - 1], levels_[levels_.size() - most_held].opened, ec);
        if (!ec)
            sync_entries(here, ec);
    }

    // Closes a directory that can be found again.
    void give_up(level& above, system::directory const& below, std::error_code& ec)
    {
        if (!above.opened)
            return;
        std::error_code unreachable;
        system::directory found = system::open_parent(below, unreachable);
        if (!found)
            return;
        system::close_directory(found);
        above.identity = system::identify_directory(above.opened, ec).identity;
        if (!ec)
            close(above);
    }

    void sync_entries(level& here, std::error_code& ec)
    {
        while (std::size_t const used = system::list_directory(here.opened, buffer_.get(), buffer_size, ec))
        {
            system::directory_entry entry;
            for (std::size_t offset = 0; system::next_entry(buffer_.get(), used, offset, entry);)
            {
                ec.clear();
                if (entry.kind == system::entry_kind::directory)
                    ec = std::make_error_code(std::errc::is_a_directory);
                else
                    system::sync_entry(here.opened, entry.name, ec);
                if (ec == std::errc::is_a_directory)
                    here.directories.emplace_back(entry.name, entry.size);
                else if (ec && ec != std::errc::no_such_file_or_directory)
                {
                    entry_.assign(entry.name, entry.size);
                    unsynced_ = true;
                    return;
                }
            }
            ec.clear();
        }
    }

    // Up one level, where the handle may have to be opened again.
    void leave(std::error_code& ec)
    {
        level& here = levels_.back();
        system::sync_opened_directory(here.opened, ec);
        unsynced_ = bool(ec);
        if (ec)
            return;
        if (levels_.size() > 1)
        {
            level& above = levels_[levels_.size() - 2];
            if (!above.opened)
                above.opened = system::open_parent(here.opened, ec);
            if (!ec && above.identity != file_identity() &&
                system::identify_directory(above.opened, ec).identity != above.identity && !ec)
                ec = std::make_error_code(std::errc::no_such_file_or_directory); // somebody moved it
            if (ec)
                return;
        }
        close(here);
        levels_.pop_back();
    }

    std::unique_ptr<char[]> const buffer_;
    std::vector<level> levels_;
    native_string entry_; // that failed, in the last level
    bool unsynced_ = false;
};

} // namespace

bool sync_tree(native_string const& path, native_string& where, std::error_code& ec)
{
    ec.clear();
    tree_sync tree(path);
    tree.run(ec);
    if (ec)
        where = tree.where();
    return tree.unsynced();
}

} // namespace detail
} // namespace tempfile
} // namespace boost
