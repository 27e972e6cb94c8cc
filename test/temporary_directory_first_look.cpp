//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise 8: what somebody puts in a new directory's place before it is looked at is not taken for ours. Promise 1: where
// the file system refuses to set permissions, nobody gets more than was asked for.

#define BOOST_TEST_MODULE temporary_directory_first_look
#include "unit_test.hpp"

#include <boost/tempfile/temporary_directory.hpp>

#include "interception.hpp"
#include "platform.hpp"
#include "scratch.hpp"
#include "trees.hpp"

#if defined(BOOST_WINDOWS)

BOOST_TEMPFILE_SKIPPED_TEST(directories_in_the_place_of_new_ones, "nobody else may rename them on Windows")

#else

#include "processes.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>

namespace fs = std::filesystem;
namespace tf = boost::tempfile;
using test::fill;
using test::sys::call;

namespace
{

fs::path other, aside;

// Right before the first look, another directory gets the name of the new one.
std::error_code exchange(test::sys::call_site const& site) noexcept
{
    std::error_code ignored;
    if (site.which == call::identify_directory && site.path != nullptr && fs::exists(other, ignored))
    {
        fs::rename(site.path, aside);
        fs::rename(other, site.path);
    }
    return {};
}

// Births are told by a clock that ticks a few hundred times in a second, or by a finer one: waits until the first is
// past what the second is now. (One tick is not enough where ticks come late.)
void let_a_tick_pass()
{
#if defined(CLOCK_REALTIME_COARSE)
    auto const now = [](clockid_t clock)
    {
        timespec t;
        ::clock_gettime(clock, &t);
        return std::make_pair(t.tv_sec, t.tv_nsec);
    };
    for (auto const fine = now(CLOCK_REALTIME); now(CLOCK_REALTIME_COARSE) <= fine;)
        ;
#endif
}

mode_t mode_of(fs::path const& path)
{
    struct stat s;
    return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : 0;
}

class with_umask
{
public:
    explicit with_umask(mode_t mask) : before_(::umask(mask)) {}
    ~with_umask() { ::umask(before_); }
    with_umask(with_umask const&) = delete;
    with_umask& operator=(with_umask const&) = delete;

private:
    mode_t before_;
};

} // namespace

BOOST_AUTO_TEST_CASE(another_one_of_ours_is_not_taken_for_the_new_one)
{
    for (bool const sweepable : test::sweepable_or_not)
    {
        test::scratch dir;
        other = dir / "other";
        aside = dir / "aside";
        fs::create_directory(other);
        fill(other);
        let_a_tick_pass();
        tf::options o = dir.options();
        o.sweepable = sweepable;
        {
            test::interception const exchanging(&exchange);
            tf::temporary_directory directory(o);
            BOOST_TEST(fs::is_empty(directory.path()));
        }
        unsigned kept = 0;
        for (std::string const& name : dir.names())
            kept += fs::exists(dir / name / "a/b/file");
        BOOST_TEST(kept == 1u); // the other one, under the name that the first try had
    }
}

BOOST_AUTO_TEST_CASE(somebody_elses_is_not_taken_for_the_new_one)
{
    if (!test::is_root("gives a directory to somebody else"))
        return;
    test::scratch dir;
    other = dir / "other";
    aside = dir / "aside";
    fs::create_directory(other);
    BOOST_TEST_REQUIRE(::chown(other.c_str(), 65534, 65534) == 0);
    test::interception const exchanging(&exchange);
    tf::temporary_directory directory(dir.options());
    struct stat s;
    BOOST_TEST_REQUIRE(::stat(directory.path().c_str(), &s) == 0);
    BOOST_TEST(s.st_uid == ::geteuid());
}

// ---- permissions that cannot be set --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(permissions_that_are_right_already_are_not_set)
{
    test::scratch dir;
    with_umask const none(0);
    test::failing const refused(call::set_directory_permissions, std::errc::operation_not_permitted);
    tf::options o = dir.options();
    for (mode_t const mode : std::initializer_list<mode_t>{0700, 0755, 0711})
    {
        o.permissions = static_cast<fs::perms>(mode);
        tf::temporary_directory const directory(o);
        BOOST_TEST(mode_of(directory.path()) == mode);
    }
}

BOOST_AUTO_TEST_CASE(narrower_permissions_that_cannot_be_set_will_do)
{
    test::scratch dir;
    with_umask const others(077);
    test::failing const refused(call::set_directory_permissions, std::errc::operation_not_permitted);
    tf::options o = dir.options();
    o.permissions = fs::perms(0755);
    tf::temporary_directory const directory(o);
    BOOST_TEST(mode_of(directory.path()) == 0700u);
}

BOOST_AUTO_TEST_CASE(wider_permissions_that_cannot_be_set_are_an_error)
{
    static constexpr mode_t modes[] = {0755, 0701, 0777, 0500};
    static mode_t mode;
    struct hook
    {
        static std::error_code refuse(test::sys::call_site const& site) noexcept
        {
            if (site.which == call::identify_directory && site.path != nullptr)
                (void)::chmod(site.path, mode); // as a file system has it
            return site.which == call::set_directory_permissions
                       ? std::make_error_code(std::errc::operation_not_permitted)
                       : std::error_code();
        }
    };
    test::scratch dir;
    for (mode_t const each : modes)
    {
        mode = each;
        test::interception const refused(&hook::refuse);
        std::error_code ec;
        tf::temporary_directory const directory(dir.options(), ec);
        BOOST_TEST((ec == std::errc::operation_not_permitted), ec.message());
        BOOST_TEST(!directory.owns_path());
        BOOST_TEST(dir.empty());
    }
}

#endif
