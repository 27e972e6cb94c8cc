//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

// What the streams do with their files, whatever these are: how one is closed, shared, made permanent and given away.

#include <boost/tempfile/detail/stream_file.hpp>

#include <boost/tempfile/detail/creation.hpp>
#include <boost/tempfile/detail/persisting.hpp>
#include <boost/tempfile/detail/throw.hpp>

#include <utility>

namespace boost
{
namespace tempfile
{
namespace detail
{

void stream_file::name_path(std::filesystem::path& where, std::error_code const& ec)
{
    if (ec && where.empty() && is_named())
        where = entry().path();
}

void stream_file::throw_failure(char const* what, std::filesystem::path where, std::error_code const& ec)
{
    name_path(where, ec);
    detail::throw_if_failed(what, where, ec);
}

void stream_file::close_name(native_handle_type handle, std::error_code& ec) noexcept
{
    named_entry* const name = find_entry();
    if (name == nullptr)
        return;
    if (name->goes_with_close())
        return name->remove(handle, ec); // by handle, where the system can do that
    std::error_code unknown;             // then reopen() will find nothing
    if (is_named() && handle != invalid_handle())
        name->remember(handle, unknown);
}

void stream_file::close(std::error_code& ec) noexcept
{
    ec.clear();
    end_views();
    std::error_code removing;
    bool const open = is_open();
    close_name(open ? peek_handle() : invalid_handle(), removing);
    if (open)
        close_buffer(ec);
    shares_handle_ = false;
    if (!ec)
        ec = removing;
    if (open || ec)
        last_error(ec);
}

native_handle_type stream_file::native_handle(std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (shares_handle_)
        ec = std::make_error_code(std::errc::operation_not_supported);
    else
        roll_over(where, ec);
    native_handle_type const handle = ec ? invalid_handle() : hand_over(ec);
    name_path(where, ec);
    return handle;
}

std::error_code stream_file::damage(std::ios_base::iostate state) const noexcept
{
    if (!(state & std::ios_base::badbit))
        return lost_write(); // also where the state was cleared since
    std::error_code const reason = last_error();
    return reason ? reason : std::make_error_code(std::errc::io_error);
}

void stream_file::finish(std::ios_base::iostate state, std::error_code& ec)
{
    ec.clear();
    if (is_open())
        ec = damage(state);
    if (!ec && is_open())
        finish_output(ec);
}

void stream_file::persist(std::ios_base::iostate state, std::filesystem::path const& target, persist_mode mode,
    durability durable, std::filesystem::path& where, std::error_code& ec)
{
    where = target;
    ec = is_open() ? damage(state) : std::make_error_code(std::errc::bad_file_descriptor);
    if (!ec)
        roll_over(where, ec);
    if (!ec)
        finish_output(ec);
    if (ec)
        return;
    end_views();
    expose();
    unique_handle instead;
    detail::persist(peek_handle(), entry(), target, mode, durable, instead, where, ec);
    if (instead)
        replace_handle(std::move(instead)); // unreachable: see system::redirect()
}

// Everything that can fail comes before the file is given away.
unique_handle stream_file::release(std::filesystem::path& where, std::error_code& ec)
{
    ec.clear();
    if (shares_handle_)
        ec = std::make_error_code(std::errc::operation_not_supported);
    else
        roll_over(where, ec);
    if (!ec) // closing would end a shift sequence when the file is gone
        finish_output(ec);
    native_handle_type const handle = ec ? invalid_handle() : hand_over(ec);
    if (!ec)
        give_name_away(handle, ec);
    name_path(where, ec);
    if (ec)
        return {};
    end_views();
    unique_handle released = release_handle();
    std::error_code ignored; // there is nothing left to write
    close_buffer(ignored);
    last_error({});
    return released;
}

// A name for good becomes the caller's.
void stream_file::give_name_away(native_handle_type handle, std::error_code& ec)
{
    named_entry* const name = find_entry();
    std::error_code ignored;
    if (name == nullptr || !name->named())
        return;
    if (is_named())
        (void)name->keep(handle, ec);
    else
        name->remove(handle, ignored);
}

} // namespace detail
} // namespace tempfile
} // namespace boost
