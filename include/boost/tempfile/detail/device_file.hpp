//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_DEVICE_FILE_HPP
#define BOOST_TEMPFILE_DETAIL_DEVICE_FILE_HPP

#include <boost/tempfile/device_streambuf.hpp>

#include <cstdint>
#include <filesystem>
#include <ios>
#include <istream>
#include <limits>
#include <locale>
#include <system_error>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

constexpr std::ios_base::openmode default_openmode = std::ios_base::in | std::ios_base::out | std::ios_base::binary;

// The global locale, with UTF-8 in files of wide characters.
BOOST_TEMPFILE_DECL std::locale wide_stream_locale();

// Before the stream among its bases, so that the stream's constructor is given a buffer that exists.
template<class Device, class CharT, class Traits>
struct streambuf_holder
{
    streambuf_holder() = default;
    template<class... Arguments>
    explicit streambuf_holder(std::in_place_t, Arguments&&... arguments)
        : buffer_(std::in_place, default_openmode, std::forward<Arguments>(arguments)...)
    {
    }

    basic_device_streambuf<Device, CharT, Traits> buffer_;
};

// What the stream types have in common: an iostream with its buffer over a device.
template<class Device, class CharT, class Traits>
class device_stream : private streambuf_holder<Device, CharT, Traits>, public std::basic_iostream<CharT, Traits>
{
    using holder = streambuf_holder<Device, CharT, Traits>;
    using stream = std::basic_iostream<CharT, Traits>;

public:
    using buffer_type = basic_device_streambuf<Device, CharT, Traits>;

    /// The stream's buffer.
    buffer_type* rdbuf() const noexcept { return const_cast<buffer_type*>(&this->buffer_); }

    /// Whether the file is open.
    bool is_open() const noexcept { return this->buffer_.is_open(); }

    /// The last failure while fail(), and an empty code otherwise.
    std::error_code last_error() const noexcept
    {
        return this->fail() ? this->buffer_.last_error() : std::error_code();
    }

    /** The size in bytes, with what is pending.

        @throws std::filesystem::filesystem_error with the system's code, `bad_file_descriptor` where the stream is
        closed; the stream stays usable.
    */
    std::uintmax_t size()
    {
        std::error_code ec;
        std::uintmax_t const result = size(ec);
        throw_if_failed("boost::tempfile: size", ec);
        return result;
    }

    /// The same, reporting into `ec`, with 0 on an error.
    std::uintmax_t size(std::error_code& ec)
    {
        std::int64_t result = 0;
        guarded(ec, [&] { result = this->buffer_.size(ec); });
        return ec ? 0 : static_cast<std::uintmax_t>(result);
    }

    /** Makes the content `n` bytes long: cuts it, or adds a hole of zeros. The position stays.

        @throws std::filesystem::filesystem_error with the system's code, `bad_file_descriptor` where the stream is
        closed, `file_too_large`; the stream stays usable.
    */
    void resize(std::uintmax_t n)
    {
        std::error_code ec;
        resize(n, ec);
        throw_if_failed("boost::tempfile: resize", ec);
    }

    /// The same, reporting into `ec`.
    void resize(std::uintmax_t n, std::error_code& ec)
    {
        constexpr std::uintmax_t most = static_cast<std::uintmax_t>((std::numeric_limits<std::int64_t>::max)());
        if (n > most)
            ec = std::make_error_code(std::errc::file_too_large);
        else
            guarded(ec, [&] { this->buffer_.resize(static_cast<std::int64_t>(n), ec); });
    }

protected:
    device_stream() : stream(&this->buffer_) { initialize(); }
    template<class... Arguments>
    explicit device_stream(std::in_place_t, Arguments&&... arguments)
        : holder(std::in_place, std::forward<Arguments>(arguments)...), stream(&this->buffer_)
    {
        initialize();
    }

    device_stream(device_stream&& other) : holder(std::move(other.held())), stream(std::move(other))
    {
        this->set_rdbuf(&this->buffer_);
    }

    device_stream& operator=(device_stream&& other)
    {
        stream::operator=(std::move(other));
        this->buffer_ = std::move(other.buffer_);
        return *this;
    }

    ~device_stream() override = default;

    void swap(device_stream& other)
    {
        stream::swap(other);
        this->buffer_.swap(other.buffer_);
    }

    // The device, for looking at it: the buffer's areas stay.
    Device const& device() const noexcept { return std::as_const(this->buffer_).device(); }

    // Opens the buffer.
    void start(Device&& device, std::ios_base::openmode mode, std::error_code& ec)
    {
        if (this->buffer_.open(std::move(device), mode) == nullptr)
            ec = this->buffer_.last_error();
    }

    // The state of a stream whose file could not be made.
    void start_failed(std::error_code const& ec)
    {
        this->buffer_.last_error(ec);
        fail_quietly();
    }

    // Flushes and closes in any case; the first error. Of a closed one, why it failed stays.
    void close_buffer(std::error_code& ec) noexcept
    {
        ec.clear();
        if (!is_open())
            return;
        try
        {
            if (this->buffer_.close() == nullptr)
                ec = this->buffer_.last_error();
        }
        catch (std::ios_base::failure const& e)
        {
            ec = e.code();
        }
        catch (...) // a codecvt's own
        {
            ec = std::make_error_code(std::errc::io_error);
        }
        this->buffer_.last_error(ec);
        if (ec)
            fail_quietly();
    }

    // failbit without an exception: the caller is told by an error code.
    void fail_quietly() noexcept
    {
        try
        {
            this->setstate(std::ios_base::failbit);
        }
        catch (...)
        {
        }
    }

    // The handle, with everything written and the system's position at the stream's.
    native_handle_type shared_handle(std::error_code& ec)
    {
        native_handle_type handle = invalid_handle();
        guarded(ec,
            [&]
            {
                this->buffer_.hand_over([](Device& device, std::int64_t position, std::error_code& placing)
                    { device.set_system_position(position, placing); },
                    ec);
                if (!ec)
                    handle = this->buffer_.device().native_handle();
            });
        return handle;
    }

    // Runs what throws conversion errors, reporting them.
    template<class Action>
    void guarded(std::error_code& ec, Action action)
    {
        ec.clear();
        try
        {
            action();
        }
        catch (std::ios_base::failure const& e)
        {
            ec = e.code();
        }
    }

    static void throw_if_failed(char const* what, std::error_code const& ec)
    {
        if (ec)
            throw_device_error(what, ec);
    }

private:
    // Gives the stream the locale of its kind.
    void initialize()
    {
        if constexpr (std::is_same<CharT, wchar_t>::value)
            this->imbue(wide_stream_locale());
    }

    holder& held() noexcept { return *this; }
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
