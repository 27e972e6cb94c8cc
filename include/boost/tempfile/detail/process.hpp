//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_PROCESS_HPP
#define BOOST_TEMPFILE_DETAIL_PROCESS_HPP

#include <boost/tempfile/config.hpp>

#include <cstddef>
#include <cstdint>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Names the process among its forked relatives: never 0, the same throughout one process, another in a child that fork,
// _Fork or clone made, and never one that an ancestor had. What a process owns remembers it; where the two
// differ, the object was inherited by a fork and belongs to the parent. Costs a load; async-signal-safe after its first
// call.
BOOST_TEMPFILE_DECL std::uint64_t process_generation() noexcept;

// A number that one thread reads while another, which forks, adds to it. What compilers for systems with fork have of
// std::atomic themselves, as <atomic> takes everybody who includes a stream a twentieth of the time for <fstream> and
// <filesystem>.
class fork_count
{
public:
    constexpr explicit fork_count(std::size_t n) noexcept : value_(n) {}

    std::size_t load() const noexcept
    {
#if defined(__GNUC__)
        return __atomic_load_n(&value_, __ATOMIC_RELAXED);
#else
        return value_; // nobody forks
#endif
    }

    void increment() noexcept;

private:
    std::size_t value_;
};

// How many forks began since watch_forks(), and one more: never 0. What is compared with it belonged to one process all
// the time only while it is the same; here and not behind a function, as a file asks before it is written. _Fork, vfork
// and clone are not seen. A constant where there is no fork.
extern BOOST_TEMPFILE_DECL fork_count forks_seen;

// Begins to count, once in a process, and says how many they are: 0 where they cannot be counted.
BOOST_TEMPFILE_DECL std::size_t watch_forks() noexcept;

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
