//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SPOOLED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_SPOOLED_TEMPORARY_FILE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/device_file.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/spooled_device.hpp>
#include <boost/tempfile/temporary_file.hpp>
#include <boost/tempfile/temporary_stream.hpp>

#include <cstddef>
#include <filesystem>
#include <ios>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** A temporary file that stays in memory while it is small, as an iostream.

    Calling sequence: as temporary_file. Up to `max_size` bytes are in memory, and the system is not entered at all; the
    first byte beyond, rollover() or native_handle() moves everything into an anonymous file. That cannot be noticed
    but by rolled(): the same operations give the same bytes, positions, states and results as on a temporary_file.

    If a rollover fails, what fits is accepted and nothing is lost; reading and seeking go on, and every later write
    that does not fit tries again. With a stream that converts characters the rollover takes place when they are
    converted.

    What a destructor fails to flush is lost silently: close() first where that matters.

    @code
    boost::tempfile::spooled_temporary_file file(1 << 20);
    file << std::cin.rdbuf();
    @endcode
*/
template<class CharT, class Traits>
class basic_spooled_temporary_file : public basic_temporary_stream<CharT, Traits>
{
    using base = basic_temporary_stream<CharT, Traits>;
    using file_type = detail::device_file<spooled_device, detail::passing_name, CharT, Traits>;

public:
    using buffer_type = typename file_type::buffer_type;

    /** In memory up to `max_size` bytes; 0 is no limit. Does not enter the system.

        gettempdir() is asked at the rollover.
    */
    explicit basic_spooled_temporary_file(std::size_t max_size = 0);

    /// The same; `ec` is cleared, as nothing can fail.
    basic_spooled_temporary_file(std::size_t max_size, std::error_code& ec);

    /** The same, with options for the file that it rolls over to.

        A relative `dir` is made absolute now; it is opened at the rollover. disk_tempdir() names one that is not
        memory.

        @param mode governs the stream.
        @throws std::filesystem::filesystem_error: `invalid_argument` for bad options and for a mode that std::fstream
        refuses.
    */
    basic_spooled_temporary_file(
        std::size_t max_size, options const& file_options, std::ios_base::openmode mode = detail::default_openmode);

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_spooled_temporary_file(std::size_t max_size, options const& file_options, std::error_code& ec);

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_spooled_temporary_file(
        std::size_t max_size, options const& file_options, std::ios_base::openmode mode, std::error_code& ec);

    /// Goes on where `other` was, which is closed afterwards.
    basic_spooled_temporary_file(basic_spooled_temporary_file&& other);

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_spooled_temporary_file& operator=(basic_spooled_temporary_file&& other);

    /// Drops the bytes, wherever they are. In a child process that fork made nothing is written.
    ~basic_spooled_temporary_file() override = default;

    /// Exchanges everything.
    void swap(basic_spooled_temporary_file& other);
    friend void swap(basic_spooled_temporary_file& a, basic_spooled_temporary_file& b) { a.swap(b); }

    /// The stream's buffer.
    buffer_type* rdbuf() const noexcept { return &const_cast<file_type&>(file_).buffer(); }

    /** Moves the bytes into a file now; does nothing where they are.

        @throws std::filesystem::filesystem_error with the system's code; the stream stays usable, with everything in
        memory.
    */
    void rollover();

    /// The same, reporting into `ec`.
    void rollover(std::error_code& ec);

    /// Whether the bytes are in a file. Exact without a flush, unless the stream converts characters.
    bool rolled() const noexcept { return file_.device().rolled(); }

    /// How many bytes may be in memory; 0 is no limit.
    std::size_t max_size() const noexcept { return file_.device().max_size(); }

    /** A second, independent stream on the same file, with a position of its own.
        This one rolls over first. The file lives as long as one of them.

        What is pending here is written first. From now on the file counts as one that others change: flush one stream
        before the other reads, and seek before reading what the other wrote. Where the system cannot open the file anew
        (on Windows, and where there is no /proc), both go through one handle, each at its own position, and
        native_handle() and release() of either are `operation_not_supported`.

        @param mode governs the new stream.
        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where this stream is closed; `invalid_argument` for a mode that std::fstream refuses;
        `too_many_files_open`; the error of a write that was pending.
    */
    basic_temporary_file<CharT, Traits> reopen(std::ios_base::openmode mode = detail::default_openmode);

    /// The same, reporting into `ec`; the new stream is closed on an error.
    basic_temporary_file<CharT, Traits> reopen(std::ios_base::openmode mode, std::error_code& ec);

private:
    void create(std::size_t max_size, options const& file_options, std::ios_base::openmode mode, std::error_code& ec);

    // Const is the stream, not the file.
    file_type& file() const noexcept override { return const_cast<file_type&>(file_); }

    file_type file_;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#include <boost/tempfile/impl/spooled_temporary_file.hpp>

#endif
