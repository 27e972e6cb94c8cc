//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_WINDOWS_FILES_HPP
#define BOOST_TEMPFILE_TEST_WINDOWS_FILES_HPP

// Files by the functions of Windows itself, for its tests.

#include "unit_test.hpp"

#include <boost/tempfile/options.hpp>
#include <boost/tempfile/remove_all.hpp>
#include <boost/tempfile/unique_handle.hpp>

#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
#include <winternl.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <system_error>

namespace test
{

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

inline boost::tempfile::unique_handle open(
    std::filesystem::path const& path, DWORD access, DWORD share, DWORD how = OPEN_EXISTING, DWORD flags = 0)
{
    return boost::tempfile::unique_handle(::CreateFileW(path.c_str(), access, share, nullptr, how, flags, nullptr));
}

inline bool is_there(std::filesystem::path const& path)
{
    return ::GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
}

inline std::filesystem::path verbatim(std::filesystem::path const& path)
{
    return std::filesystem::path(L"\\\\?\\" + path.native());
}

inline void touch(std::filesystem::path const& path)
{
    boost::tempfile::unique_handle made = open(path, GENERIC_WRITE, share_all, CREATE_NEW);
    BOOST_TEST_REQUIRE(bool(made));
}

inline void fill(std::filesystem::path const& dir)
{
    std::filesystem::create_directories(dir / "a" / "b");
    touch(dir / "file");
    touch(dir / "a" / "file");
    touch(dir / "a" / "b" / "file");
}
constexpr std::uintmax_t filled = 5; // entries

inline std::error_code code(DWORD number)
{
    return {static_cast<int>(number), std::system_category()};
}

inline boost::tempfile::remove_options soon()
{
    boost::tempfile::remove_options o;
    o.deadline = std::chrono::milliseconds(300);
    return o;
}

inline ULONGLONG now() // ms
{
    return ::GetTickCount64();
}

inline boost::tempfile::options in(std::filesystem::path const& dir)
{
    boost::tempfile::options o;
    o.dir = dir;
    return o;
}

} // namespace test

#endif
