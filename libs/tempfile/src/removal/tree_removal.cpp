//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// How a tree is removed:
//
// 1. The root is opened once by its path. Everything else is opened, listed and removed relative to an open directory,
//    without following links or crossing mounts, so that nobody who swaps entries can lead the removal elsewhere.
// 2. A pass walks the tree depth first. Of each piece of a listing, what is no directory goes at once and the names of
//    directories are kept; then those are entered one by one. A directory is removed by whoever leaves it last. When
//    the piece was not cut off by the buffer, the removal is tried before the end of the listing is asked for: this
//    saves a system call for nearly every directory.
// 3. Once a tree has shown to be worth it, threads join in. One that has nothing to do is given the shallowest
//    directory that somebody has still to enter, or shares a long listing: each then reads pieces of it in turn.
// 4. At most eight levels are held open. A directory below that is moved up to the root, under a name that nobody can
//    guess and without replacing anything, and removed from there. Where that cannot be done (an overlay's lower layer)
//    its tree is walked by `..`, comparing identities on the way up.
// 5. What denies access and is ours is opened up, and tried once more.
// 6. What cannot go just now is left, and so are the directories above it. After the pass the rest is walked again,
//    with growing pauses, until the deadline has passed without progress: one deadline, however many there are. Progress
//    is a tree that gets smaller. If something else has the root's name by then, the removal begins anew with that.

#include "tree_removal.hpp"

#include "pass.hpp"
#include "retry_schedule.hpp"
#include "root.hpp"
#include "walker.hpp"

#include <boost/tempfile/detail/exceptions.hpp>

#include <exception>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

// The removal of one tree: opening its root, and as many passes as it takes.
class tree_removal
{
public:
    tree_removal(native_string const& path, expected_directory const* expected, remove_options const& options) noexcept
        : path_(path), options_(options), root_(path, expected)
    {
    }
    tree_removal(tree_removal const&) = delete;
    tree_removal& operator=(tree_removal const&) = delete;

    std::uintmax_t run(native_string& where, std::error_code& ec);

private:
    void try_once();
    void walk_once();

    native_string const& path_;
    remove_options const& options_;
    root_directory root_;
    bool listed_before_ = false;
    std::uintmax_t removed_ = 0; // the root's own removal apart
    std::error_code error_;      // of the last attempt
    native_string where_;
    bool transient_ = false;
    std::uintmax_t left_ = 0; // by the last attempt, as far as it could see
};

std::uintmax_t tree_removal::run(native_string& where, std::error_code& ec)
{
    retry_schedule schedule(options_.deadline);
    do
        try_once();
    while (error_ && transient_ && schedule.wait_for_next(left_));
    std::uintmax_t const removed = removed_ + root_.removed();
    if (options_.observer)
        options_.observer(removed);
    ec = error_;
    where = std::move(where_);
    return removed;
}

void tree_removal::try_once()
{
    error_.clear();
    transient_ = false;
    left_ = 1;
    if (root_.is_open() && root_.close_if_elsewhere())
        listed_before_ = false;
    if (!root_.is_open())
        root_.open(error_);
    if (root_.is_open())
        walk_once();
    else if (error_)
    {
        transient_ = system::may_pass(system::directory{}, path_.c_str(), error_);
        where_ = path_;
    }
}

void tree_removal::walk_once()
{
    tree_node root(nullptr, root_.directory());
    root.name = path_;
    pass shared(root, options_, removed_);
    if (std::exchange(listed_before_, true))
        system::rewind_directory(root_.directory(), error_);
    if (error_)
        return;
    std::exception_ptr thrown;
    {
        walker calling(shared, job_queue::role::caller);
        calling.start_with(root);
        BOOST_TRY
        {
            calling.work();
        }
        BOOST_CATCH(...)
        {
            thrown = std::current_exception();
            shared.stop = true;
            calling.work(); // closes what is open
        }
        BOOST_CATCH_END
    }
    for (std::thread& helper : shared.helpers)
        helper.join();
    root_.directory() = root.opened; // with the state of its listing
    removed_ = shared.removed;
    error_ = shared.failure.code();
    where_ = std::move(shared.failure.path());
    transient_ = shared.failure.any_transient();
    left_ = shared.failure.count();
    if (thrown)
        std::rethrow_exception(thrown);
    if (!error_ && root.was_gone && root_.has_successor()) // moved away before it was removed
    {
        error_ = std::make_error_code(std::errc::directory_not_empty);
        where_ = path_;
        transient_ = true;
        left_ = 1;
    }
}

} // namespace

std::uintmax_t remove_tree(native_string const& path, expected_directory const* expected, remove_options const& options,
    native_string& where, std::error_code& ec)
{
    return tree_removal(path, expected, options).run(where, ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
