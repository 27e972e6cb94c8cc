//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FILE_DEVICE_HPP
#define BOOST_TEMPFILE_FILE_DEVICE_HPP

#include <boost/tempfile/detail/device_base.hpp>
#include <boost/tempfile/detail/process.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace boost
{
namespace tempfile
{

/** An open file, pipe, socket or terminal as a device: bytes, unformatted, unbuffered, move-only.

    Calling sequence: give it an open handle, then read(), write() and seek() as Boost.Iostreams' SeekableDevice does,
    or hand it to a basic_device_streambuf, which uses the positioned functions. Boost.Iostreams takes it by reference:
    `filtering_ostream chain; chain.push(boost::ref(device));`. Closing is the owner's: close() or the destructor.

    All positions are the device's own; the handle's position in the system is neither used nor moved where the handle
    can seek. Thread safety: one object is used by one thread at a time.
*/
class BOOST_TEMPFILE_DECL file_device : public detail::device_base<file_device>
{
public:
    /// A closed device.
    file_device() noexcept = default;

    /** Adopts any open handle: takes its current position and finds out whether it can seek.

        @param handle the handle; one that owns nothing makes a closed device.
        @throws std::filesystem::filesystem_error if the handle is not open (`bad_file_descriptor`).
    */
    explicit file_device(unique_handle handle);

    /// What a file made by this library is known to be, so that adopting it costs no system call.
    enum class origin
    {
        /// A new file with a name: others can write to it.
        named,
        /// A new file without a name: while the handle is never given out and the process does not fork, this device
        /// alone changes it.
        anonymous
    };

    /// Adopts the handle of a file that was just made: empty, seekable. Does not enter the system.
    file_device(unique_handle handle, origin made) noexcept;

    file_device(file_device&&) noexcept = default;
    file_device& operator=(file_device&&) noexcept = default;

    /// Whether a handle is owned.
    bool is_open() const noexcept { return bool(handle_); }

    /** Closes the handle; a closed device stays closed.

        @throws std::filesystem::filesystem_error with the system's code.
    */
    void close() { handle_.close(); }

    /// The same, reporting into `ec`. The device is closed whatever `ec` says.
    void close(std::error_code& ec) noexcept { handle_.close(ec); }

    /// Hands the handle over; the device is closed afterwards.
    unique_handle release() noexcept { return std::move(handle_); }

    /** The handle, still owned here.

        From now on others may change the file, so nothing is assumed of its contents any more.
    */
    native_handle_type native_handle() noexcept
    {
        exclusive_since_ = 0;
        return handle_.get();
    }

    /// Says that others can change the file from now on: nothing is assumed of its contents any more.
    void share_file() noexcept { exclusive_since_ = 0; }

    /// The handle, for looking at it only: nobody writes through it or shares it.
    native_handle_type peek_handle() const noexcept { return handle_.get(); }

    /// Goes on with another handle of the same kind, whose file has the same contents; the one before is closed.
    void replace_handle(unique_handle handle) noexcept { handle_ = std::move(handle); }

    /// Whether it has positions: a file has, a pipe, socket or terminal has not.
    bool seekable() const noexcept { return seekable_; }

    /// Whether every write goes to the end, as the handle was opened with O_APPEND.
    bool appending() const noexcept { return appending_; }

    /// Whether nobody else can change the file: it has no name, and its handle was never given out, to a child that
    /// fork made neither.
    bool exclusive() const noexcept { return exclusive_since_ == detail::forks_seen.load(std::memory_order_relaxed); }

    /** Reads at `offset` what there is, at most `size` bytes; where the device cannot seek the offset does not count.

        @returns how many bytes; 0 at the end, or with an error in `ec`.
    */
    std::size_t read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept;

    /** Writes all of `size` bytes at `offset`; where the device cannot seek the offset does not count.

        @returns `size`, or with an error in `ec` what was written before it.
    */
    std::size_t write_at(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept;

    /// The size in bytes; 0 with an error in `ec`. Does not enter the system where exclusive().
    std::int64_t size(std::error_code& ec) noexcept
    {
        ec.clear();
        return exclusive() ? known_size_ : system_size(ec);
    }

    /// Makes the file `size` bytes long: cuts it, or adds a hole of zeros. The position stays.
    void resize(std::int64_t size, std::error_code& ec) noexcept;

    /// How many bytes a read at `offset` gives without waiting; 0 where that is not known.
    std::int64_t available(std::int64_t offset) noexcept;

    /// Sets the position that the system keeps for the handle, for others who share it.
    void set_system_position(std::int64_t, std::error_code&) noexcept;

private:
    std::int64_t system_size(std::error_code& ec) noexcept;

    unique_handle handle_;
    std::int64_t known_size_ = 0;     // where exclusive()
    std::size_t exclusive_since_ = 0; // forks_seen when it was made; 0 where others know it
    bool seekable_ = false;
    bool appending_ = false;
};

} // namespace tempfile
} // namespace boost

#endif
