//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_STREAM_ERRORS_HPP
#define BOOST_TEMPFILE_DETAIL_STREAM_ERRORS_HPP

#include <boost/tempfile/detail/throw.hpp>

#include <system_error>

namespace boost
{
namespace tempfile
{
namespace detail
{

// Remembers what failed: the last failure, whether it is the reason of the stream's present state, and why written
// characters are missing in the content.
class stream_errors
{
public:
    // The last failure.
    std::error_code const& last() const noexcept { return last_; }

    // The last failure, unless something succeeded or ended without an error since; else empty.
    std::error_code reason() const noexcept { return is_reason_ ? last_ : std::error_code(); }

    // A character or the position is asked for: what fails from now on does so for another reason. The operations of a
    // stream ask only while it has not failed.
    void begin_operation() noexcept { is_reason_ = false; }

    // The error by which written characters were lost; empty if none were.
    std::error_code const& lost_write() const noexcept { return lost_; }

    // An empty code forgets the last failure.
    void set_last(std::error_code const& ec) noexcept
    {
        last_ = ec;
        is_reason_ = true;
    }

    // An empty code is no failure.
    void note(std::error_code const& ec) noexcept
    {
        if (ec)
            set_last(ec);
    }

    void note(std::errc e) noexcept { set_last(std::make_error_code(e)); }

    // What was to be written was not accepted.
    void refuse(std::error_code const& ec) noexcept
    {
        note(ec);
        if (ec)
            lost_ = ec;
    }

    // What had been accepted is lost: no rollover makes that good.
    void drop(std::error_code const& ec) noexcept
    {
        refuse(ec);
        dropped_ = true;
    }

    // What had been accepted is not in the content, and somebody else may still write it: no failure.
    void miss(std::errc e) noexcept
    {
        lost_ = std::make_error_code(e);
        dropped_ = true;
    }

    // The content is whole in its new place, unless accepted characters were dropped.
    void forget_refused() noexcept
    {
        if (!dropped_)
            lost_.clear();
    }

    void rolled_over() noexcept
    {
        last_.clear();
        forget_refused();
    }

    // At open().
    void begin() noexcept
    {
        lost_.clear();
        dropped_ = false;
    }

    [[noreturn]] void throw_conversion_error(char const* what)
    {
        std::error_code const ec = std::make_error_code(std::errc::illegal_byte_sequence);
        note(ec);
        throw_stream_failure(what, ec);
    }

    void throw_if_read_failed(std::error_code const& ec)
    {
        if (!ec)
            return;
        note(ec);
        throw_stream_failure("boost::tempfile: read", ec);
    }

private:
    std::error_code last_;
    std::error_code lost_;
    bool is_reason_ = false;
    bool dropped_ = false; // lost_ is about characters that had been accepted
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
