//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// remove_options::observer takes whatever std::function<void(std::uintmax_t)> would, and is copied with the options.

#define BOOST_TEST_MODULE remove_options
#include "unit_test.hpp"

#include <boost/tempfile/remove_all.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace tf = boost::tempfile;

namespace
{

using observer = decltype(tf::remove_options::observer);

std::uintmax_t last = 0;

void note(std::uintmax_t count)
{
    last = count;
}

static_assert(std::is_aggregate<tf::remove_options>::value, "designated initializers are part of the interface");
static_assert(
    std::is_nothrow_move_constructible<observer>::value && std::is_nothrow_move_assignable<observer>::value, "");
static_assert(!std::is_convertible<int, observer>::value, "what cannot be called is no observer");
static_assert(!std::is_convertible<void (*)(std::string), observer>::value, "nor what takes something else");

} // namespace

BOOST_AUTO_TEST_CASE(by_default_nobody_observes)
{
    tf::remove_options const o;
    BOOST_TEST(!o.observer);
}

BOOST_AUTO_TEST_CASE(functions_and_function_objects_observe)
{
    tf::remove_options o;
    o.observer = note;
    o.observer(1);
    BOOST_TEST(last == 1u);
    o.observer = &note;
    o.observer(2);
    BOOST_TEST(last == 2u);
    o.observer = std::function<void(std::uintmax_t)>(note);
    o.observer(3);
    BOOST_TEST(last == 3u);
    o.observer = std::ref(note);
    o.observer(4);
    BOOST_TEST(last == 4u);
    o.observer = [](std::uintmax_t count) { return last = count; }; // what is returned does not matter
    o.observer(5);
    BOOST_TEST(last == 5u);
    o.observer = [calls = 0](std::uintmax_t) mutable { last = std::uintmax_t(++calls); };
    o.observer(9);
    o.observer(9);
    BOOST_TEST(last == 2u);
}

BOOST_AUTO_TEST_CASE(what_is_empty_is_no_observer)
{
    tf::remove_options o;
    for (int i = 0; i != 4; ++i)
    {
        o.observer = note;
        BOOST_TEST(bool(o.observer));
        if (i == 0)
            o.observer = nullptr;
        else if (i == 1)
            o.observer = {};
        else if (i == 2)
            o.observer = static_cast<void (*)(std::uintmax_t)>(nullptr);
        else
            o.observer = std::function<void(std::uintmax_t)>();
        BOOST_TEST(!o.observer);
    }
}

BOOST_AUTO_TEST_CASE(a_copy_has_an_observer_of_its_own_and_all_are_freed)
{
    auto const counted = std::make_shared<int>(0);
    {
        tf::remove_options o;
        o.observer = [counted, calls = 0](std::uintmax_t) mutable { *counted = ++calls; };
        tf::remove_options copy = o;
        BOOST_TEST(counted.use_count() == 3);
        copy.observer(1);
        copy.observer(1);
        o.observer(1);
        BOOST_TEST(*counted == 1);
        tf::remove_options moved = std::move(copy);
        BOOST_TEST(!copy.observer); // NOLINT: it is empty then
        BOOST_TEST(counted.use_count() == 3);
        o = moved;
        o.observer(1);
        BOOST_TEST(*counted == 3);
        tf::remove_options& self = o;
        o = self;
        BOOST_TEST(bool(o.observer));
    }
    BOOST_TEST(counted.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(what_an_observer_throws_is_passed_on)
{
    tf::remove_options o;
    o.observer = [](std::uintmax_t) { throw std::runtime_error("enough"); };
    BOOST_CHECK_THROW(o.observer(1), std::runtime_error);
}
