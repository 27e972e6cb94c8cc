//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_POSIX_POSIX_HPP
#define BOOST_TEMPFILE_SRC_POSIX_POSIX_HPP

// What the files of the POSIX system layer share.

#include "../system.hpp"

#include <cerrno>
#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

inline std::error_code last_error() noexcept
{
    return std::error_code(errno, std::system_category());
}

// Repeats a call that returns -1 with EINTR, which says that nothing was done.
template<class Call>
auto uninterrupted(Call call) noexcept -> decltype(call())
{
    for (;;)
    {
        auto const result = call();
        if (result != -1 || errno != EINTR)
            return result;
    }
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
