//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "posix.hpp"

#include <algorithm>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

// POSIX leaves a transfer above SSIZE_MAX to the implementation, and Linux stops at 0x7ffff000 bytes (write(2)).
constexpr std::size_t largest_transfer = 0x7ffff000;

// Runs `transfer(data, size, offset)` until everything is written.
template<class Transfer>
std::size_t write_all(
    native_handle_type handle, char const* data, std::size_t size, Transfer transfer, std::error_code& ec) noexcept
{
    ec.clear();
    std::size_t done = 0;
    while (done < size)
    {
        std::size_t chunk = (std::min)(size - done, largest_transfer);
        if (intercepted(call::write, handle, nullptr, &chunk, ec))
            return done;
        ssize_t const n = uninterrupted([&] { return transfer(data + done, chunk, done); });
        if (n < 0)
        {
            ec = last_error();
            return done;
        }
        done += static_cast<std::size_t>(n);
    }
    return done;
}

template<class Transfer>
std::size_t read_some(native_handle_type handle, std::size_t size, Transfer transfer, std::error_code& ec) noexcept
{
    ec.clear();
    size = (std::min)(size, largest_transfer);
    if (intercepted(call::read, handle, nullptr, &size, ec))
        return 0;
    ssize_t const n = uninterrupted([&] { return transfer(size); });
    if (n >= 0)
        return static_cast<std::size_t>(n);
    ec = last_error();
    return 0;
}

} // namespace

std::size_t read(native_handle_type handle, char* data, std::size_t size, std::error_code& ec) noexcept
{
    return read_some(
        handle, size, [&](std::size_t n) { return ::read(handle, data, n); }, ec);
}

std::size_t read_at(
    native_handle_type handle, std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    return read_some(
        handle, size, [&](std::size_t n) { return ::pread(handle, data, n, offset); }, ec);
}

std::size_t write(native_handle_type handle, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    return write_all(
        handle, data, size, [&](char const* p, std::size_t n, std::size_t) { return ::write(handle, p, n); }, ec);
}

std::size_t write_at(
    native_handle_type handle, std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    return write_all(
        handle, data, size,
        [&](char const* p, std::size_t n, std::size_t done)
        { return ::pwrite(handle, p, n, offset + static_cast<off_t>(done)); },
        ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
