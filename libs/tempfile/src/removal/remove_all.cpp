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

#include "../system/error.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <string>
#include <thread>
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

constexpr std::size_t buffer_size = std::size_t(64) << 10; // a thousand entries or two
constexpr unsigned most_levels = 8;
constexpr std::size_t most_handles = 32;
constexpr unsigned most_rounds = 8;           // listings of one directory to which somebody adds entries, in one pass
constexpr std::size_t most_moved = 64;        // names of moved directories that are remembered; the others are found
constexpr std::uintmax_t worth_threads = 128; // entries: starting a thread costs about as much as removing thirty

bool is(std::error_code const& ec, std::errc condition) noexcept
{
    return ec == condition;
}

bool out_of_handles(std::error_code const& ec) noexcept
{
    return is(ec, std::errc::too_many_files_open) || is(ec, std::errc::too_many_files_open_in_system);
}

// A directory that is being emptied.
struct node
{
    node(node* above, system::directory const& handle) noexcept
        : parent(above), opened(handle), depth(above == nullptr ? 0 : above->depth + 1)
    {
    }

    node* const parent; // null: the root
    system::directory opened;
    native_string name; // the root's is its path
    unsigned const depth;
    unsigned rounds = 0;
    std::mutex listing; // and what follows a refusal
    bool asked = false;
    bool granted = false;
    bool guess = true; // that a listing which was not cut off is complete

    // Those who list it, the directories in it that are open, and the jobs that name one in it: the last one removes
    // it.
    std::atomic<unsigned> users{1};
    std::atomic<bool> listed{false}; // to the end
    std::atomic<bool> stayed{false}; // something in it did
    std::atomic<bool> again{false};  // something came into it
};

// A directory to enter; without a name, one whose listing to share. Counts as a user of `where`.
struct job
{
    node* where;
    native_string name;
};

// What the threads of one pass share.
struct shared_state
{
    shared_state(node& top, remove_options const& how, std::uintmax_t before)
        : root(top), options(how), crossing(how.cross_mounts ? system::mounts::cross : system::mounts::stay_out),
          removed(before)
    {
    }

    // For one more job, without an allocation that could fail.
    bool has_room() noexcept
    try
    {
        jobs.reserve(most_moved);
        return jobs.size() != jobs.capacity();
    }
    catch (std::bad_alloc const&)
    {
        return false;
    }

    node& root;
    remove_options const& options;
    system::mounts const crossing;

    std::atomic<std::uintmax_t> removed;
    std::atomic<unsigned> levels{most_levels};
    std::atomic<bool> stop{false}; // the observer threw

    std::mutex failing;
    std::error_code first;
    native_string first_path;
    bool passing = false; // something that failed may go yet
    native_string moved_prefix;
    std::uintmax_t moved = 0;

    std::mutex working;
    std::condition_variable change;
    std::vector<job> jobs;
    unsigned active = 1;        // threads that have work
    bool single = false;        // out of handles: only the calling thread goes on
    std::atomic<int> hungry{0}; // threads without work less jobs
    std::vector<std::thread> helpers;
};

native_string joined(native_string path, native_char const* name)
{
    path += std::filesystem::path::preferred_separator;
    return path += name;
}

native_string path_of(node const& n)
{
    return n.parent == nullptr ? n.name : joined(path_of(*n.parent), n.name.c_str());
}

struct handle_budget
{
    unsigned levels;
    unsigned threads;
};

handle_budget budget() noexcept
{
    std::size_t const handles = (std::min)(most_handles, system::handle_limit() / 4);
    std::size_t const levels = (std::max)(std::size_t(2), (std::min)(handles, std::size_t(most_levels)));
    return {static_cast<unsigned>(levels), static_cast<unsigned>((std::max)(std::size_t(1), handles / levels))};
}

// One thread's part in a pass.
class worker
{
public:
    worker(shared_state& shared, bool calling) noexcept
        : shared_(shared), calling_(calling), working_(calling), alone_(!calling || shared.options.threads == 1)
    {
    }
    worker(worker const&) = delete;
    worker& operator=(worker const&) = delete;

    void start_with(node& n) noexcept { push(n); }
    void work();

private:
    friend class climb;

    struct frame
    {
        node* where = nullptr;
        std::size_t next = 0, end = 0; // the names of directories still to enter, each with a NUL
        bool more = true;              // of the listing
    };

    void step();
    void fill(frame&);
    void leave() noexcept;
    void release(node*) noexcept;
    bool finish(node&) noexcept;
    static bool has_its_path(node const& root) noexcept;
    bool stay(node&) noexcept;
    void resume(node&) noexcept;
    void list_again(node&) noexcept;
    void push(node&) noexcept;

    bool remove_other(node&, native_char const*) noexcept;
    void enter(node&, native_char const*) noexcept;
    system::directory open(node&, native_char const*, std::error_code&) noexcept;
    system::directory open_denied(node&, native_char const*, std::error_code&) noexcept;
    bool grant(node&) noexcept;

    void move_up(node&, native_char const*) noexcept;
    bool grant_to_moved(node&, native_char const*) noexcept;
    native_string moved_name();
    void expect_moved(native_string&&) noexcept;

    void share() noexcept;
    bool give(node&, native_char const* name) noexcept;
    bool take(job&);
    void start_helpers() noexcept;
    void limit_handles() noexcept;
    void drop_helpers() noexcept;

    char* buffer(unsigned level) noexcept;
    void flush() noexcept;
    void report();
    void fail(node&, native_char const* name, std::error_code const&) noexcept;
    void fail(node&, native_string&& path, bool passing, std::error_code const&) noexcept;

    shared_state& shared_;
    bool const calling_;
    bool working_;         // counted as active
    bool alone_;           // no threads are to be started, or none any more
    bool limited_ = false; // the handles
    std::uintmax_t removed_ = 0;
    std::uintmax_t seen_ = 0;
    std::uintmax_t reported_ = 0;
    unsigned top_ = 0;
    frame frames_[most_levels + 1];
    std::unique_ptr<char[]> buffers_[most_levels + 1];
};

void worker::work()
{
    for (;;)
    {
        while (top_ != 0)
            step();
        job next{nullptr, {}};
        if (!take(next))
            return;
        if (next.name.empty())
        {
            push(*next.where); // the job's use of it becomes the frame's
            continue;
        }
        if (shared_.stop)
            next.where->stayed = true;
        else
            enter(*next.where, next.name.c_str());
        release(next.where);
    }
}

void worker::push(node& n) noexcept
{
    frames_[top_] = frame{};
    frames_[top_++].where = &n;
}

// The calling thread's observer may throw out of here; everything is as it was then, and the next step goes on.
void worker::step()
{
    frame& f = frames_[top_ - 1];
    if (shared_.stop)
    {
        f.where->stayed = true;
        leave();
    }
    else if (f.next != f.end)
    {
        native_char const* const name = reinterpret_cast<native_char*>(buffer(top_ - 1)) + f.next;
        f.next += std::char_traits<native_char>::length(name) + 1;
        share();
        enter(*f.where, name);
    }
    else if (f.more && !f.where->listed)
    {
        fill(f);
        flush();
        report();
    }
    else
        leave();
}

// Removes what is no directory of the next piece of the listing, and keeps the names of the directories: in the
// buffer, behind the entries that were decoded already, each of which took up more room than its name.
void worker::fill(frame& f)
{
    node& n = *f.where;
    char* const raw = buffer(top_ - 1);
    native_char* const names = reinterpret_cast<native_char*>(raw);
    std::error_code ec;
    std::size_t used = 0;
    {
        std::lock_guard<std::mutex> lock(n.listing);
        if (raw == nullptr)
            ec = std::make_error_code(std::errc::not_enough_memory);
        else if (!n.listed)
            used = system::list_directory(n.opened, raw, buffer_size, ec);
        if (used == 0)
            n.listed = true;
    }
    if (ec)
        fail(n, nullptr, ec);
    f.next = f.end = 0;
    f.more = used != 0 && (!n.guess || !system::probably_complete(used, buffer_size));

    std::size_t offset = 0;
    system::directory_entry entry;
    while (system::next_entry(raw, used, offset, entry))
    {
        ++seen_;
        if (entry.kind == system::entry_kind::directory || remove_other(n, entry.name))
        {
            std::char_traits<native_char>::move(names + f.end, entry.name, entry.size);
            names[f.end + entry.size] = native_char();
            f.end += entry.size + 1;
        }
        share();
    }
}

void worker::leave() noexcept
{
    --top_;
    release(frames_[top_].where);
}

// The last user of a directory removes it, and so stops using the one above.
void worker::release(node* n) noexcept
{
    while (n != nullptr && n->users.fetch_sub(1) == 1 && finish(*n))
    {
        node* const parent = n->parent;
        if (parent != nullptr)
        {
            system::close_directory(n->opened);
            delete n;
        }
        n = parent;
    }
}

// Whether the directory is done with, be it gone or not.
bool worker::finish(node& n) noexcept
{
    if (n.stayed)
        return stay(n);
    system::directory const none;
    std::error_code ec;
    auto const remove = [&]
    { system::remove_directory(n.parent == nullptr ? none : n.parent->opened, n.name.c_str(), n.opened, ec); };
    remove();
    if (ec && is(ec, std::errc::permission_denied) && grant(n.parent == nullptr ? n : *n.parent))
        remove();
    // The root is looked up through itself, which takes the permission to search it.
    if (ec && is(ec, std::errc::permission_denied) && n.parent == nullptr && has_its_path(n))
        system::remove_directory(none, n.name.c_str(), none, ec);
    if (!ec || is(ec, std::errc::no_such_file_or_directory))
    {
        removed_ += !ec;
        return true;
    }
    if (!n.listed) // there may be more to come after all
    {
        n.guess = false;
        resume(n);
        return false;
    }
    if (is(ec, std::errc::directory_not_empty))
    {
        if (n.again.exchange(false) || n.rounds++ < most_rounds)
        {
            list_again(n);
            return false;
        }
    }
    if (n.parent == nullptr)
        fail(n, nullptr, ec);
    else
        fail(*n.parent, n.name.c_str(), ec);
    return true;
}

// Whether the root's path still leads to it.
bool worker::has_its_path(node const& root) noexcept
{
    std::error_code ec;
    system::directory_identity const opened = system::identify_directory(root.opened, ec).identity;
    return !ec && system::identify_directory(root.name.c_str(), ec).identity == opened && !ec;
}

bool worker::stay(node& n) noexcept
{
    if (!shared_.stop)
    {
        if (!n.listed)
        {
            resume(n);
            return false;
        }
        if (n.again.exchange(false))
        {
            list_again(n);
            return false;
        }
    }
    if (n.parent != nullptr)
        n.parent->stayed = true;
    return true;
}

void worker::resume(node& n) noexcept
{
    n.users = 1;
    push(n);
}

void worker::list_again(node& n) noexcept
{
    std::error_code ec;
    system::rewind_directory(n.opened, ec);
    n.listed = bool(ec);
    if (ec)
        fail(n, nullptr, ec);
    resume(n);
}

// Whether it turns out to be a directory.
bool worker::remove_other(node& n, native_char const* name) noexcept
{
    std::error_code ec;
    system::remove_entry(n.opened, name, ec);
    if (ec && is(ec, std::errc::permission_denied) && grant(n))
        system::remove_entry(n.opened, name, ec);
    if (!ec)
    {
        ++removed_;
        return false;
    }
    if (is(ec, std::errc::is_a_directory))
        return true;
    fail(n, name, ec);
    return false;
}

void worker::enter(node& parent, native_char const* name) noexcept
{
    if (parent.depth + 1 >= shared_.levels)
        return move_up(parent, name);
    if (parent.depth == 1 && !limited_)
        limit_handles();
    std::error_code ec;
    system::directory opened = open(parent, name, ec);
    if (opened)
    {
        node* child = nullptr;
        try
        {
            std::unique_ptr<node> made(new node(&parent, opened));
            made->name = name;
            child = made.release();
        }
        catch (std::bad_alloc const&)
        {
            system::close_directory(opened);
            return fail(parent, name, std::make_error_code(std::errc::not_enough_memory));
        }
        parent.users.fetch_add(1);
        return push(*child);
    }
    if (!ec)
        return;
    if (is(ec, std::errc::not_a_directory)) // somebody put something else in its place
    {
        if (remove_other(parent, name))
            fail(parent, name, std::make_error_code(std::errc::is_a_directory));
        return;
    }
    if (out_of_handles(ec))
    {
        drop_helpers();
        if (parent.depth != 0)
            return move_up(parent, name); // until those above it are closed
    }
    fail(parent, name, ec);
}

// Neither a directory nor an error: there is nothing left to open.
system::directory worker::open(node& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::directory opened = system::open_directory(parent.opened, name, shared_.crossing, ec);
    if (!ec || !is(ec, std::errc::permission_denied))
        return opened;
    if (grant(parent))
    {
        opened = system::open_directory(parent.opened, name, shared_.crossing, ec);
        if (!ec || !is(ec, std::errc::permission_denied))
            return opened;
    }
    return open_denied(parent, name, ec);
}

// An empty directory need not be opened.
system::directory worker::open_denied(node& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::remove_directory(parent.opened, name, system::directory{}, ec);
    removed_ += !ec;
    if (!ec || is(ec, std::errc::no_such_file_or_directory) || is(ec, std::errc::not_a_directory))
        return system::directory{};
    return system::open_denied_directory(parent.opened, name, shared_.crossing, ec);
}

// Whether it is worth trying again what was refused in this directory.
bool worker::grant(node& n) noexcept
{
    std::lock_guard<std::mutex> lock(n.listing);
    if (!n.asked)
    {
        std::error_code ec;
        system::grant_access(n.opened, ec);
        n.granted = !ec;
        n.asked = true;
    }
    return n.granted;
}

// ---- below the deepest level that is held open ---------------------------------------------------------------------

// Walks the tree at one entry holding two handles, by `..` on the way up. Where the way up does not lead to the
// directory it came down from, because somebody moved one, it ends there.
class climb
{
public:
    climb(worker& w, node& above, native_char const* name) : worker_(w), above_(above), top_(name) {}
    climb(climb const&) = delete;
    climb& operator=(climb const&) = delete;
    ~climb()
    {
        if (current_)
            system::close_directory(current_);
    }

    void run();

private:
    using names = std::set<native_string, std::less<>>;

    struct level
    {
        system::directory_identity identity; // of the directory that the level below is in
        native_string name;                  // of the level below, in it
        names stayed;                        // the names in it that did
    };

    bool walk();
    bool list();
    bool enter(native_char const* name);
    bool go_up();
    void remove_other(native_char const* name);
    void remove(system::directory const& parent, native_string const& name);
    void remove_granted(system::directory const& parent, native_char const* name, std::error_code&) noexcept;
    static void check_way_up(system::directory const& child, std::error_code&) noexcept;
    void fail(native_char const* name, std::error_code const&);
    bool has_stayed(native_char const* name) const noexcept;

    worker& worker_;
    node& above_;
    native_string const top_;
    system::directory current_;
    names stayed_; // in the current directory
    std::deque<level> way_;
    bool entered_ = false;
};

void climb::run()
{
    std::error_code ec;
    current_ = worker_.open(above_, top_.c_str(), ec);
    if (!current_)
        return ec ? worker_.fail(above_, top_.c_str(), ec) : void();
    while (!worker_.shared_.stop && walk())
    {
    }
    bool const emptied = way_.empty() && stayed_.empty() && !worker_.shared_.stop;
    system::close_directory(current_);
    if (emptied)
        remove(above_.opened, top_);
    else
        above_.stayed = true;
}

// Down one level, or up one: false at the end.
bool climb::walk()
{
    entered_ = false;
    while (list())
    {
    }
    return entered_ || go_up();
}

// One piece of the listing; false when there is no more, or a directory was entered.
bool climb::list()
{
    char* const raw = worker_.buffer(most_levels);
    if (raw == nullptr)
        throw std::bad_alloc();
    std::error_code ec;
    std::size_t const used = system::list_directory(current_, raw, buffer_size, ec);
    if (ec)
        fail(nullptr, ec);
    std::size_t offset = 0;
    system::directory_entry entry;
    while (!entered_ && system::next_entry(raw, used, offset, entry))
    {
        if (has_stayed(entry.name))
            continue;
        if (entry.kind != system::entry_kind::directory)
            remove_other(entry.name);
        else
            entered_ = enter(entry.name);
    }
    return used != 0 && !entered_;
}

bool climb::enter(native_char const* name)
{
    std::error_code ec;
    remove_granted(current_, name, ec);
    if (!ec || is(ec, std::errc::no_such_file_or_directory))
        return false;
    system::directory_identity const here = system::identify_directory(current_, ec).identity;
    if (ec)
        return fail(name, ec), false;
    level above{here, name, {}};
    way_.emplace_back(); // while there is no handle that running out of memory could leak
    system::directory child = system::open_directory(current_, name, worker_.shared_.crossing, ec);
    if (ec && is(ec, std::errc::permission_denied))
        child = system::open_denied_directory(current_, name, worker_.shared_.crossing, ec);
    if (!ec)
        check_way_up(child, ec);
    if (ec)
    {
        system::close_directory(child);
        way_.pop_back();
        return fail(name, ec), false;
    }
    above.stayed.swap(stayed_);
    way_.back() = std::move(above);
    system::close_directory(current_);
    current_ = child;
    return true;
}

// One that can be listed but not searched could be entered, and never be left again.
void climb::check_way_up(system::directory const& child, std::error_code& ec) noexcept
{
    system::directory up = system::open_parent(child, ec);
    if (ec && is(ec, std::errc::permission_denied))
    {
        system::grant_access(child, ec);
        if (!ec)
            up = system::open_parent(child, ec);
    }
    if (up)
        system::close_directory(up);
    if (ec && is(ec, std::errc::operation_not_supported)) // by no way at all: what is reached goes
        ec.clear();
}

bool climb::go_up()
{
    if (way_.empty())
        return false;
    std::error_code ec;
    system::directory parent = system::open_parent(current_, ec);
    if (!ec && system::identify_directory(parent, ec).identity != way_.back().identity && !ec)
        ec = std::make_error_code(std::errc::no_such_file_or_directory); // moved away with what is left in it
    if (ec)
    {
        system::close_directory(parent);
        worker_.fail(above_, top_.c_str(), std::make_error_code(std::errc::directory_not_empty));
        return false;
    }
    system::close_directory(current_);
    current_ = parent;
    bool const emptied = stayed_.empty();
    native_string const name = std::move(way_.back().name);
    stayed_ = std::move(way_.back().stayed);
    way_.pop_back();
    if (emptied)
        remove(current_, name);
    else
        stayed_.insert(name);
    return true;
}

void climb::remove_other(native_char const* name)
{
    std::error_code ec;
    system::remove_entry(current_, name, ec);
    if (ec && is(ec, std::errc::permission_denied))
    {
        std::error_code ignored;
        system::grant_access(current_, ignored);
        system::remove_entry(current_, name, ec);
    }
    worker_.removed_ += !ec;
    if (ec && is(ec, std::errc::is_a_directory))
        entered_ = enter(name);
    else if (ec)
        fail(name, ec);
}

// What a directory of ours denies is granted, and tried once more.
void climb::remove_granted(system::directory const& parent, native_char const* name, std::error_code& ec) noexcept
{
    system::remove_directory(parent, name, system::directory{}, ec);
    if (ec && is(ec, std::errc::permission_denied))
    {
        std::error_code ignored;
        system::grant_access(parent, ignored);
        system::remove_directory(parent, name, system::directory{}, ec);
    }
    worker_.removed_ += !ec;
}

void climb::remove(system::directory const& parent, native_string const& name)
{
    std::error_code ec;
    remove_granted(parent, name.c_str(), ec);
    if (!ec)
        return;
    if (parent.handle == above_.opened.handle)
        worker_.fail(above_, name.c_str(), ec);
    else
        fail(name.c_str(), ec);
}

bool climb::has_stayed(native_char const* name) const noexcept
{
    return stayed_.find(name) != stayed_.end();
}

void climb::fail(native_char const* name, std::error_code const& ec)
{
    if (is(ec, std::errc::no_such_file_or_directory))
        return;
    native_string path = joined(path_of(above_), top_.c_str());
    for (level const& l : way_)
        path = joined(std::move(path), l.name.c_str());
    if (name != nullptr)
        path = joined(std::move(path), name);
    stayed_.insert(name != nullptr ? name : native_string());
    worker_.fail(above_, std::move(path), name != nullptr && system::may_pass(current_, name, ec), ec);
}

// Moving a directory writes the new `..` into it, so it has to be writable itself.
bool worker::grant_to_moved(node& parent, native_char const* name) noexcept
{
    if (!grant(parent) || !grant(shared_.root))
        return false;
    std::error_code ec;
    system::directory moved = system::open_denied_directory(parent.opened, name, shared_.crossing, ec);
    if (ec)
        return false;
    system::close_directory(moved);
    return true;
}

native_string worker::moved_name()
{
    static char const digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::lock_guard<std::mutex> lock(shared_.failing);
    if (shared_.moved_prefix.empty())
    {
        unsigned char random[16];
        std::error_code ec;
        system::random_bytes(random, sizeof random, ec);
        if (ec)
            throw std::system_error(ec);
        shared_.moved_prefix = moved_mark;
        for (unsigned char const byte : random)
            shared_.moved_prefix += static_cast<native_char>(digits[byte % 36]);
    }
    native_string name = shared_.moved_prefix;
    for (std::uintmax_t left = shared_.moved++; left != 0; left /= 36)
        name += static_cast<native_char>(digits[left % 36]);
    return name;
}

void worker::move_up(node& parent, native_char const* name) noexcept
try
{
    native_string new_name = moved_name();
    std::error_code ec;
    auto const move = [&] { system::move_directory(parent.opened, name, shared_.root.opened, new_name.c_str(), ec); };
    move();
    if (ec && is(ec, std::errc::permission_denied) && grant_to_moved(parent, name))
        move();
    if (!ec)
        return expect_moved(std::move(new_name));
    if (!is(ec, std::errc::no_such_file_or_directory))
        climb(*this, parent, name).run();
}
catch (std::system_error const& e)
{
    fail(parent, name, e.code());
}
catch (std::bad_alloc const&)
{
    fail(parent, name, std::make_error_code(std::errc::not_enough_memory));
}

void worker::expect_moved(native_string&& name) noexcept
{
    {
        std::lock_guard<std::mutex> lock(shared_.working);
        if (shared_.has_room())
        {
            shared_.root.users.fetch_add(1);
            shared_.jobs.push_back(job{&shared_.root, std::move(name)});
            shared_.hungry.fetch_sub(1);
        }
        else
            shared_.root.again = true;
    }
    shared_.change.notify_one();
}

// ---- several threads -----------------------------------------------------------------------------------------------

// Gives some of this thread's work to one that has none: the shallowest directory, as it will have most in it, or else
// a part in a long listing.
void worker::share() noexcept
{
    bool const worth = !alone_ && seen_ >= worth_threads;
    if (!worth && shared_.hungry.load(std::memory_order_relaxed) <= 0)
        return;
    for (unsigned i = 0; i != top_; ++i)
    {
        frame& f = frames_[i];
        if (f.next == f.end)
            continue;
        if (worth)
            return start_helpers();
        native_char const* const name = reinterpret_cast<native_char*>(buffer(i)) + f.next;
        if (give(*f.where, name))
            f.next += std::char_traits<native_char>::length(name) + 1;
        return;
    }
    frame& f = frames_[top_ - 1];
    if (!f.more || f.where->listed)
        return;
    if (worth)
        return start_helpers();
    static native_char const nothing = native_char();
    (void)give(*f.where, &nothing);
}

bool worker::give(node& where, native_char const* name) noexcept
try
{
    {
        std::lock_guard<std::mutex> lock(shared_.working);
        if (!shared_.has_room())
            return false;
        shared_.jobs.push_back(job{&where, name});
        shared_.hungry.fetch_sub(1);
        where.users.fetch_add(1);
    }
    shared_.change.notify_one();
    return true;
}
catch (std::bad_alloc const&)
{
    return false;
}

// The next job; false when none can come any more.
bool worker::take(job& next)
{
    flush();
    std::unique_lock<std::mutex> lock(shared_.working);
    if (working_)
        --shared_.active;
    working_ = false;
    shared_.hungry.fetch_add(1);
    while (!shared_.jobs.empty() || shared_.active != 0)
    {
        if (shared_.single && !calling_)
            break;
        if (!shared_.jobs.empty())
        {
            next = std::move(shared_.jobs.back());
            shared_.jobs.pop_back(); // one thread less is hungry, and one job less there
            ++shared_.active;
            return working_ = true;
        }
        if (!calling_ || !shared_.options.observer || shared_.stop)
        {
            shared_.change.wait(lock);
            continue;
        }
        shared_.change.wait_for(lock, std::chrono::milliseconds(50));
        lock.unlock();
        report();
        lock.lock();
    }
    shared_.hungry.fetch_sub(1);
    lock.unlock();
    shared_.change.notify_all();
    return false;
}

void worker::start_helpers() noexcept
try
{
    alone_ = true;
    limit_handles();
    unsigned const asked = shared_.options.threads;
    unsigned const wanted = asked != 0 ? asked : std::thread::hardware_concurrency();
    unsigned const threads = (std::min)(wanted, budget().threads);
    shared_state& shared = shared_;
    system::signals_blocked const blocked;
    for (unsigned i = 1; i < threads; ++i)
        shared_.helpers.emplace_back([&shared] { worker(shared, false).work(); });
}
catch (std::exception const&)
{
    // those that were started help
}

void worker::limit_handles() noexcept
{
    limited_ = true;
    unsigned const levels = budget().levels;
    if (levels < shared_.levels)
        shared_.levels = levels;
}

void worker::drop_helpers() noexcept
{
    alone_ = true;
    {
        std::lock_guard<std::mutex> lock(shared_.working);
        shared_.single = true;
    }
    shared_.change.notify_all();
}

// ---- results -------------------------------------------------------------------------------------------------------

// Stays where it is for the rest of the pass; null for want of memory.
char* worker::buffer(unsigned level) noexcept
{
    if (!buffers_[level])
        buffers_[level].reset(new (std::nothrow) char[buffer_size]);
    return buffers_[level].get();
}

void worker::flush() noexcept
{
    if (removed_ != 0)
        shared_.removed.fetch_add(std::exchange(removed_, 0), std::memory_order_relaxed);
}

void worker::report()
{
    if (!calling_ || !shared_.options.observer || shared_.stop)
        return;
    std::uintmax_t const removed = shared_.removed.load(std::memory_order_relaxed);
    if (removed != reported_)
        shared_.options.observer(reported_ = removed);
}

void worker::fail(node& where, native_char const* name, std::error_code const& ec) noexcept
try
{
    if (is(ec, std::errc::no_such_file_or_directory))
        return;
    system::directory const none;
    bool const passing = name != nullptr ? system::may_pass(where.opened, name, ec)
                                         : system::may_pass(where.parent == nullptr ? none : where.parent->opened,
                                               where.name.c_str(), ec);
    native_string path = path_of(where);
    fail(where, name == nullptr ? std::move(path) : joined(std::move(path), name), passing, ec);
}
catch (std::bad_alloc const&)
{
    fail(where, native_string(), true, ec);
}

void worker::fail(node& where, native_string&& path, bool passing, std::error_code const& ec) noexcept
{
    where.stayed = true;
    std::lock_guard<std::mutex> lock(shared_.failing);
    shared_.passing = shared_.passing || passing;
    if (shared_.first)
        return;
    shared_.first = ec;
    shared_.first_path = std::move(path);
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

bool is_separator(native_char c) noexcept
{
    return c == native_char('/') || c == std::filesystem::path::preferred_separator;
}

// A trailing slash would follow a link in spite of O_NOFOLLOW.
native_string checked(std::filesystem::path const& path, std::error_code& ec)
{
    native_string name = path.native();
    while (!name.empty() && is_separator(name.back()))
        name.pop_back();
    auto const last = std::find_if(name.rbegin(), name.rend(), &is_separator).base();
    native_string const component(last, name.end());
    bool const dots = component.size() <= 2 && component.find_first_not_of(native_char('.')) == native_string::npos;
    if (path.empty())
        ec = std::make_error_code(std::errc::no_such_file_or_directory);
    else if (dots || system::is_root(name) || name.find(native_char()) != native_string::npos)
        ec = std::make_error_code(std::errc::invalid_argument);
    else
        ec.clear();
    return name;
}

} // namespace

std::atomic<retry_clock const*> installed_retry_clock{&steady_clock};

std::uintmax_t remove_tree(native_string const& path, system::directory_identity const* expected,
    remove_options const& options, native_string& where, std::error_code& ec)
{
    return removal(path, expected, options).run(where, ec);
}

} // namespace detail

namespace
{

std::uintmax_t remove(
    std::filesystem::path const& path, remove_options const& options, std::filesystem::path& where, std::error_code& ec)
{
    std::uintmax_t removed = 0;
    detail::native_string stayed;
    detail::native_string const checked = detail::checked(path, ec);
    if (!ec)
        removed = detail::remove_tree(checked, nullptr, options, stayed, ec);
    if (ec)
        where = stayed.empty() ? path : std::filesystem::path(std::move(stayed));
    return removed;
}

} // namespace

std::uintmax_t remove_all(std::filesystem::path const& path, remove_options const& options)
{
    std::error_code ec;
    std::filesystem::path where;
    std::uintmax_t const removed = remove(path, options, where, ec);
    detail::throw_if(ec, "boost::tempfile::remove_all", where);
    return removed;
}

std::uintmax_t remove_all(std::filesystem::path const& path, std::error_code& ec)
{
    return remove_all(path, remove_options(), ec);
}

std::uintmax_t remove_all(std::filesystem::path const& path, remove_options const& options, std::error_code& ec)
{
    std::filesystem::path where;
    return remove(path, options, where, ec);
}

} // namespace tempfile
} // namespace boost
