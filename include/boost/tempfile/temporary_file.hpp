//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_TEMPORARY_FILE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/device_file.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/temporary_stream.hpp>

#include <filesystem>
#include <ios>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** An anonymous temporary file as an iostream.

    Calling sequence: construct it, and it is open for reading and writing; write, seek, read as with a std::fstream
    that was opened with `in | out | trunc`; destroy or close() it, and the file is gone. It never has a name where the
    system can do that (O_TMPFILE; delete-on-close without sharing on Windows), and is unlinked at once elsewhere, so
    that nothing is left behind however the program ends.

    Reading and writing share one position. A file of wchar_t holds UTF-8, unless another locale is imbued.

    What a destructor fails to flush is lost silently: close() first where that matters.

    @code
    boost::tempfile::temporary_file file;
    file << "Hello world!";
    file.seekg(0);
    std::string line;
    std::getline(file, line);
    @endcode

    @tparam CharT char, wchar_t, or any other type with a codecvt in the stream's locale.
*/
template<class CharT, class Traits>
class basic_temporary_file : public basic_temporary_stream<CharT, Traits>
{
    using base = basic_temporary_stream<CharT, Traits>;
    using file_type = detail::device_file<file_device, detail::passing_name, CharT, Traits>;

public:
    using buffer_type = typename file_type::buffer_type;

    /** Makes the file in gettempdir().

        Complexity: one system call.

        @throws std::filesystem::filesystem_error with the directory and the system's code.
    */
    basic_temporary_file();

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    explicit basic_temporary_file(std::error_code& ec);

    /** Makes the file as `file_options` say.

        @param mode governs the stream; the file is open for reading and writing.
        @throws std::filesystem::filesystem_error with the directory and the system's code: `no_such_file_or_directory`,
        `not_a_directory` or `permission_denied` for a `dir` that is missing, is a file or cannot be written;
        `invalid_argument` for bad options and for a mode that std::fstream refuses.
    */
    explicit basic_temporary_file(options const& file_options, std::ios_base::openmode mode = detail::default_openmode);

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_temporary_file(options const& file_options, std::error_code& ec);

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_temporary_file(options const& file_options, std::ios_base::openmode mode, std::error_code& ec);

    /// Goes on where `other` was, which is closed afterwards.
    basic_temporary_file(basic_temporary_file&& other);

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_temporary_file& operator=(basic_temporary_file&& other);

    /// Flushes and removes the file. In a child process that fork made it does neither.
    ~basic_temporary_file() override = default;

    /// Exchanges everything.
    void swap(basic_temporary_file& other);
    friend void swap(basic_temporary_file& a, basic_temporary_file& b) { a.swap(b); }

    /// The stream's buffer.
    buffer_type* rdbuf() const noexcept { return &const_cast<file_type&>(file_).buffer(); }

    /** A second, independent stream on the same file, with a position of its own. The file lives as long as one of them.

        What is pending here is written first. From now on the file counts as one that others change: flush one stream
        before the other reads, and seek before reading what the other wrote. Where the system cannot open the file anew
        (on Windows, and where there is no /proc), both go through one handle, each at its own position, and
        native_handle() and release() of either are `operation_not_supported`.

        @param mode governs the new stream.
        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where this stream is closed; `invalid_argument` for a mode that std::fstream refuses;
        `too_many_files_open`; the error of a write that was pending.
    */
    basic_temporary_file reopen(std::ios_base::openmode mode = detail::default_openmode);

    /// The same, reporting into `ec`; the new stream is closed on an error.
    basic_temporary_file reopen(std::ios_base::openmode mode, std::error_code& ec);

private:
    friend class basic_spooled_temporary_file<CharT, Traits>;

    struct not_created
    {
    };
    explicit basic_temporary_file(not_created);

    static unique_handle created(options const* file_options, std::ios_base::openmode mode);

    // A second stream on the file of another.
    static basic_temporary_file on(
        detail::stream_file& first, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec);

    void create(
        options const* file_options, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec);

    // Const is the stream, not the file.
    file_type& file() const noexcept override { return const_cast<file_type&>(file_); }

    file_type file_;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#include <boost/tempfile/impl/temporary_file.hpp>

#endif
