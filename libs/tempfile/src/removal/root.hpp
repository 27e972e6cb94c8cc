//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_ROOT_HPP
#define BOOST_TEMPFILE_SRC_ROOT_HPP

#include "tree_removal.hpp"

#include <cstdint>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The root of a tree that is to be removed: the only thing that is reached by a path. Where an identity is expected,
// nothing else is touched.
class root_directory
{
public:
    root_directory(native_string const& path, expected_directory const* expected) noexcept
        : path_(path), expected_(expected)
    {
    }
    root_directory(root_directory const&) = delete;
    root_directory& operator=(root_directory const&) = delete;
    ~root_directory() { close(); }

    // Opens it, or removes what need not be opened: what is no directory, and an empty one that cannot be opened.
    // Without an error, is_open() says whether there is anything left to do.
    void open(std::error_code&) noexcept;

    // Closes it if its path leads to something else by now, so that it is opened anew. Whether it did.
    bool close_if_elsewhere() noexcept;

    // Whether something has its path that is to go as well.
    bool has_successor() const noexcept;

    bool is_open() const noexcept { return bool(opened_); }
    system::directory& directory() noexcept { return opened_; }

    // How many entries open() removed.
    std::uintmax_t removed() const noexcept { return removed_; }

private:
    bool is_expected(system::directory_status const&, std::error_code&) const noexcept;
    bool remove_unopened(std::error_code&) noexcept;
    void unlink(std::error_code&) noexcept;
    void close() noexcept;

    native_string const& path_;
    expected_directory const* const expected_;
    system::directory opened_;
    std::uintmax_t removed_ = 0;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
