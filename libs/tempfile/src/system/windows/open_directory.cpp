//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "dispose.hpp"
#include "path.hpp"
#include "security.hpp"
#include "tree.hpp"

#include <new>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

namespace
{

opened_state* make_state(directory const& parent, HANDLE opened) noexcept
{
    std::unique_ptr<opened_state> made(new (std::nothrow) opened_state);
    if (made && !parent)
        made->own.reset(new (std::nothrow) tree(opened));
    if (!made || (!parent && !made->own))
        return nullptr;
    made->whole = parent ? state_of(parent).whole : made->own.get();
    return made.release();
}

directory result_of(NTSTATUS result, directory const& parent, HANDLE opened, std::error_code& ec) noexcept
{
    directory d;
    ec = status_error(result);
    if (ec)
        return d;
    d.listing = make_state(parent, opened);
    if (d.listing != nullptr)
        d.handle = opened;
    else
    {
        ::CloseHandle(opened);
        ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
    }
    return d;
}

} // namespace

directory open_directory(directory const& parent, native_char const* name, mounts, std::error_code& ec) noexcept
{
    ec.clear();
    // Volumes are mounted by reparse points, which are links here.
    if (intercepted(call::open_directory, parent.handle, name, nullptr, ec))
        return directory();
    HANDLE opened = nullptr;
    NTSTATUS const result = open_real_directory(parent, name, listing_access, opened);
    return result_of(result, parent, opened, ec);
}

directory open_denied_directory(directory const& parent, native_char const* name, mounts, file_identity const* expected,
    std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::grant_access, parent.handle, name, nullptr, ec))
        return directory();
    HANDLE denied = nullptr;
    HANDLE opened = nullptr;
    NTSTATUS result =
        open_real_directory(parent, name, READ_CONTROL | WRITE_DAC | FILE_READ_ATTRIBUTES | SYNCHRONIZE, denied);
    if (result == status_success)
    {
        closing const closer(denied);
        directory const found{denied, nullptr};
        if (expected != nullptr && identify_directory(found, ec).identity != *expected)
        {
            if (!ec)
                ec = std::make_error_code(std::errc::no_such_file_or_directory);
            return directory();
        }
        result = grant(denied);
        if (result == status_success)
            result = reopen(denied, listing_access, directory_options, opened);
    }
    return result_of(result, parent, opened, ec);
}

directory open_parent(directory const& d, std::error_code& ec) noexcept
{
    ec.clear();
    // The object manager knows no "..".
    if (!intercepted(call::open_directory, d.handle, nullptr, nullptr, ec))
        ec = std::make_error_code(std::errc::operation_not_supported);
    return directory();
}

native_handle_type hold_directory(native_char const* path, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::hold_directory, invalid_handle(), path, nullptr, ec))
        return invalid_handle();
    HANDLE handle = nullptr;
    NTSTATUS const result = open_to_look(path, handle);
    ec = status_error(result);
    return ec ? invalid_handle() : handle;
}

// A held directory keeps its name.
bool is_removed(native_handle_type) noexcept
{
    return false;
}

void close_directory(directory& d) noexcept
{
    delete static_cast<opened_state*>(d.listing);
    std::error_code ignored;
    close(d.handle, ignored);
    d = directory();
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
