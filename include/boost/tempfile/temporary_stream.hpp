//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_STREAM_HPP
#define BOOST_TEMPFILE_TEMPORARY_STREAM_HPP

#include <boost/tempfile/c_file.hpp>
#include <boost/tempfile/config.hpp>
#include <boost/tempfile/content_view.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/detail/stream_file.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/mapped_content.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

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

        In a child process that fork made it only closes: what was pending at the fork is the parent's to write. What the
        child itself wrote since, and did not flush, is lost: that is `operation_not_permitted`.

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
        made durable, or the old file could neither be removed nor put back, the file is persisted all the same.

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

    /** All that was written, as external bytes in one piece of memory.

        What is pending is written first, as by std::flush: no shift sequence, and a character that is not complete stays
        pending. A spooled stream in memory shows that memory itself, without a copy; a file is mapped. An empty content
        is an empty view. The position stays. content_view says what ends it.

        Complexity: constant, but for what is pending; where the system maps no such file, it is copied.

        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where the stream is closed; `not_enough_memory` for a content that is larger than the
        address space, or where a copy finds no memory; the error of a write that was pending.

        @code
        boost::tempfile::spooled_temporary_file body(1 << 20);
        body << request.rdbuf();
        parse(std::string_view(body.view()));
        @endcode
    */
    [[nodiscard]] content_view view();

    /// The same, reporting into `ec`, with an empty view on an error.
    [[nodiscard]] content_view view(std::error_code& ec);

    /** The same of a piece: `size` bytes from `offset` on, of any alignment.

        @throws std::filesystem::filesystem_error as view(); `invalid_argument` for a piece that ends beyond size().
    */
    [[nodiscard]] content_view view(std::uintmax_t offset, std::size_t size);

    /// The same, reporting into `ec`.
    [[nodiscard]] content_view view(std::uintmax_t offset, std::size_t size, std::error_code& ec);

    /** The content as memory that can be written to, shared with the file. A spooled file rolls over first; resize()
        before says how much there is.

        What is pending is written first, as by std::flush. Blocks are reserved for the whole piece, and given back if
        that fails, so that a full disk is an error here. Where the file system cannot reserve them (network file systems
        and FUSE mostly cannot; btrfs, and blocks that several files share, need new ones for every change all the same),
        a disk that is full when memory is written to is SIGBUS. From now on the file counts as one that others change,
        as after native_handle(), but the position is the stream's own.

        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where the stream is closed; `no_space_on_device`; `not_enough_memory` for a content that is
        larger than the address space; `operation_not_supported` where the system maps no such file.

        @code
        boost::tempfile::temporary_file file;
        file.resize(std::uintmax_t(64) << 20);
        boost::tempfile::mapped_content memory = file.map();
        std::fill(memory.begin(), memory.end(), 'x');
        @endcode
    */
    [[nodiscard]] mapped_content map();

    /// The same, reporting into `ec`, with an empty mapping on an error.
    [[nodiscard]] mapped_content map(std::error_code& ec);

    /** The same of a piece: `size` bytes from `offset` on, of any alignment.

        @throws std::filesystem::filesystem_error as map(); `invalid_argument` for a piece that ends beyond size().
    */
    [[nodiscard]] mapped_content map(std::uintmax_t offset, std::size_t size);

    /// The same, reporting into `ec`.
    [[nodiscard]] mapped_content map(std::uintmax_t offset, std::size_t size, std::error_code& ec);

    /** A C stream on the same file, for C libraries: it begins at the stream's position and has one of its own. A
        spooled file rolls over first.

        What is pending is written first, as by std::flush. The C stream keeps the content when this stream is closed,
        and removes nothing. From now on the file counts as one that others change: flush one before the other reads, and
        seek before reading what the other wrote; in the C stream std::fflush before that, as std::fseek alone may keep
        what it has read ahead.

        @param mode `r`, `r+`, `a` or `a+`, each with `b` or without, as std::fopen has them: nothing is made or cut.
        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code;
        `bad_file_descriptor` where the stream is closed; `invalid_argument` for another mode; `operation_not_supported`
        where the system cannot open the file anew: on Windows an anonymous or spooled one, elsewhere one without a name
        where there is no /proc.

        @code
        boost::tempfile::temporary_file file;
        boost::tempfile::c_file c = file.c_stream();
        std::fputs("Hello world!", c.get());
        std::fflush(c.get());
        @endcode
    */
    template<int CompiledByTheCaller = 0>
    [[nodiscard]] c_file c_stream(char const* mode = "r+b");

    /// The same, reporting into `ec`, with null on an error.
    template<int CompiledByTheCaller = 0>
    [[nodiscard]] c_file c_stream(char const* mode, std::error_code& ec);

    /// Takes the file over in a child process that fork made, with what was pending at the fork: it is flushed, closed and
    /// removed here. To be called before anything else is done with the stream.
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

BOOST_TEMPFILE_END_EXPORTED

#include <boost/tempfile/impl/temporary_stream.hpp>

#endif
