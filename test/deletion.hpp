//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_TEST_DELETION_HPP
#define BOOST_TEMPFILE_TEST_DELETION_HPP

// What deletion does to the name of a file that is open.

#include <filesystem>

#if defined(BOOST_WINDOWS)

#if !defined(NOMINMAX)
#define NOMINMAX
#endif
#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#endif

namespace test
{

// Whether the name goes at once, as POSIX has it; elsewhere it goes with the last handle (FAT, Wine).
inline bool names_go_at_once([[maybe_unused]] std::filesystem::path const& dir)
{
#if defined(BOOST_WINDOWS)
    constexpr DWORD posix_unlink = 0x400; // FILE_SUPPORTS_POSIX_UNLINK_RENAME
    wchar_t volume[MAX_PATH];
    DWORD flags = 0;
    return ::GetVolumePathNameW(dir.c_str(), volume, MAX_PATH) &&
           ::GetVolumeInformationW(volume, nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) &&
           (flags & posix_unlink) != 0;
#else
    return true;
#endif
}

} // namespace test

#endif
