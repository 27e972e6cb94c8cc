//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_NAMED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_NAMED_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/device_stream.hpp>

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
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_named_temporary_file : public detail::device_stream<file_device, CharT, Traits>
{
    using base = detail::device_stream<file_device, CharT, Traits>;

public:
    /** Makes the file in gettempdir().

        @throws std::filesystem::filesystem_error with the path and the system's code.
    */
    basic_named_temporary_file() { create(options(), detail::default_openmode); }

    /** Makes the file as `file_options` say.

        @param mode governs the stream; the file is open for reading and writing.
        @throws std::filesystem::filesystem_error with the path and the system's code: `no_such_file_or_directory`,
        `not_a_directory` or `permission_denied` for a `dir` that is missing, is a file or cannot be written;
        `filename_too_long`; `invalid_argument` for bad options and for a mode that std::fstream refuses.
    */
    explicit basic_named_temporary_file(
        options const& file_options, std::ios_base::openmode mode = detail::default_openmode)
    {
        create(file_options, mode);
    }

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_named_temporary_file(options const& file_options, std::error_code& ec)
        : basic_named_temporary_file(file_options, detail::default_openmode, ec)
    {
    }

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_named_temporary_file(options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
    {
        std::filesystem::path where;
        create(file_options, mode, where, ec);
        if (ec)
            this->start_failed(ec);
    }

    /// Goes on where `other` was, which is closed afterwards and removes nothing.
    basic_named_temporary_file(basic_named_temporary_file&& other)
        : base(std::move(other)), entry_(std::move(other.entry_))
    {
    }

    /// Closes and removes, and goes on where `other` was, which is closed afterwards and removes nothing.
    basic_named_temporary_file& operator=(basic_named_temporary_file&& other)
    {
        if (this != &other)
        {
            std::error_code ignored;
            close(ignored);
            base::operator=(std::move(other));
            entry_ = std::move(other.entry_);
        }
        return *this;
    }

    /// Flushes, closes and removes. In a child process that fork made it only closes.
    ~basic_named_temporary_file() override
    {
        std::error_code ignored;
        close(ignored);
    }

    /// Exchanges everything.
    void swap(basic_named_temporary_file& other)
    {
        base::swap(other);
        std::swap(entry_, other.entry_);
    }
    friend void swap(basic_named_temporary_file& a, basic_named_temporary_file& b) { a.swap(b); }

    /// The file's name, absolute; it stays when the file is gone.
    std::filesystem::path const& path() const noexcept { return entry_.path(); }

    /** Flushes, closes, and removes where options::removal is on_close, in any case; does nothing on a closed stream.

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
        std::error_code removing;
        native_handle_type const handle = this->device().peek_handle();
        if (this->is_open() && entry_.when() == removal::on_close && entry_.armed())
            entry_.remove(handle, removing); // by handle, where the system can do that
        else if (this->is_open())
        {
            std::error_code unknown; // then reopen() will find nothing
            entry_.remember(handle, unknown);
        }
        this->close_buffer(ec);
        if (ec || !removing)
            return;
        ec = removing;
        this->rdbuf()->last_error(ec);
        this->fail_quietly();
    }

    /** The file is not removed: its name is the caller's from now on. The stream stays open.

        @returns the path.
        @throws std::filesystem::filesystem_error with the system's code; the file is still temporary.
    */
    std::filesystem::path keep()
    {
        std::error_code ec;
        std::filesystem::path kept = keep(ec);
        if (ec)
            detail::throw_path_error("boost::tempfile: keep", path(), ec);
        return kept;
    }

    /// The same, reporting into `ec`.
    std::filesystem::path keep(std::error_code& ec) { return entry_.keep(this->device().peek_handle(), ec); }

    /** Hands the handle over and closes the stream: the file is the caller's, and so is its name, which path() tells.

        What is pending is written, and the system's position is the stream's.

        @throws std::filesystem::filesystem_error with the system's code; the stream stays usable.
    */
    file_handle release()
    {
        std::error_code ec;
        file_handle released = release(ec);
        if (ec)
            detail::throw_path_error("boost::tempfile: release", path(), ec);
        return released;
    }

    /// The same, reporting into `ec`; the handle is empty on an error.
    file_handle release(std::error_code& ec)
    {
        (void)this->shared_handle(ec); // which can fail, and then nothing has changed
        if (!ec)
            (void)keep(ec);
        return ec ? file_handle() : this->release_handle(ec);
    }

    /** A second, independent stream on the same file, with a position of its own; destroying or closing it removes
        nothing.

        It is the same file, whatever has its name by now. What is pending here is written first. Also when this one is
        closed, if the file is still there.

        @param mode governs the new stream.
        @throws std::filesystem::filesystem_error with the path and the system's code: `no_such_file_or_directory` where
        the file is gone or another has its name.
    */
    basic_named_temporary_file reopen(std::ios_base::openmode mode = detail::default_openmode)
    {
        std::error_code ec;
        basic_named_temporary_file second = reopen(mode, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile: reopen", path(), ec);
        return second;
    }

    /// The same, reporting into `ec`; the stream is closed on an error.
    basic_named_temporary_file reopen(std::ios_base::openmode mode, std::error_code& ec)
    {
        basic_named_temporary_file second{not_created()};
        ec.clear();
        if (!detail::valid_openmode(mode))
            ec = std::make_error_code(std::errc::invalid_argument);
        else if (this->is_open())
            this->guarded(ec, [&] { (void)this->rdbuf()->flush(ec); });
        file_handle handle;
        if (!ec)
            handle = detail::reopen(this->device().peek_handle(), entry_, ec);
        if (ec)
        {
            second.start_failed(ec);
            return second;
        }
        second.entry_ = entry_.another();
        second.start(file_device(std::move(handle), file_device::origin::named), mode);
        return second;
    }

    /** Makes the file permanent: it is the file at `target` from now on, which is path() then, and nobody's to remove.
       The stream stays open.

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
        boost::tempfile::named_temporary_file report(o);
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

    /** The system's handle, still owned here, for others to use.

        What is pending is written, what was read ahead is forgotten, and the system's position is set to the stream's.
        The stream keeps a position of its own: seek after others have used the handle.

        @throws std::filesystem::filesystem_error with the path and the system's code; the stream stays usable.
    */
    native_handle_type native_handle()
    {
        std::error_code ec;
        native_handle_type const handle = native_handle(ec);
        if (ec)
            detail::throw_path_error("boost::tempfile: native_handle", path(), ec);
        return handle;
    }

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec) { return this->shared_handle(ec); }

    /// Takes the file over in a child process that fork made: it is flushed and removed here.
    void adopt() noexcept
    {
        this->rdbuf()->adopt();
        entry_.adopt();
    }

private:
    struct not_created
    {
    };
    explicit basic_named_temporary_file(not_created) {}

    void persist(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec)
    {
        this->persist_file(entry_, target, mode, durable, where, ec);
    }

    void create(options const& file_options, std::ios_base::openmode mode)
    {
        std::error_code ec;
        std::filesystem::path where;
        create(file_options, mode, where, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile::named_temporary_file", where, ec);
    }

    void create(
        options const& file_options, std::ios_base::openmode mode, std::filesystem::path& where, std::error_code& ec)
    {
        if (!detail::valid_openmode(mode))
        {
            ec = std::make_error_code(std::errc::invalid_argument);
            return;
        }
        file_handle handle = detail::create_named(file_options, entry_, where, ec);
        if (!ec)
            this->start(file_device(std::move(handle), file_device::origin::named), mode);
    }

    detail::named_entry entry_;
};

/// A temporary file of bytes, with a name.
using named_temporary_file = basic_named_temporary_file<char>;
/// A temporary file of wide characters, in UTF-8, with a name.
using wnamed_temporary_file = basic_named_temporary_file<wchar_t>;

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_DECL basic_named_temporary_file<char>;
extern template class BOOST_TEMPFILE_DECL basic_named_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
