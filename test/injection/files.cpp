//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Streams, and what has a path beside them.

#include "witness.hpp"

#include <boost/tempfile.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>

namespace tempfile = boost::tempfile;

namespace injection
{

namespace
{

tempfile::options here()
{
    tempfile::options o;
    o.dir = directory;
    return o;
}

// Writes in pieces of several sizes. What is refused is offered once more; what was accepted is returned.
template<class Stream>
std::string write_pieces(Stream& s, std::string const& text)
{
    std::size_t at = 0;
    int refused = 0;
    for (std::size_t piece = 1; at < text.size() && refused<2; piece = piece> 9000 ? 1 : piece * 3 + 1)
    {
        std::size_t const offered = (std::min)(piece, text.size() - at);
        std::streamsize const put = s.rdbuf()->sputn(text.data() + at, std::streamsize(offered));
        if (put < 0 || std::size_t(put) > offered)
        {
            broken("sputn: an impossible count");
            break;
        }
        at += std::size_t(put);
        refused = std::size_t(put) == offered ? 0 : refused + 1;
    }
    return text.substr(0, at);
}

// What was accepted is there as soon as a flush succeeds, and a flush that failed can be tried again.
template<class Stream>
void expect_content(Stream& s, std::string const& accepted, char const* what)
{
    for (int attempt = 0; attempt < 3; ++attempt)
    {
        s.clear();
        if (s.flush())
            break;
        succeeded("flush", s.last_error());
    }
    for (int attempt = 0; s && attempt < 3; ++attempt)
    {
        s.clear();
        std::string back(accepted.size() + 100, '?');
        s.seekg(0);
        s.read(&back[0], std::streamsize(back.size()));
        if (s.bad() || (s.fail() && !s.eof()))
        {
            succeeded("read", s.last_error());
            s.clear();
            continue;
        }
        back.resize(std::size_t(s.gcount()));
        if (back != accepted)
            broken(std::string(what) + ": " + std::to_string(back.size()) + " of " + std::to_string(accepted.size()) +
                   " accepted bytes, or others");
        break;
    }
    s.clear();
}

template<class Stream>
void close(Stream& s)
{
    std::error_code ec;
    s.close(ec);
    succeeded("close", ec);
    if (s.is_open())
        broken("open after close()");
}

void named(tempfile::removal when, bool sweepable)
{
    tempfile::options o = here();
    o.removal = when;
    o.sweepable = sweepable;
    std::filesystem::path path;
    std::optional<removed_at_end> not_its_own;
    std::error_code ec;
    {
        tempfile::named_temporary_file f(o, ec);
        if (!succeeded("named_temporary_file", ec))
        {
            if (f.is_open() || !f.fail())
                broken("a named file that was not made is open");
            return;
        }
        if (when == tempfile::removal::never)
            not_its_own.emplace(f.path());
        path = f.path();
        expect_content(f, write_pieces(f, bytes(30000, 1)), "named");
        f.resize(1000, ec);
        if (succeeded("resize", ec) && f.size(ec) != 1000 && succeeded("size", ec))
            broken("resize() said nothing and did nothing");
        if (when == tempfile::removal::on_destruction)
        {
            f.remove(ec);
            if (succeeded("remove", ec) == f.owns_path())
                broken("remove(): owns_path() says the opposite");
            if (!ec && is_there(path))
                broken("remove() said nothing and left the file");
        }
        f.close(ec);
        if (succeeded("close", ec) && when == tempfile::removal::on_close && is_there(path))
            broken("close() said nothing and left the file");
        if (f.is_open())
            broken("open after close()");
    }
}

void anonymous()
{
    std::error_code ec;
    tempfile::temporary_file f(here(), ec);
    if (!succeeded("temporary_file", ec))
        return;
    std::string const accepted = write_pieces(f, bytes(40000, 2));
    expect_content(f, accepted, "anonymous");
    (void)f.native_handle(ec);
    succeeded("native_handle", ec);
    expect_content(f, accepted, "anonymous, shared");
    close(f);
}

void spooled(std::size_t max_size, std::size_t size)
{
    std::error_code ec;
    tempfile::spooled_temporary_file f(max_size, here(), ec);
    if (!succeeded("spooled_temporary_file", ec))
        return;
    std::string accepted = write_pieces(f, bytes(size, 3));
    if (accepted.size() < (std::min)(size, max_size))
        broken("spooled: refused what fits in memory");
    expect_content(f, accepted, "spooled");
    f.resize(accepted.size() / 2, ec);
    if (succeeded("resize", ec))
        accepted.resize(accepted.size() / 2);
    expect_content(f, accepted, "spooled, cut");
    f.rollover(ec);
    succeeded("rollover", ec);
    expect_content(f, accepted, "spooled, rolled over");
    close(f);
}

void wide()
{
    std::error_code ec;
    tempfile::wtemporary_file f(here(), ec);
    if (!succeeded("wtemporary_file", ec))
        return;
    std::wstring text;
    for (unsigned i = 0; i < 9000; ++i)
        text += wchar_t(0x20 + i * 37 % 0x2000);
    std::size_t accepted = 0;
    for (int refused = 0; accepted < text.size() && refused < 2;)
    {
        std::streamsize const put = f.rdbuf()->sputn(
            text.data() + accepted, std::streamsize(std::min<std::size_t>(777, text.size() - accepted)));
        accepted += std::size_t(put);
        refused = put == 0 ? refused + 1 : 0;
    }
    for (int attempt = 0; attempt < 3; ++attempt)
    {
        f.clear();
        if (f.flush())
            break;
        succeeded("flush", f.last_error());
    }
    if (f)
    {
        std::wstring back(text.size() + 10, L'?');
        f.seekg(0);
        f.read(&back[0], std::streamsize(back.size()));
        if (f.bad() || (f.fail() && !f.eof()))
            succeeded("read", f.last_error());
        else if (back.substr(0, std::size_t(f.gcount())) != text.substr(0, accepted))
            broken("wide: other characters");
    }
    f.clear();
    close(f);
}

// view(), map(), c_stream(), reopen().
template<class Stream>
void views(Stream& f, char const* what)
{
    std::error_code ec;
    std::string const accepted = write_pieces(f, bytes(20000, 5));
    {
        tempfile::content_view const seen = f.view(ec);
        if (succeeded("view", ec) && std::string(seen.begin(), seen.end()) != accepted)
            broken(std::string(what) + ": view() shows other bytes");
    }
    {
        tempfile::mapped_content memory = f.map(ec);
        if (succeeded("map", ec))
        {
            if (std::string(memory.begin(), memory.end()) != accepted)
                broken(std::string(what) + ": map() shows other bytes");
            memory.flush(ec);
            succeeded("mapped_content::flush", ec);
        }
    }
    {
        tempfile::c_file const c = f.c_stream("r+b", ec);
        succeeded("c_stream", ec);
    }
    {
        auto again = f.reopen(std::ios_base::in | std::ios_base::binary, ec);
        if (succeeded("reopen", ec))
            expect_content(again, accepted, what);
    }
    expect_content(f, accepted, what);
    close(f);
}

void all_views()
{
    std::error_code ec;
    tempfile::temporary_file anonymous_file(here(), ec);
    if (succeeded("temporary_file", ec))
        views(anonymous_file, "anonymous");
    tempfile::named_temporary_file named_file(here(), ec);
    if (succeeded("named_temporary_file", ec))
        views(named_file, "named");
    tempfile::spooled_temporary_file spooled_file(1 << 20, here(), ec);
    if (succeeded("spooled_temporary_file", ec))
    {
        std::string const accepted = write_pieces(spooled_file, bytes(5000, 6));
        {
            tempfile::content_view const seen = spooled_file.view(ec);
            if (succeeded("view", ec) && std::string(seen.begin(), seen.end()) != accepted)
                broken("spooled: view() shows other bytes");
        }
        auto again = spooled_file.reopen(std::ios_base::in | std::ios_base::binary, ec);
        if (succeeded("reopen", ec))
            expect_content(again, accepted, "spooled, opened again");
        expect_content(spooled_file, accepted, "spooled");
    }
}

void handles()
{
    std::error_code ec;
    {
        tempfile::named_handle made = tempfile::mkstemp(here(), ec);
        if (succeeded("mkstemp", ec))
        {
            removed_at_end const gone(made.path);
            try
            {
                tempfile::file_device device(std::move(made.handle));
                device.close(ec);
                succeeded("file_device::close", ec);
            }
            catch (std::filesystem::filesystem_error const& e)
            {
                succeeded("file_device", e.code());
            }
        }
    }
    std::filesystem::path const made = tempfile::mkdtemp(here(), ec);
    if (succeeded("mkdtemp", ec))
        remove_tree(made);
    tempfile::named_temporary_file f(here(), ec);
    if (succeeded("named_temporary_file", ec))
    {
        std::filesystem::path const path = f.path();
        bool const written = bool(f << "text");
        tempfile::unique_handle const released = f.release(ec);
        if (succeeded("release", ec))
        {
            removed_at_end const gone(path);
            if (written && content_of(path) != "+text")
                broken("release(): other content");
        }
    }
}

void environment()
{
    std::error_code ec;
    tempfile::settempdir({});
    (void)tempfile::gettempdir(ec);
    succeeded("gettempdir", ec);
    (void)tempfile::disk_tempdir(ec);
    succeeded("disk_tempdir", ec);
    (void)tempfile::memory_tempdir(ec);
    succeeded("memory_tempdir", ec);
    tempfile::temporary_file f(ec);
    succeeded("temporary_file", ec);
}

} // namespace

void run_files(std::string const& group, bool& known)
{
    known = true;
    if (group == "named")
    {
        named(tempfile::removal::on_close, false);
        named(tempfile::removal::on_destruction, false);
        named(tempfile::removal::never, false);
    }
    else if (group == "sweepable")
    {
        named(tempfile::removal::on_close, true);
        named(tempfile::removal::on_destruction, true);
    }
    else if (group == "anonymous")
        anonymous();
    else if (group == "spooled")
    {
        spooled(1000, 20000);
        spooled(2 << 20, 3 << 20);
    }
    else if (group == "wide")
        wide();
    else if (group == "views")
        all_views();
    else if (group == "handles")
        handles();
    else if (group == "environment")
        environment();
    else
        known = false;
}

} // namespace injection
