//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Reads a program that makes temporary files, directories and paths permanent, keeps, removes and sweeps them, while
// calls of the system fail and another program changes what has the targets' names. Whatever happens, each name leads to
// what the model says: after an error the target is as it was, and what was to go there is whole and owned; after a
// success it is the new content, nobody may do more with it than with the old one, and nothing else is left. A name that
// nobody owns, a removed file that somebody does, and an open handle at the end are differences.

#include "endings.hpp"

namespace fuzz
{

class program : endings
{
public:
    explicit program(reader& input) : endings(input) {}

    void run()
    {
        while (!input_.empty() && step_ < 200)
        {
            step();
            check();
            ++step_;
        }
        armed_ = trouble();
        while (!owners_.empty())
            destroy(owners_.size() - 1);
        std::error_code ec;
        for (fs::path const& directory : {here_, there_})
            if (!debris_.empty())
            {
                tf::sweep(directory, "tmp", ec);
                expect(!ec, "the last sweep()", ec.message());
            }
        debris_.clear();
        check();
    }

private:
    void step()
    {
        unsigned const what = input_.byte() % 24;
        now = trouble();
        arm();
        if (owners_.empty() || what < 4)
            return create();
        std::size_t const which = input_.byte() % owners_.size();
        owner& o = owners_[which];
        if (tracing())
            std::fprintf(stderr, "%u: operation %u of object %zu, type %d%s %s\n", step_, what, which,
                static_cast<int>(o.what), o.owned ? ", owning" : "", o.name().c_str());
        switch (what)
        {
        case 4:
        case 5:
            return write(o);
        case 6:
        case 7:
        case 8:
        case 9:
        case 10:
        case 11:
            return persist(o);
        case 12:
            return keep(o);
        case 13:
            return remove(o);
        case 14:
            return close(o);
        case 15:
            return release(o);
        case 16:
            return into_path(o);
        case 17:
            return sweep();
        case 18:
            return move(o);
        case 19:
            return swap(o);
        case 20:
            return plant();
        case 21:
            return destroy(which);
        default:
            before_ = targets_;
            return act(input_.byte());
        }
    }

    // ---- making -----------------------------------------------------------------------------------------------------

    void create()
    {
        unsigned const how = input_.byte(), more = input_.byte();
        if (owners_.size() >= 9)
            return;
        tf::options o;
        o.dir = how & 0x80 ? there_ : here_;
        o.sweepable = more & 1;
        o.removal = static_cast<tf::removal>(more / 2 % 3);
        owner made(static_cast<type>(how % 6));
        made.when = o.removal;
        std::error_code ec;
        // What nobody is to remove has no owner whose death would tell.
        bool refused = o.sweepable && o.removal == tf::removal::never &&
                       (made.what == type::named || made.what == type::directory);
        if (tracing())
            std::fprintf(stderr, "%u: make type %u, options %u\n", step_, how % 6, more);
        switch (made.what)
        {
        case type::anonymous:
            attempt([&] { return made.stream = std::make_unique<tf::temporary_file>(o, ec), 0; });
            break;
        case type::spooled:
            attempt([&]
                { return made.stream = std::make_unique<tf::spooled_temporary_file>(more & 8 ? 5 : 1000, o, ec), 0; });
            break;
        case type::named:
            attempt([&] { return made.stream = std::make_unique<tf::named_temporary_file>(o, ec), 0; });
            made.owned = true;
            break;
        case type::save:
            made.target = target(how / 8);
            made.options.durability = static_cast<tf::durability>(more % 3);
            made.options.mode = more & 4 ? tf::persist_mode::create_new : tf::persist_mode::replace;
            refused = !possible(made, made.target, made.options.mode);
            attempt([&] { return made.save = std::make_unique<tf::save_file>(made.target, made.options, ec), 0; });
            made.target = made.options.mode == tf::persist_mode::replace ? resolved(made.target) : made.target;
            break;
        case type::directory:
            attempt([&] { return made.directory = std::make_unique<tf::temporary_directory>(o, ec), 0; });
            made.made = kind::directory;
            made.owned = true;
            if (!ec)
                put(*made.directory / "in", "of a directory", 0600);
            break;
        case type::path:
            adopt(made, o.dir / ("own" + std::to_string(step_)), how / 8 % 4, ec);
        }
        if (!succeeded("the constructor", ec, refused))
        {
            made = owner(made.what);
            return leave_unknown();
        }
        if (made.made == kind::directory)
            made.content = look(made.name()).content;
        owners_.push_back(std::move(made));
    }

    // Something that is there already.
    void adopt(owner& made, fs::path const& p, unsigned what, std::error_code& ec)
    {
        made.when = tf::removal::on_close;
        made.made = what == 0 ? kind::directory : what == 1 ? kind::link : what == 2 ? kind::other : kind::file;
        if (what == 0)
            fs::create_directory(p), put(p / "in", "of a directory that was there", 0600);
        else if (what == 1)
            fs::create_symlink("a", p);
        else if (what == 2)
            ::mkfifo(p.c_str(), 0600);
        else
            put(p, "of a file that was there", 0600);
        made.content = look(p).content;
        attempt([&] { return made.path = std::make_unique<tf::temporary_path>(p, ec), 0; });
        made.owned = !ec;
        if (ec)
            fs::remove_all(p);
    }

    // ---- permanent --------------------------------------------------------------------------------------------------

    void write(owner& o)
    {
        if (o.done || !(o.stream || o.save))
            return;
        std::string const text(1 + input_.length() % 9000, static_cast<char>('A' + step_ % 26));
        bool const flushes = input_.byte() % 2 != 0;
        std::ostream& out = o.stream ? static_cast<std::ostream&>(*o.stream) : *o.save;
        armed_ = trouble();
        out << text;
        if (flushes)
            out.flush();
        expect(out.good(), "a write");
        o.content += text;
        o.pending = !flushes;
    }

    // Whether what is at the target lets it be persisted there.
    bool possible(facts const& o, fs::path const& p, tf::persist_mode mode) const
    {
        bool const replaces = mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy;
        bool const copies = mode == tf::persist_mode::replace_or_copy || mode == tf::persist_mode::create_new_or_copy;
        kind const found = at(p).what;
        if (o.made != kind::file && copies)
            return false;
        if (!replaces)
            return found == kind::none;
        if (o.made == kind::directory)
            return found == kind::none || found == kind::directory;
        if (o.made != kind::file)
            return found != kind::directory;
        fs::path const last = resolved(p);
        return !last.empty() && (at(last).what == kind::none || at(last).what == kind::file);
    }

    // What has the name afterwards.
    fs::path place(facts const& o, fs::path const& p, tf::persist_mode mode) const
    {
        bool const follows =
            o.made == kind::file && (mode == tf::persist_mode::replace || mode == tf::persist_mode::replace_or_copy);
        fs::path const last = follows ? resolved(p) : p;
        return last.empty() ? p : last;
    }

    void persist(owner& o)
    {
        unsigned const how = input_.byte(), more = input_.byte();
        if (o.done || (!o.owned && o.path) || (!o.owned && o.directory) || (!o.owned && o.what == type::named))
            return;
        fs::path const p = o.save ? o.target : target(how);
        auto const mode = o.save ? o.options.mode : static_cast<tf::persist_mode>(how / 4 % 4);
        auto const durable = o.save ? o.options.durability : static_cast<tf::durability>(more % 3);
        std::error_code ec;
        bool const damaged = o.damaged;
        persist(o, p, mode, durable, ec);
        bool const refused = !possible(o, p, mode) || damaged || (o.may_be_damaged && ec);
        if (now.acted && late_)
            return overtaken(o);
        succeeded("persist()", ec, refused);
        settle(o, p, mode, durable, ec);
        if (o.done || (more & 0x10) == 0)
            return;
        check_object(o);
        check();
        armed_ = trouble();
        persist(o, p, mode, durable, ec);
        succeeded("persist() again", ec, !possible(o, p, mode) || o.damaged || (o.may_be_damaged && ec));
        settle(o, p, mode, durable, ec);
    }

    void persist(owner& o, fs::path const& p, tf::persist_mode mode, tf::durability durable, std::error_code& ec)
    {
        if (tracing())
            std::fprintf(stderr, "  to %s, mode %d, durability %d\n", p.c_str(), static_cast<int>(mode),
                static_cast<int>(durable));
        aimed_at_ = p;
        attempt(
            [&]
            {
                o.save        ? o.save->commit(ec)
                : o.directory ? o.directory->persist(p, mode, durable, ec)
                : o.path      ? o.path->persist(p, mode, durable, ec)
                              : o.stream->persist(p, mode, durable, ec);
                return 0;
            });
        if (failed(call::sync_file, call::sync_entry))
            o.may_be_damaged = true; // or a copy of it
        if (failed(call::sync_file) && o.handle() == now.unsynced && o.handle() >= 0)
            o.damaged = true;
        if (o.save && failed(call::write))
            o.damaged = true;
        if (failed(call::set_file_permissions)) // which takes back what it was given on its way
            o.exposed = true;
    }

    // It is in its place, or nothing has changed.
    void settle(owner& o, fs::path const& p, tf::persist_mode mode, tf::durability durable, std::error_code const& ec)
    {
        fs::path last = place(o, p, mode);
        auto const is_at = [&](fs::path const& t)
        { return look(t) != at(t) && look(t).what == o.made && look(t).content == o.content; };
        if (now.acted && !is_at(last)) // where a link led before
        {
            targets_.swap(before_);
            fs::path const before = place(o, p, mode);
            targets_.swap(before_);
            last = is_at(before) ? before : last;
        }
        thing const old = at(last), found = look(last);
        bool const placed = is_at(last);
        bool const has_content = o.made == kind::file || o.made == kind::directory;
        if (!ec && durable != tf::durability::none && has_content)
            expect(called(call::sync_file) || called(call::sync_entry), "what brings the content to storage");
        if (!ec && durable == tf::durability::data_and_entry)
            expect(called(call::sync_directory), "what brings the name to storage");
        if (!ec)
            expect(placed, "what has the target's name after a success", last.string() + ": " + shown(found));
        bool const says_so = o.save                  ? !o.save->is_open()
                             : o.what == type::named ? o.name() == last && !o.owns()
                             : o.stream              ? placed
                                                     : !o.owns();
        bool const half = placed && o.made == kind::directory && o.owns(); // the old tree is its own until it is gone
        expect(placed == says_so || half, "what it says of itself", last.string());
        // A name of its own that it had besides, and that was not removed, or could not be told from another file's.
        bool const unremoved = removal_failed() || (now.all_after && failed(call::identify_file));
        if (!placed)
            return unremoved || was_lied_to() ? leave_unknown() : void();
        bool const unsaved = failed(call::sync_directory) && durable == tf::durability::data_and_entry;
        bool const unseen = o.made == kind::directory && failed(call::identify_directory) && was_lied_to();
        expect(!ec || unsaved || unseen || unremoved || half, "an error though it is in its place", ec.message());
        check_access(o, old, found);
        set(last, found);
        o.known = o.known && !half;
        o.content = half ? std::string() : o.content;
        o.pending = false;
        o.owned = half;
        o.done = true;
        o.when = tf::removal::on_close;
        if (!half && !unseen)
            expect(o.name().empty() || o.name() == last, "path() of what was persisted", o.name().string());
        if (unremoved || was_lied_to())
            leave_unknown();
    }

    // Never more access than the file that was replaced gave, and without any trouble as much.
    void check_access(owner const& o, thing const& old, thing const& found)
    {
        if (o.made != kind::file)
            return;
        unsigned const fresh = o.save ? 0666u & ~mask_ : 0600u;
        unsigned const right = old.what == kind::file ? old.mode : fresh;
        expect((found.mode & ~right) == 0, "access that was widened", std::to_string(found.mode));
        if (!disturbed() && !o.path)
            expect(found.mode == right, "the permissions", std::to_string(found.mode));
        if (o.save && !found.mode && right != 0)
            expect((o.save->lost() & tf::lost_attributes::permissions) != tf::lost_attributes::nothing, "lost()");
    }

    // Another program replaced what was in its place already: one of them is there, whole, and the rest is nobody's.
    void overtaken(owner& o)
    {
        for (char const name : {'a', 'b', 'c', 'd'})
        {
            fs::path const p = here_ / std::string(1, name);
            thing const found = look(p);
            bool const whole =
                found == at(p) || found == before_[p] || (found.what == o.made && found.content == o.content);
            if (before_[p].what == kind::none)
                before_.erase(p);
            expect(whole, "what has the target's name", p.string() + ": " + shown(found));
            set(p, found);
        }
        std::size_t const which = static_cast<std::size_t>(&o - owners_.data());
        owners_.erase(owners_.begin() + static_cast<std::ptrdiff_t>(which));
        leave_unknown();
    }

    unsigned const mask_ = []
    {
        ::mode_t const old = ::umask(022);
        ::umask(old);
        return static_cast<unsigned>(old);
    }();
};

} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    fuzz::reader input(data, size);
    test::interception const hook(&fuzz::before_call);
    test::virtual_time const no_waits;
    static bool first = true; // what is opened once and for all
    std::size_t const before = fuzz::open_handles();
    fuzz::program(input).run();
    if (fuzz::open_handles() != before && !std::exchange(first, false))
        fuzz::give_up("the number of open handles", "permanent", 0, std::to_string(fuzz::open_handles()));
    return 0;
}
