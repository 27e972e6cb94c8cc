//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_DETAIL_STREAM_FILE_HPP
#define BOOST_TEMPFILE_DETAIL_STREAM_FILE_HPP

#include <boost/tempfile/c_file.hpp>
#include <boost/tempfile/config.hpp>
#include <boost/tempfile/content_view.hpp>
#include <boost/tempfile/detail/view_watch.hpp>
#include <boost/tempfile/fwd.hpp>
#include <boost/tempfile/mapped_content.hpp>
#include <boost/tempfile/persist.hpp>
#include <boost/tempfile/unique_handle.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <ios>
#include <optional>
#include <system_error>
#include <utility>

BOOST_TEMPFILE_BEGIN_EXPORTED

namespace boost
{
namespace tempfile
{
namespace detail
{

class named_entry;

constexpr std::ios_base::openmode default_openmode = std::ios_base::in | std::ios_base::out | std::ios_base::binary;

// The file of a temporary stream: its buffer, its device and its name, whatever their types are. What depends on these
// types is virtual, and device_file has it; what is made of that is compiled once, in src/streams/temporary_stream.cpp.
//
// None of these functions throws a conversion error: it is reported as any other. Those that fill a path do so on an
// error only, and leave it empty where the error is about no path.
class BOOST_TEMPFILE_DECL stream_file
{
public:
    stream_file(stream_file const&) = delete;
    stream_file& operator=(stream_file const&) = delete;

    // ---- what device_file has ----

    virtual bool is_open() const noexcept = 0;

    // The buffer's last failure, and a note that there was one of the owner's own; an empty code forgets it.
    virtual std::error_code last_error() const noexcept = 0;
    virtual void last_error(std::error_code const&) noexcept = 0;

    // The size in bytes, with what is pending; 0 on an error.
    virtual std::int64_t size(std::error_code&) = 0;
    virtual void resize(std::int64_t, std::error_code&) = 0;

    // Takes the duty to write and to remove over in a forked child.
    virtual void adopt() noexcept = 0;

    // ---- what is made of it ----

    // Flushes, closes and removes in any case. Of a closed one only the removal is tried again, if it failed.
    void close(std::error_code&) noexcept;

    // The handle for others, with everything written and the system's position at the stream's.
    native_handle_type native_handle(std::filesystem::path& where, std::error_code&);

    // Writes what is pending, with what ends a shift sequence, if the file is open; damage() is an error as well.
    void finish(std::ios_base::iostate state, std::error_code&);

    // `state` is the stream's; damage() is an error.
    void persist(std::ios_base::iostate state, std::filesystem::path const& target, persist_mode, durability,
        std::filesystem::path& where, std::error_code&);

    unique_handle release(std::filesystem::path& where, std::error_code&);

    // A piece of the content in memory: the whole of it where no size is given.
    struct piece
    {
        std::uintmax_t offset = 0;
        std::optional<std::size_t> size;
    };
    content_view view(piece, std::error_code&);
    mapped_content map(piece, std::filesystem::path& where, std::error_code&);

    // A handle of the same file with a position of its own, which is the stream's, for a C stream.
    unique_handle handle_for(c_mode, std::filesystem::path& where, std::error_code&);

    // A handle of the same file for a second stream. Where the system cannot open the file anew, it shares the position
    // with this one: then neither stream gives its handle away, and `shared` says so.
    unique_handle reopen(bool& shared, std::filesystem::path& where, std::error_code&);
    void share_handle(bool shared) noexcept { shares_handle_ = shared; }

    // Moves what is in memory into a file, if anything is there; on failure `where` is the directory.
    virtual void roll_over(std::filesystem::path& where, std::error_code&) = 0;

    // With the path that the error is about: where none is given, that of a named file.
    void throw_if_failed(char const* what, std::error_code const& ec)
    {
        if (ec)
            throw_failure(what, {}, ec);
    }
    void throw_if_failed(char const* what, std::filesystem::path const& where, std::error_code const& ec)
    {
        if (ec)
            throw_failure(what, where, ec);
    }

protected:
    stream_file() = default;
    ~stream_file() { views_.end(); }

    // The part of a move and of a swap that is done here.
    void take(stream_file& other) noexcept
    {
        end_views();
        other.end_views();
        shares_handle_ = std::exchange(other.shares_handle_, false);
    }
    void swap(stream_file& other) noexcept
    {
        end_views();
        other.end_views();
        std::swap(shares_handle_, other.shares_handle_);
    }

    void end_views() noexcept { views_.end(); }

private:
    // Where there is an error, and none is there yet, the path that it is about: that of a named file.
    void name_path(std::filesystem::path& where, std::error_code const&);
    void throw_failure(char const* what, std::filesystem::path where, std::error_code const&);

    // ---- what device_file has ----

    // Why the content is not what was written: characters were refused or dropped.
    virtual std::error_code lost_write() const noexcept = 0;

    // Flushes and closes the buffer and the device, in any case; the first error.
    virtual void close_buffer(std::error_code&) noexcept = 0;

    // Writes what is pending, with what ends a shift sequence.
    virtual void finish_output(std::error_code&) = 0;

    // Everything written, and the handle, whose position in the system is the stream's.
    virtual native_handle_type hand_over(std::error_code&) = 0;

    // For looking at it, and for what the stream itself does with it.
    virtual native_handle_type peek_handle() const noexcept = 0;

    // As std::flush: everything written, and no shift sequence.
    virtual void settle(std::error_code&) = 0;

    // Where the next character comes from or goes to; after settle().
    virtual std::int64_t position(std::error_code&) = 0;

    // What others write is read from now on; after settle().
    virtual void forget_read_ahead() noexcept = 0;

    // The content where it is in memory; empty where it is in a file.
    virtual memory_window memory() const noexcept = 0;

    // Changes with every write.
    virtual std::uint32_t const& writes_begun() const noexcept = 0;

    // Others know the file from now on, and can change it.
    virtual void expose() noexcept = 0;

    virtual void replace_handle(unique_handle) noexcept = 0;
    virtual unique_handle release_handle() noexcept = 0;

    // Whether the file has a name for good.
    virtual bool is_named() const noexcept = 0;
    // The name, or null; and one that a file without a name has for a while, where persisting it failed halfway.
    virtual named_entry* find_entry() noexcept = 0;
    virtual named_entry& entry() = 0;

    // ---- what is made of it ----

    // Why the file is not what the program wrote; `state` is the stream's.
    std::error_code damage(std::ios_base::iostate state) const noexcept;

    // The bytes of a piece, as a size and an offset that the system takes.
    std::size_t measure(piece const&, std::error_code&);

    // A handle with a position of its own; errc::operation_not_supported where the system cannot open the file anew.
    unique_handle open_anew(bool writes, std::error_code&);

    // The stream is being closed: removes the name, if it is to go with that.
    void close_name(native_handle_type, std::error_code&) noexcept;
    // The stream gives its file away.
    void give_name_away(native_handle_type, std::error_code&);

    view_watch views_;
    bool shares_handle_ = false; // with another stream, by positioned transfers
};

} // namespace detail
} // namespace tempfile
} // namespace boost

BOOST_TEMPFILE_END_EXPORTED

#endif
