//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_PATH_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_WINDOWS_PATH_HPP

// Paths as the system takes them.

#include "windows.hpp"

#include <cwchar>

namespace boost
{
namespace tempfile
{
namespace detail
{
namespace system
{

constexpr bool separator(native_char c) noexcept
{
    return c == L'\\' || c == L'/';
}

// \\?\ at the beginning, with backslashes: all the rest is taken as it is. (//?/ means a path that is resolved like any
// other one.)
constexpr bool verbatim(native_char const* path) noexcept
{
    return path[0] == L'\\' && path[1] == L'\\' && path[2] == L'?' && path[3] == L'\\';
}

// \\.\ or \\?\ with separators of either kind: what follows is a name of the object manager's.
constexpr bool names_device(native_char const* path) noexcept
{
    return separator(path[0]) && separator(path[1]) && (path[2] == L'?' || path[2] == L'.') && separator(path[3]);
}

// How many characters of a path say where it begins, the separators after them included: C:\, C:, \\server\share\,
// \\?\C:\, \\?\UNC\server\share\, \\?\Volume{...}\, \\.\C:\, \. 0 for what is relative in every respect.
std::size_t root_size(native_char const* path) noexcept;

// Whether it is on another machine: a share, or a drive that stands for one.
bool is_remote(native_char const* path) noexcept;

// A path as the system takes it whatever its length. A short one for CreateFileW and its kin stays as it is; a long
// one, and every one for NtCreateFile, is made absolute, with backslashes, behind a prefix that says so.
class long_path
{
public:
    enum class form
    {
        win32, // as it is, or \\?\...
        native // \??\...
    };
    explicit long_path(native_char const* path, std::error_code&, form = form::win32) noexcept;
    ~long_path();
    long_path(long_path const&) = delete;
    long_path& operator=(long_path const&) = delete;
    native_char const* c_str() const noexcept { return path_; }

private:
    native_char const* path_;
    native_char* made_ = nullptr; // null, short_ or allocated
    native_char short_[MAX_PATH + 16];
};

// Whether a component of the path is longer than any file system takes: the system calls that a missing file.
bool has_endless_name(native_char const* path) noexcept;

// Whether something that is no directory stands where a directory of the path should: the system says
// ERROR_PATH_NOT_FOUND then as well.
bool crosses_file(native_char const* path) noexcept;

// The error of a failed creation or opening: a file in the place of a directory is told from a missing one.
std::error_code creation_error(DWORD code, native_char const* path) noexcept;

} // namespace system
} // namespace detail
} // namespace tempfile
} // namespace boost

#endif
