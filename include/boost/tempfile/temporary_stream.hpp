//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEMPORARY_STREAM_HPP
#define BOOST_TEMPFILE_TEMPORARY_STREAM_HPP

#include <boost/tempfile/detail/device_file.hpp>
#include <boost/tempfile/detail/foreign_path.hpp>
#include <boost/tempfile/detail/persisting.hpp>
#include <boost/tempfile/options.hpp>

#include <filesystem>
#include <system_error>
#include <type_traits>
#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

// What the kinds of names differ in. A file that has one: it is removed when the stream is closed, or its identity is
// remembered for reopening it.
inline named_entry& entry_of(named_entry& name) noexcept
{
    return name;
}

inline void close_name(named_entry& name, bool open, native_handle_type handle, std::error_code& ec) noexcept
{
    if (!open)
        return;
    if (name.when() == removal::on_close && name.armed())
        return name.remove(handle, ec); // by handle, where the system can do that
    std::error_code unknown;            // then reopen() will find nothing
    name.remember(handle, unknown);
}

inline void give_name_away(named_entry& name, native_handle_type handle, std::error_code& ec)
{
    (void)name.keep(handle, ec);
}

// A file that has none, but for a while.
inline named_entry& entry_of(passing_name& name)
{
    return name.get();
}

inline void close_name(passing_name& name, bool, native_handle_type handle, std::error_code&) noexcept
{
    name.remove(handle);
}

inline void give_name_away(passing_name& name, native_handle_type handle, std::error_code&) noexcept
{
    name.remove(handle);
}

// What the streams of temporary files have in common: how the file is closed, shared, made permanent and given away.
// Name is a named_entry, or a passing_name for a file that has none.
template<class Device, class Name, class CharT, class Traits>
class file_stream : public device_stream<Device, CharT, Traits>
{
    using base = device_stream<Device, CharT, Traits>;

public:
    /** Flushes, closes and removes the file, unless options::removal says otherwise, in any case; does nothing on a
        closed stream.

        A failure sets failbit, which throws if exceptions() says so; last_error() tells what it was.
    */
    void close()
    {
        std::error_code ec;
        close(ec);
        if (ec)
            this->setstate(std::ios_base::failbit);
    }

    /// The same, reporting into `ec`; it never throws, and a failure sets failbit as well.
    void close(std::error_code& ec) noexcept
    {
        std::error_code removing;
        bool const open = this->is_open();
        close_name(name_, open, open ? this->device().peek_handle() : invalid_handle(), removing);
        this->close_buffer(ec);
        if (ec || !removing)
            return;
        ec = removing;
        this->rdbuf()->last_error(ec);
        this->fail_quietly();
    }

    /** The system's handle, still owned here, for others to use. A spooled file rolls over first.

        What is pending is written, what was read ahead is forgotten, and the system's position is set to the stream's.
        The stream keeps a position of its own: seek after others have used the handle.

        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code; the stream
        stays usable.
    */
    native_handle_type native_handle()
    {
        std::error_code ec;
        std::filesystem::path where;
        native_handle_type const handle = shared(where, ec);
        throw_if_failed("boost::tempfile: native_handle", where, ec);
        return handle;
    }

    /// The same, reporting into `ec`, with an invalid handle on an error.
    native_handle_type native_handle(std::error_code& ec)
    {
        std::filesystem::path where;
        return shared(where, ec);
    }

    /** Makes the file permanent: it is the file at `target` from now on, and nobody's to remove; path() of a named one
        is the target then. The stream stays open.

        What is pending is written first; what is in memory rolls over, to options::dir. persist_mode says what becomes
        of a file at `target`, which is followed if it is a link and whose permissions the new one gets; durability,
        what survives a power loss.

        @throws std::filesystem::filesystem_error with the path and the system's code: `file_exists`;
        `cross_device_link`, unless the mode allows a copy; `invalid_argument` or `is_a_directory` for a target that is
        no regular file; the error of an earlier write, after which the file is not what was written. On failure the
        target is as it was, the file is whole and still temporary, and persist() can be tried again, unless it was the
        synchronization that failed. Where only the name could not be made durable, the file is persisted all the same.

        @code
        boost::tempfile::options o;
        o.dir = "/srv/reports"; // beside the target: a file cannot move to another file system
        boost::tempfile::temporary_file report(o);
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
            throw_path_error("boost::tempfile: persist", where, ec);
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

    /// The same for a path of Boost.Filesystem.
    template<class Path, class... Rest, if_foreign_path<Path> = 0>
    void persist(Path const& target, Rest&&... rest)
    {
        persist(standard_path(target), std::forward<Rest>(rest)...);
    }

    /** Hands the handle over and closes the stream: the file is the caller's, and so is its name, where it has one,
        which path() tells.

        What is pending is written, and the system's position is the stream's. A spooled file rolls over first.

        @throws std::filesystem::filesystem_error with the path, where there is one, and the system's code; the stream
        stays usable.
    */
    unique_handle release()
    {
        std::error_code ec;
        std::filesystem::path where;
        unique_handle released = release(where, ec);
        throw_if_failed("boost::tempfile: release", where, ec);
        return released;
    }

    /// The same, reporting into `ec`; the handle is empty on an error.
    unique_handle release(std::error_code& ec)
    {
        std::filesystem::path where;
        return release(where, ec);
    }

    /// Takes the file over in a child process that fork made: it is flushed, closed and removed here.
    void adopt() noexcept
    {
        this->rdbuf()->adopt();
        name_.adopt();
    }

protected:
    file_stream() = default;
    template<class... Arguments>
    explicit file_stream(std::in_place_t, Arguments&&... arguments)
        : base(std::in_place, std::forward<Arguments>(arguments)...)
    {
    }

    file_stream(file_stream&& other) : base(std::move(other)), name_(std::move(other.name_)) {}

    file_stream& operator=(file_stream&& other)
    {
        if (this != &other)
        {
            std::error_code ignored;
            close(ignored);
            base::operator=(std::move(other));
            name_ = std::move(other.name_);
        }
        return *this;
    }

    ~file_stream() override = default;

    void swap(file_stream& other)
    {
        base::swap(other);
        using std::swap;
        swap(name_, other.name_);
    }

    Name& name() noexcept { return name_; }
    Name const& name() const noexcept { return name_; }

    // Whatever is in memory goes into a file; on failure `where` is the directory.
    void into_file(std::filesystem::path& where, std::error_code& ec)
    {
        ec.clear();
        if constexpr (has_rolled<Device>::value)
        {
            bool const rolled = this->device().rolled();
            this->guarded(ec,
                [&]
                {
                    this->rdbuf()->with_device(
                        [&](Device& device, std::error_code& rolling) { device.rollover(where, rolling); }, ec);
                });
            bool const rolls = rolled != this->device().rolled();
            if (ec || rolls) // what is in a file already does not succeed in anything
                this->rdbuf()->last_error(ec);
            if (rolls)
                this->rdbuf()->forget_lost_write();
        }
        (void)where;
    }

    // With the file's path, where it has one.
    void throw_if_failed(char const* what, std::filesystem::path const& where, std::error_code const& ec) const
    {
        if (!ec)
            return;
        if constexpr (std::is_same<Name, named_entry>::value)
            throw_path_error(what, name_.path(), ec);
        else if (where.empty())
            throw_device_error(what, ec);
        else
            throw_path_error(what, where, ec);
    }

private:
    native_handle_type shared(std::filesystem::path& where, std::error_code& ec)
    {
        into_file(where, ec);
        return ec ? invalid_handle() : this->shared_handle(ec);
    }

    // A write error anywhere before means that the file is not what the program wrote.
    void persist(std::filesystem::path const& target, persist_mode mode, durability durable,
        std::filesystem::path& where, std::error_code& ec)
    {
        where = target;
        ec.clear();
        if (!this->is_open())
            ec = std::make_error_code(std::errc::bad_file_descriptor);
        else if (this->bad())
            ec = this->last_error() ? this->last_error() : std::make_error_code(std::errc::io_error);
        else
            ec = this->rdbuf()->lost_write(); // also where the state was cleared since
        if (!ec)
            into_file(where, ec);
        if (!ec)
            this->guarded(ec, [&] { (void)this->rdbuf()->finish_output(ec); });
        if (ec)
            return;
        Device& device = this->rdbuf()->device();
        unique_handle instead;
        detail::persist(device.native_handle(), entry_of(name_), target, mode, durable, instead, where, ec);
        if (instead)
            device.replace_handle(std::move(instead));
    }

    // Everything that can fail comes before the file is given away.
    unique_handle release(std::filesystem::path& where, std::error_code& ec)
    {
        into_file(where, ec);
        if (!ec) // closing would end a shift sequence when the file is gone
            this->guarded(ec, [&] { (void)this->rdbuf()->finish_output(ec); });
        native_handle_type const handle = ec ? invalid_handle() : this->shared_handle(ec);
        if (!ec)
            give_name_away(name_, handle, ec);
        if (ec)
            return {};
        unique_handle released = this->rdbuf()->device().release();
        std::error_code ignored; // there is nothing left to write
        this->close_buffer(ignored);
        return released;
    }

    Name name_;
};

} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
