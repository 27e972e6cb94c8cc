//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SPOOLED_DEVICE_HPP
#define BOOST_TEMPFILE_SPOOLED_DEVICE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/owned.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/memory_device.hpp>
#include <boost/tempfile/options.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** Bytes in memory up to a size, in an anonymous temporary file beyond it.

    Calling sequence: read(), write() and seek() as any device, or give it to a basic_device_streambuf. The first byte
    beyond `max_size`, rollover() or native_handle() moves everything into a file, which cannot be noticed but by
    rolled(). A rollover that fails loses nothing, and is tried again by the next write that does not fit.

    Models Boost.Iostreams' SeekableDevice by reference. Thread safety: one object is used by one thread at a time.
*/
class BOOST_TEMPFILE_DECL spooled_device : public detail::device_base<spooled_device>
{
public:
    /** In memory up to `max_size` bytes; 0 is no limit. Does not enter the system.

        gettempdir() is asked when it rolls over.
    */
    explicit spooled_device(std::size_t max_size = 0) noexcept : max_size_(max_size) { memory_.limit(max_size); }

    /** The same, with options for the file.

        A relative `dir` is made absolute now and opened at the rollover.

        @throws std::filesystem::filesystem_error: `invalid_argument` for a prefix or suffix that cannot be part of a
        name and for permissions outside 0777.
    */
    spooled_device(std::size_t max_size, options const& file_options);

    /// The same, reporting into `ec`.
    spooled_device(std::size_t max_size, options const& file_options, std::error_code& ec);

    /// Takes the bytes and the position of `other`, which is then empty and in memory.
    spooled_device(spooled_device&& other) noexcept = default;

    /// Drops its bytes and takes those of `other`, which is then empty and in memory.
    spooled_device& operator=(spooled_device&& other) noexcept = default;

    /// Always: in memory or in a file.
    bool is_open() const noexcept { return true; }

    /// Always.
    bool seekable() const noexcept { return true; }

    /// Whether the bytes are in a file that is this device's alone, as that of a temporary_file.
    bool exclusive() const noexcept { return file_.exclusive(); }

    /// Whether the bytes are in a file.
    bool rolled() const noexcept { return file_.is_open(); }

    /// How many bytes may be in memory; 0 is no limit.
    std::size_t max_size() const noexcept { return max_size_; }

    /** Moves the bytes into a file; does nothing where they are.

        @throws std::filesystem::filesystem_error with the system's code and the directory; everything is still in
        memory.
    */
    void rollover();

    /// The same, reporting into `ec`.
    void rollover(std::error_code& ec);

    /// The same; on an error `where` is the directory that it is about.
    void rollover(std::filesystem::path& where, std::error_code& ec);

    /** The handle of the file, still owned here; rolls over first.

        @throws std::filesystem::filesystem_error as rollover() does.
    */
    native_handle_type native_handle();

    /// Others can open the file from now on, or use it otherwise; in memory this does nothing.
    void share_file() noexcept { file_.share_file(); }

    /// The handle of the file; an invalid one where nothing has rolled over.
    native_handle_type peek_handle() const noexcept { return file_.peek_handle(); }

    /// Goes on with another handle of a file that has the same contents; the one before is closed.
    void replace_handle(unique_handle handle) noexcept { file_.replace_handle(std::move(handle)); }

    /// Hands the file's handle over, an invalid one where nothing has rolled over; the device is empty afterwards.
    unique_handle release() noexcept { return file_.release(); }

    /// Closes the file if there is one and drops the bytes: the device is empty and in memory again.
    void close(std::error_code& ec) noexcept;

    /// Reads at `offset` what there is, at most `size` bytes; 0 at the end, or with an error in `ec`.
    std::size_t read_at(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept;

    /** Writes all of `size` bytes at `offset`, rolling over where they do not fit.

        @returns `size`, or with an error in `ec` what was written before it: if the rollover fails, what fits.
    */
    std::size_t write_at(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec);

    /// The size in bytes; 0 with an error in `ec`.
    std::int64_t size(std::error_code& ec) noexcept { return rolled() ? file_.size(ec) : memory_.size(ec); }

    /// Cuts the content, or adds zeros, rolling over where they do not fit. The position stays.
    void resize(std::int64_t size, std::error_code& ec);

    /// How many bytes a read at `offset` gives without waiting.
    std::int64_t available(std::int64_t offset) noexcept;

    /// The bytes in memory; none once rolled over.
    memory_window window() const noexcept
    {
        if (rolled())
            return memory_window{};
        memory_window w = memory_.window();
        if (max_size_ != 0 && w.capacity > max_size_)
            w.capacity = max_size_;
        return w;
    }

    /** Makes room for writing at `offset` up to `end`, in memory or by rolling over: window() tells which.

        @param end how far is to be written. Where only a part of that fits into memory, room is made for that part;
        where not even one byte does, the device rolls over.
        @param ec is clear when this is called; the error of the rollover, with which the content stays as it is.
    */
    void prepare_write(std::int64_t offset, std::int64_t end, std::error_code& ec)
    {
        bool const within = max_size_ == 0 || static_cast<std::uint64_t>(end) <= max_size_;
        if (within && !rolled())
        {
            memory_.prepare_write(offset, end, ec);
            if (!ec)
                return;
            ec.clear();
        }
        make_room(offset, end, ec);
    }

    /// Says that everything before `end`, which is within the window's capacity, is content.
    void commit(std::int64_t end) noexcept { memory_.commit(end); }

    /// Where the next read() or write() takes place.
    std::int64_t position() const noexcept { return shares_position() ? file_.position() : position_; }

    // ---- one position with others, as file_device's ------------------------------------------------------------

    /// Whether the file's handle was given out.
    bool shares_position() const noexcept { return file_.shares_position(); }

    /// Makes `offset` the handle's position, which is shared from now on; in memory this does nothing.
    void share_position(std::int64_t offset, std::error_code& ec) noexcept { file_.share_position(offset, ec); }

    /// Where the handle's position is by now.
    std::int64_t take_position(std::error_code& ec) noexcept { return file_.take_position(ec); }

    /// Leaves the handle's position at `offset`.
    void leave_position(std::int64_t offset, std::error_code& ec) noexcept { file_.leave_position(offset, ec); }

    /// As read_at(), at the handle's position.
    std::size_t read_shared(std::int64_t offset, char* data, std::size_t size, std::error_code& ec) noexcept
    {
        return file_.read_shared(offset, data, size, ec);
    }

    /// As write_at(), at the handle's position.
    std::size_t write_shared(std::int64_t offset, char const* data, std::size_t size, std::error_code& ec) noexcept
    {
        return file_.write_shared(offset, data, size, ec);
    }

    /// `offset` is where native_handle() is to begin to share the position.
    void lend_position(std::int64_t offset) noexcept { lent_position_ = offset; }

    /// Sets the position that the system keeps for the file's handle.
    void set_system_position(std::int64_t position, std::error_code& ec) noexcept
    {
        file_.set_system_position(position, ec);
    }

private:
    void make_room(std::int64_t offset, std::int64_t end, std::error_code& ec);

    std::int64_t lent_position_ = -1; // the stream buffer's
    std::size_t max_size_;
    memory_device memory_;
    file_device file_;
    detail::owned<options const> options_; // null: the default ones
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
