//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// From temporary to permanent.

#include "witness.hpp"

#include <boost/tempfile.hpp>

namespace tempfile = boost::tempfile;

namespace injection
{

namespace
{

std::string const old_content = "the old content\n";

tempfile::options in(std::filesystem::path const& dir, bool sweepable = false)
{
    tempfile::options o;
    o.dir = dir;
    o.sweepable = sweepable;
    return o;
}

// After a success the target has the new content; after an error it is as it was.
void expect_target(std::filesystem::path const& target, bool existed, std::string const& text,
    std::error_code const& ec, std::string const& what)
{
    std::string const found = content_of(target);
    if (!ec)
    {
        if (found != '+' + text)
            broken(what + ": success, and another content");
    }
    else if (found == '+' + text)
        succeeded("entry", ec); // only the name could not be made durable
    else if (found != (existed ? '+' + old_content : "-"))
        broken(what + ": an error, and the target has changed");
}

template<class Stream>
void persist(Stream& f, bool existed, tempfile::persist_mode mode, tempfile::durability durable)
{
    std::filesystem::path const target = directory / "target";
    std::string const text = bytes(20000, 9);
    remove_tree(target);
    if (existed)
        make_file(target, old_content);
    f.write(text.data(), std::streamsize(text.size()));
    f.flush();
    if (!f)
    {
        succeeded("write", f.last_error());
        return;
    }
    std::error_code ec;
    f.persist(target, mode, durable, ec);
    bool const creates =
        mode == tempfile::persist_mode::create_new || mode == tempfile::persist_mode::create_new_or_copy;
    bool const taken = existed && creates;
    if (taken && !ec)
        broken("persist: replaced what create_new leaves alone");
    if (!taken || ec != std::errc::file_exists)
        succeeded("persist", ec);
    expect_target(target, existed, text, ec, "persist");
    bool const in_place = ec && content_of(target) == '+' + text;
    if (ec && !taken && !in_place && f.is_open())
    {
        std::error_code again;
        f.persist(target, mode, tempfile::durability::none, again);
        if (succeeded("persist, tried again", again))
            expect_target(target, existed, text, again, "persist, tried again");
    }
    f.close(ec);
    succeeded("close", ec);
    remove_tree(target);
}

void persist_each(std::filesystem::path const& from, tempfile::persist_mode mode, tempfile::durability durable)
{
    for (bool const existed : {false, true})
    {
        std::error_code ec;
        tempfile::temporary_file anonymous(in(from), ec);
        if (succeeded("temporary_file", ec))
            persist(anonymous, existed, mode, durable);
        tempfile::named_temporary_file named(in(from), ec);
        if (succeeded("named_temporary_file", ec))
            persist(named, existed, mode, durable);
        tempfile::named_temporary_file sweepable(in(from, true), ec);
        if (succeeded("named_temporary_file", ec))
            persist(sweepable, existed, mode, durable);
        tempfile::spooled_temporary_file spooled(1 << 20, in(from), ec);
        if (succeeded("spooled_temporary_file", ec))
            persist(spooled, existed, mode, durable);
    }
}

void save(tempfile::save_options const& o, bool existed)
{
    std::filesystem::path const target = directory / "saved";
    std::string const text = bytes(20000, 10);
    remove_tree(target);
    if (existed)
        make_file(target, old_content);
    {
        std::error_code ec;
        tempfile::save_file f(target, o, ec);
        if (succeeded("save_file", ec))
        {
            f.write(text.data(), std::streamsize(text.size()));
            bool const written = f.good();
            f.commit(ec);
            if (succeeded("commit", ec) && !written)
                broken("commit: success after a failed write");
            if (!f.overwrote() || !ec)
                expect_target(target, existed, text, ec, "save_file");
        }
    }
    remove_tree(target);
}

void saves()
{
    for (bool const existed : {false, true})
        for (tempfile::durability const d : {tempfile::durability::none, tempfile::durability::data_and_entry})
        {
            tempfile::save_options o;
            o.durability = d;
            save(o, existed);
        }
    tempfile::save_options o;
    o.overwrite = tempfile::overwrite::when_needed;
    save(o, true);
    o = {};
    o.mode = tempfile::persist_mode::create_new;
    save(o, false);
}

void keeps()
{
    std::error_code ec;
    for (bool const sweepable : {false, true})
    {
        tempfile::named_temporary_file f(in(directory, sweepable), ec);
        if (succeeded("named_temporary_file", ec))
        {
            bool const written = bool(f << "kept" << std::flush);
            if (!written)
                succeeded("write", f.last_error());
            std::filesystem::path const path = f.keep(ec);
            bool const kept = succeeded("keep", ec);
            f.close(ec);
            succeeded("close", ec);
            if (kept && content_of(path) != "+kept" && (written || !is_there(path)))
                broken("a kept file has gone");
            if (kept)
                remove_tree(path);
        }
        tempfile::temporary_directory d(in(directory, sweepable), ec);
        if (succeeded("temporary_directory", ec))
        {
            std::filesystem::path const path = d.keep(ec);
            if (succeeded("keep", ec))
            {
                if (!is_there(path))
                    broken("a kept directory has gone");
                remove_tree(path);
            }
        }
    }
}

// temporary_directory::persist().
void persist_directories(tempfile::persist_mode mode, tempfile::durability durable)
{
    std::filesystem::path const target = directory / "tree";
    bool const existed = mode == tempfile::persist_mode::replace;
    remove_tree(target);
    if (existed)
    {
        make_directory(target);
        make_file(target / "old", old_content);
    }
    {
        std::error_code ec;
        tempfile::temporary_directory d(in(directory), ec);
        if (succeeded("temporary_directory", ec))
        {
            make_file(d / "new", "new");
            make_directory(d / "below");
            d.persist(target, mode, durable, ec);
            bool const placed = content_of(target / "new") == "+new";
            if (succeeded("persist", ec) && !placed)
                broken("persist of a directory: success, and the tree is not there");
            if (!placed && is_there(target / "old") != existed)
                broken("persist of a directory: an error, and the target has changed");
            if (ec)
                d.cleanup(ec);
            succeeded("cleanup", ec);
        }
    }
    remove_tree(target);
}

} // namespace

void run_permanent(std::string const& group, bool& known)
{
    using tempfile::durability;
    using tempfile::persist_mode;
    known = true;
    if (group == "replace")
        persist_each(directory, persist_mode::replace, durability::data_and_entry);
    else if (group == "create_new")
        persist_each(directory, persist_mode::create_new, durability::none);
    else if (group == "copy")
        persist_each(elsewhere, persist_mode::replace_or_copy, durability::data);
    else if (group == "copy_new")
        persist_each(elsewhere, persist_mode::create_new_or_copy, durability::none);
    else if (group == "save")
        saves();
    else if (group == "keep")
        keeps();
    else if (group == "directory_persist")
    {
        persist_directories(persist_mode::create_new, durability::none);
        persist_directories(persist_mode::replace, durability::data_and_entry);
    }
    else
        known = false;
}

} // namespace injection
