//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_PATH_HPP
#define BOOST_TEMPFILE_TEMPORARY_PATH_HPP

// Whatever has a path: what another library made, a socket, a FIFO, a link, a database, a directory.
//
//   1. own it: temporary_path p(existing), or let make_temporary() find the name and have a function of yours make the
//      thing under it
//   2. give p.path() to whom needs it
//   3. p goes, and what it names with it; or p.keep(), or p.persist(target)

#include <boost/tempfile/config.hpp>
#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/options.hpp>
#include <boost/tempfile/persist.hpp>

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{

namespace detail
{
class temporary_path_access;

namespace system
{
struct file_status;
}

enum class path_type : unsigned char
{
    regular,
    directory,
    other
};

} // namespace detail

/** The owner of a name in the file system, whatever it names: a file, a link, a socket, a FIFO, or a directory with all
    that is in it.

    It goes when its owner goes, and at the end of the process as cleanup_on_signals() and its kin say. What has the name
    is looked at before anything is removed, without opening or following it:
    - a directory is removed if it is the one that it was when it became this object's;
    - anything else is removed if it is what it was; or if it is another thing that is ours, but no directory, in a
      directory where nobody else can put one, since many programs replace the files that they edit.
    What is neither is somebody else's and stays, which is no error. Between the look and the removal there is a moment:
    keep to directories that others cannot write to, or that have the sticky bit, as /tmp has.

    A removal that failed can be tried again: the object owns the name until the thing is gone. In a child process that
    fork made the destructor removes nothing, while remove() does.

    Thread safety: one object is used by one thread at a time.

    @code
    boost::tempfile::temporary_path database(make_database()); // gone at the end of the block
    convert(database.path());
    database.persist("/srv/data/today.db");
    @endcode
*/
class BOOST_TEMPFILE_DECL temporary_path
{
public:
    /// Owns nothing.
    temporary_path() noexcept = default;

    /** Owns what has the name `existing` now.

        Separators at the end do not count: a link is meant itself, not what it leads to. A relative path is made
        absolute, so that a later change of the current directory does not matter.

        Complexity: one system call.

        @throws std::filesystem::filesystem_error with the path and the system's code: `no_such_file_or_directory` where
        there is nothing; `invalid_argument` for a root, and for a path that ends in `.` or `..` or has a NUL.
        `operation_canceled` after remove_all_registered(). The thing stays then.
    */
    explicit temporary_path(std::filesystem::path existing);

    /// The same, reporting into `ec`; the object owns nothing on an error.
    temporary_path(std::filesystem::path existing, std::error_code& ec);

    /// Takes what `other` owns, which then owns nothing.
    temporary_path(temporary_path&& other) noexcept;

    /// Removes what it owns, ignoring an error, and takes what `other` owns, which then owns nothing.
    temporary_path& operator=(temporary_path&& other) noexcept;

    /// Removes what it owns, ignoring an error; in a child process that fork made it removes nothing.
    ~temporary_path();

    /// Exchanges what two objects own.
    void swap(temporary_path& other) noexcept
    {
        std::swap(made_, other.made_);
        std::swap(type_, other.type_);
        std::swap(owned_, other.owned_);
        std::swap(damage_, other.damage_);
    }
    friend void swap(temporary_path& a, temporary_path& b) noexcept { a.swap(b); }

    /// The name, absolute; it stays when the thing is gone or kept, and is the target after persist().
    std::filesystem::path const& path() const noexcept { return made_.path; }

    /// Whether something is owned, and is to be removed.
    explicit operator bool() const noexcept { return owned_; }

    /** Removes the thing, a directory with all that is in it; does nothing where nothing is owned.

        @throws std::filesystem::filesystem_error with the first path that stayed and the system's code. The object
        still owns it, and the next call, the destructor and the end of the process each try again.
    */
    void remove();

    /// The same, reporting into `ec`.
    void remove(std::error_code& ec) noexcept;

    /** The thing is not removed: its name is the caller's from now on. One that sweep() would take is given another
        name first.

        @returns the path, an empty one where nothing is owned.
        @throws std::filesystem::filesystem_error with the path and the system's code; it is still owned then.
    */
    std::filesystem::path keep();

    /// The same, reporting into `ec`.
    std::filesystem::path keep(std::error_code& ec);

    /** Makes the thing permanent: it has the name `target` from now on and is nobody's to remove.

        A file gets there as the streams' persist() says, a directory as temporary_directory::persist() says. Anything
        else is renamed: what has the name of the target is replaced itself if it is a link, unless it is a directory
        (`is_a_directory`); it cannot be copied, so that a mode that allows copies is `invalid_argument`.

        @param mode what becomes of something at the target; persist_mode.
        @param durable what survives a power loss; durability.
        @throws std::filesystem::filesystem_error with the path and the system's code: `file_exists`,
        `cross_device_link`; `no_such_file_or_directory` where the name is somebody else's by now;
        `bad_file_descriptor` where nothing is owned. The thing is still owned, and it can be tried again, unless it
        was the synchronization that failed. Where only the name could not be made durable, or a file that was replaced
        could neither be removed nor put back, it has the name `target` all the same, and nothing is owned.
    */
    void persist(std::filesystem::path const& target, persist_mode mode = persist_mode::create_new,
        durability durable = durability::none);

    /// The same, reporting into `ec`.
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable, std::error_code& ec);

    /// The same with durability::none.
    void persist(std::filesystem::path const& target, persist_mode mode, std::error_code& ec)
    {
        persist(target, mode, durability::none, ec);
    }

    /// The same with persist_mode::create_new and durability::none.
    void persist(std::filesystem::path const& target, std::error_code& ec)
    {
        persist(target, persist_mode::create_new, durability::none, ec);
    }

    /// The same with persist_mode::create_new.
    void persist(std::filesystem::path const& target, durability durable)
    {
        persist(target, persist_mode::create_new, durable);
    }

    /// The same with persist_mode::create_new.
    void persist(std::filesystem::path const& target, durability durable, std::error_code& ec)
    {
        persist(target, persist_mode::create_new, durable, ec);
    }

    /// The same for a path of Boost.Filesystem.
    template<class Path, class... Rest, detail::if_foreign_path<Path> = 0>
    void persist(Path const& target, Rest&&... rest)
    {
        persist(detail::standard_path(target), std::forward<Rest>(rest)...);
    }

    /// Takes it over in a child process that fork made: it is removed here.
    void adopt() noexcept { made_.entry.adopt(); }

private:
    friend class detail::temporary_path_access;

    void own(std::filesystem::path&& existing, std::error_code& ec);
    void remove(std::filesystem::path& where, std::error_code& ec);
    void remove_thing(std::error_code& ec);
    void remove_tree(std::filesystem::path& where, std::error_code& ec);
    bool is_ours(detail::system::file_status& found, std::error_code& ec);
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec);
    void persist_file(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec);
    void persist_other(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec);
    void remove_mark(std::filesystem::path& kept, std::filesystem::path& returned, std::error_code& ec);
    void forget() noexcept;

    detail::directory_entry made_;
    detail::path_type type_ = detail::path_type::other;
    bool owned_ = false;
    std::error_code damage_; // a failed fsync, after which the contents are no longer known to be whole
};

namespace detail
{

// What makes the thing, with its own context; sets the error with which it fails.
using path_creator = void (*)(void* context, std::filesystem::path const& name, std::error_code&);

BOOST_TEMPFILE_DECL temporary_path make_temporary(
    options const&, path_creator, void* context, std::filesystem::path& where, std::error_code&);

template<class Create>
temporary_path make_temporary_by(options const& o, Create& create, std::filesystem::path& where, std::error_code& ec)
{
    path_creator const call = [](void* context, std::filesystem::path const& name, std::error_code& failed)
    { (*static_cast<Create*>(context))(name, failed); };
    return make_temporary(o, call, const_cast<void*>(static_cast<void const*>(std::addressof(create))), where, ec);
}

// The name of an open named file as a temporary_path, which removes it from now on whatever options::removal said; the
// entry has no duty left. On an error nothing has changed.
BOOST_TEMPFILE_DECL temporary_path into_path(named_entry&, native_handle_type, std::error_code&);

} // namespace detail

/** Finds a new name as `where` says, has `create` make something under it, and owns that.

    @param where its prefix, suffix and dir, as for mkstemp(); a sweepable thing has to be a regular file or a directory,
    which is opened for its lock. `permissions` and `removal` have to be the default ones.

    @param create is called as `create(std::filesystem::path const&, std::error_code&)`. It makes the thing and never
    replaces one: it says `file_exists`, or `address_in_use` as bind(2) does, where the name is taken, and then another
    one is tried, a hundred times at most. It may throw: what it has made by then is removed.

    The end of the process does not wait for `create`: what has the name then is unlinked, or removed if it is an empty
    directory.

    @throws std::filesystem::filesystem_error with the path: the error of `create`; `no_such_file_or_directory` where it
    made nothing and said nothing; `invalid_argument` for bad options; `operation_not_supported` for a sweepable thing
    that is neither a regular file nor a directory. Nothing is left then.

    @code
    auto const socket = boost::tempfile::make_temporary({}, [&](auto const& name, std::error_code& ec)
    {
        acceptor.bind(name.string(), ec);
    });
    @endcode
*/
template<class Create>
temporary_path make_temporary(options const& where, Create create)
{
    std::error_code ec;
    std::filesystem::path failed;
    temporary_path made = detail::make_temporary_by(where, create, failed, ec);
    if (ec)
        detail::throw_path_error("boost::tempfile::make_temporary", failed, ec);
    return made;
}

/// The same, reporting into `ec`; what `create` throws is passed on.
template<class Create>
temporary_path make_temporary(options const& where, Create create, std::error_code& ec)
{
    std::filesystem::path failed;
    return detail::make_temporary_by(where, create, failed, ec);
}

} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
