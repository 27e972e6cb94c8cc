//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// The content of a stream's file as a whole: as memory, as a C stream, and through a second stream.

#include <boost/tempfile/detail/stream_file.hpp>

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/persisting.hpp>
#include <boost/tempfile/detail/throw.hpp>
#include <boost/tempfile/memory_device.hpp>

#include "../system/files.hpp"
#include "../system/mapping.hpp"
#include "../system/reopening.hpp"
#include "../system/transfer.hpp"

#include <atomic>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

namespace boost
{
namespace tempfile
{

void mapped_content::flush()
{
    std::error_code ec;
    flush(ec);
    detail::throw_if_failed("boost::tempfile::mapped_content: flush", {}, ec);
}

namespace detail
{

// ---- memory ---------------------------------------------------------------------------------------------------------

void file_memory::flush(std::error_code& ec) noexcept
{
    ec.clear();
    if (size_ != 0)
        system::flush_mapping(system::mapping{begin_, size_}, ec);
}

void file_memory::free() noexcept
{
    if (size_ != 0)
        system::unmap(system::mapping{begin_, size_});
    else
        delete[] begin_;
    begin_ = nullptr;
    size_ = 0;
}

struct view_watch::record
{
    std::atomic<unsigned> owners{1};
    std::uint32_t const* writes = nullptr; // null once all have ended
};

bool view_watch::has_changed() const noexcept
{
    return record_->writes == nullptr || *record_->writes != writes_;
}

view_watch view_watch::of(std::uint32_t const& writes) noexcept
{
    view_watch view;
#if !defined(NDEBUG)
    if (record_ == nullptr)
        record_ = new (std::nothrow) record;
    if (record_ == nullptr)
        return view;
    record_->writes = &writes;
    record_->owners.fetch_add(1, std::memory_order_relaxed);
    view.record_ = record_;
    view.writes_ = writes;
#else
    (void)writes;
#endif
    return view;
}

void view_watch::end_all() noexcept
{
    record_->writes = nullptr;
    release();
    record_ = nullptr;
}

void view_watch::release() noexcept
{
    if (record_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete record_;
}

namespace
{

// A copy of a piece of a file that the system does not map.
char* copy_of(native_handle_type handle, std::int64_t offset, std::size_t size, std::error_code& ec) noexcept
{
    ec.clear();
    std::unique_ptr<char[]> bytes(new (std::nothrow) char[size]);
    if (bytes == nullptr)
        ec = std::make_error_code(std::errc::not_enough_memory);
    for (std::size_t done = 0; !ec && done < size;)
    {
        std::size_t const n =
            system::read_at(handle, offset + static_cast<std::int64_t>(done), bytes.get() + done, size - done, ec);
        if (n == 0 && !ec) // somebody has made the file smaller in the meantime
            ec = std::make_error_code(std::errc::invalid_argument);
        done += n;
    }
    return ec ? nullptr : bytes.release();
}

// What a system says of a file that it does not map, whatever its reason is.
bool maps_no_such_file(std::error_code const& ec) noexcept
{
    return ec == std::errc::no_such_device || ec == std::errc::permission_denied ||
           ec == std::errc::operation_not_permitted || ec == std::errc::invalid_argument ||
           ec == std::errc::function_not_supported || ec == std::errc::not_supported;
}

} // namespace

// Everything is written, so that the size is the file's.
std::size_t stream_file::measure(piece const& p, std::error_code& ec)
{
    std::uintmax_t const all = static_cast<std::uintmax_t>(size(ec));
    if (ec)
        return 0;
    if (p.offset > all || (p.size && *p.size > all - p.offset))
        ec = std::make_error_code(std::errc::invalid_argument);
    else if (!p.size && all - p.offset > (std::numeric_limits<std::size_t>::max)() / 2)
        ec = std::make_error_code(std::errc::not_enough_memory);
    return ec ? 0 : p.size ? *p.size : static_cast<std::size_t>(all - p.offset);
}

content_view stream_file::view(piece p, std::error_code& ec)
{
    settle(ec);
    std::size_t const size = ec ? 0 : measure(p, ec);
    if (ec)
        return {};
    content_view result;
    std::int64_t const offset = static_cast<std::int64_t>(p.offset);
    if (char const* const bytes = memory().data)
        result = content_view({}, bytes + offset, size);
    else if (size != 0)
    {
        system::mapping mapped;
        char* first = system::map(peek_handle(), offset, size, system::map_access::read, mapped, ec);
        if (ec)
            first = copy_of(peek_handle(), offset, size, ec);
        if (ec)
            return {};
        result = content_view(file_memory(mapped.begin != nullptr ? mapped.begin : first, mapped.size), first, size);
    }
    result.watch_ = views_.of(writes_begun());
    return result;
}

// The blocks are reserved behind the mapping, which costs nothing until it is used: what is reserved is never given back
// because it could not be mapped.
mapped_content stream_file::map(piece p, std::filesystem::path& where, std::error_code& ec)
{
    roll_over(where, ec);
    if (!ec)
        settle(ec);
    std::size_t const size = ec ? 0 : measure(p, ec);
    if (ec)
        return {};
    expose();
    forget_read_ahead();
    if (size == 0)
        return {};
    std::int64_t const offset = static_cast<std::int64_t>(p.offset);
    system::mapping mapped;
    char* const first = system::map(peek_handle(), offset, size, system::map_access::write, mapped, ec);
    if (ec)
    {
        if (maps_no_such_file(ec))
            ec = std::make_error_code(std::errc::operation_not_supported);
        return {};
    }
    mapped_content result(file_memory(mapped.begin, mapped.size), first, size);
    system::reserve_blocks(peek_handle(), offset, offset + static_cast<std::int64_t>(size), ec);
    if (ec)
        return {};
    return result;
}

// ---- opened anew ----------------------------------------------------------------------------------------------------

namespace
{

// Not the name's fault, so that there is nothing to fall back on.
bool is_want(std::error_code const& ec) noexcept
{
    return ec == std::errc::io_error || ec == std::errc::not_enough_memory || ec == std::errc::too_many_files_open ||
           ec == std::errc::too_many_files_open_in_system;
}

} // namespace

unique_handle stream_file::open_anew(bool writes, std::error_code& ec)
{
    native_handle_type const handle = peek_handle();
    unique_handle opened;
    if (handle != invalid_handle())
        opened = unique_handle(system::reopen_handle(handle, writes, ec));
    else
        ec = std::make_error_code(std::errc::operation_not_supported);
    // By its name, where it still has it.
    std::error_code by_name;
    if (ec == std::errc::operation_not_supported && is_named())
        opened = detail::reopen(handle, entry(), by_name);
    if (opened)
        ec.clear();
    else if (handle == invalid_handle() || is_want(by_name))
        ec = by_name;
    return opened;
}

unique_handle stream_file::handle_for(c_mode mode, std::filesystem::path& where, std::error_code& ec)
{
    roll_over(where, ec);
    if (!ec)
        settle(ec);
    std::int64_t const at = ec ? 0 : position(ec);
    if (ec)
        return {};
    expose();
    forget_read_ahead();
    unique_handle opened = open_anew(mode.writes, ec);
    if (!ec)
        system::set_position(opened.get(), at, ec);
    if (ec)
        opened = unique_handle();
    return opened;
}

unique_handle stream_file::reopen(bool& shared, std::filesystem::path& where, std::error_code& ec)
{
    shared = false;
    ec.clear();
    if (is_open())
    {
        roll_over(where, ec);
        if (!ec)
            settle(ec);
    }
    else if (!is_named())
        ec = std::make_error_code(std::errc::bad_file_descriptor);
    if (ec)
        return {};
    bool const open = is_open();
    if (open)
    {
        expose();
        forget_read_ahead();
    }
    unique_handle opened = open_anew(true, ec);
    if (open && ec == std::errc::operation_not_supported)
    {
        opened = unique_handle(system::duplicate(peek_handle(), ec));
        shared = !ec;
        shares_handle_ = shares_handle_ || shared;
    }
    return opened;
}

// ---- C streams ------------------------------------------------------------------------------------------------------

c_mode parse_c_mode(char const* mode, std::error_code& ec) noexcept
{
    ec.clear();
    c_mode parsed{};
    parsed.appends = *mode == 'a';
    parsed.writes = parsed.appends;
    if (*mode != 'r' && *mode != 'a')
        ec = std::make_error_code(std::errc::invalid_argument);
    bool plus = false;
    for (char const* c = mode + 1; !ec && *c != 0; ++c)
    {
        bool& seen = *c == '+' ? plus : parsed.binary;
        if ((*c != '+' && *c != 'b') || seen)
            ec = std::make_error_code(std::errc::invalid_argument);
        seen = true;
    }
    parsed.writes = parsed.writes || plus;
    return parsed;
}

} // namespace detail
} // namespace tempfile
} // namespace boost
