//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "handles.hpp"

#include <winioctl.h>

#include <algorithm>
#include <cstring>
#include <vector>

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

// REPARSE_DATA_BUFFER, which the SDK keeps for drivers. Of a symbolic link a ULONG of flags stands before the text.
struct reparse_data
{
    ULONG tag;
    USHORT size;
    USHORT reserved;
    USHORT substitute_offset; // bytes, from the start of the text
    USHORT substitute_size;
    USHORT print_offset;
    USHORT print_size;
};

} // namespace

native_string read_link(native_char const* path, std::error_code& ec)
{
    ec.clear();
    if (intercepted(call::read_link, invalid_handle(), path, nullptr, ec))
        return {};
    HANDLE const link = open_path(path, FILE_READ_ATTRIBUTES, share_everything, 0, ec);
    if (ec)
        return {};
    closing const closer(link);
    std::vector<unsigned char> data(MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
    DWORD used = 0;
    if (!::DeviceIoControl(
            link, FSCTL_GET_REPARSE_POINT, nullptr, 0, data.data(), static_cast<DWORD>(data.size()), &used, nullptr))
    {
        ec = last_error();
        return {};
    }
    reparse_data header{};
    std::memcpy(&header, data.data(), (std::min)(sizeof header, std::size_t(used)));
    bool const symbolic = header.tag == IO_REPARSE_TAG_SYMLINK;
    std::size_t const text = sizeof header + (symbolic ? sizeof(ULONG) : 0);
    // What is printed is a path as programs know it; what is substituted begins with \??\.
    bool const printed = header.print_size != 0;
    std::size_t const size = printed ? header.print_size : header.substitute_size;
    std::size_t const start = text + (printed ? header.print_offset : header.substitute_offset);
    if ((!symbolic && header.tag != IO_REPARSE_TAG_MOUNT_POINT) || start + size > used)
    {
        ec = to_error(ERROR_NOT_SUPPORTED);
        return {};
    }
    native_string target(size / sizeof(native_char), native_char());
    std::memcpy(&target[0], data.data() + start, target.size() * sizeof(native_char));
    if (target.rfind(L"\\??\\", 0) == 0)
        target[1] = L'\\';
    return target;
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
