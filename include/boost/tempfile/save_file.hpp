//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SAVE_FILE_HPP
#define BOOST_TEMPFILE_SAVE_FILE_HPP

// Replacing a file by a new version of it, all at once or not at all.
//
//   1. save_file f(target);      the target is looked at; a new file is made beside it, without a name where possible
//   2. write to it as to any ostream
//   3. f.commit();               the target is the new file from one moment to the next
//
// Without a commit, whether by an exception, a return or a crash, the target is as it was and nothing else is left.

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/detail/replacement_file.hpp>
#include <boost/tempfile/device_streambuf.hpp>
#include <boost/tempfile/file_device.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/lost_attributes.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/save_options.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** An output stream that becomes a file on commit(), replacing the one that is there.

    Whoever opens the target at any moment finds the whole old or the whole new file. The new one is given the owner,
    group, permissions, access list and extended attributes of the old one, and where that is not allowed, never more
    access for anybody, also where the old one changes or is replaced by another while commit() runs: lost() says what
    could not be kept. A link is followed, and what it leads to is replaced; a dangling one is followed too. Other hard
    links to the old file keep the old content. A target that is gone by then is a new file, and so is one that never
    was there.

    In a directory that others may write to and that has the sticky bit, such as `/tmp`, a link or file of somebody
    else's under the target's name is refused (`permission_denied`), as the kernel does with O_CREAT
    (fs.protected_symlinks, fs.protected_regular): it may have been put there for the program to find.

    How it gets there depends on the system and the file system. The new file has no name until then where there are
    such files (O_TMPFILE), and is `tmp~...~` beside the target elsewhere. It and the old one are exchanged, and the old
    one is removed; where nothing can be exchanged (FUSE, NFS, the plain POSIX path), it is renamed over the old one
    right after that was compared with what it was. Where an open file cannot be given a name (no /proc, before Linux
    6.10), a copy is made that has one. Where there are no hard links (FAT, exFAT), persist_mode::create_new reserves the
    name with an empty file for a moment.

    A write error is remembered, and that characters were lost: commit() then refuses, whatever became of the stream's
    state. Destroyed without a commit, the target is untouched. A crash between the last two steps of a commit may leave
    a file `tmp~...~` beside the target, which `sweep(beside(target).dir, gettempprefix())` removes.

    Thread safety: one object is used by one thread at a time; any number of them can have the same target, and the last
    commit wins.

    @code
    boost::tempfile::save_file f("settings.ini", boost::tempfile::durability::data_and_entry);
    f << "volume = 11\n";
    f.commit();
    @endcode

    @tparam CharT char, wchar_t (in UTF-8, unless another locale is imbued), or any other type with a codecvt in the
    stream's locale.
*/
template<class CharT, class Traits>
class basic_save_file : public std::basic_ostream<CharT, Traits>
{
    using stream = std::basic_ostream<CharT, Traits>;

public:
    using buffer_type = basic_device_streambuf<file_device, CharT, Traits>;

    /** A closed stream, which has no file; assign another to it to open it.

        There is no open(): `f = save_file(target)` gives up what was written and begins anew, and keeps neither the
        locale nor the state.
    */
    basic_save_file();

    /** Begins a new version of the file at `target`, which need not exist.

        @param target a relative path is resolved now.
        @param durable what survives a power loss when commit() returns.
        @throws std::filesystem::filesystem_error with the path and the system's code: `is_a_directory`, or
        `invalid_argument` for a target that is no regular file; `no_such_file_or_directory` where its directory is
        missing; `permission_denied` or `read_only_file_system` where nothing can be made in it, and the former for what
        is somebody else's in a directory such as `/tmp`; `device_or_resource_busy` for a mount point;
        `too_many_symbolic_link_levels`.
    */
    explicit basic_save_file(std::filesystem::path const& target, durability durable = durability::none);

    /// The same, reporting into `ec`; on an error the stream is closed and badbit is set.
    basic_save_file(std::filesystem::path const& target, durability durable, std::error_code& ec);

    /// The same with durability::none.
    basic_save_file(std::filesystem::path const& target, std::error_code& ec)
        : basic_save_file(target, durability::none, ec)
    {
    }

    /** The same, told more.

        With overwrite::when_needed, a target that cannot be replaced is found out here where that is possible: it has
        to be writable then, and the new content waits in a file without a name in gettempdir().

        @param target a relative path is resolved now.
        @param o the mode `create_new` refuses whatever has the name, a link included.
        @throws std::filesystem::filesystem_error as above, and: `file_exists`, which commit() checks again;
        `invalid_argument` for modes that copy and for permissions outside 0777.
    */
    basic_save_file(std::filesystem::path const& target, save_options const& o);

    /// The same, reporting into `ec`; on an error the stream is closed and badbit is set.
    basic_save_file(std::filesystem::path const& target, save_options const& o, std::error_code& ec);

    /// The same for a path of Boost.Filesystem.
    template<class Path, detail::if_foreign_path<Path> = 0>
    explicit basic_save_file(Path const& target, durability durable = durability::none)
        : basic_save_file(detail::standard_path(target), durable)
    {
    }

    /// The same for a path of Boost.Filesystem.
    template<class Path, detail::if_foreign_path<Path> = 0>
    basic_save_file(Path const& target, durability durable, std::error_code& ec)
        : basic_save_file(detail::standard_path(target), durable, ec)
    {
    }

    /// The same for a path of Boost.Filesystem.
    template<class Path, detail::if_foreign_path<Path> = 0>
    basic_save_file(Path const& target, save_options const& o) : basic_save_file(detail::standard_path(target), o)
    {
    }

    /// The same for a path of Boost.Filesystem.
    template<class Path, detail::if_foreign_path<Path> = 0>
    basic_save_file(Path const& target, save_options const& o, std::error_code& ec)
        : basic_save_file(detail::standard_path(target), o, ec)
    {
    }

    /// The same for a path of Boost.Filesystem.
    template<class Path, detail::if_foreign_path<Path> = 0>
    basic_save_file(Path const& target, std::error_code& ec) : basic_save_file(detail::standard_path(target), ec)
    {
    }

    /// Goes on where `other` was, which is closed afterwards.
    basic_save_file(basic_save_file&& other);

    /// Gives up what was written, and goes on where `other` was, which is closed afterwards.
    basic_save_file& operator=(basic_save_file&& other);

    /// Without a commit: the target is as it was. In a child process that fork made it only closes.
    ~basic_save_file() override { abandon(); }

    /// Exchanges everything.
    void swap(basic_save_file& other);
    friend void swap(basic_save_file& a, basic_save_file& b) { a.swap(b); }

    /// The stream's buffer.
    buffer_type* rdbuf() const noexcept { return const_cast<buffer_type*>(&buffer_); }

    /// Whether it can be written to: neither committed nor given up.
    bool is_open() const noexcept { return buffer_.is_open(); }

    /// The last failure, or why it could not be opened; an empty code without one.
    std::error_code last_error() const noexcept { return buffer_.last_error(); }

    /// The file that commit() replaces: absolute, links followed.
    std::filesystem::path const& target() const noexcept { return replacement_.target(); }

    /// What of the old file the committed one could not be given. Of inode flags, those of an old file that may be
    /// read; nothing of a file that was written over but set-ID bits, as everything else is its own.
    lost_attributes lost() const noexcept { return replacement_.lost(); }

    /// Whether commit() wrote over the target, or began to (overwrite::when_needed): it did not change all at once.
    bool overwrote() const noexcept { return replacement_.overwrote(); }

    /** The handle of the new file, for libraries that write to one, with what is pending written.

        The stream and the handle have one position from then on, as those of temporary_file; what is written to the
        handle is committed as well. It is the stream's: whoever has it closes nothing.

        @throws std::filesystem::filesystem_error with the system's code, `bad_file_descriptor` where the stream is
        closed.
    */
    native_handle_type native_handle();

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec);

    /** The size of what was written, in bytes, with what is pending.

        @throws std::filesystem::filesystem_error with the system's code, `bad_file_descriptor` where the stream is
        closed.
    */
    std::uintmax_t size();

    /// The same, reporting into `ec`, with 0 on an error.
    std::uintmax_t size(std::error_code& ec);

    /** Writes what is pending, and makes what was written the file at target(). The stream is closed then.

        @throws std::filesystem::filesystem_error with the path and the system's code: the remembered write error, or
        why characters were lost; why the stream is failed, as what is written then is dropped; `bad_file_descriptor`
        for a stream that is committed already; or what kept the file from taking its place. The target is as it was
        then, and commit() can be tried again, after clear() where the stream was failed, unless it was a write or its
        synchronization that failed, or characters were lost. Where only the name could not be made durable, or the old
        file could neither be removed nor put back, the new file is in place all the same, and the stream closed.

        A target that is being written over (overwrite::when_needed) is as it was until overwrote(): after that it may
        be a mixture, the new content is kept, and commit() can be tried again, as often as it takes.
    */
    void commit();

    /// The same, reporting into `ec`.
    void commit(std::error_code& ec);

    /// Gives up what was written: the target is as it was. Does nothing on a closed stream.
    void abandon() noexcept;

    /// Takes the new file over in a child process that fork made.
    void adopt() noexcept;

private:
    void attach();
    void start(
        std::filesystem::path const& target, save_options const&, std::filesystem::path& where, std::error_code&);
    void commit(std::filesystem::path& where, std::error_code&);
    void flush_buffer(std::error_code&);
    void close_buffer() noexcept;

    template<class Action>
    void guarded(std::error_code&, Action);

    buffer_type buffer_;
    detail::replacement_file replacement_;
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#include <boost/tempfile/impl/save_file.hpp>

#endif
