//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include <boost/tempfile/spooled_device.hpp>

#include <boost/tempfile/detail/creation.hpp>

#include "../system/error.hpp"
#include "../system/system.hpp"

#include <algorithm>
#include <limits>

namespace boost
{
namespace tempfile
{

namespace
{

constexpr std::int64_t unlimited = (std::numeric_limits<std::int64_t>::max)();

// Whether the file that it rolls over to is like any other: a budget alone is no reason to keep a copy of the options.
bool are_ordinary(options const& given) noexcept
{
    return !given.prefix && given.suffix.empty() && given.dir.empty() && !given.sweepable &&
           given.permissions == std::filesystem::perms::unknown;
}

// The options that outlive the construction: checked, and independent of a later chdir.
detail::owned<options const> kept(options const& given, std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (are_ordinary(given))
        return {};
    detail::check(given, where, ec);
    if (ec)
        return {};
    auto* const copy = new options(given);
    detail::owned<options const> made(copy);
    if (!copy->dir.empty())
        copy->dir = detail::system::absolute_path(copy->dir.native(), ec);
    if (ec)
        where = given.dir;
    return made;
}

} // namespace

spooled_device::spooled_device(std::size_t max_size, options const& file_options) : spooled_device(max_size)
{
    std::error_code ec;
    std::filesystem::path where;
    options_ = kept(file_options, where, ec);
    memory_.budget(file_options.budget);
    detail::throw_if(ec, "boost::tempfile::spooled_device", where);
}

spooled_device::spooled_device(std::size_t max_size, options const& file_options, std::error_code& ec)
    : spooled_device(max_size)
{
    std::filesystem::path where;
    options_ = kept(file_options, where, ec);
    memory_.budget(file_options.budget);
}

void spooled_device::rollover()
{
    std::error_code ec;
    std::filesystem::path where;
    rollover(where, ec);
    detail::throw_if(ec, "boost::tempfile::spooled_device::rollover", where);
}

void spooled_device::rollover(std::error_code& ec)
{
    std::filesystem::path where;
    rollover(where, ec);
}

void spooled_device::rollover(std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (rolled())
        return;
    unique_handle handle = detail::create_anonymous(options_.get(), where, ec);
    if (ec)
        return;
    file_device file(std::move(handle), file_device::origin::anonymous);
    memory_window const content = memory_.window();
    if (content.size != 0)
        file.write_at(0, content.data, content.size, ec);
    if (ec)
        return; // the file goes, the bytes stay
    file_ = std::move(file);
    memory_.clear();
}

native_handle_type spooled_device::native_handle()
{
    rollover();
    if (!shares_position())
        file_.lend_position(lent_position_ < 0 ? position_ : lent_position_);
    return file_.native_handle();
}

void spooled_device::close(std::error_code& ec) noexcept
{
    file_.close(ec);
    memory_.clear();
    position_ = 0;
}

std::size_t spooled_device::read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
{
    return rolled() ? file_.read_at(offset, data, size, ec) : memory_.read_at(offset, data, size, ec);
}

std::size_t spooled_device::write_at(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec)
{
    ec.clear();
    std::size_t done = 0;
    while (done < size)
    {
        std::int64_t const at = offset + static_cast<std::int64_t>(done);
        if (rolled())
            return done + file_.write_at(at, data + done, size - done, ec);
        prepare_write(at, detail::advanced(at, static_cast<std::int64_t>(size - done)), ec);
        if (ec)
            break;
        if (rolled())
            continue;
        std::size_t const room = window().capacity - static_cast<std::size_t>(at);
        done += memory_.write_at(at, data + done, (std::min)(room, size - done), ec);
    }
    return done;
}

void spooled_device::resize(std::int64_t size, std::error_code& ec)
{
    ec.clear();
    if (!rolled() && size >= 0)
    {
        bool const fits = max_size_ == 0 || static_cast<std::uint64_t>(size) <= max_size_;
        if (fits)
            memory_.resize(size, ec);
        if (fits && !ec)
            return;
        rollover(ec); // too much for max_size, or for the memory there is
        if (ec)
            return;
    }
    if (size < 0)
        ec = std::make_error_code(std::errc::invalid_argument);
    else
        file_.resize(size, ec);
}

std::int64_t spooled_device::available(std::int64_t offset) noexcept
{
    std::error_code ec;
    std::int64_t const count = size(ec) - offset;
    return ec ? 0 : (std::max)(count, std::int64_t(0));
}

void spooled_device::make_room(std::int64_t offset, std::int64_t end, std::error_code& ec)
{
    if (rolled())
        return;
    std::int64_t limit =
        max_size_ != 0 && max_size_ < std::size_t(unlimited) ? static_cast<std::int64_t>(max_size_) : unlimited;
    if (memory_.budget() != nullptr) // as far as it goes, for what is beyond it may not come
        limit = (std::min)(limit, memory_.affordable());
    if (end >= 0 && offset < limit)
    {
        memory_.prepare_write(offset, (std::min)(end, limit), ec);
        if (!ec)
            return;
    }
    rollover(ec);
}

} // namespace tempfile
} // namespace boost
