//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_INTERCEPTION_HPP
#define BOOST_TEMPFILE_TEST_INTERCEPTION_HPP

// Makes calls of the system layer fail.

#include "system.hpp"

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

// While it exists, every call of one kind fails with one error.
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
        return site.which == which_ ? error_ : std::error_code();
    }
    inline static sys::call which_;
    inline static std::error_code error_;
};

} // namespace test

#endif
