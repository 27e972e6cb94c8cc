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

namespace
{

// Linux takes a read that would end beyond the last position for an invalid argument.
std::size_t readable(std::int64_t offset, std::size_t size) noexcept
{
    constexpr std::uint64_t last = (std::numeric_limits<std::int64_t>::max)();
    std::uint64_t const most = last - static_cast<std::uint64_t>(offset);
    return size > most ? static_cast<std::size_t>(most) : size;
}

} // namespace

std::size_t file_device::read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    if (seekable_)
        size = readable(offset, size);
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
    left_position_ = unknown;
}

// ---- one position with others --------------------------------------------------------------------------------------

native_handle_type file_device::native_handle()
{
    std::error_code ec;
    native_handle_type const handle = native_handle(ec);
    detail::throw_if(ec, "boost::tempfile: native_handle");
    return handle;
}

native_handle_type file_device::native_handle(std::error_code& ec) noexcept
{
    ec.clear();
    share_file();
    if (!shares_position() && handle_)
        share_position(lent_position_ == unknown ? position_ : lent_position_, ec);
    return ec ? detail::invalid_handle() : handle_.get();
}

void file_device::share_position(std::int64_t offset, std::error_code& ec) noexcept
{
    ec.clear();
    share_file();
    if (!seekable_)
        return;
    set_system_position(offset, ec);
    if (ec)
        return;
    shares_position_ = true;
    left_position_ = offset;
}

std::int64_t file_device::position() const noexcept
{
    std::error_code ec;
    std::int64_t const at = shares_position() ? detail::system::position(handle_.get(), ec) : position_;
    return ec ? position_ : at;
}

std::int64_t file_device::take_position(std::error_code& ec) noexcept
{
    std::int64_t const at = detail::system::position(handle_.get(), ec);
    left_position_ = ec ? unknown : at;
    return at;
}

void file_device::leave_position(std::int64_t offset, std::error_code& ec) noexcept
{
    ec.clear();
    (void)reach(offset, ec);
    left_position_ = unknown; // others can move it from now on
}

bool file_device::reach(std::int64_t offset, std::error_code& ec) noexcept
{
    if (left_position_ == offset)
        return true;
    set_system_position(offset, ec);
    return !ec;
}

std::size_t file_device::read_shared(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (!reach(offset, ec))
        return 0;
    std::size_t const n = detail::system::read(handle_.get(), data, readable(offset, size), ec);
    left_position_ = ec ? unknown : offset + static_cast<std::int64_t>(n);
    return n;
}

// Where every write goes to the end there is no position to be reached; where the end was is found out later.
std::size_t file_device::write_shared(
    std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    if (!appending_ && !reach(offset, ec))
        return 0;
    std::size_t const n = detail::system::write(handle_.get(), data, size, ec);
    left_position_ = ec ? unknown : offset + static_cast<std::int64_t>(n);
    return n;
}

// unreachable: on POSIX, see system::redirect()
void file_device::replace_handle(unique_handle handle) noexcept
{
    std::error_code ec;
    if (shares_position() && handle)
        detail::system::set_position(handle.get(), position(), ec);
    handle_ = std::move(handle);
    left_position_ = unknown;
}

} // namespace tempfile
} // namespace boost
