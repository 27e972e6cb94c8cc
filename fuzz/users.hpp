//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FUZZ_USERS_HPP
#define BOOST_TEMPFILE_FUZZ_USERS_HPP

// The model of content.cpp: files as strings of bytes, who uses them, from where, and what must be true all the time.

#include "program.hpp"

#include "../test/interception.hpp"

#include <boost/tempfile.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace fuzz
{

using std::ios_base;
namespace sys = test::sys;

constexpr std::size_t most_bytes = 300'000; // nothing is written beyond, unless resize() went there
constexpr std::size_t in_object = 256;      // bytes of a spooled file that take no memory

// ---- failures -------------------------------------------------------------------------------------------------------

// What the system layer does in a program; how it fails goes for one operation.
struct failures
{
    bool opens_anew = true;
    std::size_t longest_transfer = 0; // 0: any
    unsigned calls_left = 0;          // before the one that fails; 0: none does
    bool all_after = false;
    std::error_code error;
    bool hit = false;
};

inline failures now;

inline std::error_code before_call(sys::call_site const& site) noexcept
{
    bool const transfer = site.which == sys::call::read || site.which == sys::call::write;
    if (transfer && now.longest_transfer != 0 && site.size != nullptr)
        *site.size = (std::min)(*site.size, now.longest_transfer);
    if (!now.opens_anew && (site.which == sys::call::reopen_handle || site.which == sys::call::reopen_file))
        return std::make_error_code(std::errc::operation_not_supported);
    if (now.calls_left == 0 || (now.calls_left > 1 && --now.calls_left != 0))
        return {};
    now.hit = true;
    now.calls_left = now.all_after ? 1 : 0;
    return now.error;
}

// ---- the model ------------------------------------------------------------------------------------------------------

struct content
{
    std::string bytes;
    unsigned version = 0; // how often it was changed
    int writer = 0;       // who has perhaps not flushed what it wrote; 0: nobody
};

// What is known of a user: it moves with the stream.
struct state
{
    int id = 0;
    std::shared_ptr<content> file;
    std::size_t at = 0;
    unsigned seen = 0;           // the content's version after its last operation
    std::size_t size_before = 0; // the content's, at the last check
    std::size_t max_size = 0;
    bool budgeted = false;
    bool may_have_rolled = false;
    bool shares_handle = false; // where the system opens nothing anew
    bool owns_name = false;
    bool handed_out = false;
    tf::native_handle_type handle{};
    bool reads = true, writes = true, appends = false;
};

enum class kind
{
    spooled,
    anonymous,
    named,
    c
};

template<class CharT>
struct user
{
    kind what;
    std::unique_ptr<tf::basic_temporary_stream<CharT>> stream;
    tf::c_file c = nullptr;
    state m;
    std::optional<tf::content_view> view = {};
    std::size_t view_at = 0;
};

struct mapping
{
    tf::mapped_content memory;
    std::shared_ptr<content> file;
    std::size_t at;
};

// ---- who there is ---------------------------------------------------------------------------------------------------

template<class CharT>
class users
{
protected:
    using stream = tf::basic_temporary_stream<CharT>;
    using spooled = tf::basic_spooled_temporary_file<CharT>;
    using anonymous = tf::basic_temporary_file<CharT>;
    using named = tf::basic_named_temporary_file<CharT>;
    using traits = std::char_traits<CharT>;
    using string = std::basic_string<CharT>;
    using person = user<CharT>;
    static constexpr bool wide = sizeof(CharT) != 1;
    static constexpr auto both = ios_base::in | ios_base::out;

    explicit users(reader& input) : input_(input), budget_(budget_of(input_.byte())) {}

    static std::size_t budget_of(unsigned which)
    {
        static constexpr std::size_t limits[] = {0, 300, 1000, 1500, 5000, 40'000, 200'000, 1 << 20, 4 << 20};
        return limits[which % std::size(limits)];
    }

    [[noreturn]] void differs(person const& u, char const* what, std::string const& how)
    {
        static constexpr char const* names[] = {"spooled", "anonymous", "named", "C"};
        give_up(what, names[static_cast<int>(u.what)], step_, how);
        std::abort();
    }

    template<class T, class U>
    void equal(person const& u, char const* what, T const& found, U const& expected)
    {
        if (found != static_cast<T>(expected))
            differs(u, what, std::to_string(found) + " instead of " + std::to_string(expected));
    }

    void same_bytes(person const& u, char const* what, std::string_view found, std::string_view expected)
    {
        if (found == expected)
            return;
        equal(u, what, found.size(), expected.size());
        auto const at = std::mismatch(found.begin(), found.end(), expected.begin()).first - found.begin();
        differs(u, what, "the first difference is at " + std::to_string(at) + " of " + std::to_string(found.size()));
    }

    // Only what was made to fail does; `expected` is an error that is right besides.
    bool succeeded(person& u, char const* what, std::error_code const& ec, std::error_code expected = {})
    {
        if (!ec && expected)
            differs(u, what, "success");
        if (ec && ec != expected && !now.hit)
            differs(u, what, ec.message());
        return !ec;
    }

    // Runs one operation of the library with the failure that was asked for.
    template<class Operation>
    auto attempt(Operation operation)
    {
        now.hit = false;
        now.calls_left = armed_ ? 1 + (*armed_ & 15) : 0;
        now.all_after = armed_ && (*armed_ & 16) != 0;
        now.error =
            std::make_error_code(armed_ && (*armed_ & 32) != 0 ? std::errc::no_space_on_device : std::errc::io_error);
        armed_.reset();
        auto result = operation();
        now.calls_left = 0;
        return result;
    }

    // A read that fails throws, also one on the way to a position.
    template<class Operation, class Result>
    Result attempt(Operation operation, Result where_it_throws)
    {
        return attempt(
            [&]
            {
                try
                {
                    return static_cast<Result>(operation());
                }
                catch (ios_base::failure const&)
                {
                    return where_it_throws;
                }
            });
    }

    string text(std::size_t n, unsigned seed)
    {
        string s(n, CharT());
        unsigned x = seed * 2654435761u + step_;
        for (auto& c : s)
        {
            x = x * 1664525u + 1013904223u;
            c = static_cast<CharT>(wide ? x >> 16 & 0x7f : x >> 16 & 0xff);
        }
        return s;
    }

    static std::string narrow(string const& s)
    {
        std::string bytes;
        for (CharT c : s)
            bytes += static_cast<char>(c);
        return bytes;
    }

    static spooled& spooled_of(person& u) { return static_cast<spooled&>(*u.stream); }

    static bool rolled(person const& u) { return static_cast<spooled const&>(*u.stream).rolled(); }

    // ---- several users of one file ----------------------------------------------------------------------------------

    void open(unsigned what)
    {
        static constexpr std::size_t sizes[] = {0, 0, 1, 200, 256, 300, 513, 4096, 10'000, 65'536, 1 << 21};
        tf::options o = scratch_options();
        state m;
        m.file = std::make_shared<content>();
        m.id = ++last_id_;
        std::unique_ptr<stream> made;
        if (what % 4 < 2)
        {
            m.max_size = sizes[input_.byte() % std::size(sizes)];
            m.budgeted = what % 4 == 0;
            o.budget = m.budgeted ? &budget_ : nullptr;
            made = std::make_unique<spooled>(m.max_size, o);
        }
        else if (what % 4 == 2)
            made = std::make_unique<anonymous>(o);
        else
            made = std::make_unique<named>(o);
        m.owns_name = what % 4 == 3;
        kind const k = what % 4 < 2 ? kind::spooled : what % 4 == 2 ? kind::anonymous : kind::named;
        users_.push_back(person{k, std::move(made), nullptr, std::move(m)});
    }

    void forget_views(content const& file)
    {
        for (person& u : users_)
            if (u.m.file.get() == &file)
                u.view.reset();
    }

    // The one who wrote last flushes, unless it is `next`.
    void settle(content& file, int next)
    {
        if (file.writer != next)
            for (person& u : users_)
                if (u.m.id == file.writer)
                {
                    bool const good = u.stream ? u.stream->rdbuf()->pubsync() == 0 : std::fflush(u.c.get()) == 0;
                    if (!good)
                        differs(u, "flush before another's turn", "failure");
                }
        if (file.writer != next)
            file.writer = 0;
    }

    // Before `u` reads or writes: it seeks if another has written.
    void turn(person& u)
    {
        content& file = *u.m.file;
        settle(file, u.m.id);
        bool const seeks = u.m.seen != file.version;
        if (u.c && seeks) // glibc's fseek alone keeps what was read ahead
            equal(u, "fflush", std::fflush(u.c.get()), 0);
        if (u.c)
            equal(u, "fseek", std::fseek(u.c.get(), static_cast<long>(u.m.at), SEEK_SET), 0);
        else if (seeks)
            equal(u, "seek", offset(u.stream->rdbuf()->pubseekpos(position(u.m.at), both)), u.m.at);
        u.m.seen = file.version;
    }

    static std::int64_t offset(std::fpos<std::mbstate_t> p) { return static_cast<std::int64_t>(std::streamoff(p)); }
    static std::fpos<std::mbstate_t> position(std::size_t at) { return std::streamoff(at); }

    // `u` has written, and is behind it now.
    void store(person& u, std::string_view bytes)
    {
        if (bytes.empty())
            return;
        if (u.m.appends)
            u.m.at = u.m.file->bytes.size();
        put(*u.m.file, u.m.at, bytes);
        u.m.at += bytes.size();
        u.m.seen = u.m.file->version;
    }

    void put(content& file, std::size_t at, std::string_view bytes)
    {
        forget_views(file);
        if (file.bytes.size() < at + bytes.size())
            file.bytes.resize(at + bytes.size());
        file.bytes.replace(at, bytes.size(), bytes);
        ++file.version;
    }

    void check_all(person& u)
    {
        settle(*u.m.file, u.m.id);
        same_bytes(u, "the whole content", u.stream->view(), u.m.file->bytes);
    }

    // ---- after each step --------------------------------------------------------------------------------------------

    void check()
    {
        std::size_t used = 0;
        for (person& u : users_)
        {
            if (u.view)
                same_bytes(u, "a view", *u.view, std::string_view(u.m.file->bytes).substr(u.view_at, u.view->size()));
            if (u.what != kind::spooled)
                continue;
            check_rolled(u);
            std::size_t const capacity =
                std::as_const(*spooled_of(u).rdbuf()).device().window().capacity; // none once rolled over
            if (u.m.budgeted && capacity > in_object)
                used += capacity;
        }
        if (used != budget_.used() || used > budget_.limit())
            differs(users_.front(), "the budget",
                std::to_string(budget_.used()) + " instead of " + std::to_string(used) + ", limit " +
                    std::to_string(budget_.limit()));
    }

    void check_rolled(person& u)
    {
        std::size_t const size = u.m.file->bytes.size();
        auto const too_large = [&](std::size_t n) { return u.m.max_size != 0 && n > u.m.max_size; };
        // What resize() cuts off was perhaps still to be written.
        std::size_t const most = (std::max)(size, std::exchange(u.m.size_before, size));
        // Twice is enough for a block and its copy, whatever it doubled to on the way.
        bool const no_budget = u.m.budgeted && budget_.limit() - used_before_ < 2 * most + (128 << 10);
        u.m.may_have_rolled = u.m.may_have_rolled || too_large(most) || no_budget || now.hit;
        if (rolled(u) && !u.m.may_have_rolled)
            differs(u, "rolled()", "true without a reason");
        if (!rolled(u) && too_large(size) && !wide)
            differs(u, "rolled()", "false, with " + std::to_string(size) + " bytes");
        u.m.may_have_rolled = rolled(u);
    }

    reader& input_;
    tf::spool_budget budget_;
    std::vector<person> users_;
    std::vector<mapping> mappings_;
    std::optional<unsigned> armed_;
    std::size_t used_before_ = 0;
    int last_id_ = 0;
    unsigned step_ = 0;
};

} // namespace fuzz

#endif
