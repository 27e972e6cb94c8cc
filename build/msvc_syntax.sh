#!/bin/bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# build/msvc_syntax.sh BOOST: what clang can show of Microsoft's compiler without its headers. The library and its public
# headers are read with the language as that compiler has it (-fms-compatibility, -fms-extensions), for Windows, with
# mingw-w64's headers: as a static library, as a DLL while it is built and by its users, in C++17 and C++20. Nothing is
# generated. What it cannot show: that compiler's own warnings, its standard library, its linker. BOOST is a directory
# with Boost's headers in boost/.

set -euo pipefail

cd "$(dirname "$0")/.."
boost=${1:?a directory with the headers of Boost}
compiler=${CXX:-clang++-19}
flags=(--target=x86_64-w64-mingw32 -fms-compatibility -fms-extensions -fsyntax-only -isystem "$boost" -Iinclude
    # mingw-w64's headers need to know a compiler that they know, and the character types of C++11.
    -fms-compatibility-version=19.40 -fgnuc-version=12.2.0 -D__STRICT_ANSI__
    -Wall -Wextra -pedantic -Wconversion -Wsign-conversion -Wshadow -Werror
    # Microsoft's language is what is asked for; for mingw's targets clang exports no explicit instantiations.
    -Wno-language-extension-token -Wno-microsoft -Wno-ignored-attributes)

status=0
check() { # check WHAT FLAGS... -- FILES...
    local what=$1 file
    local -a more=()
    shift
    while [ "$1" != -- ]; do
        more+=("$1")
        shift
    done
    shift
    for file in "$@"; do
        "$compiler" "${flags[@]}" "${more[@]}" -x c++ "$file" || { echo "$file: $what" >&2; status=1; }
    done
}

# All of it as it is built, in the older language; in the newer one what differs: the headers, with all templates
# instantiated, and what their users see.
sources=(libs/tempfile/src/{streams,creation,removal,permanent,lifecycle,system/windows}/*.cpp)
instantiations=(libs/tempfile/src/streams/{streams,streambuf}.cpp)
check "C++17, DLL" -std=c++17 -DBOOST_TEMPFILE_SOURCE -DBOOST_TEMPFILE_DYN_LINK -- "${sources[@]}"
check "C++20, DLL" -std=c++20 -DBOOST_TEMPFILE_SOURCE -DBOOST_TEMPFILE_DYN_LINK -- "${instantiations[@]}"
check "static" -std=c++17 -DBOOST_TEMPFILE_SOURCE -DBOOST_TEMPFILE_STATIC_LINK -- "${instantiations[@]}"
for standard in 17 20; do
    check "C++$standard, a user of the DLL" "-std=c++$standard" -DBOOST_TEMPFILE_DYN_LINK -- test/consumer_b2/consumer.cpp
done
exit "$status"
