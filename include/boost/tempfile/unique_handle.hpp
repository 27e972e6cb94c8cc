//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_UNIQUE_HANDLE_HPP
#define BOOST_TEMPFILE_UNIQUE_HANDLE_HPP

#include <boost/tempfile/config.hpp>

#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** The move-only owner of an open file: closes it when destroyed.

    It knows nothing of the file's name and removes nothing. Thread safety: as an int's; one object is used by one
    thread at a time.

    @code
    auto [handle, path] = boost::tempfile::mkstemp();
    ::fchmod(handle.get(), 0640);
    @endcode
*/
class BOOST_TEMPFILE_DECL unique_handle
{
public:
    /// Owns nothing.
    unique_handle() noexcept = default;

    /// Owns `handle` from now on; one that is no handle (-1, INVALID_HANDLE_VALUE) makes an object that owns nothing.
    explicit unique_handle(native_handle_type handle) noexcept : handle_(handle) {}

    /// Takes what `other` owns, which then owns nothing.
    unique_handle(unique_handle&& other) noexcept : handle_(other.release()) {}

    /// Closes what it owns, ignoring an error, and takes what `other` owns.
    unique_handle& operator=(unique_handle&& other) noexcept
    {
        unique_handle taken(std::move(other));
        std::swap(handle_, taken.handle_);
        return *this;
    }

    /// Closes what it owns, ignoring an error.
    ~unique_handle()
    {
        if (*this)
            close_quietly();
    }

    /// The handle itself, still owned here; an invalid one where nothing is owned.
    native_handle_type get() const noexcept { return handle_; }

    /// Hands the handle over: the caller closes it.
    native_handle_type release() noexcept { return std::exchange(handle_, detail::invalid_handle()); }

    /** Closes the handle; without one it does nothing.

        The object owns nothing afterwards, whatever the system says: a failed close must not be repeated (close(2)).

        @throws std::filesystem::filesystem_error with the system's code, such as a write error that a network file
        system reports this late.
    */
    void close();

    /// The same, reporting into `ec`, which is cleared on success.
    void close(std::error_code& ec) noexcept;

    /// Whether a handle is owned.
    explicit operator bool() const noexcept { return handle_ != detail::invalid_handle(); }

    /// Exchanges what two objects own.
    friend void swap(unique_handle& a, unique_handle& b) noexcept { std::swap(a.handle_, b.handle_); }

private:
    void close_quietly() noexcept;

    native_handle_type handle_ = detail::invalid_handle();
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
