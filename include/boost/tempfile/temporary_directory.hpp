//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_DIRECTORY_HPP
#define BOOST_TEMPFILE_TEMPORARY_DIRECTORY_HPP

// A directory that goes, with everything in it, when its owner goes. The calling sequence:
//
//     boost::tempfile::temporary_directory dir;          // made, empty, nobody else's
//     std::ofstream(dir / "data.csv") << ...;            // anything may be put into it
//     dir.cleanup(ec);                                   // or leave it to the destructor, which reports nothing

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/remove_all.hpp>

#include <filesystem>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

/** The move-only owner of a new directory with a unique name, which removes it with everything in it.

    The directory is made with exactly the permissions of the options (0700, whatever the umask or an access list says;
    an inherited set-group-ID bit stays) and its path is absolute, so that changing the current directory, or the value
    of a relative `options::dir`, does not redirect the removal. Where the file system has permissions of its own and
    refuses to set others (exFAT and some network file systems, for those who did not mount it), a directory that is open
    to fewer than asked for is taken, and one that is open to more is an error.

    Removal works as remove_all(): it does not follow links, never leaves the directory and opens up what denies access.
    It touches only the directory that was made, told by device, inode and birth time: one that somebody removed,
    renamed or replaced by another is no longer ours and left alone, which is no error; one on which something is
    mounted is still ours and stays, `device_or_resource_busy`. (An *empty* directory put in its place may go: no system
    compares and removes in one step.)

    In a forked child the destructor does nothing, as the directory is the parent's; cleanup() removes it all the same,
    and adopt() makes it the child's.

    @par Thread safety
    One object is used by one thread at a time; what is in the directory may be used by anybody.
*/
class BOOST_TEMPFILE_DECL temporary_directory
{
public:
    /** Makes a directory.

        @param o Where, its name and permissions. With removal::never the destructor leaves it; cleanup() still removes
        it.

        @throws std::filesystem::filesystem_error with the system's code and the path that was tried or the directory
        in which nothing could be made. Nothing is left behind.

        @code
        options o;
        o.prefix = "build-";
        temporary_directory scratch(o);
        @endcode
    */
    explicit temporary_directory(options const& o);

    /// The same with default options.
    temporary_directory() : temporary_directory(detail::default_options()) {}

    /// The same with default options, reporting into `ec`.
    explicit temporary_directory(std::error_code& ec) : temporary_directory(detail::default_options(), ec) {}

    /// The same, reporting into `ec`, which is cleared on success. On failure the object owns nothing.
    temporary_directory(options const& o, std::error_code& ec);

    /// Takes what `other` owns, which then owns nothing.
    temporary_directory(temporary_directory&& other) noexcept;

    /// Removes what it owns, as the destructor does, and takes what `other` owns.
    temporary_directory& operator=(temporary_directory&& other) noexcept;

    /** Removes the directory with everything in it, unless it was made with removal::never.

        Never throws. What cannot go stays, and nobody is told: call cleanup() first where that matters. While somebody
        keeps it from going, or goes on adding entries, it tries for two seconds; the end of the process tries once
        more.
    */
    ~temporary_directory();

    /// The absolute path, which stays when the directory was removed or kept; the target's after a persist(); empty
    /// where none was made, or after a move.
    std::filesystem::path const& path() const noexcept { return made_.path; }

    /// Whether there is something at path() that is still this object's to remove: false once it was removed, kept or
    /// persisted, and after a move. So it tells after cleanup(ec) what a destructor would not.
    bool owns_path() const noexcept { return owned_; }

    /// The path of something in the directory: `path() / name`.
    std::filesystem::path operator/(std::filesystem::path const& name) const { return made_.path / name; }

    /** Removes the directory with everything in it, now. Owning nothing, it does nothing.

        @throws std::filesystem::filesystem_error with the first path that stayed and the system's code. What stayed is
        still owned, so that it can be tried again: by the next cleanup(), the destructor, and the end of the process.
        Success says that the directory is gone, or that what has its name is proven not to be it; where the system
        cannot tell any more (a sandbox took statx(2) away meanwhile) it is `std::errc::function_not_supported`.
    */
    void cleanup();

    /// The same, reporting into `ec`, which is cleared on success.
    void cleanup(std::error_code& ec) noexcept;

    /** The same, as the options say: with an observer of its own, another deadline, other threads.

        @param how As for remove_all(). What its observer throws is passed on; what is left is still owned then.

        @throws std::filesystem::filesystem_error as cleanup() does.
    */
    void cleanup(remove_options const& how);

    /// The same, reporting into `ec`, which is cleared on success; what the observer throws is passed on.
    void cleanup(remove_options const& how, std::error_code& ec);

    /** Leaves the directory to the caller: the object owns nothing afterwards.

        @return Its path; an empty one if nothing was owned.

        @throws std::filesystem::filesystem_error Only of a sweepable directory, which is given another name first, one
        that sweep() leaves alone; it is still owned then.
    */
    std::filesystem::path keep();

    /// The same, reporting into `ec`, which is cleared on success.
    std::filesystem::path keep(std::error_code& ec);

    /** Makes the directory the one at `target`, with everything in it, in one step.

        Of two processes one sees the old tree there, or nothing, and from one moment to the next the new one; the
        directory keeps its permissions (0700 unless asked otherwise). On success the object owns nothing and path() is
        the target.

        With `persist_mode::replace` a directory at the target is exchanged for this one, and its tree then removed. If
        that fails, the error is reported, path() is where the old tree is, owns_path() stays true, and cleanup() and
        the destructor try again. A process that is killed leaves the old tree or the new one at the target; the other
        one has the temporary name.

        @param target Where it goes, on the same file system. A link there is not followed.

        @param mode With persist_mode::create_new nothing is replaced, not even an empty directory. With
        persist_mode::replace a directory is. The modes that copy are refused.

        @param durable With durability::data the files and directories of the tree are brought to storage first, which
        takes time for each; with durability::data_and_entry also the target's name, and the old tree is only removed
        if that worked.

        @throws std::filesystem::filesystem_error with the path concerned. Unless said otherwise, nothing has changed
        and it can be tried again:
        `std::errc::file_exists`: there is something, with persist_mode::create_new;
        `std::errc::not_a_directory`: what is to be replaced is none, or is a link to one;
        `std::errc::cross_device_link`: the target is on another file system: make the directory beside it, with the
        options that beside() gives;
        `std::errc::operation_not_supported`: the system or the file system cannot exchange directories (Windows, an
        overlay's lower layer, older systems), and the one at the target is not empty;
        `std::errc::invalid_argument`: a mode that copies, a target that is a root, ends in `.` or `..` or is below the
        directory;
        `std::errc::device_or_resource_busy`: something is mounted on the target;
        `std::errc::no_such_file_or_directory`: the target's directory is missing, or path() does not lead to this
        directory any more, or, after the step, the target does not: somebody exchanged one of them in that moment. What
        was at the target is then at the path in the error, if it was replaced, and nobody's to remove;
        `std::errc::operation_canceled`: remove_all_registered() removed it;
        `std::errc::bad_file_descriptor`: nothing is owned. Else the system's code, also of what cannot
        be brought to storage, which the system may have dropped then: only durability::none can be tried again.

        @par Complexity
        A few system calls; with a durability, and for the removal of the old tree, one or more for each entry.

        @code
        temporary_directory site(beside("public"));
        render(site.path());
        site.persist("public", persist_mode::replace);
        @endcode
    */
    void persist(std::filesystem::path const& target, persist_mode mode = persist_mode::create_new,
        durability durable = durability::none);

    /// The same, reporting into `ec`, which is cleared on success.
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable, std::error_code& ec);

    /// The same without durability.
    void persist(std::filesystem::path const& target, persist_mode mode, std::error_code& ec)
    {
        persist(target, mode, durability::none, ec);
    }

    /// The same, never replacing anything.
    void persist(std::filesystem::path const& target, std::error_code& ec)
    {
        persist(target, persist_mode::create_new, durability::none, ec);
    }

    /// The same for a path of Boost.Filesystem.
    template<class Path, class... Rest, detail::if_foreign_path<Path> = 0>
    void persist(Path const& target, Rest&&... rest)
    {
        persist(detail::standard_path(target), std::forward<Rest>(rest)...);
    }

    /** In a forked child: the directory is this process' from now on, and its destructor removes it.

        For a daemon whose parent ends without cleaning up; whichever of the two goes first takes it away from the
        other.
    */
    void adopt() noexcept;

    /// Exchanges what two objects own.
    void swap(temporary_directory& other) noexcept
    {
        temporary_directory taken(std::move(other));
        other.take(*this);
        take(taken);
    }

    /// Exchanges what two objects own.
    friend void swap(temporary_directory& a, temporary_directory& b) noexcept { a.swap(b); }

private:
    void create(options const&, std::filesystem::path& where, std::error_code&);
    void remove(remove_options const&, std::filesystem::path& where, std::error_code&);
    void place(std::filesystem::path const& target, persist_mode, durability, std::filesystem::path& where,
        std::error_code&);
    void take(temporary_directory& other) noexcept;
    void forget() noexcept;

    detail::directory_entry made_;
    bool owned_ = false;
    bool kept_ = false; // by the destructor
};

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
