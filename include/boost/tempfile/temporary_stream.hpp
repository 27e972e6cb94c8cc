//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_STREAM_HPP
#define BOOST_TEMPFILE_TEMPORARY_STREAM_HPP

#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/detail/stream_file.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cstdint>
#include <filesystem>
#include <istream>
#include <system_error>
#include <utility>

namespace boost
{
namespace tempfile
{

/** Any open temporary file as an iostream: what temporary_file, named_temporary_file and spooled_temporary_file have in
    common.

    A function that takes any of them takes this by reference; `std::unique_ptr<temporary_stream>` holds any of them. It
    cannot be made, copied, moved or swapped itself.

    Each function that can fail is there twice: one throws, the other reports into a std::error_code and clears that on
    success. After a failure the stream can be used as before, but for close(), which closes in any case.

    Thread safety: one object is used by one thread at a time.

    @code
    void append_report(boost::tempfile::temporary_stream& file)
    {
        file.seekp(0, std::ios_base::end);
        file << "all is well\n";
    }
    boost::tempfile::spooled_temporary_file small(1 << 16);
    append_report(small);
    std::unique_ptr<boost::tempfile::temporary_stream> any = std::make_unique<boost::tempfile::temporary_file>();
    append_report(*any);
    @endcode

    @tparam CharT char, wchar_t (in UTF-8, unless another locale is imbued), or any other type with a codecvt in the
    stream's locale.
*/
template<class CharT, class Traits>
class basic_temporary_stream : public std::basic_iostream<CharT, Traits>
{
public:
    /// As the file's own type says.
    ~basic_temporary_stream() override = default;

    /// Whether the file is open.
    bool is_open() const noexcept;

    /** Flushes, closes and removes the file, unless options::removal says otherwise, in any case.

        On a closed stream it does nothing, but to try the removal again where that has failed.

        A failure sets failbit, which throws if exceptions() says so; last_error() tells what it was.
    */
    void close();

    /// The same, reporting into `ec`; it never throws, and a failure sets failbit as well.
    void close(std::error_code& ec) noexcept;

    /** The system's handle, still owned here, for others to use. A spooled file rolls over first.

        What is pending is written, what was read ahead is forgotten, and the system's position is set to the stream's.

        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where the stream is closed.
    */
    native_handle_type native_handle();

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec);

    /** The size in bytes, with what is pending.

        @throws std::filesystem::filesystem_error with the system's code; `bad_file_descriptor` where the stream is
        closed.
    */
    std::uintmax_t size();

    /// The same, reporting into `ec`, with 0 on an error.
    std::uintmax_t size(std::error_code& ec);

    /** Makes the content `n` bytes long: cuts it, or adds a hole of zeros. The position stays.

        @throws std::filesystem::filesystem_error with the system's code; `bad_file_descriptor` where the stream is
        closed; `file_too_large`.
    */
    void resize(std::uintmax_t n);

    /// The same, reporting into `ec`.
    void resize(std::uintmax_t n, std::error_code& ec);

    /// The last failure while fail(), and an empty code otherwise.
    std::error_code last_error() const noexcept;

    /** Makes the file permanent: it is the file at `target` from now on, and nobody's to remove; path() of a named one
        is the target then. The stream stays open.

        What is pending is written first; what is in memory rolls over, to options::dir. A link at `target` is followed.

        @param mode what becomes of a file at `target`, whose permissions the new one gets, and whether a copy will do.
        @param durable what survives a power loss.
        @throws std::filesystem::filesystem_error with the path and the system's code: `file_exists`;
        `cross_device_link`, unless the mode allows a copy; `invalid_argument` or `is_a_directory` for a target that is
        no regular file; `bad_file_descriptor` where the stream is closed; the error of an earlier write, after which
        the file is not what was written. On failure the target is as it was, the file is whole and still temporary, and
        persist() can be tried again, unless it was the synchronization that failed. Where only the name could not be
        made durable, the file is persisted all the same.

        @code
        boost::tempfile::options o;
        o.dir = "/srv/reports"; // beside the target: a file cannot move to another file system
        boost::tempfile::temporary_file report(o);
        report << "all is well\n";
        report.persist("/srv/reports/today.txt");
        @endcode
    */
    void persist(std::filesystem::path const& target, persist_mode mode = persist_mode::replace,
        durability durable = durability::none);

    /// The same, reporting into `ec`.
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable, std::error_code& ec);

    /// The same with persist_mode::replace.
    void persist(std::filesystem::path const& target, durability durable);

    /// The same with persist_mode::replace, reporting into `ec`.
    void persist(std::filesystem::path const& target, durability durable, std::error_code& ec);

    /// The same with durability::none, reporting into `ec`.
    void persist(std::filesystem::path const& target, persist_mode mode, std::error_code& ec);

    /// The same with persist_mode::replace and durability::none, reporting into `ec`.
    void persist(std::filesystem::path const& target, std::error_code& ec);

    /// The same for a path of Boost.Filesystem.
    template<class Path, class... Rest, detail::if_foreign_path<Path> = 0>
    void persist(Path const& target, Rest&&... rest)
    {
        persist(detail::standard_path(target), std::forward<Rest>(rest)...);
    }

    /** Hands the handle over and closes the stream: the file is the caller's, and so is its name, where it has one,
        which path() tells.

        What is pending is written, and the system's position is the stream's. A spooled file rolls over first.

        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where the stream is closed.
    */
    unique_handle release();

    /// The same, reporting into `ec`; the handle is empty on an error.
    unique_handle release(std::error_code& ec);

    /// Takes the file over in a child process that fork made: it is flushed, closed and removed here.
    void adopt() noexcept;

protected:
    /// Without a buffer; attach() gives it one.
    basic_temporary_stream() : stream(nullptr) {}

    /// Takes the state of the stream, not the buffer: the derived class then calls set_rdbuf() with its own.
    basic_temporary_stream(basic_temporary_stream&& other) : stream(std::move(other)) {}

    /// Exchanges the state of the streams, not the buffers.
    basic_temporary_stream& operator=(basic_temporary_stream&& other)
    {
        stream::operator=(std::move(other));
        return *this;
    }

    /// Exchanges the state of the streams, not the buffers.
    void swap(basic_temporary_stream& other) { stream::swap(other); }

    /// Begins with the buffer, and with the locale of the stream's kind.
    void attach(std::basic_streambuf<CharT, Traits>& buffer);

    /// The state of a stream whose file could not be made.
    void fail_to_open(std::error_code const& ec);

private:
    using stream = std::basic_iostream<CharT, Traits>;

    // A member of the derived class. Const is the stream, not the file.
    virtual detail::stream_file& file() const noexcept = 0;

    // failbit without an exception: the caller is told by an error code.
    void fail_quietly() noexcept;
};

} // namespace tempfile
} // namespace boost

#include <boost/tempfile/impl/temporary_stream.hpp>

#endif
