//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_FIRST_FAILURE_HPP
#define BOOST_TEMPFILE_SRC_FIRST_FAILURE_HPP

#include "../system/system.hpp"

#include <cstdint>
#include <mutex>
#include <system_error>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What could not be removed in one pass: the first such path and why, and what matters of all the others.
class first_failure
{
public:
    // `transient`: another attempt can succeed.
    void add(native_string&& path, bool transient, std::error_code const& ec) noexcept
    {
        std::lock_guard<std::mutex> const locked(lock_);
        ++count_;
        transient_ = transient_ || transient;
        if (code_)
            return;
        code_ = ec;
        path_ = std::move(path);
    }

    // The others are for the calling thread, once no other one is at work.
    std::error_code const& code() const noexcept { return code_; }
    native_string& path() noexcept { return path_; }
    bool any_transient() const noexcept { return transient_; }
    std::uintmax_t count() const noexcept { return count_; }

private:
    std::mutex lock_;
    std::error_code code_;
    native_string path_;
    bool transient_ = false;
    std::uintmax_t count_ = 0;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
