//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SPOOLED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_SPOOLED_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/device_stream.hpp>

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
template<class CharT, class Traits = std::char_traits<CharT>>
class basic_spooled_temporary_file : public detail::device_stream<spooled_device, CharT, Traits>
{
    using base = detail::device_stream<spooled_device, CharT, Traits>;

public:
    /** In memory up to `max_size` bytes; 0 is no limit. Does not enter the system.

        gettempdir() is asked at the rollover.
    */
    explicit basic_spooled_temporary_file(std::size_t max_size = 0)
        : base(std::in_place, max_size)
    {
    }

    /** The same, with options for the file that it rolls over to.

        A relative `dir` is made absolute now; it is opened at the rollover. disk_tempdir() names one that is not
       memory.

        @param mode governs the stream.
        @throws std::filesystem::filesystem_error: `invalid_argument` for bad options and for a mode that std::fstream
        refuses.
    */
    basic_spooled_temporary_file(
        std::size_t max_size, options const& file_options, std::ios_base::openmode mode = detail::default_openmode)
    {
        std::error_code ec;
        create(max_size, file_options, mode, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile::spooled_temporary_file", file_options.dir, ec);
    }

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_spooled_temporary_file(std::size_t max_size, options const& file_options, std::error_code& ec)
        : basic_spooled_temporary_file(max_size, file_options, detail::default_openmode, ec)
    {
    }

    /// The same, reporting into `ec`; on an error the stream is closed and failbit is set.
    basic_spooled_temporary_file(
        std::size_t max_size, options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
    {
        create(max_size, file_options, mode, ec);
        if (ec)
            this->start_failed(ec);
    }

    /// Goes on where `other` was, which is closed afterwards.
    basic_spooled_temporary_file(basic_spooled_temporary_file&& other)
        : base(std::move(other)), link_(std::move(other.link_))
    {
    }

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_spooled_temporary_file& operator=(basic_spooled_temporary_file&&) = default;

    /// Drops the bytes, wherever they are. In a child process that fork made nothing is written.
    ~basic_spooled_temporary_file() override = default;

    /// Exchanges everything.
    void swap(basic_spooled_temporary_file& other)
    {
        base::swap(other);
        link_.swap(other.link_);
    }
    friend void swap(basic_spooled_temporary_file& a, basic_spooled_temporary_file& b) { a.swap(b); }

    /** Flushes, closes and drops the bytes in any case; does nothing on a closed stream.

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

    /** Moves the bytes into a file now; does nothing where they are.

        @throws std::filesystem::filesystem_error with the system's code; the stream stays usable, with everything in
        memory.
    */
    void rollover()
    {
        std::error_code ec;
        std::filesystem::path where;
        rollover(where, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile: rollover", where, ec);
    }

    /// The same, reporting into `ec`.
    void rollover(std::error_code& ec)
    {
        std::filesystem::path where;
        rollover(where, ec);
    }

    /// Whether the bytes are in a file. Exact without a flush, unless the stream converts characters.
    bool rolled() const noexcept { return this->device().rolled(); }

    /// How many bytes may be in memory; 0 is no limit.
    std::size_t max_size() const noexcept { return this->device().max_size(); }

    /** The system's handle, still owned here, for others to use; rolls over first.

        What is pending is written, what was read ahead is forgotten, and the system's position is set to the stream's.
        The stream keeps a position of its own: seek after others have used the handle.

        @throws std::filesystem::filesystem_error with the system's code; the stream stays usable.
    */
    native_handle_type native_handle()
    {
        rollover();
        std::error_code ec;
        native_handle_type const handle = this->shared_handle(ec);
        this->throw_if_failed("boost::tempfile: native_handle", ec);
        return handle;
    }

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec)
    {
        rollover(ec);
        return ec ? detail::invalid_handle() : this->shared_handle(ec);
    }

    /** Makes the file permanent: it is the file at `target` from now on, and nobody's to remove. The stream stays open.

        What is in memory rolls over first, to options::dir. persist_mode says what becomes of a file at `target`, which
       is followed if it is a link and whose permissions the new one gets; durability, what survives a power loss.

        @throws std::filesystem::filesystem_error with the path and the system's code: `file_exists`;
        `cross_device_link`, unless the mode allows a copy; `invalid_argument` or `is_a_directory` for a target that is
       no regular file; the error of an earlier write, after which the file is not what was written. On failure the
       target is as it was, the file is whole and still temporary, and persist() can be tried again, unless it was the
        synchronization that failed. Where only the name could not be made durable, the file is persisted all the same.

        @code
        boost::tempfile::options o;
        o.dir = "/srv/reports"; // beside the target: a file cannot move to another file system
        boost::tempfile::spooled_temporary_file report(o);
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
        rollover(ec);
        if (ec)
            return {};
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
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec)
    {
        ec.clear();
        if (this->is_open() && !this->bad())
            rollover(where, ec);
        if (!ec)
            this->persist_file(link_.get(), target, mode, durable, where, ec);
    }

    void create(std::size_t max_size, options const& file_options, std::ios_base::openmode mode, std::error_code& ec)
    {
        if (!detail::valid_openmode(mode))
        {
            ec = std::make_error_code(std::errc::invalid_argument);
            return;
        }
        spooled_device made(max_size, file_options, ec);
        if (!ec)
            this->start(std::move(made), mode);
    }

    void rollover(std::filesystem::path& where, std::error_code& ec)
    {
        this->guarded(ec,
            [&]
            {
                this->rdbuf()->with_device(
                    [&](spooled_device& device, std::error_code& rolling) { device.rollover(where, rolling); }, ec);
            });
        this->rdbuf()->last_error(ec);
    }

    detail::passing_name link_;
};

/// A temporary file of bytes, in memory while it is small.
using spooled_temporary_file = basic_spooled_temporary_file<char>;
/// A temporary file of wide characters, in UTF-8, in memory while it is small.
using wspooled_temporary_file = basic_spooled_temporary_file<wchar_t>;

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_DECL basic_spooled_temporary_file<char>;
extern template class BOOST_TEMPFILE_DECL basic_spooled_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
