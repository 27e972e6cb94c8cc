//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_SYSTEM_SELECT_HPP
#define BOOST_TEMPFILE_SRC_SYSTEM_SELECT_HPP

// Which folder defines a function. All files of posix/, linux/, bsd/ and darwin/ are compiled on every POSIX system; a
// file in one of the others replaces the one of the same name in posix/:
//
//     linux/NAME.cpp     #if BOOST_TEMPFILE_SYSTEM_LINUX, around all of it
//     posix/NAME.cpp     #if !BOOST_TEMPFILE_SYSTEM_LINUX, around all of it
//
// Nothing else asks which system it is. BOOST_TEMPFILE_PLAIN_POSIX (b2: plain-posix=on, a CMake option) leaves the others
// out, so that posix/ alone can be tested on Linux.

#if defined(__linux__) && !defined(BOOST_TEMPFILE_PLAIN_POSIX)
#define BOOST_TEMPFILE_SYSTEM_LINUX 1
#else
#define BOOST_TEMPFILE_SYSTEM_LINUX 0
#endif

// What macOS has from the BSDs.
#if (defined(__APPLE__) || defined(__FreeBSD__) || defined(__DragonFly__) || defined(__OpenBSD__)) &&                  \
    !defined(BOOST_TEMPFILE_PLAIN_POSIX)
#define BOOST_TEMPFILE_SYSTEM_BSD 1
#else
#define BOOST_TEMPFILE_SYSTEM_BSD 0
#endif

#if defined(__APPLE__) && !defined(BOOST_TEMPFILE_PLAIN_POSIX)
#define BOOST_TEMPFILE_SYSTEM_DARWIN 1
#else
#define BOOST_TEMPFILE_SYSTEM_DARWIN 0
#endif

#endif
