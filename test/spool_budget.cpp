//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// Promise: the spooled files that share a budget never have more memory than it says, all of it is given back, and
// nothing else can be noticed.

#define BOOST_TEST_MODULE spool_budget
#include "unit_test.hpp"

#include "interception.hpp"
#include "platform.hpp"

#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/spool_budget.hpp>
#include <boost/tempfile/spooled_device.hpp>
#include <boost/tempfile/spooled_temporary_file.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace tf = boost::tempfile;
namespace sys = boost::tempfile::detail::system;
using tf::spool_budget;
using tf::spooled_temporary_file;

namespace
{

constexpr std::size_t in_object = 256; // bytes that take no memory

tf::options with(spool_budget& budget)
{
    tf::options o;
    o.budget = &budget;
    return o;
}

std::string all_of(std::iostream& file)
{
    file.clear();
    file.seekg(0);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

} // namespace

BOOST_AUTO_TEST_CASE(a_budget_begins_unused)
{
    spool_budget const budget(1000);
    BOOST_TEST(budget.limit() == 1000u);
    BOOST_TEST(budget.used() == 0u);
}

BOOST_AUTO_TEST_CASE(the_budget_is_the_last_option)
{
    tf::options const o = {
        std::nullopt, {}, {}, tf::removal::on_close, std::filesystem::perms::unknown, false, nullptr};
    BOOST_TEST((o.budget == nullptr));
}

BOOST_AUTO_TEST_CASE(what_fits_into_the_object_is_free)
{
    spool_budget budget(0);
    spooled_temporary_file file(0, with(budget));
    file << std::string(in_object, 'x') << std::flush;
    BOOST_TEST(!file.rolled());
    BOOST_TEST(budget.used() == 0u);
    file << 'y';
    BOOST_TEST(file.rolled());
    BOOST_TEST(budget.used() == 0u);
    BOOST_TEST((all_of(file) == std::string(in_object, 'x') + 'y'));
}

// Promise: counted is allocated capacity, exactly.
BOOST_AUTO_TEST_CASE(what_is_counted_is_the_capacity)
{
    spool_budget budget(std::size_t(64) << 20);
    tf::memory_device device;
    device.budget(&budget);
    std::error_code ec;
    for (std::int64_t size = 1; size < std::int64_t(20) << 20; size = size * 3 / 2 + 1)
    {
        device.resize(size, ec);
        BOOST_TEST_REQUIRE(!ec);
        std::size_t const capacity = device.window().capacity;
        BOOST_TEST(budget.used() == (capacity <= in_object ? 0 : capacity));
    }
    for (std::int64_t size = std::int64_t(20) << 20; size > 0; size /= 3)
    {
        device.resize(size, ec);
        BOOST_TEST_REQUIRE(!ec);
        std::size_t const capacity = device.window().capacity;
        BOOST_TEST(budget.used() == (capacity <= in_object ? 0 : capacity));
    }
    BOOST_TEST(budget.used() == 0u); // cut to nothing
}

BOOST_AUTO_TEST_CASE(a_block_and_its_copy_count_together)
{
    spool_budget budget(1500);
    tf::memory_device device;
    device.budget(&budget);
    std::error_code ec;
    device.resize(600, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(budget.used() == 600u);
    device.resize(901, ec); // 600 and 901 are too much together
    BOOST_TEST((ec == std::errc::not_enough_memory));
    BOOST_TEST(budget.used() == 600u);
    device.resize(900, ec); // twice 600 does not fit, but what is needed does
    BOOST_TEST(!ec);
    BOOST_TEST(budget.used() == 900u);
}

BOOST_AUTO_TEST_CASE(memory_that_cannot_be_had_is_not_counted)
{
    spool_budget budget(100'000);
    tf::memory_device device;
    device.budget(&budget);
    std::error_code ec;
    device.resize(1000, ec);
    std::size_t const before = budget.used();
    test::failing const out(sys::call::grow_memory, std::errc::not_enough_memory);
    device.resize(5000, ec);
    BOOST_TEST(bool(ec));
    BOOST_TEST(budget.used() == before);
}

BOOST_AUTO_TEST_CASE(it_is_given_back_by_all_that_frees)
{
    spool_budget budget(100'000);
    std::string const text(5000, 'x');
    {
        spooled_temporary_file file(0, with(budget));
        file << text << std::flush;
        BOOST_TEST(budget.used() >= 5000u);
        file.rollover();
        BOOST_TEST(budget.used() == 0u);
    }
    {
        spooled_temporary_file file(0, with(budget));
        file << text;
        file.close();
        BOOST_TEST(budget.used() == 0u);
    }
    {
        spooled_temporary_file file(0, with(budget));
        file << text;
        file.resize(1000);
        BOOST_TEST(budget.used() < 2000u);
        BOOST_TEST((all_of(file) == text.substr(0, 1000)));
        file.resize(10);
        BOOST_TEST(budget.used() == 0u);
        BOOST_TEST((all_of(file) == text.substr(0, 10)));
        file.clear();
        file << text << std::flush;
        BOOST_TEST(budget.used() != 0u);
    }
    BOOST_TEST(budget.used() == 0u);
}

BOOST_AUTO_TEST_CASE(moves_and_swap_take_it_along)
{
    spool_budget one(10'000), other(10'000);
    spooled_temporary_file a(0, with(one)), b(0, with(other));
    a << std::string(1000, 'a') << std::flush;
    b << std::string(3000, 'b') << std::flush;
    std::size_t const as = one.used(), bs = other.used();
    a.swap(b);
    BOOST_TEST(one.used() == as);
    BOOST_TEST(other.used() == bs);
    spooled_temporary_file c(std::move(a)); // the content of b
    BOOST_TEST(other.used() == bs);
    c = std::move(b); // the content of a
    BOOST_TEST(other.used() == 0u);
    BOOST_TEST(one.used() == as);
    BOOST_TEST((all_of(c) == std::string(1000, 'a')));
    tf::spooled_device d(0, with(one)), e;
    e = std::move(d);
    e.write(std::string(1000, 'x').c_str(), 1000);
    BOOST_TEST(one.used() > as);
}

// Promise: it rolls over whatever its own max_size, at the first byte beyond, and rolled() says so without a flush.
BOOST_AUTO_TEST_CASE(the_put_area_ends_where_the_budget_does)
{
    spool_budget budget(3000);
    spooled_temporary_file file(std::size_t(1) << 30, with(budget));
    std::string written;
    std::size_t most = 0;
    while (!file.rolled())
    {
        char const c = static_cast<char>('a' + written.size() % 26);
        file.put(c);
        written += c;
        BOOST_TEST_REQUIRE(budget.used() <= budget.limit());
        most = (std::max)(most, budget.used());
        BOOST_TEST_REQUIRE(written.size() <= 3001u);
    }
    BOOST_TEST(most >= 1000u);
    BOOST_TEST(budget.used() == 0u);
    BOOST_TEST((all_of(file) == written));
}

BOOST_AUTO_TEST_CASE(all_of_a_budget_can_be_used)
{
    spool_budget budget(100'000);
    spooled_temporary_file file(0, with(budget));
    file << std::string(100'000, 'x');
    BOOST_TEST(!file.rolled());
    BOOST_TEST(budget.used() == 100'000u);
    file.put('y');
    BOOST_TEST(file.rolled());
    BOOST_TEST(file.size() == 100'001u);
}

BOOST_AUTO_TEST_CASE(others_use_what_one_leaves)
{
    spool_budget budget(10'000);
    spooled_temporary_file first(0, with(budget)), second(0, with(budget));
    first << std::string(9'000, 'x');
    second << std::string(2'000, 'y');
    BOOST_TEST(!first.rolled());
    BOOST_TEST(second.rolled());
    first.close();
    spooled_temporary_file third(0, with(budget));
    third << std::string(2'000, 'z');
    BOOST_TEST(!third.rolled());
}

BOOST_AUTO_TEST_CASE(resizing_beyond_it_rolls_over)
{
    spool_budget budget(10'000);
    spooled_temporary_file file(0, with(budget));
    file << "abc";
    file.resize(10'001);
    BOOST_TEST(file.rolled());
    BOOST_TEST(budget.used() == 0u);
    BOOST_TEST((all_of(file) == "abc" + std::string(9'998, '\0')));
}

// Promise: if a rollover fails, what fits in the budget is accepted and nothing accepted is lost.
BOOST_AUTO_TEST_CASE(a_failed_rollover_accepts_what_fits)
{
    spool_budget budget(1000);
    spooled_temporary_file file(0, with(budget));
    {
        test::failing const full(sys::call::write, std::errc::no_space_on_device);
        BOOST_TEST(file.rdbuf()->sputn(std::string(1500, 'x').c_str(), 1500) == 1000);
        BOOST_TEST(!file.rolled());
        BOOST_TEST(budget.used() == 1000u);
        BOOST_TEST((file.rdbuf()->last_error() == std::errc::no_space_on_device));
        BOOST_TEST(file.rdbuf()->sputc('y') == std::char_traits<char>::eof());
        BOOST_TEST((all_of(file) == std::string(1000, 'x')));
    }
    file.clear();
    file.seekp(0, std::ios_base::end);
    file << "abc";
    BOOST_TEST(file.rolled());
    BOOST_TEST(budget.used() == 0u);
    BOOST_TEST((all_of(file) == std::string(1000, 'x') + "abc"));
}

BOOST_AUTO_TEST_CASE(it_works_above_a_megabyte)
{
    constexpr std::size_t mebibyte = std::size_t(1) << 20;
    spool_budget budget(9 * mebibyte);
    spooled_temporary_file file(0, with(budget));
    std::string const block(65'536, 'x');
    std::size_t written = 0;
    while (!file.rolled() && written < 16 * mebibyte)
    {
        file << block;
        written += block.size();
        BOOST_TEST_REQUIRE(budget.used() <= budget.limit());
    }
    BOOST_TEST(file.rolled());
    BOOST_TEST(written > 2 * mebibyte);
    BOOST_TEST(budget.used() == 0u);
    BOOST_TEST(file.size() == written);
}

// Promise: spooling cannot be noticed, and the count is right at any time.
BOOST_AUTO_TEST_CASE(random_programs_see_no_difference)
{
    std::mt19937 random(4711);
    auto const upto = [&](std::size_t n) { return random() % (n + 1); };
    for (int round = 0; round < 200; ++round)
    {
        spool_budget budget(upto(5000));
        std::vector<std::unique_ptr<spooled_temporary_file>> files;
        std::vector<std::string> models;
        for (int i = 0; i < 3; ++i)
        {
            files.push_back(std::make_unique<spooled_temporary_file>(upto(1) != 0 ? 0 : upto(3000), with(budget)));
            models.emplace_back();
        }
        for (int step = 0; step < 40; ++step)
        {
            std::size_t const i = upto(2), j = upto(2);
            spooled_temporary_file& file = *files[i];
            std::string& model = models[i];
            switch (upto(4))
            {
            case 0:
            case 1:
            {
                std::size_t const at = upto(model.size());
                std::string const text(upto(700), static_cast<char>('a' + step % 26));
                file.seekp(static_cast<std::streamoff>(at));
                file << text;
                model.replace(at, (std::min)(text.size(), model.size() - at), text);
                break;
            }
            case 2:
                model.resize(upto(2000));
                file.resize(model.size());
                break;
            case 3:
                swap(*files[i], *files[j]);
                swap(models[i], models[j]);
                break;
            default:
                if (upto(3) == 0)
                    file.rollover();
            }
            BOOST_TEST_REQUIRE(budget.used() <= budget.limit());
            BOOST_TEST_REQUIRE((all_of(*files[i]) == models[i]));
            BOOST_TEST_REQUIRE((all_of(*files[j]) == models[j]));
        }
        files.clear();
        BOOST_TEST_REQUIRE(budget.used() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(wide_streams_share_it_as_well)
{
    spool_budget budget(4000);
    tf::wspooled_temporary_file file(0, with(budget));
    std::wstring const text(1500, L'\x20ac'); // three bytes each
    file << text << std::flush;
    BOOST_TEST(file.rolled());
    file.seekg(0);
    std::wstring read;
    file >> read;
    BOOST_TEST((read == text));
    BOOST_TEST(budget.used() == 0u);
}

BOOST_AUTO_TEST_CASE(any_number_of_threads_share_it)
{
    spool_budget budget(20'000);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back(
            [&]
            {
                for (int i = 0; i < 200; ++i)
                {
                    spooled_temporary_file file(0, with(budget));
                    file << std::string(std::size_t(i) * 40 + 1, 'x') << std::flush;
                    if (budget.used() > budget.limit() || file.size() != std::uintmax_t(i) * 40 + 1)
                        std::abort();
                }
            });
    for (std::thread& t : threads)
        t.join();
    BOOST_TEST(budget.used() == 0u);
}
