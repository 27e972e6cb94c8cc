//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_FILE_HPP
#define BOOST_TEMPFILE_TEMPORARY_FILE_HPP

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/temporary_stream.hpp>

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
class basic_temporary_file : public detail::file_stream<file_device, detail::passing_name, CharT, Traits>
{
    using base = detail::file_stream<file_device, detail::passing_name, CharT, Traits>;

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
    basic_temporary_file(basic_temporary_file&& other) : base(std::move(other)) {}

    /// Closes, and goes on where `other` was, which is closed afterwards.
    basic_temporary_file& operator=(basic_temporary_file&&) = default;

    /// Flushes and removes the file. In a child process that fork made it does neither.
    ~basic_temporary_file() override = default;

    /// Exchanges everything.
    void swap(basic_temporary_file& other) { base::swap(other); }
    friend void swap(basic_temporary_file& a, basic_temporary_file& b) { a.swap(b); }

private:
    static unique_handle created()
    {
        std::error_code ec;
        std::filesystem::path where;
        unique_handle handle = detail::create_anonymous(nullptr, where, ec);
        if (ec)
            detail::throw_path_error("boost::tempfile::temporary_file", where, ec);
        return handle;
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
        unique_handle handle = detail::create_anonymous(&file_options, where, ec);
        if (!ec)
            this->start(file_device(std::move(handle), file_device::origin::anonymous), mode, ec);
    }
};

/// An anonymous temporary file of bytes.
using temporary_file = basic_temporary_file<char>;
/// An anonymous temporary file of wide characters, in UTF-8.
using wtemporary_file = basic_temporary_file<wchar_t>;

#if !defined(BOOST_TEMPFILE_INSTANTIATES_STREAMS)
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_temporary_file<char>;
extern template class BOOST_TEMPFILE_EXTERN_DECL basic_temporary_file<wchar_t>;
#endif

} // namespace tempfile
} // namespace boost

#endif
