//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: whichever call fails, and wherever the process is killed, the target is the whole old or the whole new file.

#define BOOST_TEST_MODULE save_file_failures
#include "unit_test.hpp"

#include <boost/tempfile/save_file.hpp>
#include <boost/tempfile/sweep.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "sweeping.hpp"

namespace tf = boost::tempfile;
namespace fs = std::filesystem;
namespace sys = boost::tempfile::detail::system;
using test::contents;
using test::put;

namespace
{

std::string const old_text = "the old file\n";
std::string const new_text(20000, 'n');

int calls_left;
std::error_code injected;

} // namespace

// Promise: every call fails in turn with every error: old or new, whole; what is told is true; nothing else is left.
BOOST_AUTO_TEST_CASE(every_call_fails_in_turn)
{
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    for (bool const exists : {true, false})
        for (bool const shared : test::shared_or_not)
            for (std::error_code const error : test::every_error())
                for (int nth = 1;; ++nth)
                {
                    fs::permissions(scratch.path(), fs::perms(shared ? 0777 : 0700));
                    fs::remove(target);
                    if (exists)
                        put(target, old_text);
                    std::error_code ec;
                    injected = error;
                    calls_left = nth;
                    {
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept {
                                return site.which != sys::call::close && --calls_left == 0 ? injected
                                                                                           : std::error_code();
                            });
                        tf::save_file f(target, tf::durability::data_and_entry, ec);
                        if (!ec)
                        {
                            f << new_text;
                            f.commit(ec);
                            bool const placed = !f.is_open();
                            bool const is_new = fs::exists(target) && contents(target) == new_text;
                            if (placed != is_new)
                                BOOST_TEST_ERROR("call " << nth << " " << injected.message() << ": " << ec.message());
                        }
                    }
                    std::string const now = fs::exists(target) ? contents(target) : std::string();
                    bool const whole = now == new_text || (ec && now == (exists ? old_text : std::string()));
                    fs::remove(target);
                    if (!whole || !scratch.empty())
                        BOOST_TEST_ERROR("call " << nth << " " << injected.message() << ": " << ec.message() << ", "
                                                 << now.size() << " bytes, " << scratch.names().size() << " left");
                    for (auto const& name : scratch.names())
                        fs::remove(scratch / name);
                    if (calls_left > 0)
                        break;
                }
}

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(
    save_file_on_posix, "modes, owners and access lists as POSIX has them; windows_persist, windows_sweep")

#else

#include "processes.hpp"

#include <csignal>

// Promise: killed before any call, old or new, and a sweep leaves no litter.
BOOST_AUTO_TEST_CASE(killed_before_every_call)
{
    static bool no_tmpfile;
    test::scratch scratch(test::scratch::in_memory);
    fs::path const target = scratch / "target";
    for (bool const exists : {true, false})
        for (bool const without : {false, true})
            for (int nth = 1;; ++nth)
            {
                no_tmpfile = without;
                fs::remove(target);
                if (exists)
                    put(target, old_text);
                int const status = test::status_of_child(
                    [&]
                    {
                        calls_left = nth;
                        test::interception const installed(
                            [](sys::call_site const& site) noexcept
                            {
                                if (--calls_left == 0)
                                    ::kill(::getpid(), SIGKILL);
                                bool const refused = no_tmpfile && site.which == sys::call::open_anonymous;
                                return refused ? std::make_error_code(std::errc::operation_not_supported)
                                               : std::error_code();
                            });
                        tf::save_file f(target, tf::durability::data_and_entry);
                        f << new_text;
                        f.commit();
                    });
                std::string const now = fs::exists(target) ? contents(target) : std::string();
                BOOST_TEST((now == new_text || now == (exists ? old_text : std::string())));
                test::sweep_all(scratch.path());
                fs::remove(target);
                BOOST_TEST(scratch.empty());
                if (!WIFSIGNALED(status))
                {
                    BOOST_TEST(nth > 5);
                    break;
                }
            }
}

#endif
