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
//    with growing pauses, until the deadline has passed without progress: one deadline, however many there are.

#include "removal.hpp"

#include "pass.hpp"
#include "walker.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

bool out_of_handles(std::error_code const& ec) noexcept
{
    return is(ec, std::errc::too_many_files_open) || is(ec, std::errc::too_many_files_open_in_system);
}

// ---- time ----------------------------------------------------------------------------------------------------------

std::chrono::microseconds steady_now() noexcept
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

void spend(std::chrono::microseconds pause)
{
    std::this_thread::sleep_for(pause);
}

constexpr retry_clock steady_clock{&steady_now, &spend};

// ---- passes --------------------------------------------------------------------------------------------------------

// The removal of one tree: opening its root, and as many passes as it takes.
class removal
{
public:
    removal(
        native_string const& path, system::directory_identity const* expected, remove_options const& options) noexcept
        : path_(path), expected_(expected), options_(options)
    {
    }
    removal(removal const&) = delete;
    removal& operator=(removal const&) = delete;
    ~removal() { close(); }

    std::uintmax_t run(native_string& where, std::error_code& ec);

private:
    void try_once();
    bool open_root();
    bool is_expected(system::directory_status const&) noexcept;
    bool remove_unopened();
    void remove_other();
    void pass();
    void close() noexcept
    {
        if (root_)
            system::close_directory(root_);
    }

    native_string const& path_;
    system::directory_identity const* const expected_;
    remove_options const& options_;
    system::directory root_;
    bool listed_before_ = false;
    std::uintmax_t removed_ = 0;
    std::error_code error_;
    native_string where_;
    bool passing_ = false;
};

std::uintmax_t removal::run(native_string& where, std::error_code& ec)
{
    using std::chrono::microseconds;
    constexpr microseconds shortest{1000}, longest{100000};
    retry_clock const& clock = *installed_retry_clock.load(std::memory_order_relaxed);
    microseconds pause = shortest, since{};
    std::uintmax_t before = 0;
    for (bool first = true;; first = false)
    {
        try_once();
        if (!error_ || !passing_)
            break;
        microseconds const now = clock.now();
        if (first || removed_ != before)
        {
            since = now;
            pause = shortest;
            before = removed_;
        }
        // In its own unit: a deadline of milliseconds::max() has more microseconds than there are.
        if (std::chrono::duration_cast<std::chrono::milliseconds>(now - since) >= options_.deadline)
            break;
        // Jitter keeps two that remove the same tree out of step.
        clock.wait(pause + pause * (now.count() % 8) / 16);
        pause = (std::min)(pause * 2, longest);
    }
    if (options_.observer)
        options_.observer(removed_);
    ec = error_;
    where = std::move(where_);
    return removed_;
}

void removal::try_once()
{
    error_.clear();
    passing_ = false;
    if (root_ || open_root())
        pass();
    else if (error_)
    {
        passing_ = system::may_pass(system::directory{}, path_.c_str(), error_);
        where_ = path_;
    }
}

// Neither open nor an error: there is nothing to do any more.
bool removal::open_root()
{
    system::directory const none;
    auto const open = [&] { root_ = system::open_directory(none, path_.c_str(), system::mounts::cross, error_); };
    open();
    if (error_ && (is(error_, std::errc::permission_denied) || out_of_handles(error_)))
    {
        bool const denied = is(error_, std::errc::permission_denied);
        if (remove_unopened())
            return false;
        if (denied)
            root_ = system::open_denied_directory(none, path_.c_str(), system::mounts::cross, expected_, error_);
    }
    if (error_ && is(error_, std::errc::not_a_directory))
        remove_other();
    if (error_ && is(error_, std::errc::no_such_file_or_directory))
        error_.clear();
    if (root_ && expected_ != nullptr)
    {
        system::directory_status const found = system::identify_directory(root_, error_);
        if (error_ || !is_expected(found))
            close();
    }
    return bool(root_);
}

// Another directory than the one that is meant is none of ours, which is no error, unless it is mounted on ours.
bool removal::is_expected(system::directory_status const& found) noexcept
{
    if (found.identity == *expected_)
        return true;
    error_.clear();
    if (found.mounted_on)
        error_ = std::make_error_code(std::errc::device_or_resource_busy);
    return false;
}

// An empty directory need not be opened, nor must what is none. Whether there is nothing left to open.
bool removal::remove_unopened()
{
    std::error_code ec;
    if (expected_ != nullptr)
    {
        system::directory_status const found = system::identify_directory(path_.c_str(), ec);
        if (!ec && !is_expected(found))
            return true;
    }
    if (!ec)
        system::remove_directory(system::directory{}, path_.c_str(), system::directory{}, ec);
    if (is(ec, std::errc::not_a_directory))
    {
        remove_other();
        return true;
    }
    if (ec && !is(ec, std::errc::no_such_file_or_directory))
        return false;
    removed_ += !ec;
    error_.clear();
    return true;
}

void removal::remove_other()
{
    error_.clear();
    if (expected_ != nullptr)
        return;
    system::remove_entry(system::directory{}, path_.c_str(), error_);
    removed_ += !error_;
    if (is(error_, std::errc::not_a_directory)) // below a file, where nothing can be
        error_.clear();
}

void removal::pass()
{
    node root(nullptr, root_);
    root.name = path_;
    shared_state shared(root, options_, removed_);
    if (std::exchange(listed_before_, true))
        system::rewind_directory(root_, error_);
    if (error_)
        return;
    std::exception_ptr thrown;
    {
        worker calling(shared, true);
        calling.start_with(root);
        try
        {
            calling.work();
        }
        catch (...)
        {
            thrown = std::current_exception();
            shared.stop = true;
            calling.work(); // closes what is open
        }
    }
    for (std::thread& helper : shared.helpers)
        helper.join();
    removed_ = shared.removed;
    error_ = shared.first;
    where_ = std::move(shared.first_path);
    passing_ = shared.passing;
    if (thrown)
        std::rethrow_exception(thrown);
}

} // namespace

std::atomic<retry_clock const*> installed_retry_clock{&steady_clock};

std::uintmax_t remove_tree(native_string const& path, system::directory_identity const* expected,
    remove_options const& options, native_string& where, std::error_code& ec)
{
    return removal(path, expected, options).run(where, ec);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
