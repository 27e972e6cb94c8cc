//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_LINUX_REQUEST_HPP
#define BOOST_TEMPFILE_SRC_LINUX_REQUEST_HPP

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

// ioctl(2), whose second parameter is an unsigned long in glibc and an int in musl.
template<class Number, class Argument>
int request(int (*ioctl)(int, Number, ...), int file, unsigned long number, Argument argument) noexcept
{
    return ioctl(file, static_cast<Number>(number), argument);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
