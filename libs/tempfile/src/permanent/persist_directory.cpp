//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "persist_directory.hpp"

#include "../removal/tree_path.hpp"
#include "../removal/tree_removal.hpp"
#include "../system/identity.hpp"
#include "sync_tree.hpp"
#include "target.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <new>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

using std::filesystem::path;
using std::filesystem::perms;

constexpr int most_looks = 100; // at a target that others make and remove meanwhile

// Whether it may say that there is no such call; what else it may mean shows when the next best thing is tried.
bool may_be_missing(std::error_code const& ec) noexcept
{
    return ec == std::errc::function_not_supported || ec == std::errc::operation_not_supported ||
           ec == std::errc::invalid_argument || ec == std::errc::operation_not_permitted;
}

// Whether a file was perhaps not opened for its synchronization, and has lost nothing.
bool is_about_opening(std::error_code const& ec) noexcept
{
    return ec == std::errc::permission_denied || ec == std::errc::too_many_files_open ||
           ec == std::errc::too_many_files_open_in_system || ec == std::errc::not_enough_memory;
}

class directory_installation
{
public:
    directory_installation(directory_entry& made, path& target, path& where) noexcept
        : made_(made), target_(target), where_(where)
    {
    }

    directory_place run(persist_mode mode, durability durable, std::error_code& ec)
    {
        where_ = made_.path;
        check_is_ours(made_.path, ec);
        if (!ec && mode == persist_mode::replace)
            look_at_target(ec);
        if (!ec && is_there_already_)
            return directory_place::at_target;
        if (!ec && durable != durability::none)
            sync_contents(ec);
        if (durable == durability::data_and_entry)
        {
            parents_[0] = directory_of(target_);
            parents_[1] = directory_of(made_.path);
            if (parents_[1] == parents_[0])
                parents_[1].clear();
        }
        if (!ec)
            install(mode, ec);
        if (ec)
            return directory_place::temporary;
        return finish(ec);
    }

private:
    // A handle, where one is held, also tells where a file system numbers directories by their paths.
    void check_is_ours(path const& name, std::error_code& ec) const noexcept
    {
        file_identity const found = system::identify_directory(name.c_str(), ec).identity;
        if (ec == std::errc::not_a_directory)
            ec = std::make_error_code(std::errc::no_such_file_or_directory);
        file_identity ours = made_.identity;
        if (!ec && made_.pin)
            ours = system::identify_directory(system::directory{made_.pin.get(), nullptr}, ec).identity;
        if (ec)
            return;
        likeness const alike = compare(found, ours);
        if (alike == likeness::different)
            ec = std::make_error_code(std::errc::no_such_file_or_directory);
        else if (alike == likeness::unknown && !made_.pin)
            ec = std::make_error_code(std::errc::function_not_supported);
    }

    void look_at_target(std::error_code& ec)
    {
        system::directory_status const found = system::identify_directory(target_.c_str(), ec);
        exists_ = !ec;
        if (ec == std::errc::no_such_file_or_directory)
            ec.clear();
        else if (ec)
            where_ = target_;
        else if (found.identity == made_.identity)
            is_there_already_ = true;
        else
            old_ = found.identity;
    }

    // What failed to be written is gone from memory, so that another attempt would succeed without it (fsync(2)).
    void sync_contents(std::error_code& ec)
    {
        ec = made_.damage;
        if (ec)
            return;
        native_string unsynced;
        bool const lost = sync_tree(made_.path.native(), unsynced, ec);
        if (ec)
            where_ = std::move(unsynced);
        if (lost && !is_about_opening(ec))
            made_.damage = ec;
    }

    // The one step. Meanwhile the end of the process removes neither; from then on, the old tree.
    void install(persist_mode mode, std::error_code& ec)
    {
        bool const registered = made_.entry && !made_.entry.inherited();
        if (registered && !made_.entry.claim_to_keep())
        {
            ec = std::make_error_code(std::errc::operation_canceled);
            return;
        }
        if (mode == persist_mode::replace)
            replace(registered, ec);
        else
            rename_to_unused(made_.path.native(), target_.native(), ec);
        if (!ec)
            return;
        if (registered)
            made_.entry.unclaim();
        where_ = target_;
    }

    void replace(bool registered, std::error_code& ec)
    {
        for (int looks = 0; looks != most_looks; ++looks)
        {
            if (exists_)
                exchange(registered, ec);
            else
                rename_to_unused(made_.path.native(), target_.native(), ec);
            bool const appeared = !exists_ && ec == std::errc::file_exists;
            bool const went = exists_ && ec == std::errc::no_such_file_or_directory;
            if (!appeared && !went)
                return;
            if (went)
                check_is_ours(made_.path, ec);
            if (!went || !ec)
                look_at_target(ec);
            if (ec)
                return;
        }
        ec = std::make_error_code(std::errc::device_or_resource_busy);
    }

    // What is registered under the temporary name is the old tree before it gets there: a pass that comes too early
    // finds another one there, and leaves it.
    void exchange(bool registered, std::error_code& ec)
    {
        file_identity const own = made_.identity;
        if (registered)
            made_.entry.created(old_, ec);
        if (ec)
            return;
        system::exchange(made_.path.c_str(), target_.c_str(), ec);
        exchanged_ = !ec;
        if (!exchanged_ && registered)
        {
            std::error_code ending;
            (void)made_.entry.claim_to_keep();
            made_.entry.created(own, ending);
            (void)made_.entry.claim_to_keep();
        }
        if (!may_be_missing(ec) && ec != std::errc::cross_device_link) // an overlay's word for its lower layer
            return;
        system::rename_directory(made_.path.c_str(), target_.c_str(), ec);
        if (ec == std::errc::directory_not_empty)
            ec = std::make_error_code(std::errc::operation_not_supported);
    }

    // The directory has its place: nothing may be thrown any more.
    directory_place finish(std::error_code& ec) noexcept
    {
        check_is_ours(target_, ec);
        bool const stolen = ec == std::errc::no_such_file_or_directory;
        if (stolen) // the old tree may be all that there is: it stays where it is, which `where` says already
        {
            if (!exchanged_)
                where_.swap(target_);
            return directory_place::at_target;
        }
        ec.clear();
        if (exchanged_)
            own_old_tree();
        sync_names(ec);
        if (exchanged_ && !ec) // otherwise it may be all that is left after a power loss
            remove_old_tree(ec);
        if (exchanged_ && ec)
            return directory_place::replaced;
        made_.path.swap(target_);
        return directory_place::at_target;
    }

    void sync_names(std::error_code& ec) noexcept
    {
        for (path& parent : parents_)
        {
            if (!ec && !parent.empty())
                system::sync_directory(parent.c_str(), ec);
            if (ec)
                return where_.swap(parent);
        }
    }

    // Where the birth is unknown, a handle keeps the number of what is to be removed from being used again.
    void own_old_tree() noexcept
    {
        made_.identity = old_;
        made_.pin = unique_handle();
        if (old_.birth != 0)
            return;
        std::error_code ec;
        made_.pin = unique_handle(system::hold_directory(made_.path.c_str(), ec));
    }

    void remove_old_tree(std::error_code& ec) noexcept
    {
        if (!made_.entry.claim()) // the end of the process was faster
            return;
        BOOST_TRY
        {
            remove_options how;
            how.threads = system::destructors_may_start_threads() ? 0 : 1;
            native_string stayed;
            expected_directory const old{made_.identity, made_.pin.get()};
            (void)remove_tree(made_.path.native(), &old, how, stayed, ec);
            if (ec)
                where_ = std::move(stayed);
        }
        BOOST_CATCH(std::bad_alloc const&)
        {
            ec = std::make_error_code(std::errc::not_enough_memory);
        }
        BOOST_CATCH_END
        if (ec)
            made_.entry.unclaim();
    }

    directory_entry& made_;
    path& target_;
    path& where_;
    bool exists_ = false; // the target
    bool is_there_already_ = false;
    bool exchanged_ = false;
    file_identity old_; // of what is at the target
    path parents_[2];   // whose names are to be brought to storage
};

} // namespace

void rename_to_unused(native_string const& from, native_string const& to, std::error_code& ec) noexcept
{
    system::rename_to_unused(from.c_str(), to.c_str(), ec);
    if (!may_be_missing(ec))
        return;
    system::create_directory(to.c_str(), perms::owner_all, ec);
    if (ec)
        return;
    system::rename_directory(from.c_str(), to.c_str(), ec);
    std::error_code ignored;
    if (ec)
        system::remove_directory({}, to.c_str(), {}, ignored);
    if (ec == std::errc::directory_not_empty)
        ec = std::make_error_code(std::errc::file_exists);
}

directory_place persist_directory(
    directory_entry& made, path const& target, persist_mode mode, durability durable, path& where, std::error_code& ec)
{
    ec.clear();
    where = target;
    if (mode != persist_mode::replace && mode != persist_mode::create_new)
        ec = std::make_error_code(std::errc::invalid_argument);
    native_string text;
    if (!ec)
        text = tree_path(target, ec);
    if (!ec)
        text = system::absolute_path(text, ec);
    if (ec)
        return directory_place::temporary;
    path absolute(std::move(text));
    return directory_installation(made, absolute, where).run(mode, durable, ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
