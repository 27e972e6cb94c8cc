//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "moved_names.hpp"

#include <boost/throw_exception.hpp>

#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

namespace
{

constexpr char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr unsigned base = sizeof digits - 1;

native_string unguessable_prefix()
{
    unsigned char random[16];
    std::error_code ec;
    system::random_bytes(random, sizeof random, ec);
    if (ec)
        boost::throw_exception(std::system_error(ec));
    native_string prefix(1, moved_mark);
    for (unsigned char const byte : random)
        prefix += static_cast<native_char>(digits[byte % base]);
    return prefix;
}

} // namespace

native_string moved_names::next()
{
    std::lock_guard<std::mutex> const locked(lock_);
    if (prefix_.empty())
        prefix_ = unguessable_prefix();
    native_string name = prefix_;
    for (std::uintmax_t left = count_++; left != 0; left /= base)
        name += static_cast<native_char>(digits[left % base]);
    return name;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
