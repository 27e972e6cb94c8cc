//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 6 for the streams, call by call: each allocation fails in turn.
// The basic guarantee holds: the stream can be used, what was accepted is there, the same operation succeeds once nothing
// fails any more, the error is told, nothing leaks and the file goes.

#define BOOST_TEST_MODULE stream_exceptions
#include "unit_test.hpp"

#include "failing_allocations.hpp"
#include "failing_streams.hpp"
#include "platform.hpp"
#include "scratch.hpp"

#include <new>
#include <string>

namespace fs = std::filesystem;
using namespace boost::tempfile;
using std::ios_base;
using namespace test::streams;

using test::allocations_left;
using test::blocks;
using test::counts_all;

namespace
{

// Runs `action` with its n-th allocation failing; whether one did, or `n` is 0.
template<class Action>
bool fails_at(long n, Action action)
{
    allocations_left = n;
    try
    {
        action();
    }
    catch (std::bad_alloc const&)
    {
    }
    catch (...)
    {
        allocations_left = 0;
        throw;
    }
    return allocations_left.exchange(0) == 0;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(any_allocation_of_an_operation_may_fail, Case, cases)
{
    test::scratch dir;
    options const o = dir.options();
    for (auto const& op : operations<typename Case::file>())
        for (doing const before : {doing::nothing, doing::writing, doing::reading})
        {
            bool failed = true;
            for (long n = 0; failed; ++n) // first none, so that what is made once has been made
            {
                BOOST_TEST_CONTEXT(op.name << ", doing " << int(before) << ", allocation " << n)
                {
                    long const allocated = blocks;
                    {
                        auto s = Case::make(o);
                        prepare(s, before);
                        std::string const was = before == doing::nothing ? std::string() : begun;
                        std::string const will_be = op.result(was);
                        failed = fails_at(n, [&] { op.act(s); });
                        BOOST_REQUIRE(s.is_open());
                        std::string const found = content(s);
                        BOOST_TEST(on_the_way(was, will_be, found), found.substr(0, 40));
                        op.act(s);
                        BOOST_TEST((content(s) == will_be));
                    }
                    long const left = blocks - allocated;
                    BOOST_TEST((n == 0 || left == 0 || !counts_all));
                    BOOST_TEST(dir.empty());
                }
            }
        }
}

// Each type of file, with options that take memory of their own.
BOOST_AUTO_TEST_CASE_TEMPLATE(any_allocation_of_a_construction_may_fail, Case, cases)
{
    test::scratch dir;
    options good = dir.options();
    good.prefix = std::string(60, 'p');
    good.suffix = std::string(60, 's');
    options missing = good;
    missing.dir /= "missing";
    for (options const& o : {good, missing})
        for (bool quiet : {false, true})
        {
            bool failed = true;
            for (long n = 0; failed; ++n)
            {
                long const allocated = blocks;
                failed = fails_at(n,
                    [&]
                    {
                        try
                        {
                            std::error_code ec;
                            if (quiet && std::is_same<Case, named<typename Case::char_type>>::value)
                                basic_named_temporary_file<typename Case::char_type>(o, ec);
                            else
                                Case::make(o);
                        }
                        catch (fs::filesystem_error const&)
                        {
                        }
                    });
                long const left = blocks - allocated;
                BOOST_TEST((n == 0 || left == 0 || !counts_all), "allocation " << n << " leaves " << left);
                BOOST_TEST(dir.empty());
            }
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_accepted_before_an_allocation_failed_is_there, Case, cases)
{
    using CharT = typename Case::char_type;
    using traits = std::char_traits<CharT>;
    test::scratch dir;
    std::basic_string<CharT> text(30'000, CharT());
    for (std::size_t i = 0; i != text.size(); ++i)
        text[i] = static_cast<CharT>('a' + i % 23);
    std::string const narrow(text.begin(), text.end());
    bool failed = true;
    for (long n = 1; failed; ++n)
    {
        auto s = Case::make(dir.options());
        std::size_t put = 0;
        failed = fails_at(n,
            [&]
            {
                while (put != text.size() && !traits::eq_int_type(s.rdbuf()->sputc(text[put]), traits::eof()))
                    ++put;
            });
        BOOST_TEST((content(s) == narrow.substr(0, put)));
        s.seekp(0, ios_base::end);
        s.write(text.data() + put, static_cast<std::streamsize>(text.size() - put));
        BOOST_TEST(s.good());
        BOOST_TEST((content(s) == narrow));
    }
    // What was read is behind the position, and nothing else.
    failed = true;
    for (long n = 1; failed; ++n)
    {
        basic_named_temporary_file<CharT> file(dir.options());
        file << narrow.c_str();
        auto s = file.reopen();
        std::basic_string<CharT> got;
        got.reserve(text.size());
        failed = fails_at(n,
            [&]
            {
                while (got.size() != text.size())
                    got += traits::to_char_type(s.rdbuf()->sbumpc());
            });
        BOOST_TEST(s.tellg() == static_cast<std::streamoff>(got.size()));
        while (got.size() != text.size())
            got += traits::to_char_type(s.rdbuf()->sbumpc());
        BOOST_TEST((got == text));
    }
}

BOOST_AUTO_TEST_CASE(any_allocation_on_the_way_to_a_permanent_file_may_fail)
{
    test::scratch dir;
    fs::path const target = dir / std::string(60, 't');
    std::function<void(named_temporary_file&)> const ways[] = {
        [](named_temporary_file& f) { f.keep(); },
        [&](named_temporary_file& f) { f.persist(target); },
        [&](named_temporary_file& f) { f.release().close(); },
        [](named_temporary_file& f) { f.reopen() << "y" << std::flush; },
        [](named_temporary_file& f) { f.close(); },
    };
    for (auto const& way : ways)
        for (bool const sweepable : test::sweepable_or_not)
        {
            options o = dir.options();
            o.prefix = std::string(60, 'p');
            o.sweepable = sweepable;
            std::error_code ec;
            named_temporary_file{o, ec};
            if (sweepable && ec == std::errc::operation_not_supported)
                continue;
            bool failed = true;
            for (long n = 0; failed; ++n)
            {
                long const allocated = blocks;
                bool done = false;
                {
                    named_temporary_file f(o);
                    f << "x";
                    failed = fails_at(n,
                        [&]
                        {
                            way(f);
                            done = true;
                        });
                    if (!done)
                    {
                        BOOST_TEST(content(f) == "x");
                        way(f);
                    }
                    else
                        f.close();
                }
                long const left = blocks - allocated;
                BOOST_TEST((n == 0 || left == 0 || !counts_all), "allocation " << n << " leaves " << left);
                BOOST_TEST(dir.names().size() <= 1u);
                for (auto const& name : dir.names())
                    fs::remove(dir / name);

                // A failure leaves the file its owner's to remove.
                done = false;
                {
                    named_temporary_file f(o);
                    fails_at(n,
                        [&]
                        {
                            way(f);
                            done = true;
                        });
                }
                BOOST_TEST((done || dir.empty()), "allocation " << n);
                for (auto const& name : dir.names())
                    fs::remove(dir / name);
            }
        }
}
