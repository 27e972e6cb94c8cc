//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_ENDINGS_HPP
#define BOOST_TEMPFILE_FUZZ_ENDINGS_HPP

// What permanence.cpp does with what is owned besides making it permanent: it is kept, removed, closed, released, swept,
// moved, exchanged and destroyed.

#include "owners.hpp"

namespace fuzz
{

class endings : protected owners
{
protected:
    using owners::owners;

    // Success unless something went wrong, or `refused` says that there is a reason.
    bool succeeded(char const* what, std::error_code const& ec, bool refused = false)
    {
        if (tracing())
            std::fprintf(stderr, "  %s: %s\n", what, ec.message().c_str());
        expect(!ec || refused || disturbed(), what, ec.message());
        expect(ec || !refused || disturbed(), what, "success");
        return !ec;
    }

    // Its content is all there, and it can be written to.
    void check_object(owner& o)
    {
        armed_ = trouble();
        now = trouble();
        std::error_code ec;
        if (o.stream)
            expect(std::string_view(o.stream->view()) == o.content, "the content after a failure");
        if (o.save && !o.damaged)
            expect(o.save->size() == o.content.size(), "the size after a failure");
        if (o.stream)
            o.pending = false;
    }

    // ---- destroyed, moved, exchanged -----------------------------------------------------------------------------------

    void destroy(std::size_t which)
    {
        owner o = std::move(owners_[which]);
        owners_.erase(owners_.begin() + static_cast<std::ptrdiff_t>(which));
        fs::path const p = o.name();
        attempt(
            [&]
            {
                o.stream.reset();
                o.save.reset();
                o.directory.reset();
                o.path.reset();
                return 0;
            });
        gone(o, p);
    }

    // The owner of what has the name `p` is no more.
    void gone(facts const& o, fs::path const& p)
    {
        if (o.owned && o.what != type::path && o.when == tf::removal::never)
            keep_name(o, p);
        else if (o.owned && o.what == type::directory && now.hit.any())
            end_of_process(p);
        if (now.hit.any())
            leave_unknown();
    }

    // What has the name is the caller's.
    void keep_name(facts const& o, fs::path const& p)
    {
        thing const t = look(p);
        expect(t.what == o.made, "what is kept", p.string());
        if (o.known && !o.pending)
            expect(t.content == o.content, "the content of what is kept", p.string());
        kept_[p] = t;
    }

    // Calls f with two objects of one type.
    template<class Function>
    static void with(owner& a, owner& b, Function f)
    {
        switch (a.what)
        {
        case type::anonymous:
            return f(static_cast<tf::temporary_file&>(*a.stream), static_cast<tf::temporary_file&>(*b.stream));
        case type::spooled:
            return f(static_cast<tf::spooled_temporary_file&>(*a.stream),
                static_cast<tf::spooled_temporary_file&>(*b.stream));
        case type::named:
            return f(a.named(), b.named());
        case type::save:
            return f(*a.save, *b.save);
        case type::directory:
            return f(*a.directory, *b.directory);
        case type::path:
            return f(*a.path, *b.path);
        }
    }

    void move(owner& o)
    {
        std::size_t const which = input_.byte() % owners_.size();
        owner& other = owners_[which];
        if (&o == &other || other.what != o.what)
            return with(o, o,
                [](auto& from, auto&)
                {
                    auto made(std::move(from));
                    from = std::move(made);
                });
        fs::path const p = o.name();
        facts const old = o;
        attempt([&] { return with(o, other, [](auto& to, auto& from) { to = std::move(from); }), 0; });
        static_cast<facts&>(o) = other;
        owners_.erase(owners_.begin() + static_cast<std::ptrdiff_t>(which));
        gone(old, p);
    }

    void swap(owner& o)
    {
        owner& other = owners_[input_.byte() % owners_.size()];
        if (other.what != o.what)
            return;
        with(o, other, [](auto& a, auto& b) { a.swap(b); });
        std::swap(static_cast<facts&>(o), static_cast<facts&>(other));
    }

    // ---- kept, removed, closed --------------------------------------------------------------------------------------

    void keep(owner& o)
    {
        if (!o.owned)
            return;
        std::error_code ec;
        bool const there = look(o.name()).what != kind::none;
        fs::path const kept = attempt(
            [&] { return o.directory ? o.directory->keep(ec)
                         : o.path    ? o.path->keep(ec)
                                     : o.named().keep(ec); });
        if (!succeeded("keep()", ec, !there))
            return;
        expect(kept == o.name() && !is_marked(kept), "the name of what is kept", kept.string());
        keep_name(o, kept);
        if (o.pending)
            o.stream->flush(), kept_[kept] = look(kept);
        o.owned = false;
        o.done = true;
        if (removal_failed())
            leave_unknown();
    }

    void remove(owner& o)
    {
        if (o.stream && o.what != type::named)
            return close(o);
        std::error_code ec;
        fs::path const p = o.name();
        attempt(
            [&]
            {
                o.save        ? o.save->abandon()
                : o.directory ? o.directory->cleanup(ec)
                : o.path      ? o.path->remove(ec)
                              : o.named().remove(ec);
                return 0;
            });
        o.done = o.done || o.save || (o.owned && !o.stream);
        if (succeeded("remove()", ec))
        {
            if (o.owned && was_lied_to())
                leave(p);
            o.owned = false;
        }
        else
        {
            o.when = tf::removal::on_close; // from now on
            o.known = o.known && !o.directory && o.made != kind::directory;
        }
        if (removal_failed())
            leave_unknown();
    }

    void close(owner& o)
    {
        if (!o.stream || !o.stream->is_open())
            return;
        std::error_code ec;
        fs::path const p = o.name();
        attempt([&] { return o.stream->close(ec), 0; });
        expect(!o.stream->is_open(), "close()", "open");
        bool const good = succeeded("close()", ec);
        o.known = o.known && (!o.pending || good);
        o.pending = false;
        o.done = true;
        if (o.what != type::named || !o.owned)
            return;
        if (o.when == tf::removal::on_close && !o.owns())
        {
            o.owned = false;
            if (was_lied_to())
                leave(p);
            expect(targets_.count(p) != 0 || look(p).what == kind::none, "the name of what was closed", p.string());
        }
        if (!good && o.when == tf::removal::never)
            o.known = false;
    }

    void release(owner& o)
    {
        if (!o.stream || !o.stream->is_open() || o.done)
            return;
        std::error_code ec;
        tf::unique_handle const handle = attempt([&] { return o.stream->release(ec); });
        if (!succeeded("release()", ec))
            return check_object(o);
        std::string found(o.content.size() + 1, '\0');
        ::ssize_t const n = ::pread(handle.get(), &found[0], found.size(), 0);
        found.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
        expect(found == o.content, "the content of what was released");
        o.pending = false;
        if (o.owned)
            keep_name(o, o.name());
        expect(!o.owned || !is_marked(o.name()), "the name of what was released", o.name().string());
        o.owned = false;
        o.done = true;
        if (removal_failed())
            leave_unknown();
    }

    void into_path(owner& o)
    {
        if (o.what != type::named || !o.owned || owners_.size() > 9)
            return;
        std::error_code ec;
        owner made(type::path);
        bool const there = look(o.name()).what != kind::none;
        made.path = std::make_unique<tf::temporary_path>(attempt([&] { return o.named().into_path(ec); }));
        if (!succeeded("into_path()", ec, !there))
            return;
        expect(!o.stream->is_open() && bool(*made.path) && !o.named().owns_path(), "into_path()");
        made.owned = true;
        made.content = o.content;
        made.known = o.known;
        made.damaged = o.damaged;
        made.exposed = o.exposed;
        made.may_be_damaged = o.may_be_damaged;
        o.owned = o.pending = false;
        o.done = true;
        owners_.push_back(std::move(made));
    }

    // ---- swept ------------------------------------------------------------------------------------------------------

    // What a process that is no more has left, and what looks nearly so.
    void plant()
    {
        unsigned const how = input_.byte();
        fs::path const directory = how & 1 ? there_ : here_;
        std::string number = std::to_string(step_ + 1000);
        fs::path const dead = directory / ("tmp~" + std::string(16 - number.size(), 'x') + number + "~.log");
        fs::path const other = directory / ("tmp-" + std::string(16 - number.size(), 'x') + number + "-.log");
        put(dead, "of the dead", 0600);
        debris_.insert(dead);
        if ((how & 6) != 0)
            return;
        put(other, "of another", 0600);
        kept_[other] = look(other);
    }

    void sweep()
    {
        fs::path const directory = input_.byte() % 2 != 0 ? there_ : here_;
        std::error_code ec;
        auto const removed = attempt([&] { return tf::sweep(directory, "tmp", ec); });
        bool const good = succeeded("sweep()", ec);
        for (fs::path const& p : removed)
        {
            bool dead = debris_.erase(p) != 0;
            for (owner& o : owners_) // closed, which drops the lock, when the removal had failed
                if (o.what == type::named && !o.stream->is_open() && o.name() == p)
                    o.known = false, dead = true;
            expect(dead, "what sweep() has removed", p.string());
        }
        if (good && !disturbed())
            for (fs::path const& p : debris_) // also a second name of a file that somebody has open, and so locked
                expect(p.parent_path() != directory || is_open(look(p)), "what sweep() has left", p.string());
    }
};

} // namespace fuzz

#endif
