//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_INTERCEPTION_HPP
#define BOOST_TEMPFILE_TEST_INTERCEPTION_HPP

// Makes calls of the system layer fail, and time pass at once.

#include "removal/retry_schedule.hpp"
#include "system/system.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <vector>

namespace test
{

namespace sys = boost::tempfile::detail::system;

// While it exists, the library asks `hook` before each call to the system.
class interception
{
public:
    explicit interception(sys::interceptor hook) { sys::installed_interceptor = hook; }
    ~interception() { sys::installed_interceptor = nullptr; }
    interception(interception const&) = delete;
    interception& operator=(interception const&) = delete;
};

// While it exists, every call of one kind fails with one error. A file without a name that the system cannot make is made
// with one for a moment, unless that fails as well: so it does here, unless the error is that it is not supported.
class failing : interception
{
public:
    failing(sys::call which, std::errc error) : interception(&fail)
    {
        which_ = which;
        error_ = std::make_error_code(error);
    }

private:
    static std::error_code fail(sys::call_site const& site) noexcept
    {
        bool const no_file = which_ == sys::call::open_anonymous && error_ != std::errc::operation_not_supported &&
                             (site.which == sys::call::create_file || site.which == sys::call::create_unlinked);
        return no_file || site.which == which_ ? error_ : std::error_code();
    }
    inline static sys::call which_;
    inline static std::error_code error_;
};

// While it exists, no time passes for a removal but what it waits, and that passes at once.
class virtual_time
{
public:
    virtual_time()
    {
        passed_ = std::chrono::microseconds(0);
        before_ = boost::tempfile::detail::installed_retry_clock.exchange(&clock);
    }
    ~virtual_time() { boost::tempfile::detail::installed_retry_clock = before_; }
    virtual_time(virtual_time const&) = delete;
    virtual_time& operator=(virtual_time const&) = delete;

    std::chrono::microseconds waited() const { return passed_; }

private:
    static std::chrono::microseconds now() noexcept { return passed_; }
    static void wait(std::chrono::microseconds pause) { passed_ = passed_.load() + pause; }

    static constexpr boost::tempfile::detail::retry_clock clock{&now, &wait};
    inline static std::atomic<std::chrono::microseconds> passed_{};
    boost::tempfile::detail::retry_clock const* before_;
};

// A hook under which no directory can be moved, as on the lower layer of an overlay.
inline std::error_code no_moves(sys::call_site const& site) noexcept
{
    return site.which == sys::call::move_directory ? std::make_error_code(std::errc::cross_device_link)
                                                   : std::error_code();
}

// What a call may fail with: everything that somebody above the system layer tells apart, and some more.
inline std::vector<std::error_code> every_error()
{
    std::vector<std::error_code> errors;
#if defined(BOOST_WINDOWS)
    constexpr int sharing_violation = 32, delete_pending = 303;
    for (int const code : {sharing_violation, delete_pending})
        errors.emplace_back(code, std::system_category());
    for (std::errc const code : {std::errc::io_error, std::errc::permission_denied, std::errc::file_exists,
             std::errc::no_such_file_or_directory, std::errc::cross_device_link, std::errc::not_enough_memory,
             std::errc::operation_not_supported})
        errors.push_back(std::make_error_code(code));
#else
    for (int const code : {EIO, ENOSPC, EACCES, EPERM, ENOENT, EEXIST, EXDEV, EINVAL, ENOMEM, EMFILE, ENOSYS,
             EOPNOTSUPP, EROFS, ENOTDIR, EDQUOT, EBUSY, ENOLCK})
        errors.emplace_back(code, std::system_category());
#endif
    return errors;
}

} // namespace test

#endif
