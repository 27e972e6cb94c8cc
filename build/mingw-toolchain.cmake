#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Toolchain notes for CMake: Windows from Debian or Ubuntu, with g++-mingw-w64-x86-64-posix, tests run by Wine.
#
#     cmake -S . -B bin/cmake/windows --toolchain build/mingw-toolchain.cmake -DBOOST_ROOT=DIR
#
# DIR has Boost's headers, and nothing else of the host's, in include/boost; build/run.sh windows makes one in
# bin/windows.

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

# -posix: the threads that std::thread needs.
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)

find_program(BOOST_TEMPFILE_WINE NAMES wine64 wine PATHS /usr/lib/wine)
if(BOOST_TEMPFILE_WINE)
    set(CMAKE_CROSSCOMPILING_EMULATOR "${BOOST_TEMPFILE_WINE}")
endif()

# The host's libraries are no use here, and its package of Boost would show its headers in /usr/include.
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32 "${BOOST_ROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(Boost_NO_BOOST_CMAKE ON)
