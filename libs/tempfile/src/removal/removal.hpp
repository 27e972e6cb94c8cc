//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_REMOVAL_HPP
#define BOOST_TEMPFILE_SRC_REMOVAL_HPP

// What remove_all and temporary_directory share.

#include <boost/tempfile/remove_all.hpp>

#include "../system/system.hpp"

#include <atomic>
#include <chrono>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The names of directories that a removal moves up to the root of its tree begin with it: a handler's removal of the
// same tree, which leaves alone what others go on adding, knows them by it.
constexpr native_char moved_mark = native_char('~');

// The time by which a deadline passes, and how it is spent between two tries. Tests put their own in the place of
// std::chrono::steady_clock: a busy machine then lets no deadline pass, and nobody waits for one.
struct retry_clock
{
    std::chrono::microseconds (*now)() noexcept;
    void (*wait)(std::chrono::microseconds);
};

BOOST_TEMPFILE_DECL extern std::atomic<retry_clock const*> installed_retry_clock;

// Removes the tree at `path`, which is checked already and ends in a name. With an identity, only a directory that has
// it is touched: anything else is somebody else's, and no error. On an error, `where` is the first path that stayed.
std::uintmax_t remove_tree(native_string const& path, system::directory_identity const* expected,
    remove_options const& options, native_string& where, std::error_code& ec);

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
