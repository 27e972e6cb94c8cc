//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handler_removal.hpp"

#include "../system/identity.hpp"
#include "moved_names.hpp"

namespace boost
{
namespace tempfile
{
namespace detail
{

// A signal handler may have 8 KiB of stack, may not allocate, and must cope with a tree of any depth. So nothing here
// descends: the entries of the root are removed, and a subdirectory that is not empty has its files removed and its own
// subdirectories moved up into the root, where the next round finds them. It takes two handles and two buffers,
// whatever the tree.
//
// Everything is done relative to open directories, whose names follow no link, and no mount point is entered or
// crossed. The registered owner may be removing the same tree in another thread, or just have been interrupted in it:
// an entry that is gone already is no error.

namespace
{

using system::directory;
using system::entry_kind;

constexpr std::size_t buffer_size = std::size_t(32) << 10;
alignas(16) char root_buffer[buffer_size];
alignas(16) char child_buffer[buffer_size];

// Threads that go on adding to the directory should not keep the process from ending, and neither should a file system
// that gives a removed file another name while somebody has it open (FUSE).
constexpr int most_idle_rounds = 100;
constexpr int most_late_rounds = 3;

// The names that moved subdirectories get: the mark and a number.
class fresh_name
{
public:
    native_char const* next() noexcept
    {
        std::uint64_t n = ++count_;
        native_char* p = text_ + sizeof text_ / sizeof text_[0];
        *--p = native_char();
        do
            *--p = static_cast<native_char>('0' + n % 10);
        while ((n /= 10) != 0);
        *--p = moved_mark;
        return p;
    }

private:
    std::uint64_t count_ = 0;
    native_char text_[24] = {};
};

// What one attempt on one entry did.
enum class outcome
{
    removed,
    moved,
    stays
};

class handler_tree
{
public:
    explicit handler_tree(directory& root) noexcept : root_(root) {}

    void empty_root() noexcept
    {
        while (idle_rounds_ < most_idle_rounds)
        {
            progress_ = moved_ = late_ = false;
            for_each(root_, root_buffer,
                [this](native_char const* name, entry_kind kind)
                {
                    if (comes_too_late(name))
                        return;
                    bool const emptied = remove(root_, name, kind) == outcome::stays && kind != entry_kind::other;
                    if (emptied)
                        empty_child(name);
                });
            listed_ = true;
            late_rounds_ += late_;
            if (!progress_)
                return;
            idle_rounds_ = moved_ ? 0 : idle_rounds_ + 1;
        }
    }

private:
    // After the first round, what has not been moved here, by us or by its owner's own removal, was added meanwhile, by
    // threads that go on, or cannot go.
    bool comes_too_late(native_char const* name) noexcept
    {
        if (!listed_ || name[0] == moved_mark)
            return false;
        late_ = true;
        return late_rounds_ >= most_late_rounds;
    }

    template<class Function>
    static void for_each(directory& listed, char* buffer, Function function) noexcept
    {
        std::error_code ec;
        system::rewind_directory(listed, ec);
        while (std::size_t const used = ec ? 0 : system::list_directory(listed, buffer, buffer_size, ec))
        {
            system::directory_entry entry;
            for (std::size_t offset = 0; system::next_entry(buffer, used, offset, entry);)
                function(entry.name, entry.kind);
        }
    }

    // Removes the entry, if it is no directory or an empty one.
    outcome remove(directory& parent, native_char const* name, entry_kind kind) noexcept
    {
        std::error_code ec = std::make_error_code(std::errc::is_a_directory);
        if (kind != entry_kind::directory)
            system::remove_entry(parent, name, ec);
        if (ec == std::errc::is_a_directory)
            system::remove_directory(parent, name, {}, ec);
        if (ec)
            return outcome::stays;
        progress_ = true;
        return outcome::removed;
    }

    // Moves a subdirectory of `parent` up into the root. Moving rewrites its "..", which takes the permission to write
    // in it.
    void raise(directory& parent, native_char const* name) noexcept
    {
        std::error_code ec;
        bool granted = false;
        for (;;)
        {
            system::move_directory(parent, name, root_, fresh_.next(), ec);
            if (!ec)
                progress_ = moved_ = true;
            if (ec == std::errc::permission_denied && !granted)
            {
                granted = true;
                directory denied = system::open_denied_directory(parent, name, system::mounts::stay_out, ec);
                if (denied)
                    system::close_directory(denied);
            }
            else if (ec != std::errc::file_exists && ec != std::errc::directory_not_empty)
                return;
        }
    }

    void empty_child(native_char const* name) noexcept
    {
        std::error_code ec;
        directory child = system::open_directory(root_, name, system::mounts::stay_out, ec);
        if (ec == std::errc::permission_denied)
            child = system::open_denied_directory(root_, name, system::mounts::stay_out, ec);
        if (!child)
            return;
        system::grant_access(child, ec);
        for_each(child, child_buffer,
            [&](native_char const* entry, entry_kind kind)
            {
                if (remove(child, entry, kind) == outcome::stays && kind != entry_kind::other)
                    raise(child, entry);
            });
        system::close_directory(child);
        remove(root_, name, entry_kind::directory);
    }

    directory& root_;
    fresh_name fresh_;
    bool listed_ = false;
    bool progress_ = false;
    bool moved_ = false;
    bool late_ = false;
    int late_rounds_ = 0;
    int idle_rounds_ = 0;
};

} // namespace

bool remove_tree_in_handler(native_char const* path, expected_directory const& expected, trees_removed how) noexcept
{
    std::error_code ec;
    auto const gone = [&ec]
    { return !ec || ec == std::errc::no_such_file_or_directory || ec == std::errc::not_a_directory; };
    system::remove_directory({}, path, {}, ec);
    if (gone() || (how == trees_removed::as_in_handlers && !system::lists_in_handlers()))
        return gone();
    directory root = system::open_directory({}, path, system::mounts::cross, ec);
    if (ec == std::errc::permission_denied)
        root = system::open_denied_directory({}, path, system::mounts::cross, &expected.identity, ec);
    if (!root)
        return gone();
    system::directory_status const found = system::identify_directory(root, ec);
    bool const elsewhere = is_gone(expected);
    likeness const alike = elsewhere ? likeness::different
                           : ec      ? likeness::unknown
                                     : compare(found.identity, expected.identity);
    bool const ours = alike == likeness::same;
    if (ours)
    {
        system::grant_access(root, ec);
        handler_tree tree(root);
        // Other threads of the program go on, and may add to the directory what is missed the first time.
        for (int tries = 0; tries < most_idle_rounds; ++tries)
        {
            tree.empty_root();
            system::remove_directory({}, path, {}, ec);
            if (ec != std::errc::directory_not_empty)
                break;
        }
    }
    bool const left = ours ? !gone() : alike == likeness::unknown || found.mounted_on; // below the mount ours may be
    system::close_directory(root);
    return !left;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
