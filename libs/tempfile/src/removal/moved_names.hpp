//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_MOVED_NAMES_HPP
#define BOOST_TEMPFILE_SRC_MOVED_NAMES_HPP

#include "../system/system.hpp"

#include <cstdint>
#include <mutex>

namespace boost
{
namespace tempfile
{
namespace detail
{

// The names of directories that a removal moves up to the root of its tree begin with it. A handler's removal of the
// same tree, which ignores what others go on adding, knows them by it.
constexpr native_char moved_mark = native_char('~');

// The new names of directories that one pass moves up: the mark, random characters that nobody can guess, and a number.
class moved_names
{
public:
    // Throws std::system_error where the system has no random bytes.
    native_string next();

private:
    std::mutex lock_;
    native_string prefix_;
    std::uintmax_t count_ = 0;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
