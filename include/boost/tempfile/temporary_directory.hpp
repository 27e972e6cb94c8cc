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
#include <boost/tempfile/options.hpp>

#include <filesystem>
#include <system_error>
#include <utility>

namespace boost
{
namespace tempfile
{

/** The move-only owner of a new directory with a unique name, which removes it with everything in it.

    The directory is made with exactly the permissions of the options (0700, whatever the umask or an access list says;
    an inherited set-group-ID bit stays) and its path is absolute, so that changing the current directory, or the value
    of a relative `options::dir`, does not redirect the removal.

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

    /// The same, reporting into `ec`, which is cleared on success. On failure the object owns nothing.
    temporary_directory(options const& o, std::error_code& ec);

    /// Takes what `other` owns, which then owns nothing.
    temporary_directory(temporary_directory&& other) noexcept;

    /// Removes what it owns, as the destructor does, and takes what `other` owns.
    temporary_directory& operator=(temporary_directory&& other) noexcept;

    /** Removes the directory with everything in it, unless it was made with removal::never.

        Never throws. What cannot go stays, and nobody is told: call cleanup() first where that matters. While somebody
        goes on adding entries it does not return; while somebody keeps it from going otherwise it tries for two
        seconds.
    */
    ~temporary_directory();

    /// The absolute path, which stays when the directory was removed or kept; empty where none was made, or after a
    /// move.
    std::filesystem::path const& path() const noexcept { return made_.path; }

    /// The path of something in the directory: `path() / name`.
    std::filesystem::path operator/(std::filesystem::path const& name) const { return made_.path / name; }

    /** Removes the directory with everything in it, now. Owning nothing, it does nothing.

        @throws std::filesystem::filesystem_error with the first path that stayed and the system's code. What stayed is
        still owned, so that it can be tried again, by the destructor at the latest.
    */
    void cleanup();

    /// The same, reporting into `ec`, which is cleared on success.
    void cleanup(std::error_code& ec) noexcept;

    /** Leaves the directory to the caller: the object owns nothing afterwards.

        @return Its path; an empty one if nothing was owned.

        @throws std::filesystem::filesystem_error Only of a sweepable directory, which is given another name first, one
        that sweep() leaves alone; it is still owned then.
    */
    std::filesystem::path keep();

    /// The same, reporting into `ec`, which is cleared on success.
    std::filesystem::path keep(std::error_code& ec);

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
    void remove_tree(std::filesystem::path& where, std::error_code&);
    void remove_tree(std::error_code&) noexcept;
    void take(temporary_directory& other) noexcept;
    void forget() noexcept;

    detail::directory_entry made_;
    bool owned_ = false;
    bool kept_ = false; // by the destructor
};

} // namespace tempfile
} // namespace boost

#endif
