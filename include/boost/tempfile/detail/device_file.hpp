//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DEVICE_FILE_HPP
#define BOOST_TEMPFILE_DETAIL_DEVICE_FILE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/exceptions.hpp>
#include <boost/tempfile/detail/persisting.hpp>
#include <boost/tempfile/detail/stream_file.hpp>
#include <boost/tempfile/detail/streambuf_access.hpp>
#include <boost/tempfile/device_streambuf.hpp>

#include <cstdint>
#include <filesystem>
#include <ios>
#include <system_error>
#include <type_traits>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

// What the kinds of names differ in: that of a file that has one,
inline named_entry* find_entry(named_entry& name) noexcept
{
    return &name;
}
inline named_entry& entry_of(named_entry& name) noexcept
{
    return name;
}

// and that of a file that has none, but for a while.
inline named_entry* find_entry(passing_name& name) noexcept
{
    return name.find();
}
inline named_entry& entry_of(passing_name& name)
{
    return name.get();
}

// The file of a stream over `Device`, whose name is a named_entry, or a passing_name where it has none.
template<class Device, class Name, class CharT, class Traits>
class device_file final : public stream_file
{
    using access = streambuf_access;

public:
    using buffer_type = basic_device_streambuf<Device, CharT, Traits>;

    // Closed.
    device_file() = default;

    // Open, with a device that is made of `arguments`.
    template<class... Arguments>
    device_file(std::in_place_t, std::ios_base::openmode mode, Arguments&&... arguments)
        : buffer_(std::in_place, mode, std::forward<Arguments>(arguments)...)
    {
    }

    device_file(device_file&& other) : stream_file(), buffer_(std::move(other.buffer_)), name_(std::move(other.name_))
    {
        this->take(other);
    }

    // The file before is closed by the caller.
    device_file& operator=(device_file&& other)
    {
        buffer_ = std::move(other.buffer_);
        name_ = std::move(other.name_);
        this->take(other);
        return *this;
    }

    ~device_file() = default;

    void swap(device_file& other)
    {
        stream_file::swap(other);
        buffer_.swap(other.buffer_);
        using std::swap;
        swap(name_, other.name_);
    }

    buffer_type& buffer() noexcept { return buffer_; }
    Name& name() noexcept { return name_; }
    Name const& name() const noexcept { return name_; }

    // The device, for looking at it: the buffer's areas stay.
    Device const& device() const noexcept { return buffer_.device(); }

    void open(Device&& device, std::ios_base::openmode mode, std::error_code& ec)
    {
        if (buffer_.open(std::move(device), mode) == nullptr)
            ec = buffer_.last_error();
    }

    // Opens the buffer on the file of `first`, through a handle of its own.
    void open_again(stream_file& first, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec)
    {
        if (!valid_openmode(mode))
        {
            ec = std::make_error_code(std::errc::invalid_argument);
            return;
        }
        bool shared = false;
        unique_handle handle = first.reopen(shared, where, ec);
        if (ec)
            return;
        this->share_handle(shared);
        open(Device(std::move(handle), Device::origin::named), mode, ec);
    }

    bool is_open() const noexcept override { return buffer_.is_open(); }
    std::error_code last_error() const noexcept override { return access::reason(buffer_); }
    void last_error(std::error_code const& ec) noexcept override { access::last_error(buffer_, ec); }

    std::int64_t size(std::error_code& ec) override
    {
        std::int64_t result = 0;
        guarded(ec, [&] { result = buffer_.size(ec); });
        return ec ? 0 : result;
    }

    void resize(std::int64_t size, std::error_code& ec) override
    {
        this->end_views();
        guarded(ec, [&] { buffer_.resize(size, ec); });
    }

    void adopt() noexcept override
    {
        buffer_.adopt();
        if (named_entry* const name = find_entry())
            name->adopt();
    }

    void roll_over(std::filesystem::path& where, std::error_code& ec) override
    {
        ec.clear();
        if constexpr (has_rolled<Device>::value)
        {
            bool const rolled = device().rolled();
            if (!rolled)
                this->end_views();
            guarded(ec,
                [&]
                {
                    access::with_device(
                        buffer_, [&](Device& device, std::error_code& rolling) { device.rollover(where, rolling); },
                        ec);
                });
            bool const rolls = rolled != device().rolled();
            if (ec || rolls) // what is in a file already does not succeed in anything
                access::last_error(buffer_, ec);
            if (rolls)
                access::forget_lost_write(buffer_);
        }
        (void)where;
    }

private:
    std::error_code lost_write() const noexcept override { return buffer_.lost_write(); }

    void close_buffer(std::error_code& ec) noexcept override
    {
        ec.clear();
        BOOST_TRY
        {
            if (buffer_.close() == nullptr)
                ec = buffer_.last_error();
        }
        BOOST_TEMPFILE_CATCH_AS(std::ios_base::failure, e)
        {
            ec = e.code();
        }
        BOOST_CATCH(...) // a codecvt's own
        {
            ec = std::make_error_code(std::errc::io_error);
        }
        BOOST_CATCH_END
    }

    void finish_output(std::error_code& ec) override
    {
        guarded(ec, [&] { (void)access::finish_output(buffer_, ec); });
    }

    void settle(std::error_code& ec) override
    {
        guarded(ec, [&] { (void)access::settle(buffer_, ec); });
    }

    std::int64_t position(std::error_code& ec) override
    {
        std::int64_t result = 0;
        guarded(ec, [&] { result = access::position(buffer_); });
        return result;
    }

    void forget_read_ahead() noexcept override { access::forget_read_ahead(buffer_); }
    std::uint32_t const& writes_begun() const noexcept override { return access::writes_begun(buffer_); }

    memory_window memory() const noexcept override
    {
        if constexpr (has_window<Device>::value)
            return device().window();
        else
            return memory_window{};
    }

    native_handle_type hand_over(std::error_code& ec) override
    {
        native_handle_type handle = invalid_handle();
        guarded(ec,
            [&]
            {
                access::share_position(buffer_, ec);
                if (!ec)
                    handle = peek_handle();
            });
        return handle;
    }

    native_handle_type peek_handle() const noexcept override { return device().peek_handle(); }
    void expose() noexcept override { access::device(buffer_).share_file(); }
    void replace_handle(unique_handle handle) noexcept override
    {
        access::device(buffer_).replace_handle(std::move(handle));
    }
    unique_handle release_handle() noexcept override { return access::device(buffer_).release(); }

    bool is_named() const noexcept override { return std::is_same<Name, named_entry>::value; }
    named_entry* find_entry() noexcept override { return detail::find_entry(name_); }
    named_entry& entry() override { return entry_of(name_); }

    // Runs what throws conversion errors, reporting them.
    template<class Action>
    void guarded(std::error_code& ec, Action action)
    {
        ec.clear();
        BOOST_TRY
        {
            action();
        }
        BOOST_TEMPFILE_CATCH_AS(std::ios_base::failure, e)
        {
            ec = e.code();
        }
        BOOST_CATCH_END
    }

    buffer_type buffer_;
    Name name_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
