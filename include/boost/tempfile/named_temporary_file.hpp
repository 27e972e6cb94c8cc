//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_NAMED_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_NAMED_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/temporary_stream.hpp>

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
class basic_named_temporary_file : public detail::file_stream<file_device, detail::named_entry, CharT, Traits>
{
    using base = detail::file_stream<file_device, detail::named_entry, CharT, Traits>;

public:
    /** Makes the file in gettempdir().

        @throws std::filesystem::filesystem_error with the path and the system's code.
    */
    basic_named_temporary_file() { create(detail::default_options(), detail::default_openmode); }

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
    basic_named_temporary_file(basic_named_temporary_file&& other) : base(std::move(other)) {}

    /// Closes and removes, and goes on where `other` was, which is closed afterwards and removes nothing.
    basic_named_temporary_file& operator=(basic_named_temporary_file&&) = default;

    /// Flushes, closes and removes. In a child process that fork made it only closes.
    ~basic_named_temporary_file() override
    {
        std::error_code ignored;
        this->close(ignored);
    }

    /// Exchanges everything.
    void swap(basic_named_temporary_file& other) { base::swap(other); }
    friend void swap(basic_named_temporary_file& a, basic_named_temporary_file& b) { a.swap(b); }

    /// The file's name, absolute; it stays when the file is gone.
    std::filesystem::path const& path() const noexcept { return this->name().path(); }

    /** The file is not removed: its name is the caller's from now on. The stream stays open.

        @returns the path.
        @throws std::filesystem::filesystem_error with the system's code, the file is still temporary;
        `no_such_file_or_directory` where close() has removed it.
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
    std::filesystem::path keep(std::error_code& ec) { return this->name().keep(this->device().peek_handle(), ec); }

    /** A second, independent stream on the same file, with a position of its own; destroying or closing it removes
        nothing.

        It is the same file, whatever has its name by now. What is pending here is written first. Also when this one is
        closed, if the file is still there. The name stays this stream's to remove: the file is kept under it by keep()
        here, not by the second one's persist() onto path().

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
        unique_handle handle;
        if (!ec)
            handle = detail::reopen(this->device().peek_handle(), this->name(), ec);
        if (ec)
        {
            second.start_failed(ec);
            return second;
        }
        second.name() = this->name().another();
        second.start(file_device(std::move(handle), file_device::origin::named), mode, ec);
        if (ec)
            second.start_failed(ec);
        return second;
    }

private:
    struct not_created
    {
    };
    explicit basic_named_temporary_file(not_created) {}

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
        unique_handle handle = detail::create_named(file_options, this->name(), where, ec);
        if (ec)
            return;
        this->start(file_device(std::move(handle), file_device::origin::named), mode, ec);
        if (ec)
        {
            where = path();
            this->name() = detail::named_entry();
        }
    }
};

/// A temporary file of bytes, with a name.
using named_temporary_file = basic_named_temporary_file<char>;
/// A temporary file of wide characters, in UTF-8, with a name.
using wnamed_temporary_file = basic_named_temporary_file<wchar_t>;

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_named_temporary_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_named_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
