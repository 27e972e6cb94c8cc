//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"
#include "path.hpp"

#include <memory>
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

struct descriptor
{
    std::unique_ptr<unsigned char[]> bytes;

    bool read(HANDLE handle, SECURITY_INFORMATION what, std::error_code& ec) noexcept
    {
        DWORD size = 0;
        (void)::GetKernelObjectSecurity(handle, what, nullptr, 0, &size);
        bytes.reset(size == 0 ? nullptr : new (std::nothrow) unsigned char[size]);
        if (size != 0 && !bytes)
            ec = to_error(ERROR_NOT_ENOUGH_MEMORY);
        else if (size == 0 || !::GetKernelObjectSecurity(handle, what, bytes.get(), size, &size))
            ec = last_error();
        return !ec;
    }
    PSID owner() const noexcept
    {
        PSID found = nullptr;
        BOOL defaulted = FALSE;
        return ::GetSecurityDescriptorOwner(bytes.get(), &found, &defaulted) ? found : nullptr;
    }
};

// The access list as it is, inherited entries and protection included.
void carry_list(HANDLE from, native_handle_type to, std::error_code& ec) noexcept
{
    descriptor list;
    if (!list.read(from, DACL_SECURITY_INFORMATION, ec))
        return;
    HANDLE const own = open_again(to, nullptr, WRITE_DAC | READ_CONTROL, ec);
    if (ec)
        return;
    closing const closer(own);
    if (!::SetKernelObjectSecurity(own, DACL_SECURITY_INFORMATION, list.bytes.get()))
        ec = last_error();
}

bool same_owner(HANDLE from, HANDLE to, std::error_code& ec) noexcept
{
    descriptor a, b;
    return a.read(from, OWNER_SECURITY_INFORMATION, ec) && b.read(to, OWNER_SECURITY_INFORMATION, ec) &&
           a.owner() != nullptr && b.owner() != nullptr && ::EqualSid(a.owner(), b.owner());
}

void carry_basic_attributes(HANDLE from, HANDLE to, std::error_code& ec) noexcept
{
    constexpr DWORD carried =
        FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
    FILE_ATTRIBUTE_TAG_INFO old;
    NTSTATUS const result = attributes(from, old);
    if (result != status_success)
    {
        ec = status_error(result);
        return;
    }
    FILE_BASIC_INFO basic{};
    basic.FileAttributes = old.FileAttributes & carried;
    if (basic.FileAttributes == 0)
        basic.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    if (!::SetFileInformationByHandle(to, FileBasicInfo, &basic, sizeof basic))
        ec = last_error();
}

// Named streams stay behind.
bool has_streams(native_char const* path) noexcept
{
    std::error_code ec;
    long_path const native(path, ec);
    WIN32_FIND_STREAM_DATA found;
    HANDLE const search =
        ec ? INVALID_HANDLE_VALUE : ::FindFirstStreamW(native.c_str(), FindStreamInfoStandard, &found, 0);
    if (search == INVALID_HANDLE_VALUE)
        return false;
    bool const more = ::FindNextStreamW(search, &found) != FALSE; // the first is the contents
    ::FindClose(search);
    return more;
}

} // namespace

lost carry_attributes(native_char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    lost result = lost::nothing;
    if (intercepted(call::carry_attributes, to, from, nullptr, ec))
        return result;
    HANDLE const source = open_path(from, READ_CONTROL | FILE_READ_ATTRIBUTES, share_everything, 0, ec);
    if (ec)
        return result;
    closing const closer(source);
    std::error_code unknown;
    if (!same_owner(source, to, unknown))
        result = result | lost::owner;
    carry_basic_attributes(source, to, ec);
    if (!ec)
        carry_list(source, to, ec);
    return has_streams(from) ? result | lost::attributes : result;
}

void carry_permissions(native_char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    if (intercepted(call::carry_permissions, to, from, nullptr, ec))
        return;
    HANDLE const source = open_path(from, READ_CONTROL, share_everything, 0, ec);
    if (ec)
        return;
    closing const closer(source);
    carry_list(source, to, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
