//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_FILE_DEVICE_HPP
#define BOOST_TEMPFILE_FILE_DEVICE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/device_base.hpp>
#include <boost/tempfile/detail/process.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** An open file, pipe, socket or terminal as a device: bytes, unformatted, unbuffered, move-only.

    Calling sequence: give it an open handle, then read(), write() and seek() as Boost.Iostreams' SeekableDevice does,
    or hand it to a basic_device_streambuf, which uses the positioned functions. Boost.Iostreams takes it by reference:
    `filtering_ostream chain; chain.push(boost::ref(device));`. Closing is the owner's: close() or the destructor.

    Before native_handle() all positions are the device's own, and the handle's position in the system is neither used
    nor moved where the handle can seek. From native_handle() on the device and whoever else has the handle share one
    position, as POSIX says of the handles of one open file (XSH 2.5.1): read() and write() take place there and move it,
    seek() sets it.

    Thread safety: one object is used by one thread at a time.
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

    /// Takes the handle over; `other` is closed afterwards.
    file_device(file_device&&) noexcept = default;
    /// Closes, and takes the handle over.
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

    /** The handle, still owned here, for others to use.

        From now on its position is the device's, and that of the stream buffer that has the device: others go on where
        these stopped, and these where others stopped. Nothing is assumed of the file's content any more.

        @throws std::filesystem::filesystem_error with the system's code, if the position cannot be set.
    */
    native_handle_type native_handle();

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec) noexcept;

    /// The handle, for looking at it only: nobody writes through it or shares it.
    native_handle_type peek_handle() const noexcept { return handle_.get(); }

    /// Others can open the file from now on, or use it otherwise: nothing is assumed of its content any more. They do
    /// not share the position.
    void share_file() noexcept { exclusive_since_ = 0; }

    /// Goes on with another handle of the same kind, whose file has the same contents; the one before is closed.
    void replace_handle(unique_handle handle) noexcept;

    /// Whether it has positions: a file has, a pipe, socket or terminal has not.
    bool seekable() const noexcept { return seekable_; }

    /// Whether every write goes to the end, as the handle was opened with O_APPEND.
    bool appending() const noexcept { return appending_; }

    /// Whether nobody else can change the file: it has no name, and its handle was never given out, to a child that
    /// fork made neither.
    bool exclusive() const noexcept { return exclusive_since_ == detail::forks_seen.load(); }

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

    /// Where the next read() or write() takes place.
    std::int64_t position() const noexcept;

    /// Sets the position that the system keeps for the handle, for others who share it.
    void set_system_position(std::int64_t, std::error_code&) noexcept;

    // ---- one position with others: for basic_device_streambuf --------------------------------------------------

    /// Whether the handle was given out, and has a position that others can move.
    bool shares_position() const noexcept { return shares_position_ && handle_; }

    /// Makes `offset` the handle's position, which is shared from now on.
    void share_position(std::int64_t offset, std::error_code& ec) noexcept;

    /// Where the handle's position is by now.
    std::int64_t take_position(std::error_code& ec) noexcept;

    /// Leaves the handle's position at `offset`; costs nothing where the last transfer ended there.
    void leave_position(std::int64_t offset, std::error_code& ec) noexcept;

    /// As read_at(), at the handle's position, which is moved to `offset` first if it was not left there.
    std::size_t read_shared(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept;

    /// As write_at(), at the handle's position, which is moved to `offset` first if it was not left there.
    std::size_t write_shared(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept;

    /// `offset` is where native_handle() is to begin to share the position, for who uses the positioned functions.
    void lend_position(std::int64_t offset) noexcept { lent_position_ = offset; }

private:
    static constexpr std::int64_t unknown = -1;

    std::int64_t system_size(std::error_code& ec) noexcept;
    bool reach(std::int64_t offset, std::error_code& ec) noexcept;

    unique_handle handle_;
    std::int64_t known_size_ = 0;          // where exclusive()
    std::size_t exclusive_since_ = 0;      // forks_seen when it was made; 0 where others know it
    std::int64_t left_position_ = unknown; // where a transfer of this device's left the shared position
    std::int64_t lent_position_ = unknown; // the stream buffer's
    bool seekable_ = false;
    bool appending_ = false;
    bool shares_position_ = false;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
