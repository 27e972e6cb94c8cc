//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "attributes.hpp"
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

// Whether a file system that has no access lists, or keeps them for itself, was asked to write one.
bool knows_no_lists(DWORD code) noexcept
{
    return code == ERROR_INVALID_FUNCTION || code == ERROR_NOT_SUPPORTED || code == ERROR_CALL_NOT_IMPLEMENTED;
}

// The access list as it is, inherited entries and protection included. False where `to` keeps its own, which is its
// owner's alone: on a share, the permission to change files is none to write their lists, not even for their owner.
bool carry_list(HANDLE from, native_handle_type to, std::error_code& ec) noexcept
{
    descriptor list;
    if (!list.read(from, DACL_SECURITY_INFORMATION, ec))
        return false;
    HANDLE const own = open_again(to, nullptr, WRITE_DAC | READ_CONTROL, ec);
    if (ec)
    {
        if (ec == std::errc::permission_denied)
            ec.clear();
        return false;
    }
    closing const closer(own);
    // Without the request the system takes inherited entries for entries of the file's own.
    auto* const control = &reinterpret_cast<SECURITY_DESCRIPTOR_RELATIVE*>(list.bytes.get())->Control;
    if ((*control & SE_DACL_AUTO_INHERITED) != 0)
        *control |= SE_DACL_AUTO_INHERIT_REQ;
    if (::SetKernelObjectSecurity(own, DACL_SECURITY_INFORMATION, list.bytes.get()))
        return true;
    DWORD const code = ::GetLastError();
    if (!knows_no_lists(code) && code != ERROR_ACCESS_DENIED)
        ec = to_error(code);
    return knows_no_lists(code);
}

bool same_owner(HANDLE from, HANDLE to, std::error_code& ec) noexcept
{
    descriptor a, b;
    return a.read(from, OWNER_SECURITY_INFORMATION, ec) && b.read(to, OWNER_SECURITY_INFORMATION, ec) &&
           a.owner() != nullptr && b.owner() != nullptr && ::EqualSid(a.owner(), b.owner());
}

// How a file is stored, which is decided before it is written.
constexpr DWORD integrity_stream = 0x8000; // FILE_ATTRIBUTE_INTEGRITY_STREAM
constexpr DWORD storage_attributes =
    FILE_ATTRIBUTE_ENCRYPTED | FILE_ATTRIBUTE_COMPRESSED | FILE_ATTRIBUTE_SPARSE_FILE | integrity_stream;

// False if `from` is encrypted, compressed, sparse or checked for integrity, and `to` is not.
bool carry_basic_attributes(HANDLE from, HANDLE to, std::error_code& ec) noexcept
{
    constexpr DWORD carried = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
    FILE_ATTRIBUTE_TAG_INFO old, made;
    NTSTATUS result = attributes_of(from, old);
    if (result == status_success)
        result = attributes_of(to, made);
    if (result != status_success)
    {
        ec = status_error(result);
        return false;
    }
    FILE_BASIC_INFO basic{};
    basic.FileAttributes = (old.FileAttributes & carried) | FILE_ATTRIBUTE_ARCHIVE; // it was written
    if (!::SetFileInformationByHandle(to, FileBasicInfo, &basic, sizeof basic))
        ec = last_error();
    return (old.FileAttributes & ~made.FileAttributes & storage_attributes) == 0;
}

// Which links to files use.
bool has_object_id(HANDLE handle) noexcept
{
    constexpr ULONG get_object_id = 0x9009c; // FSCTL_GET_OBJECT_ID
    unsigned char id[64];
    return control(handle, get_object_id, id, sizeof id) == status_success;
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

lost_attributes carry_attributes(native_char const* from, native_handle_type to, std::error_code& ec) noexcept
{
    ec.clear();
    lost_attributes result = lost_attributes::nothing;
    if (intercepted(call::carry_attributes, to, from, nullptr, ec))
        return result;
    HANDLE const source = open_path(from, READ_CONTROL | FILE_READ_ATTRIBUTES, share_everything, 0, ec);
    if (ec)
        return result;
    closing const closer(source);
    std::error_code unknown;
    if (!same_owner(source, to, unknown))
        result = result | lost_attributes::owner;
    if (!carry_basic_attributes(source, to, ec) || has_streams(from) || has_object_id(source))
        result = result | lost_attributes::attributes;
    if (!ec && !carry_list(source, to, ec))
        result = result | lost_attributes::acl;
    return ec ? lost_attributes::nothing : result;
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
    (void)carry_list(source, to, ec);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
