//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SHARED_DIRECTORY_HPP
#define BOOST_TEMPFILE_SRC_SHARED_DIRECTORY_HPP

#include "../system/calls.hpp"
#include "../system/fork_safe_lock.hpp"

#include <atomic>
#include <cstddef>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Where a directory comes from.
enum class origin : unsigned char
{
    none,
    searched, // by gettempdir()
    given     // to settempdir()
};

// A directory that every creation reads, and that is seldom set. A reader takes no lock and writes nothing that other
// threads read. It occupies a fixed amount of memory, however often it is set.
//
// There are two versions. A writer fills the one that is not current, and then makes it current. A reader copies the
// current one and then looks whether it still is: as long as it is, no writer has touched it.
class shared_directory
{
public:
    // What a path may have at most: no system opens a longer one (PATH_MAX, the null included).
    static constexpr std::size_t capacity = 4095;

    // Copies the directory; origin::none without one.
    origin get(native_string& dir) const;

    // Sets it, at most `capacity` long.
    void set(native_string const& dir, origin) noexcept;

    // Sets it if there is none.
    void set_first(native_string const& dir, origin) noexcept;

    // Forgets it; with `dir`, only if that is it, and was searched for.
    void clear() noexcept;
    void clear_searched(native_string const& dir) noexcept;

private:
    struct version
    {
        std::atomic<origin> from{origin::none};
        std::atomic<std::size_t> size{0};
        std::atomic<native_char> text[capacity];
    };

    void write(native_char const* text, std::size_t size, origin) noexcept;

    version versions_[2];
    std::atomic<std::size_t> current_{0}; // counts; the last bit is the index
    fork_safe_lock writing_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
