//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_OWNERS_HPP
#define BOOST_TEMPFILE_FUZZ_OWNERS_HPP

// The model of permanence.cpp: who owns which name in two directories, what is at the targets there, and what must be
// true all the time.

#include "entries.hpp"

#include <boost/tempfile.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

namespace fuzz
{

enum class type
{
    anonymous,
    spooled,
    named,
    save,
    directory,
    path
};

// What is known of an object of the library; it moves with the object's state.
struct facts
{
    type what;
    kind made = kind::file;
    std::string content = {};
    bool known = true;    // the content: not where a part of it was removed, or could not be written
    bool pending = false; // characters are in the stream's buffer
    bool owned = false;   // a name that is to go with it
    bool done = false;    // persisted, committed, kept, released or closed
    bool damaged = false; // a synchronization has failed: no persist() succeeds any more
    bool may_be_damaged = false;
    bool exposed = false; // its permissions could not be taken back
    tf::removal when = tf::removal::on_close;
    fs::path target = {}; // of a save_file
    tf::save_options options = {};
};

struct owner : facts
{
    explicit owner(type t) : facts{t} {}

    std::unique_ptr<tf::temporary_stream> stream;
    std::unique_ptr<tf::save_file> save;
    std::unique_ptr<tf::temporary_directory> directory;
    std::unique_ptr<tf::temporary_path> path;

    bool is_stream() const { return what <= type::named; }
    tf::named_temporary_file& named() const { return static_cast<tf::named_temporary_file&>(*stream); }

    fs::path name() const
    {
        return what == type::named       ? named().path()
               : what == type::directory ? directory->path()
               : what == type::path      ? path->path()
                                         : fs::path();
    }
    // What it says itself.
    bool owns() const
    {
        return what == type::named       ? named().owns_path()
               : what == type::directory ? directory->owns_path()
               : what == type::path      ? bool(*path)
                                         : false;
    }
    // Its file, or -1.
    int handle() const
    {
        switch (what)
        {
        case type::anonymous:
            return std::as_const(*static_cast<tf::temporary_file&>(*stream).rdbuf()).device().peek_handle();
        case type::spooled:
            return std::as_const(*static_cast<tf::spooled_temporary_file&>(*stream).rdbuf()).device().peek_handle();
        case type::named:
            return std::as_const(*named().rdbuf()).device().peek_handle();
        case type::save:
            return std::as_const(*save->rdbuf()).device().peek_handle();
        default:
            return -1;
        }
    }
    // Its file's number; 0 where it has none.
    std::uint64_t number() const
    {
        struct ::stat status;
        return handle() >= 0 && ::fstat(handle(), &status) == 0 ? status.st_ino : 0;
    }
};

class owners
{
protected:
    explicit owners(reader& input) : input_(input)
    {
        unsigned const how = input.byte();
        for (fs::path const& directory : {here_, there_})
        {
            fs::create_directory(directory);
            ::chmod(directory.c_str(), how & 1 ? 0777 : 0700); // others may put something else in a name's place
        }
    }

    ~owners()
    {
        for (auto const& [handle, content] : kept_open_)
            ::close(handle);
        std::error_code ignored;
        fs::remove_all(here_, ignored);
        fs::remove_all(there_, ignored);
    }

    [[noreturn]] void differs(char const* what, std::string const& more)
    {
        give_up(what, "permanent", step_, more);
        std::abort();
    }

    void expect(bool as_it_should_be, char const* what, std::string const& more = {})
    {
        if (!as_it_should_be)
            differs(what, more);
    }

    // ---- running the library ----------------------------------------------------------------------------------------

    // Decides what goes wrong in this operation.
    void arm()
    {
        static std::vector<std::error_code> const errors = test::every_error();
        armed_ = trouble();
        unsigned const how = input_.byte();
        if (how < 90)
            return;
        armed_.calls_left = 1 + input_.byte() % (how & 1 ? 32 : 4);
        if ((how & 1) == 0)
            armed_.which = static_cast<call>(input_.byte() % (static_cast<unsigned>(call::open_c_file) + 1));
        armed_.error = errors[input_.byte() % errors.size()];
        armed_.all_after = (how & 2) != 0;
        if (how >= 200)
        {
            unsigned const what = input_.byte();
            armed_.other = [this, what] { act(what); };
        }
    }

    template<class Operation>
    auto attempt(Operation operation)
    {
        late_ = false;
        before_ = targets_;
        now = std::exchange(armed_, trouble());
        auto result = operation();
        now.calls_left = 0;
        return result;
    }

    bool disturbed() const { return now.hit.any() || now.acted; }

    // A call that removes, or gives another name, has failed: something may be left.
    static bool removal_failed()
    {
        return failed(call::remove_file, call::unlink_entry, call::remove_entry, call::remove_directory,
            call::rename_file, call::exchange_entries, call::exchange, call::rename_directory, call::rename_to_unused);
    }
    // The system has said that what is there is not.
    static bool was_lied_to()
    {
        return now.hit.any() &&
               (now.error == std::errc::no_such_file_or_directory || now.error == std::errc::not_a_directory);
    }

    // ---- targets and other programs ---------------------------------------------------------------------------------

    fs::path target(unsigned which) const { return here_ / std::string(1, static_cast<char>('a' + which % 4)); }

    thing at(fs::path const& p) const
    {
        auto const found = targets_.find(p);
        return found == targets_.end() ? thing() : found->second;
    }

    void set(fs::path const& p, thing const& t)
    {
        if (t.what == kind::none)
            targets_.erase(p);
        else
            targets_[p] = t;
    }

    // Where links lead; an empty path for an endless chain.
    fs::path resolved(fs::path p) const
    {
        for (int links = 0; links < 40; ++links)
        {
            thing const t = at(p);
            if (t.what != kind::link)
                return p;
            p = p.parent_path() / t.content;
        }
        return {};
    }

    // Another program does something to a target.
    void act(unsigned what)
    {
        fs::path const p = what & 0x80 && !aimed_at_.empty() ? aimed_at_ : target(what);
        thing const before = look(p);
        late_ = before != at(p); // the operation has got that far
        std::string const content = "of another program " + std::to_string(step_);
        switch (what / 4 % 8)
        {
        case 0:
            fs::remove_all(p);
            break;
        case 1:
        case 2:
            if (before.what == kind::directory)
                fs::remove_all(p);
            put(here_ / "other", content, what & 0x20 ? 0640 : 0604);
            fs::rename(here_ / "other", p);
            break;
        case 3:
            fs::remove_all(p);
            fs::create_symlink(target(what / 32).filename(), p);
            break;
        case 4:
            fs::remove_all(p);
            fs::create_directory(p);
            if (what & 0x20)
                put(p / "in", content, 0644);
            break;
        case 5:
            if (before.what == kind::file)
                ::chmod(p.c_str(), what & 0x20 ? 0400 : 0666);
            break;
        case 6:
            if (before.what == kind::file)
                kept_open_.emplace_back(::open(p.c_str(), O_RDONLY | O_CLOEXEC), before.content);
            break;
        default:
            if (before.what == kind::none)
                put(p, content, 0644);
        }
        if (tracing())
            std::fprintf(stderr, "  another program: %u on %s%s\n", what / 4 % 8, p.c_str(), late_ ? ", late" : "");
        set(p, look(p));
    }

    // ---- what is true all the time ----------------------------------------------------------------------------------

    void check()
    {
        names found = look_into(here_);
        for (auto& entry : look_into(there_))
            found.insert(entry);
        for (names const* expected : {&targets_, &kept_})
            for (auto const& [p, t] : *expected)
            {
                auto const at = found.find(p);
                expect(at != found.end() && at->second == t, "what is there", p.string() + ": " + shown(look(p)));
                found.erase(at);
            }
        for (owner const& o : owners_)
            check(o, found);
        for (auto const& [p, t] : found)
        {
            if (debris_.count(p) != 0)
                continue;
            expect(hidden(t), "what is left", p.string() + ": " + shown(t));
        }
        for (auto const& [handle, content] : kept_open_)
        {
            std::string now_there(content.size() + 1, '\0');
            auto const n = ::pread(handle, &now_there[0], now_there.size(), 0);
            expect(n == static_cast<::ssize_t>(content.size()) && now_there.compare(0, content.size(), content) == 0,
                "the old file that is held open", content);
        }
    }

    void check(owner const& o, names& found)
    {
        bool const has_name = o.what == type::named || o.what == type::directory || o.what == type::path;
        if (!has_name)
            return;
        bool const left_alone = o.what == type::named && o.when == tf::removal::never;
        expect(o.owns() == (o.owned && !left_alone), "owns_path()", o.name().string());
        if (!o.owned)
            return;
        auto const at = found.find(o.name());
        expect(at != found.end() || !o.known, "a name that is owned", o.name().string());
        if (at == found.end())
            return;
        thing const& t = at->second;
        expect(t.what == o.made, "the kind of what is owned", o.name().string());
        expect(o.number() == 0 || t.number == o.number(), "the file of a name", o.name().string());
        if (o.known && !o.pending)
            expect(t.content == o.content, "the content of what is owned", o.name().string());
        unsigned const most = o.made != kind::file || o.exposed ? 0777 : 0600;
        expect((t.mode & ~most) == 0, "the permissions of what is owned", std::to_string(t.mode));
        found.erase(at);
    }

    // A name that a file without one was given on its way, and keeps until it goes.
    bool hidden(thing const& t) const
    {
        return std::any_of(owners_.begin(), owners_.end(),
            [&](owner const& o) { return o.what != type::named && !o.done && t.number == o.number(); });
    }

    bool is_open(thing const& t) const
    {
        return std::any_of(
            owners_.begin(), owners_.end(), [&](owner const& o) { return t.number != 0 && t.number == o.number(); });
    }

    static std::string shown(thing const& t)
    {
        static constexpr char const* kinds[] = {"nothing", "a file", "a link", "a directory", "another"};
        return kinds[static_cast<int>(t.what)] + std::string(" of ") + std::to_string(t.mode) + ": " +
               t.content.substr(0, 60);
    }

    // What may stay where a removal has failed: what sweep() takes some day, or, by its name, the end of the process.
    void leave(fs::path const& p)
    {
        if (look(p).what == kind::none)
            return;
        if (is_marked(p))
            debris_.insert(p);
        else
            fs::remove_all(p);
    }

    // A directory that could not be removed is held, with its lock, until the process tries again.
    static void end_of_process(fs::path const& directory)
    {
        for (auto const& entry : fs::directory_iterator("/proc/self/fd"))
        {
            std::error_code gone; // the listing's own
            if (fs::read_symlink(entry.path(), gone) == directory)
                ::close(std::stoi(entry.path().filename()));
        }
        fs::remove_all(directory);
    }

    void leave_unknown()
    {
        for (fs::path const& directory : {here_, there_})
            for (auto const& [p, t] : look_into(directory))
            {
                bool const owned = std::any_of(owners_.begin(), owners_.end(),
                    [&, &name = p](owner const& o) { return o.owned && o.name() == name; });
                if (targets_.count(p) == 0 && kept_.count(p) == 0 && !owned && !hidden(t))
                    leave(p);
            }
    }

    reader& input_;
    unsigned step_ = 0;
    fs::path const here_ = scratch_options().dir / "here";
    fs::path const there_ = scratch_options().dir / "there";

    std::vector<owner> owners_;
    names targets_;
    names kept_;
    std::set<fs::path> debris_;
    std::vector<std::pair<int, std::string>> kept_open_;

    trouble armed_;
    fs::path aimed_at_; // by the operation
    names before_;      // the targets, before the operation
    bool late_ = false; // it acted on what was in its place already
};

} // namespace fuzz

#endif
