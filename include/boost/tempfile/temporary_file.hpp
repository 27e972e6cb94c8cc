//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/device_stream.hpp>

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
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_temporary_file : public detail::device_stream<file_device, CharT, Traits>
{
    using base = detail::device_stream<file_device, CharT, Traits>;

public:
    /** Makes the file in gettempdir().

        Complexity: one system call.

        @throws std::filesystem::filesystem_error with the directory and the system's code.
    */
    basic_temporary_file() : base(std::in_place, created(), file_device::origin::anonymous) {}

    /** Makes the file as `file_options` say.

        @param mode governs the stream; the file is open for reading and writing.
        @throws std::filesystem::filesystem_error with the directory and the system's code: `no_such_file_or_directory`,
        `not_a_directory` or `permission_denied` for a `dir` that is missing, is a file or cannot be written;
        `invalid_argument` for bad options and for a mode that std::fstream refuses.
    */
    explicit basic_temporary_file(options const& file_options, std::ios_base::openmode mode = detail::default_openmode)
    {
        create(file_options, mode);
    }

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_temporary_file(options const& file_options, std::error_code& ec)
        : basic_temporary_file(file_options, detail::default_openmode, ec)
    {
    }

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_temporary_file(options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
    {
        std::filesystem::path where;
        create(file_options, mode, where, ec);
        if (ec)
            this->start_failed(ec);
    }

    /// Goes on where `other` was, which is closed afterwards.
    basic_temporary_file(basic_temporary_file&& other) : base(std::move(other)), link_(std::move(other.link_)) {}

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_temporary_file& operator=(basic_temporary_file&&) = default;

    /// Flushes and removes the file. In a child process that fork made it does neither.
    ~basic_temporary_file() override = default;

    /// Exchanges everything.
    void swap(basic_temporary_file& other)
    {
        base::swap(other);
        link_.swap(other.link_);
    }
    friend void swap(basic_temporary_file& a, basic_temporary_file& b) { a.swap(b); }

    /** Flushes, closes and removes in any case; does nothing on a closed stream.

        A failure sets failbit, which throws if exceptions() says so; last_error() tells what it was.
    */
    void close()
    {
        std::error_code ec;
        close(ec);
        this->report(ec);
    }

    /// The same, reporting into `ec`; it never throws, and a failure sets failbit as well.
    void close(std::error_code& ec) noexcept
    {
        link_.remove(this->is_open() ? this->device().peek_handle() : detail::invalid_handle());
        this->close_buffer(ec);
    }

    /** The system's handle, still owned here, for others to use.

        What is pending is written, what was read ahead is forgotten, and the system's position is set to the stream's.
        The stream keeps a position of its own: seek after others have used the handle.

        @throws std::filesystem::filesystem_error with the system's code; the stream stays usable.
    */
    native_handle_type native_handle()
    {
        std::error_code ec;
        native_handle_type const handle = native_handle(ec);
        this->throw_if_failed("boost::tempfile: native_handle", ec);
        return handle;
    }

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec) { return this->shared_handle(ec); }

    /** Makes the file permanent: it is the file at `target` from now on, and nobody's to remove. The stream stays open.

        What is pending is written first. persist_mode says what becomes of a file at `target`, which is followed if it
       is a link and whose permissions the new one gets; durability, what survives a power loss.

        @throws std::filesystem::filesystem_error with the path and the system's code: `file_exists`;
        `cross_device_link`, unless the mode allows a copy; `invalid_argument` or `is_a_directory` for a target that is
       no regular file; the error of an earlier write, after which the file is not what was written. On failure the
       target is as it was, the file is whole and still temporary, and persist() can be tried again, unless it was the
        synchronization that failed. Where only the name could not be made durable, the file is persisted all the same.

        @code
        boost::tempfile::options o;
        o.dir = "/srv/reports"; // beside the target: a file cannot move to another file system
        boost::tempfile::temporary_file report(o);
        report << "all is well\n";
        report.persist("/srv/reports/today.txt");
        @endcode
    */
    void persist(std::filesystem::path const& target, persist_mode mode = persist_mode::replace,
        durability durable = durability::none)
    {
        std::error_code ec;
        std::filesystem::path where;
        persist(target, mode, durable, where, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile: persist", where, ec);
    }

    /// The same, reporting into `ec`.
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable, std::error_code& ec)
    {
        std::filesystem::path where;
        persist(target, mode, durable, where, ec);
    }

    /// The same with durability::none.
    void persist(std::filesystem::path const& target, persist_mode mode, std::error_code& ec)
    {
        persist(target, mode, durability::none, ec);
    }

    /// The same with persist_mode::replace and durability::none.
    void persist(std::filesystem::path const& target, std::error_code& ec)
    {
        persist(target, persist_mode::replace, durability::none, ec);
    }

    /** Hands the handle over and closes the stream: the file is the caller's.

        What is pending is written, and the system's position is the stream's.

        @throws std::filesystem::filesystem_error with the system's code; the stream stays usable.
    */
    file_handle release()
    {
        std::error_code ec;
        file_handle released = release(ec);
        this->throw_if_failed("boost::tempfile: release", ec);
        return released;
    }

    /// The same, reporting into `ec`; the handle is empty on an error.
    file_handle release(std::error_code& ec)
    {
        file_handle released = this->release_handle(ec);
        if (!ec)
            link_.remove(released.get());
        return released;
    }

    /// Takes the file over in a child process that fork made: it writes what is pending when it is closed here.
    void adopt() noexcept
    {
        this->rdbuf()->adopt();
        link_.adopt();
    }

private:
    static file_handle created()
    {
        std::error_code ec;
        std::filesystem::path where;
        file_handle handle = detail::create_anonymous(nullptr, where, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile::temporary_file", where, ec);
        return handle;
    }

    void persist(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec)
    {
        this->persist_file(link_.get(), target, mode, durable, where, ec);
    }

    void create(options const& file_options, std::ios_base::openmode mode)
    {
        std::error_code ec;
        std::filesystem::path where;
        create(file_options, mode, where, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile::temporary_file", where, ec);
    }

    void create(
        options const& file_options, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec)
    {
        if (!detail::valid_openmode(mode))
        {
            ec = std::make_error_code(std::errc::invalid_argument);
            return;
        }
        file_handle handle = detail::create_anonymous(&file_options, where, ec);
        if (!ec)
            this->start(file_device(std::move(handle), file_device::origin::anonymous), mode);
    }

    detail::passing_name link_;
};

/// An anonymous temporary file of bytes.
using temporary_file = basic_temporary_file<char>;
/// An anonymous temporary file of wide characters, in UTF-8.
using wtemporary_file = basic_temporary_file<wchar_t>;

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_DECL basic_temporary_file<char>;
extern template class BOOST_TEMPFILE_DECL basic_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
