//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#include "path.hpp"

#include "../paths.hpp"

#include <atomic>
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
    if (!names_device(full))
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

namespace
{

bool ends_name(native_char c, bool as_it_is) noexcept
{
    return c == 0 || c == L'\\' || (c == L'/' && !as_it_is);
}

// Behind `count` names, and the separators after each.
std::size_t skip_names(native_char const* path, std::size_t at, int count, bool as_it_is) noexcept
{
    for (; count != 0; --count)
    {
        while (!ends_name(path[at], as_it_is))
            ++at;
        while (path[at] != 0 && ends_name(path[at], as_it_is))
            ++at;
    }
    return at;
}

// Of \\?\UNC\server\share.
bool names_share(native_char const* path) noexcept
{
    return names_device(path) && ::CompareStringOrdinal(path + 4, 3, L"UNC", 3, TRUE) == CSTR_EQUAL &&
           (path[7] == 0 || separator(path[7]));
}

} // namespace

std::size_t root_size(native_char const* path) noexcept
{
    bool const as_it_is = verbatim(path);
    if (names_device(path))
        return skip_names(path, 4, names_share(path) ? 3 : 1, as_it_is);
    if (separator(path[0]) && separator(path[1]))
        return skip_names(path, 2, 2, false);
    std::size_t const drive = path[0] != 0 && path[1] == L':' ? 2 : 0;
    return skip_names(path, drive, separator(path[drive]) ? 1 : 0, false);
}

native_string parent_of(native_string const& path)
{
    bool const as_it_is = verbatim(path.c_str());
    auto const ends = [&](std::size_t i) { return ends_name(path[i], as_it_is); };
    std::size_t const root = root_size(path.c_str());
    std::size_t end = path.size();
    while (end > root && ends(end - 1))
        --end;
    while (end > root && !ends(end - 1))
        --end;
    while (end > root && ends(end - 1))
        --end;
    native_string parent = path.substr(0, end);
    if (parent.empty() || (parent.size() == 2 && parent[1] == L':')) // D:name is in the current directory of D:
        parent += L'.';
    return parent;
}

// Of what is not verbatim the system has resolved the rest. std::filesystem takes the dot of \\.\ for superfluous.
native_string normal_directory(native_string absolute)
{
    bool const as_it_is = verbatim(absolute.c_str());
    std::size_t const root = root_size(absolute.c_str());
    while (absolute.size() > root && ends_name(absolute.back(), as_it_is))
        absolute.pop_back();
    return absolute;
}

bool is_remote(native_char const* path) noexcept
{
    if (names_share(path))
        return true;
    if (names_device(path))
        path += 4;
    else if (separator(path[0]) && separator(path[1]))
        return true;
    if (path[0] == 0 || path[1] != L':')
        return false;
    // A letter is asked about once: to ask opens the drive.
    enum : unsigned char
    {
        unknown,
        local,
        remote
    };
    static std::atomic<unsigned char> known[26];
    native_char const drive[] = {path[0], L':', L'\\', 0};
    unsigned const letter = static_cast<unsigned>(path[0] | 0x20) - L'a';
    if (letter >= 26)
        return false;
    unsigned char kind = known[letter].load(std::memory_order_relaxed);
    if (kind == unknown)
    {
        kind = ::GetDriveTypeW(drive) == DRIVE_REMOTE ? remote : local;
        known[letter].store(kind, std::memory_order_relaxed);
    }
    return kind == remote;
}

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
