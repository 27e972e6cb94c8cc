//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_NAMED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_NAMED_TEMPORARY_FILE_HPP

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/device_file.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/temporary_path.hpp>
#include <boost/tempfile/temporary_stream.hpp>

#include <filesystem>
#include <ios>
#include <system_error>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** A temporary file with a name, as an iostream.

    Calling sequence: construct it, and it is open for reading and writing; give path() to whom needs a name; destroy or
    close() it, and the file is removed, unless options::removal says otherwise or keep() was called. Others can open
    the file while it is open here, on Windows too.

    Who writes to the directory can put another file in this one's place; Linux cannot remove by handle, so that what
    has the name then is removed. Keep to directories that others cannot write to, or that have the sticky bit, as /tmp
    has.

    What a destructor fails to flush is lost silently: close() first where that matters.

    @code
    boost::tempfile::options o;
    o.suffix = ".csv";
    boost::tempfile::named_temporary_file file(o);
    file << "a,b\n" << std::flush;
    std::system(("wc " + file.path().string()).c_str());
    @endcode
*/
template<class CharT, class Traits>
class basic_named_temporary_file : public basic_temporary_stream<CharT, Traits>
{
    using base = basic_temporary_stream<CharT, Traits>;
    using file_type = detail::device_file<file_device, detail::named_entry, CharT, Traits>;

public:
    using buffer_type = typename file_type::buffer_type;

    /** Makes the file in gettempdir().

        @throws std::filesystem::filesystem_error with the path and the system's code.
    */
    basic_named_temporary_file();

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    explicit basic_named_temporary_file(std::error_code& ec);

    /** Makes the file as `file_options` say.

        @param mode governs the stream; the file is open for reading and writing.
        @throws std::filesystem::filesystem_error with the path and the system's code: `no_such_file_or_directory`,
        `not_a_directory` or `permission_denied` for a `dir` that is missing, is a file or cannot be written;
        `filename_too_long`; `invalid_argument` for bad options and for a mode that std::fstream refuses.
    */
    explicit basic_named_temporary_file(
        options const& file_options, std::ios_base::openmode mode = detail::default_openmode);

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_named_temporary_file(options const& file_options, std::error_code& ec);

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_named_temporary_file(options const& file_options, std::ios_base::openmode mode, std::error_code& ec);

    /// Goes on where `other` was, which is closed afterwards and removes nothing.
    basic_named_temporary_file(basic_named_temporary_file&& other);

    /// Closes and removes, and goes on where `other` was, which is closed afterwards and removes nothing.
    basic_named_temporary_file& operator=(basic_named_temporary_file&& other);

    /// Flushes, closes and removes. In a child process that fork made it only closes.
    ~basic_named_temporary_file() override;

    /// Exchanges everything.
    void swap(basic_named_temporary_file& other);
    friend void swap(basic_named_temporary_file& a, basic_named_temporary_file& b) { a.swap(b); }

    /// The stream's buffer.
    buffer_type* rdbuf() const noexcept { return &const_cast<file_type&>(file_).buffer(); }

    /// The file's name, absolute; it stays when the file is gone.
    std::filesystem::path const& path() const noexcept { return file_.name().path(); }

    /** Whether the file is this object's to remove: not where it was kept, persisted, released or removed, where
        options::removal is never, of a second stream that reopen() made, and in a child process that fork made.

        After remove() or close() it says whether the removal has failed, and will be tried again.
    */
    bool owns_path() const noexcept { return file_.name().owned(); }

    /** Removes the name now, whatever options::removal says. The stream stays open, and others who have the file open
        keep it. (Where Windows knows only the old way of deletion, as on FAT, the name goes with the last handle.) It
        does nothing where the name is the caller's by now: after keep(), persist() and release(), and of a second
        stream that reopen() made.

        Also after close(), and in a child process that fork made. This is the way to learn whether the file is gone: a
        destructor cannot tell.

        @throws std::filesystem::filesystem_error with the path and the system's code. The file is still this object's
        to remove then: remove(), close(), the destructor and the end of the process each try again.
    */
    void remove();

    /// The same, reporting into `ec`.
    void remove(std::error_code& ec) noexcept;

    /** The file is not removed: its name is the caller's from now on. The stream stays open.

        @returns the path.
        @throws std::filesystem::filesystem_error with the system's code, the file is still temporary;
        `no_such_file_or_directory` where close() or remove() has removed it.
    */
    std::filesystem::path keep();

    /// The same, reporting into `ec`.
    std::filesystem::path keep(std::error_code& ec);

    /** A second, independent stream on the same file, with a position of its own; destroying or closing it removes
        nothing.

        It is the same file, whatever has its name by now. What is pending here is written first. Also when this one is
        closed, if the file is still there under its name. From now on flush one stream before the other reads, and seek
        before reading what the other wrote. The name stays this stream's to remove: the file is kept under it by keep()
        here, not by the second one's persist() onto path().

        @param mode governs the new stream.
        @throws std::filesystem::filesystem_error with the path and the system's code: `no_such_file_or_directory` where
        this one is closed and the file is gone or another has its name; `invalid_argument` for a mode that std::fstream
        refuses; `too_many_files_open`; the error of a write that was pending.
    */
    basic_named_temporary_file reopen(std::ios_base::openmode mode = detail::default_openmode);

    /// The same, reporting into `ec`; the stream is closed on an error.
    basic_named_temporary_file reopen(std::ios_base::openmode mode, std::error_code& ec);

    /** Closes the stream, and gives its name to a temporary_path, which removes the file from then on, whatever
        options::removal said: so that others can work on it, or put a new one in its place, while nobody has it open
        here, and it still goes with its owner.

        What is pending is written first. Also after close(), where the file is still there. An error in closing, after
        everything was written, is one of the stream: failbit and last_error().

        @throws std::filesystem::filesystem_error with the path and the system's code; the stream is as before then.
        `no_such_file_or_directory` where the file was removed; the error of an earlier write, after which the file is
        not what was written.

        @code
        boost::tempfile::named_temporary_file file;
        file << "b\na\n";
        boost::tempfile::temporary_path const path = file.into_path();
        std::system(("sort -o " + path.path().string() + ' ' + path.path().string()).c_str());
        @endcode
    */
    temporary_path into_path();

    /// The same, reporting into `ec`; what is returned owns nothing on an error.
    temporary_path into_path(std::error_code& ec);

private:
    struct not_created
    {
    };
    explicit basic_named_temporary_file(not_created);

    void create(
        options const& file_options, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec);

    // The open handle, or an invalid one.
    native_handle_type handle() const noexcept { return file_.device().peek_handle(); }

    // Const is the stream, not the file.
    file_type& file() const noexcept override { return const_cast<file_type&>(file_); }

    file_type file_;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#include <boost/tempfile/impl/named_temporary_file.hpp>

#endif
