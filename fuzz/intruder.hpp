//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_INTRUDER_HPP
#define BOOST_TEMPFILE_FUZZ_INTRUDER_HPP

// Who changes a tree while it is removed, right before the n-th call of a kind, and makes calls of the system fail.

#include "interception.hpp"
#include "plain_trees.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace fuzz
{

namespace sys = test::sys;
using sys::call;

// What a removal asks of the system.
constexpr call calls_of_removal[] = {call::open_directory, call::open_directory_beneath, call::grant_access,
    call::list_directory, call::rewind_directory, call::remove_entry, call::remove_directory, call::move_directory,
    call::identify_directory, call::close, call::identify_file, call::random};

struct event
{
    std::optional<call> which; // none: any
    unsigned calls_left = 0;
    unsigned times = 1;
    unsigned what = 0, where = 0, other = 0;
};

class intruder
{
public:
    intruder(int work, std::string path) : work_(work), path_(std::move(path)) {}

    void plan(reader&);
    void know(std::string const& name, bool owned) { name_ = name, owned_ = owned; }
    void leave() { events_.clear(); }
    std::error_code before(sys::call_site const&);

    std::uintmax_t made = 0;            // entries
    unsigned calls = 0;                 // so far
    unsigned last_removal = 0;          // the last call that was one
    unsigned root_changed = 0;          // the call before which the tree was moved away
    bool failed = false;                // something that was asked of the system
    bool lied = false;                  // with an error that says that there is nothing
    bool interfered = false;            // with the tree
    bool lasting = false;               // more than once
    bool same_name = false;             // as the tree's is something's that was moved elsewhere
    std::optional<ino_t> in_place;      // of the tree: what was put there
    std::vector<std::string> moved_out; // of the tree, beside it now

private:
    struct place
    {
        descriptor directory;
        unsigned depth;
    };

    std::error_code happen(event const&);
    place locate(unsigned where) const;
    static std::string choose(place const&, unsigned which, bool directory);
    void change(event const&);
    void move_out(event const&, place const&);
    void exchange_root(event const&);
    void made_entry(bool is) { made += is, interfered = interfered || is; }

    int const work_;
    std::string const path_;
    std::string name_;
    bool owned_ = false;
    std::mutex lock_;
    std::vector<event> events_;
    // The system: bytes of a listing at a time (0: any); whether it can move directories, and keep to a mount in one step.
    std::size_t listing_ = 0;
    bool moves_ = true, opens_beneath_ = true;
    std::string ours_; // where a directory that has an owner is, when it was moved away
    unsigned outs_ = 0;
};

inline void intruder::plan(reader& input)
{
    unsigned const system = input.byte(), pieces = system % 4;
    moves_ = system < 0x80;
    opens_beneath_ = (system & 0x40) == 0;
    listing_ = pieces == 0 ? 512 : pieces == 1 ? 2048 : 0;
    for (unsigned n = input.byte() % 8; n != 0; --n)
    {
        event e;
        unsigned const which = input.byte();
        if (which < 0xc0)
            e.which = calls_of_removal[which % std::size(calls_of_removal)];
        e.calls_left = 1 + (which % 16 == 15 ? input.word() % 2000 : input.byte() % 32);
        e.what = input.byte();
        e.where = input.word();
        e.other = input.word();
        unsigned const times = input.byte();
        e.times = times < 0xc0 ? 1 : times < 0xf0 ? times - 0xb0 : 500;
        events_.push_back(e);
    }
}

// On any thread of the removal.
inline std::error_code intruder::before(sys::call_site const& site)
{
    std::lock_guard<std::mutex> const locked(lock_);
    ++calls;
    if (site.which == call::remove_entry || site.which == call::remove_directory)
        last_removal = calls;
    if (site.which == call::list_directory && listing_ != 0)
        *site.size = std::min(*site.size, listing_);
    std::error_code failure;
    for (event& e : events_)
        if ((!e.which || e.which == site.which) && e.times != 0 && --e.calls_left == 0)
        {
            e.calls_left = 1;
            --e.times;
            lasting = lasting || e.times != 0;
            if (std::error_code const ec = happen(e))
                failure = ec;
        }
    if (site.which == call::move_directory && !moves_)
        return std::make_error_code(std::errc::cross_device_link);
    if (site.which == call::open_directory_beneath && !opens_beneath_)
        return std::make_error_code(std::errc::function_not_supported);
    if (!failure || site.which == call::close) // which closes all the same
        return {};
    // A system that says that nothing is there, or that what is above it is no directory.
    lied = lied || failure == std::errc::no_such_file_or_directory || failure == std::errc::not_a_directory;
    failed = true;
    return failure;
}

inline std::error_code intruder::happen(event const& e)
{
    if (tracing())
        std::fprintf(stderr, "call %u: event %u\n", calls, e.what % 16);
    if (e.what % 16 < 10)
        return change(e), std::error_code();
    static std::vector<std::error_code> const errors = test::every_error();
    return errors[e.other % errors.size()];
}

// A directory of the tree as it is now; of a directory with an owner, wherever it is.
inline intruder::place intruder::locate(unsigned where) const
{
    place at{directory_at(work_, owned_ && root_changed != 0 ? ours_ : name_), 0};
    for (unsigned levels = where % 16, which = where / 16; at.directory && at.depth != levels; which = which * 7 + 3)
    {
        std::string const name = choose(at, which, true);
        descriptor next = directory_at(at.directory.number, name);
        if (!next)
            break;
        at.directory = std::move(next);
        ++at.depth;
    }
    return at;
}

inline std::string intruder::choose(place const& at, unsigned which, bool directory)
{
    std::vector<std::string> names = names_in(at.directory.number, 40);
    names.erase(
        std::remove_if(names.begin(), names.end(),
            [&](std::string const& name) { return found(at.directory.number, name).is_directory != directory; }),
        names.end());
    return names.empty() ? std::string() : names[which % names.size()];
}

inline void intruder::change(event const& e)
{
    place const at = locate(e.where);
    if (!at.directory)
        return;
    int const here = at.directory.number;
    std::string const name = odd_name(e.other);
    switch (e.what % 16)
    {
    case 0:
        return made_entry(put(here, e.times > 100 ? name + std::to_string(calls) : name));
    case 1:
        if (::mkdirat(here, name.c_str(), 0700) != 0)
            return;
        made_entry(true);
        made_entry(put(directory_at(here, name).number, "a"));
        ::fchmodat(here, name.c_str(), odd_mode(e.what / 16), 0);
        return;
    case 2: // an entry goes
        for (bool const directory : {true, false})
            if (std::string const gone = choose(at, e.other, directory); !gone.empty())
                interfered |= ::unlinkat(here, gone.c_str(), directory ? AT_REMOVEDIR : 0) == 0;
        return;
    case 3: // a directory moves within the tree
        if (std::string const from = choose(at, e.other, true); !from.empty())
            if (place const to = locate(e.other); to.directory)
                interfered |= ::renameat(here, from.c_str(), to.directory.number, odd_name(e.what / 16).c_str()) == 0;
        return;
    case 4:
    case 5:
    case 6:
        return move_out(e, at);
    case 7: // and back, to anywhere in the tree
        if (!moved_out.empty() && ::renameat(work_, moved_out.back().c_str(), here, name.c_str()) == 0)
        {
            moved_out.pop_back();
            interfered = true;
            same_name = same_name || name == name_;
        }
        return;
    case 8: // a file becomes a directory
        if (std::string const file = choose(at, e.other, false); !file.empty())
        {
            interfered |= ::unlinkat(here, file.c_str(), 0) == 0;
            made_entry(::mkdirat(here, file.c_str(), 0700) == 0);
            made_entry(put(directory_at(here, file).number, "a"));
        }
        return;
    default:
        return exchange_root(e);
    }
}

// A directory of the tree is beside the treasure; in its place nothing, a link to the treasure, or a file.
inline void intruder::move_out(event const& e, place const& at)
{
    std::string const name = choose(at, e.other, true), out = "out" + std::to_string(outs_);
    if (name.empty() || ::renameat(at.directory.number, name.c_str(), work_, out.c_str()) != 0)
        return;
    interfered = true;
    moved_out.push_back(out);
    ++outs_;
    if (e.what % 16 == 5)
        made_entry(::symlinkat(odd_target(6, at.depth, path_).c_str(), at.directory.number, name.c_str()) == 0);
    if (e.what % 16 == 6)
        made_entry(put(at.directory.number, name));
}

// The same with all of it.
inline void intruder::exchange_root(event const& e)
{
    std::string const out = "out" + std::to_string(outs_);
    if (::renameat(work_, name_.c_str(), work_, out.c_str()) != 0)
        return;
    interfered = true;
    moved_out.push_back(out);
    ++outs_;
    if (root_changed == 0)
        ours_ = out;
    root_changed = calls;
    in_place.reset();
    switch (e.other % 4)
    {
    case 0:
        return;
    case 1:
        made_entry(::symlinkat("a", work_, name_.c_str()) == 0);
        break;
    case 2:
        made_entry(put(work_, name_));
        break;
    default:
        made_entry(::mkdirat(work_, name_.c_str(), 0700) == 0);
        made_entry(put(directory_at(work_, name_).number, "a"));
    }
    in_place = found(work_, name_).status.st_ino;
}

} // namespace fuzz

#endif
