//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "path.hpp"

#include <cstring>
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

// CreateFileW takes paths of less than MAX_PATH characters, CreateDirectoryW of 12 less: a name as 8.3 must fit into
// it.
constexpr std::size_t longest_plain_path = MAX_PATH - 13;

} // namespace

long_path::long_path(native_char const* path, std::error_code& ec, form wanted) noexcept : path_(path)
{
    ec.clear();
    bool const native = wanted == form::native;
    if (!native && (verbatim(path) || std::wcslen(path) <= longest_plain_path))
        return;
    // Behind the prefix a path is taken as it is, so everything that the system resolves in others is resolved here;
    // not in one that has such a prefix already.
    static constexpr native_char network[] = L"\\\\?\\UNC\\";
    constexpr std::size_t local_length = 4;
    constexpr std::size_t network_length = sizeof network / sizeof *network - 1;
    bool const resolved = verbatim(path);
    std::size_t const size = resolved ? std::wcslen(path) + 1 : ::GetFullPathNameW(path, 0, nullptr, nullptr);
    std::size_t const needed = network_length + size;
    if (size != 0)
        made_ = needed <= sizeof short_ / sizeof *short_ ? short_ : new (std::nothrow) native_char[needed];
    if (made_ == nullptr)
    {
        ec = size == 0 ? last_error() : to_error(ERROR_NOT_ENOUGH_MEMORY);
        return;
    }
    native_char* full = made_ + network_length;
    if (resolved)
        std::memcpy(full, path, size * sizeof *full);
    else
    {
        DWORD const written = ::GetFullPathNameW(path, static_cast<DWORD>(size), full, nullptr);
        if (written == 0 || written >= size)
        {
            ec = written == 0 ? last_error() : to_error(ERROR_FILENAME_EXCED_RANGE); // the current directory changed
            return;
        }
    }
    if (!verbatim(full))
    {
        // The two backslashes of \\server\share are the last one of \\?\UNC\.
        bool const unc = separator(full[0]) && separator(full[1]);
        std::size_t const length = unc ? network_length : local_length;
        full = (unc ? full + 2 : full) - length;
        std::memcpy(full, network, length * sizeof *full);
    }
    if (native)
        std::memcpy(full, L"\\??\\", local_length * sizeof *full);
    path_ = full;
}

long_path::~long_path()
{
    if (made_ != short_)
        delete[] made_;
}

namespace
{

// What NTFS, FAT and SMB all take for one name; the system reports a longer one as a missing file.
constexpr std::size_t longest_name = 255;

} // namespace

bool has_endless_name(native_char const* path) noexcept
{
    std::size_t length = 0;
    for (; *path != 0; ++path)
    {
        length = separator(*path) ? 0 : length + 1;
        if (length > longest_name)
            return true;
    }
    return false;
}

// Whether something that is no directory stands where a directory of `path` should: the system says
// ERROR_PATH_NOT_FOUND then as well.
bool crosses_file(native_char const* path) noexcept
{
    std::error_code ec;
    std::size_t length = std::wcslen(path);
    native_char* const copy = new (std::nothrow) native_char[length + 1];
    if (copy == nullptr)
        return false;
    std::memcpy(copy, path, (length + 1) * sizeof *copy);
    bool file = false;
    for (;;)
    {
        while (length != 0 && !separator(copy[length - 1]))
            --length;
        while (length != 0 && separator(copy[length - 1]))
            --length;
        if (length == 0)
            break;
        copy[length] = 0;
        long_path const parent(copy, ec);
        DWORD const attributes = ec ? INVALID_FILE_ATTRIBUTES : ::GetFileAttributesW(parent.c_str());
        if (attributes != INVALID_FILE_ATTRIBUTES)
        {
            file = (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
            break;
        }
    }
    delete[] copy;
    return file;
}

std::error_code creation_error(DWORD code, native_char const* path) noexcept
{
    if ((code == ERROR_PATH_NOT_FOUND || code == ERROR_FILE_NOT_FOUND) && crosses_file(path))
        return to_error(ERROR_DIRECTORY);
    return to_error(code);
}

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost
