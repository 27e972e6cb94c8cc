#!/usr/bin/env bash
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# What a compiler does not check of the layers: a public header includes the standard library, Boost and this library
# and nothing of a system; only config.hpp asks which system it is; above the folders of src/system neither happens, but
# for select.hpp, which chooses among them. A FILE is made from a handle by what the C library of Windows has for that:
# c_file.hpp includes it.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

complain() {
    printf '%s\n%s\n' "$1" "$2" >&2
    failed=1
}

# The standard headers have no extension, but for <assert.h> and its kind, which <cassert> replaces.
found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' include --include='*.hpp' |
    grep -vE '[<"](boost/[a-z0-9_/]+\.hpp|[a-z_0-9]+)[>"]' |
    grep -vE '^include/boost/tempfile/c_file\.hpp:.*<(fcntl|io)\.h>' || true)
[ -z "$found" ] || complain 'not a header of the standard library or of Boost:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' include --include='*.hpp' || true)
[ -z "$found" ] || complain 'a public header is included by <boost/tempfile/...>:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<[a-z_0-9/]+\.h>' libs/tempfile/src/*/*.cpp libs/tempfile/src/*/*.hpp || true)
[ -z "$found" ] || complain 'a header of a system above the system layer:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*(el)?if.*(_WIN32|BOOST_WINDOWS|__linux|__unix|__APPLE__|__MINGW|BSD|_POSIX)' \
    include libs/tempfile/src/*/*.cpp libs/tempfile/src/*/*.hpp |
    grep -vE '^(include/boost/tempfile/config|libs/tempfile/src/system/select)\.hpp:' || true)
[ -z "$found" ] || complain 'a question after the system outside config.hpp and the system layer:' "$found"

found=$(for header in include/boost/tempfile/*.hpp; do
    grep -qxF "#include <${header#include/}>" include/boost/tempfile.hpp || printf '%s\n' "$header"
done | grep -vxE 'include/boost/tempfile/(config|iostreams)\.hpp' || true)
[ -z "$found" ] || complain 'not in <boost/tempfile.hpp>, which is everything:' "$found"

# What every user of the library pays for at each compilation, or has to install.
found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<boost/' include --include='*.hpp' |
    grep -vE '<boost/(tempfile/[a-z0-9_/]+|config|config/auto_link|assert|throw_exception|core/[a-z_]+)\.hpp>' |
    grep -vE '^include/boost/tempfile/iostreams\.hpp:.*<boost/iostreams/' || true)
[ -z "$found" ] || complain 'a library of Boost other than Config, Assert, ThrowException and Core:' "$found"

found=$(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<(functional|regex|thread|mutex|future|iostream|unordered_map|unordered_set)>' \
    include --include='*.hpp' || true)
[ -z "$found" ] || complain 'a header that takes long to compile:' "$found"

# Which file of the system layer defines a function is asked once, around the whole file (system/select.hpp).
system=libs/tempfile/src/system
for folder in linux bsd darwin; do
    for file in "$system/$folder"/*.cpp; do
        macro=BOOST_TEMPFILE_SYSTEM_$(printf '%s' "$folder" | tr '[:lower:]' '[:upper:]')
        [ "$(grep -m 1 '^#if' "$file")" = "#if $macro" ] && [ "$(tail -n 1 "$file")" = '#endif' ] ||
            complain "not wholly within #if $macro:" "$file"
        replaced=$system/posix/$(basename "$file")
        [ ! -e "$replaced" ] || { grep -m 1 '^#if' "$replaced" | grep -qE "!$macro( |$)" && [ "$(tail -n 1 "$replaced")" = '#endif' ]; } ||
            complain "replaced by $file, but not wholly within #if !$macro:" "$replaced"
    done
done

# What may be asked besides is whether the C library's headers know something.
found=$(grep -nE '^#[[:space:]]*(el)?if' "$system"/{posix,linux,bsd,darwin}/*.[ch]pp |
    grep -vE ':#(if !?BOOST_TEMPFILE_SYSTEM_[A-Z]+( && !BOOST_TEMPFILE_SYSTEM_[A-Z]+)*$|ifndef BOOST_TEMPFILE_SRC_|(el)?if defined\((SYS_[a-z0-9]+|__alpha__|EFTYPE|O_PATH|O_SEARCH|SEEK_DATA|INHERIT_ZERO|MAP_INHERIT_ZERO)\)( && defined\(SEEK_HOLE\))?$|if !defined\(_GNU_SOURCE\)$|if __has_include\()' || true)
[ -z "$found" ] || complain 'a question after the system inside a file of the system layer:' "$found"

# features.hpp is to come before the first header of the C library.
found=$(for file in "$system"/{posix,linux,bsd,darwin}/*.cpp; do
    grep -m 1 '^#include' "$file" | grep -qE '"(posix|linux|../posix/posix)\.hpp"' || printf '%s\n' "$file"
done)
[ -z "$found" ] || complain 'posix.hpp or linux.hpp is not included first:' "$found"

# Tests ask by the same switch.
found=$(grep -nE '^#.*(__linux__|__APPLE__)' test/*.cpp test/*.hpp || true)
[ -z "$found" ] || complain 'a test asks for Linux otherwise than by BOOST_TEMPFILE_SYSTEM_LINUX (platform.hpp):' "$found"

exit "$failed"
