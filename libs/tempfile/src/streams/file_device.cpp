//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/file_device.hpp>

#include "../system/error.hpp"
#include "../system/system.hpp"

#include <algorithm>
#include <limits>

namespace boost
{
namespace tempfile
{

file_device::file_device(unique_handle handle) : handle_(std::move(handle))
{
    if (!handle_)
        return;
    std::error_code ec;
    detail::system::handle_state const state = detail::system::inspect(handle_.get(), ec);
    detail::throw_if(ec, "boost::tempfile::file_device");
    seekable_ = state.seekable;
    appending_ = state.appending;
    position_ = state.position;
}

file_device::file_device(unique_handle handle, origin made) noexcept
    : handle_(std::move(handle)), exclusive_since_(made == origin::anonymous ? detail::watch_forks() : 0),
      seekable_(true)
{
}

std::size_t file_device::read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    // Linux takes a read that would end beyond the last position for an invalid argument.
    constexpr std::uint64_t last = (std::numeric_limits<std::int64_t>::max)();
    std::uint64_t const most = last - static_cast<std::uint64_t>(offset);
    if (seekable_ && size > most)
        size = static_cast<std::size_t>(most);
    return seekable_ ? detail::system::read_at(handle_.get(), offset, data, size, ec)
                     : detail::system::read(handle_.get(), data, size, ec);
}

std::size_t file_device::write_at(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    std::size_t const n = seekable_ ? detail::system::write_at(handle_.get(), offset, data, size, ec)
                                    : detail::system::write(handle_.get(), data, size, ec);
    if (n != 0)
        known_size_ = (std::max)(known_size_, offset + static_cast<std::int64_t>(n));
    return n;
}

std::int64_t file_device::system_size(std::error_code& ec) noexcept
{
    return detail::system::size(handle_.get(), ec);
}

void file_device::resize(std::int64_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (exclusive() && size == known_size_) // opening with trunc
        return;
    detail::system::resize(handle_.get(), size, ec);
    if (!ec)
        known_size_ = size;
}

std::int64_t file_device::available(std::int64_t offset) noexcept
{
    std::error_code ec;
    std::int64_t const count = seekable_ ? size(ec) - offset : detail::system::available(handle_.get(), ec);
    return ec ? 0 : (std::max)(count, std::int64_t(0));
}

void file_device::set_system_position(std::int64_t position, std::error_code& ec) noexcept
{
    detail::system::set_position(handle_.get(), position, ec);
}

} // namespace tempfile
} // namespace boost
