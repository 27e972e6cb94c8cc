//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What becomes of output that a stream does not accept, or cannot write any more: it is known to be missing, or nobody
// misses it.

#define BOOST_TEST_MODULE refused_output
#include "unit_test.hpp"

#include "facets.hpp"
#include "interception.hpp"
#include "scratch.hpp"
#include "stream_files.hpp"

#include <boost/tempfile.hpp>

#include <ios>
#include <locale>
#include <string>
#include <utility>

namespace sys = test::sys;
using namespace boost::tempfile;
using std::ios_base;
using test::files;
using test::make;

// ---- by the openmode ------------------------------------------------------------------------------------------------

// What was written and refused is missing, whatever the reason was, also where the state was cleared since.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_write_that_the_mode_refuses_is_lost, File, files)
{
    test::scratch dir;
    for (bool many : {false, true})
    {
        File f = make<File>(dir.options(), ios_base::in);
        BOOST_TEST(!f.rdbuf()->lost_write());
        if (many)
            f << "refused";
        else
            f.put('r');
        BOOST_TEST(f.bad());
        BOOST_TEST((f.last_error() == std::errc::bad_file_descriptor));
        BOOST_TEST((f.rdbuf()->lost_write() == std::errc::bad_file_descriptor));
        f.clear();
        std::error_code ec;
        f.persist(dir / "target", ec);
        BOOST_TEST((ec == std::errc::bad_file_descriptor));
        BOOST_TEST(!std::filesystem::exists(dir / "target"));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_no_write_loses_nothing, File, files)
{
    test::scratch dir;
    File f = make<File>(dir.options(), ios_base::in);
    f << "" << std::flush;
    f.write("", 0);
    BOOST_TEST(!f.rdbuf()->lost_write());
    f.clear();
    f.persist(dir / "target");
    File closed = make<File>(dir.options());
    closed.close();
    closed << "to nowhere";
    BOOST_TEST(closed.bad());
    BOOST_TEST(!closed.rdbuf()->lost_write());
}

// ---- by a full disk, and cut off --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_cut_off_need_not_be_written, File, files)
{
    test::scratch dir;
    File f = make<File>(dir.options());
    f << "kept " << std::flush << "cut off";
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        std::error_code ec;
        f.resize(6, ec); // one pending byte remains
        BOOST_TEST((ec == std::errc::no_space_on_device));
        f.resize(5, ec);
        BOOST_TEST(!ec);
        BOOST_TEST(f.size() == 5u);
        f.flush();
        BOOST_TEST(f.good());
    }
    BOOST_TEST(test::all_of(f) == "kept ");
    f.seekp(0);
    f << std::string(20000, 'x') << "yz";
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        f.resize(0);
        BOOST_TEST(f.size() == 0u);
        BOOST_TEST(f.tellp() == 20002);
    }
    f << '!' << std::flush;
    BOOST_TEST(f.good());
    BOOST_TEST(test::all_of(f) == std::string(20002, '\0') + '!');
}

// What is pending where the file cannot be made smaller stays pending.
BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_cut_off_is_not_lost, File, files)
{
    test::scratch dir;
    File f = make<File>(dir.options());
    f << "longer than the memory" << std::flush << ", pending";
    {
        test::failing const fails(sys::call::resize, std::errc::operation_not_permitted);
        std::error_code ec;
        f.resize(0, ec);
        BOOST_TEST((ec == std::errc::operation_not_permitted));
    }
    BOOST_TEST(test::all_of(f) == "longer than the memory, pending");
}

// Characters that are not converted yet as well, whose bytes count for the position.
BOOST_AUTO_TEST_CASE(characters_that_are_cut_off_need_not_be_written)
{
    test::scratch dir;
    wnamed_temporary_file f(dir.options());
    f << L"kept " << std::flush;
    std::wstring const much(5000, L'\u20ac');
    test::failing const full(sys::call::write, std::errc::no_space_on_device);
    f << much;
    BOOST_TEST(f.bad()); // what was accepted is pending
    f.clear();
    std::int64_t const accepted = [&]
    {
        std::error_code ec;
        f.resize(5, ec);
        BOOST_TEST(!ec);
        return static_cast<std::int64_t>(f.tellp());
    }();
    BOOST_TEST(f.size() == 5u);
    BOOST_TEST(accepted > 5);
    BOOST_TEST((accepted - 5) % 3 == 0);
    std::error_code ec;
    f.close(ec);
    BOOST_TEST(!ec);
}

// ---- by a codecvt's own exception -------------------------------------------------------------------------------------

// imbue() cannot fail, as the stream has the new locale already: what the old codecvt does not convert is known to be lost.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_codecvt_that_throws_when_it_is_replaced, File, files)
{
    test::scratch dir;
    File f = make<File>(dir.options());
    bool armed = false;
    std::locale const throwing(std::locale::classic(), test::codecvt_that_throws(armed));
    f.imbue(throwing);
    f << "abc";
    armed = true;
    BOOST_CHECK_NO_THROW(f.imbue(std::locale::classic()));
    BOOST_TEST((f.getloc() == std::locale::classic()));
    BOOST_TEST((f.rdbuf()->getloc() == std::locale::classic()));
    BOOST_TEST((f.rdbuf()->lost_write() == std::errc::io_error));
    f << "def" << std::flush;
    BOOST_TEST(f.good());
    BOOST_TEST(test::all_of(f) == "def");
    std::error_code ec;
    f.persist(dir / "target", ec);
    BOOST_TEST((ec == std::errc::io_error));
}
